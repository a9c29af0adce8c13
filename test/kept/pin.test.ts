import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { passDays } from './age.ts'

const chain = (n: number, factor = 2) => `
import { sql } from 'assetstore'
import { asset, check, effect } from '#project'
import { called } from '../rig.ts'
export const raw = asset(async () => { await called('raw'); return [{ id: 'a', n: ${n} }] })
export const twice = asset(async ({ raw }) => { await called('twice'); return (await raw.all()).map(({ id, n }) => ({ id, n: Number(n) * ${factor} })) })
export const report = asset(async ({ twice }) => { await called('report'); return [{ sum: (await twice.all()).reduce((sum, { n }) => sum + Number(n), 0) }] })
export const positive = check(({ twice }) => twice.where(sql\`n < 0\`))
export const sent = effect(async ({ report }) => ({ sum: (await report.all())[0]?.sum ?? null }))
`
/** The asset and whoever reads it have the new name; what is called keeps its own. */
const renamed = (text: string, name: string) => text.replaceAll(/(?<!')\btwice\b/g, name)
const made = async (project: Project, text = chain(1)) => {
  project.edit({ 'assets/index.ts': text })
  const document = await project.json('materialize')
  project.calls.reset()
  return document
}
const statuses = ({ assets }: Document) =>
  Object.fromEntries(assets.map(({ name, status }: Document) => [name, status]))
const sum = async (project: Project, ...words: string[]) =>
  (await project.json(...words, 'query', 'select "sum" from report')).rows[0].sum
const versionOf = async (project: Project, asset: string) => (await project.json('show', asset, '--schema')).version

describe('pin', () => {
  test('a run leaves it, what is below reads it, and everybody says so', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    const version = await versionOf(project, 'twice')
    expect(await project.json('pin', 'twice')).toMatchObject({ pinned: [{ asset: 'twice', version, rows: 1 }] })
    expect((await project.assets('status', 'twice')).stdout).toMatch(
      new RegExp(`twice +pinned +pinned at ${version.slice(0, 12)} since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC +1 `),
    )
    project.edit({ 'assets/index.ts': chain(1, 5) })
    const { assets } = await project.json('status', 'twice')
    expect(assets[0]).toMatchObject({ status: 'pinned', version })
    expect(assets[0].causes.map(({ kind }: Document) => kind)).toEqual(['pinned', 'code_changed'])
    expect(statuses(await project.json('status'))).toMatchObject({ report: 'fresh', sent: 'fresh', positive: 'fresh' })
    const plan = await project.assets('plan')
    expect(plan.stdout).toMatch(/skip +twice +pinned at \w{12} since .* UTC, although code changed/)
    expect(plan.stdout).toContain('4 fresh, 1 pinned')
    const check = await project.assets('check')
    expect([check.exitCode, check.stdout.split('\n')[0]]).toEqual([0, '✓ all 5 assets are up to date'])
    expect(check.stdout).toMatch(/\n {2}\S+ twice {2}pinned at \w{12} since .* UTC, although code changed/)
    const explained = await project.assets('explain', 'twice')
    expect(explained.stdout).toMatch(/twice {2}pinned/)
    expect(explained.stdout).toMatch(/pinned at \w{12} since .* UTC\n/)
    expect(explained.stdout).toContain('raw.all()')
    expect(explained.stdout).toContain('assets unpin twice')
    expect(await project.json('materialize')).toMatchObject({ ok: true, counts: { skipped: 5 } })
    expect(project.calls.names).toEqual([])
    expect(await sum(project)).toBe(2)
    expect(await project.json('unpin', 'twice')).toMatchObject({ unpinned: [{ asset: 'twice' }] })
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['twice', 'report'])
    expect(await sum(project)).toBe(5)
  })

  test('holds an older version, by its hash, its run or a commit, and takes it from the store', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    const first = await made(project)
    const version = await versionOf(project, 'raw')
    await made(project, chain(3))
    for (const named of [version.slice(0, 8), first.run]) {
      expect(await project.json('pin', 'raw', named)).toMatchObject({ pinned: [{ version, run: first.run }] })
      await project.assets('materialize')
      expect([await versionOf(project, 'raw'), await sum(project)]).toEqual([version, 2])
      await project.assets('unpin', 'raw')
      await project.assets('materialize')
      expect(await sum(project)).toBe(6)
    }
    expect(project.calls.names).toEqual([])
    expect(await project.json('pin', 'raw', 'ffff')).toMatchObject({
      exitCode: 2,
      error: { code: 'SELECTION_EMPTY', message: 'raw has no version ffff, and no run ffff made it' },
    })
  })

  test('what only a pinned asset reads is not made for it', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    await project.assets('pin', 'twice')
    project.edit({ 'assets/index.ts': chain(7) })
    expect(statuses(await project.json('status'))).toMatchObject({ raw: 'stale', twice: 'pinned', report: 'fresh' })
    const { assets } = await project.json('status', 'twice')
    expect(assets[0].causes.map(({ kind }: Document) => kind)).toEqual(['pinned', 'upstream_stale'])
    await project.assets('materialize', 'report')
    expect(project.calls.names).toEqual([])
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['raw'])
  })

  test('a source is not asked, and its rows stay, whatever becomes of its file', async () => {
    await using project = await createProject({
      'data.csv': 'n\n1\n',
      'assets/index.ts': `
        import { asset, source } from '#project'
        export const file = source.table('data.csv')
        export const total = asset(({ file }) => file)`,
    })
    await project.assets('materialize')
    await project.assets('pin', 'file')
    project.edit({ 'data.csv': 'n\n2\n' })
    expect(statuses(await project.json('status'))).toEqual({ file: 'pinned', total: 'fresh' })
    project.edit({ 'data.csv': null })
    expect(statuses(await project.json('status'))).toEqual({ file: 'pinned', total: 'fresh' })
    expect(await project.json('materialize')).toMatchObject({ ok: true, counts: { skipped: 2 } })
  })

  test('is refused for what has no versions; --force and wipe are refused for what is pinned', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    for (const name of ['positive', 'sent'])
      expect(await project.json('pin', name)).toMatchObject({ exitCode: 2, error: { code: 'CLI_USAGE' } })
    expect(await project.json('unpin', 'raw')).toMatchObject({ exitCode: 2, error: { message: 'raw is not pinned' } })
    await project.assets('pin', 'raw')
    const refused = { code: 'ASSET_PINNED', message: 'raw is pinned', fix: 'release it first: assets unpin raw' }
    for (const words of [
      ['materialize', '--force'],
      ['plan', '--force', 'raw'],
      ['wipe', 'raw'],
      ['wipe', '*', '--yes'],
    ])
      expect(await project.json(...words)).toMatchObject({ exitCode: 2, error: refused })
    expect(project.calls.names).toEqual([])
    expect(await project.json('materialize', '--force', '--only', 'twice')).toMatchObject({ ok: true })
  })

  test('each environment has its own', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    await project.assets('--environment', 'production', 'materialize', '--no-effects')
    await project.assets('--environment', 'production', 'pin', 'raw')
    await made(project, chain(4))
    expect(await sum(project)).toBe(8)
    await project.assets('--environment', 'production', 'materialize', '--no-effects')
    expect(await sum(project, '--environment', 'production')).toBe(2)
    // What is pinned there is kept, whatever is freed here.
    passDays(project.folder, 30)
    await project.assets('gc', '--keep', '0', '--older-than', '0s', '--yes')
    expect(await sum(project, '--environment', 'production')).toBe(2)
    expect(await project.json('--environment', 'production', 'verify')).toMatchObject({ ok: true })
  })

  test('pinned while it is made: the record is there, and what was pinned stays current', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    const version = await versionOf(project, 'raw')
    project.edit({ 'assets/index.ts': chain(9) })
    const held = project.calls.hold('raw')
    const run = project.assets('materialize', '--json')
    await held.waiting()
    await project.assets('pin', 'raw')
    held.release()
    const { stdout } = await run
    const steps = JSON.parse(stdout).steps as Document[]
    expect(steps.find(({ asset }) => asset === 'raw')).toMatchObject({ outcome: 'skipped', version })
    expect((await project.json('history', 'raw')).records).toHaveLength(2)
    expect([await versionOf(project, 'raw'), await sum(project)]).toEqual([version, 2])
    expect(project.calls.names).toEqual(['raw'])
  })

  test('a pinned version whose file is lost is never replaced by another', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    await project.assets('pin', 'raw')
    project.edit({ 'assets/index.ts': chain(2) })
    await project.loseObject('raw')
    expect(statuses(await project.json('status', 'raw'))).toEqual({ raw: 'broken' })
    const { steps, exitCode } = await project.json('materialize')
    expect(exitCode).toBe(1)
    expect(steps[0]).toMatchObject({
      outcome: 'failed',
      error: { code: 'ASSET_PINNED', fix: 'release it first: assets unpin raw' },
    })
    expect(await project.json('pin', 'raw')).toMatchObject({ error: { code: 'STORE_BLOB_MISSING' } })
    await project.assets('unpin', 'raw')
    expect(await project.json('materialize')).toMatchObject({ ok: true })
    expect(await sum(project)).toBe(4)
  })

  test('goes with its asset: a rename that a run finds, and one that mv says', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    await project.assets('pin', 'twice')
    const after = renamed(chain(1), 'double')
    project.edit({ 'assets/index.ts': after })
    expect(statuses(await project.json('status', 'double'))).toEqual({ double: 'pinned' })
    await project.assets('materialize')
    expect(project.calls.names).toEqual([])
    project.edit({ 'assets/index.ts': renamed(chain(1, 3), 'double') })
    expect(statuses(await project.json('status', 'double'))).toEqual({ double: 'pinned' })
    project.edit({ 'assets/index.ts': renamed(chain(1, 3), 'triple') })
    await project.assets('mv', 'double', 'triple')
    expect(statuses(await project.json('status'))).toMatchObject({ triple: 'pinned', report: 'fresh' })
    expect(await sum(project)).toBe(2)
    expect(await project.json('unpin', 'triple')).toMatchObject({ ok: true })
    expect(statuses(await project.json('status', 'triple'))).toEqual({ triple: 'stale' })
  })

  test('one partition of many', async () => {
    const days = (factor: number) => `
      import { partitions } from 'assetstore'
      import { asset } from '#project'
      import { called } from '../rig.ts'
      export const days = asset({ partitions: partitions.of(['a', 'b', 'c']) }, async (_, { partition }) => {
        await called(partition.key)
        return [{ n: ${factor} }]
      })
      export const total = asset(async ({ days }) => [{ sum: (await days.all()).reduce((sum, { n }) => sum + Number(n), 0) }])`
    await using project = await createProject({ 'assets/index.ts': days(1) })
    await project.assets('materialize')
    expect((await project.assets('pin', 'days', '--partition', 'b')).stdout).toMatch(
      /^days\[b\] is pinned at \w{12} \(1 row, run/,
    )
    project.calls.reset()
    project.edit({ 'assets/index.ts': days(10) })
    await project.assets('materialize')
    expect(project.calls.names.toSorted()).toEqual(['a', 'c'])
    expect((await project.json('query', 'select "sum" from total')).rows).toEqual([{ sum: 21 }])
    expect((await project.assets('check')).stdout).toMatch(
      /of 3 partitions 2 fresh, 1 pinned; pinned at \w{12} .*\(b\)/,
    )
    expect(await project.json('pin', 'days', 'abc')).toMatchObject({ error: { code: 'CLI_USAGE' } })
    expect(await project.json('materialize', '--force', 'days')).toMatchObject({
      error: {
        code: 'ASSET_PINNED',
        message: 'days[b] is pinned',
        fix: 'release it first: assets unpin days --partition b',
      },
    })
    expect(await project.json('materialize', '--force', 'days', '--partition', 'a')).toMatchObject({ ok: true })
    expect(await project.json('unpin', 'days', '--partition', 'a')).toMatchObject({
      error: { code: 'SELECTION_EMPTY' },
    })
    await project.assets('unpin', 'days', '--partition', 'b')
    await project.assets('materialize')
    expect((await project.json('query', 'select "sum" from total')).rows).toEqual([{ sum: 30 }])
  })

  test('the lock says what is in use, as it was made', async () => {
    await using project = await createProject({ 'assets/index.ts': chain(1) })
    await made(project)
    const version = await versionOf(project, 'raw')
    const before = (await project.run(['check', '--json'])).exitCode
    await made(project, chain(6))
    await project.assets('pin', 'raw', version.slice(0, 10))
    await project.assets('materialize')
    // A clean clone has no pins: it says what the code of the pinned version is to that of now.
    const clone = await createProject({ 'assets/index.ts': chain(6) })
    await using _ = clone
    const { readFileSync } = await import('node:fs')
    clone.edit({ '.assetstore/assets.lock': readFileSync(`${project.folder}/.assetstore/assets.lock`, 'utf8') })
    expect(before).toBe(0)
    expect(await clone.json('check', 'raw')).toMatchObject({ basis: 'lock', assets: [{ status: 'stale', version }] })
    clone.edit({ 'assets/index.ts': chain(1) })
    expect(await clone.json('check')).toMatchObject({ basis: 'lock', ok: true })
  })
})
