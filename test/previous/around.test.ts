import { describe, expect, test } from 'vitest'
import { openProject } from '../../src/api/open-project.ts'
import { clone } from '../gate/clone.ts'
import { createProject } from '../rig/project.ts'
import { first, historyOf, moved, statesOf, withZod } from './projects.ts'

describe('around an asset that reads its own last version', () => {
  test('wipe forgets the past, and gc leaves it', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    await project.assets('materialize')
    await project.assets('gc', '--keep', '0d', '--yes')
    project.edit(historyOf({ customers: ['3:Lima'] }))
    await project.assets('materialize')
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome', '3:Lima'])
    await project.assets('wipe', 'history', '--yes')
    await project.assets('materialize')
    expect(await statesOf(project)).toEqual(['3:Lima'])
  })

  test('sql reads it, and a query that calls a function row by row calls it again only where it has read another past', async () => {
    const inSql = (n: number) =>
      withZod(
        `export const base = asset(() => [{ id: ${n} }])`,
        `export const all = asset({ schema: z.object({ id: z.number() }), previous: true }, ({ base }, { previous }) =>
  previous === undefined ? sql\`SELECT id FROM \${base}\` : sql\`SELECT id FROM \${base} UNION SELECT id FROM \${previous}\`)`,
        `export const marked = asset({ schema: z.object({ id: z.number(), again: z.boolean() }), previous: true }, async ({ all }, { previous }) => {
  const known = new Set((await previous?.pick('id').all() ?? []).map((row) => row.id))
  return all.map({ key: 'id' }, async (row) => {
    await called('row:' + row.id)
    return { id: row.id, again: known.has(row.id) }
  })
})`,
      )
    await using project = await createProject(inSql(1))
    await project.assets('materialize')
    project.edit(inSql(2))
    project.calls.reset()
    await project.assets('materialize')
    const rows = async () => (await project.json('query', 'SELECT * FROM marked ORDER BY id')).rows
    expect(await rows()).toEqual([
      { id: 1, again: true },
      { id: 2, again: false },
    ])
    expect(new Set(project.calls.names)).toEqual(new Set(['row:1', 'row:2']))
  })

  test('explain says which past it read; lineage, list and a mistake of the graph speak of it', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    expect((await project.json('explain', 'history')).previous).toBeNull()
    expect((await project.assets('explain', 'history')).stdout).toContain('previous: none, it was the first')
    const before = (await project.json('status', 'history')).assets[0]
    project.edit(historyOf(moved))
    await project.assets('materialize')
    expect((await project.json('explain', 'history')).previous).toEqual({
      version: before.version,
      columns: null,
      rows: 2,
      materializedAt: before.materializedAt,
    })
    expect((await project.assets('explain', 'history')).stdout).toMatch(
      /previous: its last version, made .*, 2 rows, version [0-9a-f]{8}/,
    )
    const lineage = await project.json('lineage', 'history')
    expect(lineage.nodes).toMatchObject([{ name: 'customers' }, { name: 'history', previous: true }])
    expect(lineage.edges).toEqual([{ from: 'customers', to: 'history', parameter: 'customers' }])
    expect((await project.assets('lineage', 'history')).stdout).toContain('history (reads its previous, fresh)')
  })

  test('a lock without a store judges it by everything but its past', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    await project.assets('materialize')
    using clean = clone(project)
    expect(await clean.json(['check'])).toMatchObject({ ok: true, basis: 'lock' })
    clean.edit(historyOf({ ...moved, mark: ' again' }))
    const { assets } = await clean.json(['check'])
    expect(assets[1]).toMatchObject({ name: 'history', status: 'stale', causes: [{ kind: 'code_changed' }] })
  })

  test('a column that it picks of its past is what is recorded; volatile, old and retried it goes on from there', async () => {
    const picking = (options: string) =>
      withZod(`export const counts = asset({ schema: z.object({ n: z.number() }), previous: true, ${options} }, async (_, { previous }) => {
  const rows = (await previous?.pick('n').all()) ?? []
  await called('counts')
  return [{ n: (rows[0]?.n ?? 0) + 1 }]
})`)
    await using project = await createProject(picking('volatile: true'))
    const n = async () => (await project.json('query', 'SELECT n FROM counts')).rows[0].n
    await project.assets('materialize')
    await project.assets('materialize')
    expect(await n()).toBe(2)
    expect((await project.json('explain', 'counts')).previous).toMatchObject({ columns: ['n'], rows: 1 })
    project.edit(picking("maxAge: '1ms'"))
    await project.assets('materialize')
    expect(await n()).toBe(3)
    project.edit(picking('retries: { attempts: 2, delay: 0 }'))
    project.calls.fail('counts', 1)
    await project.assets('materialize', '--force')
    expect(await n()).toBe(4)
  })

  test('an edit that no longer reads it is told of, also by a command that remembers what was fresh', async () => {
    const reading = (body: string) =>
      withZod(`export const notes = asset({ schema: z.object({ n: z.number() }), previous: true }, ${body})`)
    await using project = await createProject(reading('(_, { previous }) => [{ n: previous === undefined ? 1 : 2 }]'))
    await project.assets('materialize')
    expect((await project.json('check')).ok).toBe(true)
    project.edit(reading('() => [{ n: 1 }]'))
    expect((await project.json('check')).error).toMatchObject({
      code: 'ASSET_OPTIONS',
      message: 'notes has previous, which its function does not read',
    })
    project.edit(reading('(_, { previous }) => [{ n: previous === undefined ? 3 : 4 }]'))
    expect((await project.json('status')).assets).toMatchObject([
      { status: 'stale', causes: [{ kind: 'code_changed' }] },
    ])
  })

  test('rows that its schema refused are read of its past as of any table', async () => {
    const tried = (rows: string) =>
      withZod(
        `export const raw = asset(() => [${rows}])`,
        `export const kept = asset({ schema: z.object({ n: z.number().max(9) }), previous: true, onInvalid: 'quarantine' }, async ({ raw }, { previous }) => {
  const refused = (await previous?.rejected().all()) ?? []
  return [...(await raw.all()), ...refused.map(() => ({ n: 0 }))]
})`,
      )
    await using project = await createProject(tried('{ n: 1 }, { n: 11 }'))
    await project.assets('materialize')
    project.edit(tried('{ n: 2 }'))
    await project.assets('materialize')
    expect((await project.json('query', 'SELECT n FROM kept ORDER BY n')).rows).toEqual([{ n: 0 }, { n: 2 }])
    expect((await project.json('status')).assets[1].status).toBe('fresh')
  })

  test('mv takes the past along where a rename changed the code as well', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf({ ...moved, name: 'ledger', mark: '-ledger' }))
    await project.assets('mv', 'history', 'ledger')
    await project.assets('materialize')
    expect(await statesOf(project, 'ledger')).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
  })

  test('while it is pinned it has no other past, and goes on from the pinned version when it is released', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    expect((await project.assets('pin', 'history')).exitCode).toBe(0)
    project.edit(historyOf(moved))
    await project.assets('materialize')
    expect(await statesOf(project)).toEqual(['1:Oslo', '2:Rome'])
    expect((await project.json('materialize', 'history', '--from-scratch')).error.code).toBe('ASSET_PINNED')
    await project.assets('unpin', 'history')
    await project.assets('materialize')
    expect(await statesOf(project)).toEqual(['1:Bergen', '1:Oslo', '2:Rome'])
  })

  test('a program starts it over as the command does', async () => {
    await using project = await createProject(historyOf(first))
    await project.assets('materialize')
    project.edit(historyOf(moved))
    await project.assets('materialize')
    await using open = await openProject({ cwd: project.folder })
    const plan = await open.plan('history', { fromScratch: true })
    expect(plan.steps.find(({ asset }) => asset === 'history')).toMatchObject({ action: 'run' })
    expect((await open.materialize('history', { fromScratch: true })).ok).toBe(true)
    expect(await statesOf(project)).toEqual(['1:Bergen', '2:Rome'])
  })
})
