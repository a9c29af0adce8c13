import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'

const index = `
import { partitions, sql } from 'assetstore'
import { asset, check, effect } from '#project'
import { called } from '../rig.ts'
export const raw = asset(async () => { await called('raw'); return [{ id: 'a', n: 1 }, { id: 'b', n: 2 }] })
export const mapped = asset(({ raw }) => raw.pick('id', 'n').map({ key: 'id' }, async ({ id, n }) => { await called('row'); return { id, twice: Number(n) * 2 } }))
export const days = asset({ partitions: partitions.of(['x', 'y']) }, async ({ mapped }, { partition }) => { await called('days:' + partition.key); return mapped.pick('twice') })
export const sum = asset(async ({ days }) => { await called('sum'); return sql\`SELECT sum(twice)::INTEGER AS "sum" FROM \${days}\` })
export const positive = check(async ({ mapped }) => { await called('positive'); return mapped.where(sql\`twice < 0\`) })
export const sent = effect(async ({ sum }) => { await called('sent'); return { at: 'there', n: (await sum.all())[0]?.sum ?? null } })
`
const inStore = ({ folder }: Project, ...path: string[]) => join(folder, '.assetstore', ...path)
const lose = (project: Project) => {
  for (const end of ['', '-wal', '-shm']) rmSync(inStore(project, `catalog.sqlite${end}`), { force: true })
}
const told = ({ assets }: Document) => assets.map(({ name, status, version }: Document) => [name, status, version])

async function madeTwice(): Promise<Project> {
  const project = await createProject({ 'assets/index.ts': index.replace('n: 2', 'n: 5') })
  await project.assets('materialize')
  project.edit({ 'assets/index.ts': index })
  await project.assets('materialize')
  await project.assets('--environment', 'production', 'materialize')
  project.calls.reset()
  return project
}

describe('doctor --rebuild', () => {
  test('a catalog that is lost is made again, and a run has nothing to do', async () => {
    await using project = await madeTwice()
    await project.assets('pin', 'raw')
    const before = told(await project.json('status'))
    const lock = readFileSync(inStore(project, 'assets.lock'), 'utf8')
    lose(project)
    const refused = await project.json('materialize')
    expect(refused).toMatchObject({ exitCode: 1, error: { code: 'STORE_CORRUPT' } })
    expect(refused.error.fix).toContain('assets doctor --rebuild')
    expect((await project.json('status')).error).toEqual(refused.error)
    expect((await project.assets('doctor')).stdout).toContain('the files of what it said are there')
    const { stdout } = await project.assets('doctor', '--rebuild')
    expect(stdout).toContain('the catalog is made again from its files: ')
    expect(stdout).toContain('the history of runs')
    expect(told(await project.json('status'))).toEqual(before)
    expect(await project.json('materialize')).toMatchObject({ ok: true, counts: { skipped: 7 } })
    expect(await project.json('--environment', 'production', 'materialize')).toMatchObject({ ok: true })
    expect(project.calls.names).toEqual([])
    expect(readFileSync(inStore(project, 'assets.lock'), 'utf8')).toBe(lock)
    // What was made before is there to go back to, and rows are taken over.
    await project.assets('unpin', 'raw')
    project.edit({ 'assets/index.ts': index.replace('n: 2', 'n: 5') })
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['sent'])
    expect((await project.json('verify')).ok).toBe(true)
  })

  test('a damaged one is set aside, and nothing of it is thrown away', async () => {
    await using project = await madeTwice()
    lose(project)
    const damaged = 'this was a catalog. '.repeat(300)
    writeFileSync(inStore(project, 'catalog.sqlite'), damaged)
    expect((await project.json('status')).error.fix).toContain('assets doctor --rebuild')
    const { setAside, records } = await project.json('doctor', '--rebuild')
    expect([setAside.length, readFileSync(setAside[0], 'utf8'), records > 10]).toEqual([1, damaged, true])
    expect(await project.json('materialize')).toMatchObject({ ok: true })
    expect(project.calls.names).toEqual([])
  })

  test('a whole one is left alone, and so is a store in which somebody works', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    expect(await project.json('doctor', '--rebuild')).toMatchObject({ exitCode: 1, error: { code: 'STORE_EMPTY' } })
    const held = project.calls.hold('raw')
    const run = project.assets('materialize')
    await held.waiting()
    held.release()
    await run
    expect(await project.json('doctor', '--rebuild')).toMatchObject({ exitCode: 2, error: { code: 'CLI_USAGE' } })
    expect(await project.json('doctor', '--rebuild', '--yes')).toMatchObject({ ok: true })
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
    project.edit({ 'assets/index.ts': index.replace('n: 2', 'n: 7') })
    const slow = project.calls.hold('row')
    const other = project.assets('materialize')
    await slow.waiting()
    expect(await project.json('doctor', '--rebuild', '--yes')).toMatchObject({
      exitCode: 4,
      error: { code: 'STORE_BUSY' },
    })
    slow.release()
    expect((await other).exitCode).toBe(0)
  })

  test('tells which tables are lost, and they alone are made again', async () => {
    await using project = await madeTwice()
    const { path } = await project.json('show', 'sum', '--path')
    lose(project)
    rmSync(path)
    const report = await project.json('doctor', '--rebuild')
    expect([report.exitCode, report.lostObjects.length]).toEqual([1, 1])
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['sum'])
  })

  test('an effect that was begun and left no receipt is in doubt still', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': index.replace("at: 'there'", "at: 'elsewhere'") })
    const held = project.calls.hold('sent')
    const run = project.start(['materialize'])
    await held.waiting()
    run.process.kill('SIGKILL')
    await run.ended
    held.release()
    project.edit({ 'assets/index.ts': index })
    const before = await project.json('status', 'sent')
    lose(project)
    await project.assets('doctor', '--rebuild')
    const after = await project.json('status', 'sent')
    expect(after.assets[0].causes).toEqual(before.assets[0].causes)
    expect(after.assets[0].causes).toMatchObject([{ kind: 'receipt_mismatch' }])
  })

  test('gc frees the files of records with the records', async () => {
    await using project = await madeTwice()
    const count = async () => (await project.json('doctor', '--rebuild', '--yes')).records
    const before = await count()
    await project.assets('gc', '--keep', '0', '--older-than', '0s', '--yes')
    const { passDays } = await import('./age.ts')
    passDays(project.folder, 30)
    await project.assets('gc', '--keep', '0', '--older-than', '0s', '--yes')
    expect((await count()) < before).toBe(true)
    expect(existsSync(inStore(project, 'records', 'moves'))).toBe(true)
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
  })
})
