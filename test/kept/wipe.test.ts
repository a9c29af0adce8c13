import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project, type Running } from '../rig/project.ts'

const index = `
import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'
import { asset, effect } from '#project'
import { called } from '../rig.ts'
export const raw = asset(async () => { await called('raw'); return [{ id: 'a', n: 1 }, { id: 'b', n: 2 }] })
export const mapped = asset(({ raw }) => raw.pick('id', 'n').map({ key: 'id' }, async ({ id, n }) => { await called('row'); return { id, n, twice: n * 2 } }))
export const found = effect(
  { target: vectorIndex({ index: sqliteIndex({ file: 'found.sqlite', dimensions: 1 }) }) },
  ({ mapped }) => mapped.map(({ id, n }) => ({ id, vector: new Float32Array([n]) })),
)
`
const statuses = ({ assets }: Document) =>
  Object.fromEntries(assets.map(({ name, status }: Document) => [name, status]))

describe('wipe', () => {
  test('tells what was made, and with --yes forgets it: the next run makes it again', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    const file = join(project.folder, '.assetstore/index/found.sqlite')
    const dry = await project.assets('wipe', 'raw', 'found')
    expect(dry.stdout.split('\n').slice(0, 4)).toEqual([
      'would be forgotten:',
      '  raw  1 record',
      '  found  1 record',
      `    ${file}`,
    ])
    expect(statuses(await project.json('status'))).toEqual({ raw: 'fresh', mapped: 'fresh', found: 'fresh' })
    const path = (await project.json('show', 'raw', '--path')).path
    const wiped = await project.json('wipe', 'raw', 'found', '--yes')
    expect(wiped.assets.map(({ asset, records }: Document) => [asset, records])).toEqual([
      ['raw', 1],
      ['found', 1],
    ])
    expect([existsSync(file), existsSync(path), wiped.freedBytes > 0]).toEqual([false, false, true])
    expect(statuses(await project.json('status'))).toMatchObject({ raw: 'missing', found: 'missing' })
    expect((await project.json('history', 'raw')).records).toEqual([])
    project.calls.reset()
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['raw'])
    expect(existsSync(file)).toBe(true)
  })

  test('leaves what another environment has, and needs names', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    await project.assets('--environment', 'production', 'materialize')
    // Its record stays for the other environment, and it is forgotten here all the same.
    expect((await project.assets('wipe', 'raw')).stdout).toBe(
      'would be forgotten:\n  raw  what is current here\nnothing was removed. Forget them: assets wipe raw --yes\n',
    )
    await project.assets('wipe', '*', '--yes')
    expect(statuses(await project.json('status'))).toMatchObject({ raw: 'missing', mapped: 'missing' })
    expect(await project.json('--environment', 'production', 'check')).toMatchObject({ ok: true, counts: { fresh: 3 } })
    expect((await project.json('verify')).exitCode).toBe(0)
    expect(await project.json('wipe')).toMatchObject({ exitCode: 2, error: { code: 'CLI_USAGE' } })
  })

  test('leaves what --exclude names, also where that is gone from the project', async () => {
    const of = (...names: string[]) =>
      `import { asset } from '#project'\n${names.map((name, n) => `export const ${name} = asset(() => [{ n: ${n} }])`).join('\n')}`
    await using project = await createProject({ 'assets/index.ts': of('stays', 'old', 'older') })
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': of('stays') })
    const wiped = async (...words: string[]) =>
      (await project.json('wipe', ...words)).assets.map(({ asset }: Document) => asset).toSorted()
    expect(await wiped('old', 'older', '--exclude', 'old')).toEqual(['older'])
    expect(await wiped('stays', 'older', 'old', '--exclude', 'old')).toEqual(['older', 'stays'])
    expect(await wiped('--select', 'older')).toEqual(['older'])
  })

  test('of a name that is gone from the project', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    await project.assets('--environment', 'production', 'materialize')
    project.edit({ 'assets/index.ts': index.slice(0, index.indexOf('export const found')) })
    const target = join(project.folder, '.assetstore/index/found.sqlite')
    const notice = `found is not in the project any more, and ${target} is there still`
    const isTold = async (...flags: string[]) => (await project.assets('status', ...flags)).stderr.includes(notice)
    expect((await project.json('status')).removed).toEqual([{ asset: 'found', target }])
    // Neither a program nor who wants to hear nothing is the person that is told, once.
    expect([await isTold('--quiet'), await isTold('raw'), await isTold(), await isTold()]).toEqual([
      ...[false, false, true, false],
    ])
    // Where it is asked for, it is told always.
    expect((await project.json('status')).removed).toEqual([{ asset: 'found', target }])
    expect((await project.json('status', 'raw')).removed).toBeUndefined()
    const doctor = (await project.json('doctor')).checks.find(({ name }: Document) => name === 'effects')
    expect(doctor).toEqual({ name: 'effects', state: 'warn', found: notice, fix: 'assets wipe found' })
    const inProduction = await project.assets('--environment', 'production', 'status')
    expect(inProduction.stderr).toContain('is there still: assets wipe found --environment production')
    // One that was there again, and is gone again, is news.
    project.edit({ 'assets/index.ts': index })
    expect(await isTold()).toBe(false)
    project.edit({ 'assets/index.ts': index.slice(0, index.indexOf('export const found')) })
    expect([await isTold(), await isTold()]).toEqual([true, false])
    expect((await project.json('wipe', 'found')).assets).toMatchObject([
      { asset: 'found', inProject: false, records: 1 },
    ])
    await project.assets('wipe', 'found', '--yes')
    expect([existsSync(target), (await project.json('status')).removed]).toEqual([false, undefined])
    expect((await project.assets('wipe', 'found')).exitCode).toBe(2)
  })

  test('waits for nobody: what is being made is told as busy', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    const held = project.calls.hold('raw')
    const run = project.assets('materialize')
    await held.waiting()
    expect(await project.json('wipe', 'raw', '--yes')).toMatchObject({ exitCode: 4, error: { code: 'STORE_BUSY' } })
    held.release()
    expect((await run).exitCode).toBe(0)
  })
})

describe('beside a run that has looked already', () => {
  const sending = `
import { asset, effect } from '#project'
import { called } from '../rig.ts'
export const raw = asset(async () => { await called('raw'); return [{ n: 1 }] })
export const doubled = asset(async ({ raw }) => { await called('doubled'); return (await raw.all()).map(({ n }) => ({ n: n * 2 })) })
export const sent = effect(async ({ doubled }) => { await called('sent'); return { n: (await doubled.all())[0]?.n ?? null } })
`
  /** Of a first run; then all of it is edited, and the second run waits in `raw`. */
  async function waitsInRaw(project: Project) {
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': sending.replace('n: 1', 'n: 2').replace('n * 2', 'n * 3') })
    project.calls.reset()
    const held = project.calls.hold('raw')
    const run = project.start(['materialize', '--json'])
    await held.waiting()
    return { held, run }
  }

  function endAfter({ process }: Running, ms: number): Disposable {
    const timer = setTimeout(() => process.kill('SIGKILL'), ms)
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  }

  test('wipe of what it is to make: each is made once, and is current', async () => {
    await using project = await createProject({ 'assets/index.ts': sending })
    const { held, run } = await waitsInRaw(project)
    expect((await project.json('wipe', 'doubled', 'sent', '--yes')).exitCode).toBe(0)
    held.release()
    // A run that never ends would do the effect again and again.
    using _ = endAfter(run, 30_000)
    expect((await run.ended).exitCode).toBe(0)
    expect(project.calls.names).toEqual(['raw', 'doubled', 'sent'])
    expect((await project.json('check')).ok).toBe(true)
  })
})

describe('mv', () => {
  const renamed = index.replaceAll('mapped', 'rows').replace('n * 2', 'n * 3')

  test('an asset that was renamed and changed has what it was: told as changed', async () => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': renamed })
    expect(statuses(await project.json('status', 'rows'))).toEqual({ rows: 'missing' })
    expect(await project.json('mv', 'mapped', 'rows')).toMatchObject({ from: 'mapped', to: 'rows', moved: 1 })
    const { assets } = await project.json('status', 'rows')
    expect(assets).toMatchObject([{ status: 'stale', causes: [{ kind: 'code_changed' }], rows: 2 }])
    expect((await project.json('diff', 'rows', '--exit-code')).error).toMatchObject({ code: 'SELECTION_EMPTY' })
    await project.assets('materialize')
    expect((await project.json('check')).ok).toBe(true)
  })

  test('refuses what would be tables that nobody has: partitions and none, and other keys', async () => {
    const daily = "partitions.daily({ from: '2026-01-01', until: '2026-01-03' })"
    const monthly = "partitions.monthly({ from: '2026-01-01', until: '2026-03-01' })"
    const of = (name: string, partitions?: string) => ({
      'assets/index.ts': `import { partitions } from 'assetstore'\nimport { asset } from '#project'\nexport const ${name} = asset(${partitions === undefined ? '' : `{ partitions: ${partitions} }, `}() => [{ n: 1 }])`,
    })
    await using project = await createProject(of('days', daily))
    await project.assets('materialize')
    project.edit(of('whole'))
    await project.assets('materialize')
    await project.assets('wipe', 'whole', '--yes')
    const messageOf = async (...words: string[]) => (await project.json('mv', ...words)).error?.message
    expect(await messageOf('days', 'whole')).toBe('days has partitions, and whole has none')
    await project.assets('materialize')
    project.edit(of('months', monthly))
    expect(await messageOf('whole', 'months')).toBe('months has partitions, and whole has none')
    expect(await messageOf('days', 'months')).toBe('months has no partition that days has, such as 2026-01-01')
    project.edit(of('by_day', daily))
    expect(await project.json('mv', 'days', 'by_day')).toMatchObject({ moved: 2 })
  })

  test.each([
    ['raw', 'mapped', 'CLI_USAGE', 'raw is in the project'],
    ['never', 'mapped', 'STORE_EMPTY', 'nothing is current under the name never'],
    ['raw', 'maped', 'SELECTION_EMPTY', 'there is no asset "maped"'],
  ])('refuses %s to %s', async (from, to, code, message) => {
    await using project = await createProject({ 'assets/index.ts': index })
    await project.assets('materialize')
    expect(await project.json('mv', from, to)).toMatchObject({
      exitCode: code === 'STORE_EMPTY' ? 1 : 2,
      error: { code, message },
    })
  })
})
