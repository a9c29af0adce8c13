import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clone } from '../gate/clone.ts'
import { createProject } from '../rig/project.ts'
import { outcomesOf } from './projects.ts'

/** Edits, one after the other. */
const size = Number(process.env.FUZZ_STEPS ?? 6)
const good = '[{ id: 1, amount: 5 }, { id: 2, amount: 7 }]'
const bad = '[{ id: 1, amount: 5 }, { id: 1, amount: 70 }]'
const project = (rows: string, { severity = 'block', limit = 50 } = {}) => ({
  'assets/index.ts': `import { rules, sql } from 'assetstore'
import { asset, check } from '#project'
import { called } from '../rig.ts'
export const orders = asset(async () => { await called('orders'); return ${rows} })
export const report = asset(async ({ orders }) => { await called('report'); return orders })
export const ruled = check(({ orders }) => rules(orders, { unique: ['id'], warn: { not_null: ['amount'] } }))
export const large = check({ severity: '${severity}' }, ({ orders }) => sql<{ id: number }>\`select id, amount from \${orders} where amount > ${limit}\`)
export const broken = asset(async ({ ruled }) => { await called('broken'); return ruled.failing() })
export const too_large = asset(async ({ large }) => { await called('too_large'); return sql\`select id from \${large.failing()}\` })
`,
})
const rowsOf = async (of: Awaited<ReturnType<typeof createProject>>, asset: string) =>
  (await of.json('show', asset)).rows
const statuses = async (of: Awaited<ReturnType<typeof createProject>>) =>
  Object.fromEntries((await of.json('status')).assets.map(({ name, status }: Record<string, string>) => [name, status]))

describe('an asset of the rows that fail a check', () => {
  test('is made of those of the version that is held back, and again when it is mended', async () => {
    await using one = await createProject(project(good))
    const first = await one.json('materialize')
    expect(outcomesOf(first)).toMatchObject({ orders: 'ran', ruled: 'ran', broken: 'ran', report: 'ran' })
    expect(await rowsOf(one, 'broken')).toEqual([])
    expect((await one.json('show', 'broken', '--schema')).columns.map(({ name }: { name: string }) => name)).toEqual([
      ...['id', 'amount', '_rule', '_severity'],
    ])
    one.calls.reset()
    expect(outcomesOf(await one.json('materialize'))).toMatchObject({ ruled: 'skipped', broken: 'skipped' })
    expect(one.calls.names).toEqual([])

    one.edit(project(bad))
    const plan = await one.json('plan')
    expect(plan.steps.find(({ asset }: { asset: string }) => asset === 'broken')).toMatchObject({ action: 'run?' })
    const held = await one.json('materialize')
    expect(outcomesOf(held)).toMatchObject({ orders: 'failed', ruled: 'failed', broken: 'ran', report: 'blocked' })
    expect(await rowsOf(one, 'broken')).toEqual([
      { id: 1, amount: 5, _rule: 'unique id', _severity: 'block' },
      { id: 1, amount: 70, _rule: 'unique id', _severity: 'block' },
    ])
    expect(await rowsOf(one, 'orders')).toHaveLength(2)
    expect(await statuses(one)).toMatchObject({ orders: 'failed', ruled: 'failed', broken: 'fresh' })
    one.calls.reset()
    await one.json('materialize')
    expect(one.calls.names).not.toContain('broken')
    expect(await statuses(one)).toMatchObject({ broken: 'fresh' })

    one.edit(project(good))
    one.calls.reset()
    expect(outcomesOf(await one.json('materialize'))).toMatchObject({ broken: 'reused' })
    expect(await rowsOf(one, 'broken')).toEqual([])
    expect(await statuses(one)).toMatchObject({ orders: 'fresh', ruled: 'fresh', broken: 'fresh' })
    using there = clone(one)
    expect((await there.json(['check'])).counts).toMatchObject({ fresh: 6 })
  })

  test('is stale when other rows fail, and not when the table is another one with the same', async () => {
    await using one = await createProject(project(good, { severity: 'warn', limit: 6 }))
    await one.json('materialize')
    expect(await rowsOf(one, 'too_large')).toEqual([{ id: 2 }])
    one.calls.reset()
    one.edit(project(good.replace('amount: 5', 'amount: 4'), { severity: 'warn', limit: 6 }))
    expect(outcomesOf(await one.json('materialize'))).toMatchObject({
      ...{ orders: 'ran', large: 'ran', too_large: 'cut_off', broken: 'cut_off' },
    })
    expect(one.calls.names.toSorted()).toEqual(['orders', 'report'])
    one.calls.reset()
    // An edit of the check alone, over a table that is there and that it blocks by now.
    one.edit(project(good.replace('amount: 5', 'amount: 4'), { limit: 3 }))
    const edited = await one.json('materialize')
    expect(outcomesOf(edited)).toMatchObject({ orders: 'skipped', large: 'failed', too_large: 'ran' })
    expect(edited.steps.find(({ asset }: { asset: string }) => asset === 'too_large').causes).toMatchObject([
      { kind: 'upstream_changed', message: 'upstream changed: large (failing())' },
    ])
    expect(await rowsOf(one, 'too_large')).toEqual([{ id: 1 }, { id: 2 }])
    expect(await statuses(one)).toMatchObject({ large: 'failed', too_large: 'fresh' })
    expect((await one.assets('lineage', 'too_large')).stdout).toContain('└── large (check, failed)')
  })

  test('is made where its check has never let its table pass, and is uncertain where that is made at every run', async () => {
    const volatile = project(bad)['assets/index.ts'].replace(
      'orders = asset(async',
      'orders = asset({ volatile: true }, async',
    )
    await using one = await createProject({ 'assets/index.ts': volatile })
    expect(outcomesOf(await one.json('materialize', 'broken'))).toMatchObject({ orders: 'failed', broken: 'ran' })
    expect(await rowsOf(one, 'broken')).toHaveLength(2)
    expect(await statuses(one)).toMatchObject({ orders: 'failed', ruled: 'failed', broken: 'maybe' })
    const told = await one.json('show', 'orders', '--failing', 'ruled')
    expect(told.error).toMatchObject({ code: 'STORE_EMPTY', fix: 'assets materialize ruled' })
    one.edit(project(bad))
    await one.json('materialize', 'broken')
    expect(await statuses(one)).toMatchObject({ orders: 'failed', ruled: 'failed', broken: 'fresh' })
    expect((await one.json('show', 'orders', '--failing', 'ruled')).rows).toHaveLength(2)
  })

  test('is read of the partition that is its own', async () => {
    await using one = await createProject({
      'assets/index.ts': `import { partitions, rules } from 'assetstore'
import { asset, check } from '#project'
const sides = partitions.of(['left', 'right'])
export const steps = asset({ partitions: sides }, (_, { partition }) => [{ side: partition.key, n: 1 }, { side: partition.key, n: partition.key === 'left' ? 2 : 1 }])
export const once = check({ partitions: sides, severity: 'warn' }, ({ steps }) => rules(steps, { unique: ['n'] }))
export const twice = asset({ partitions: sides }, ({ once }) => once.failing())
export const all = asset(({ once }) => once.failing())`,
    })
    expect((await one.json('materialize')).exitCode).toBe(0)
    const row = { side: 'right', n: 1, _rule: 'unique n', _severity: 'block' }
    expect((await one.json('show', 'twice', '--partitions', 'left')).rows).toEqual([])
    expect((await one.json('show', 'twice', '--partitions', 'right')).rows).toEqual([row, row])
    expect(await rowsOf(one, 'all')).toEqual([row, row])
    expect((await one.json('show', 'steps', '--failing', 'once')).rows).toEqual([row, row])
    expect((await one.json('show', 'steps', '--failing', 'once', '--partitions', 'left')).rows).toEqual([])
  })

  test('is refused where the check tells none, wherever the function is called', async () => {
    const more = `
export const boolean = check(({ orders }) => orders.count > 0)
export const none = asset(({ boolean }) => boolean.failing())
export const none_elsewhere = asset({ isolate: 'thread' }, ({ boolean }) => boolean.failing())
`
    await using one = await createProject({
      'assets/index.ts': `${project(good)['assets/index.ts']}${more}`,
    })
    const { steps } = await one.json('materialize')
    const error = (name: string) => steps.find(({ asset }: { asset: string }) => asset === name).error
    const noRows = { code: 'ASSET_RESULT', message: 'the check boolean tells no rows that fail' }
    expect(error('none')).toMatchObject(noRows)
    expect(error('none_elsewhere')).toMatchObject(noRows)
  })

  test.each(['thread', 'process'])('reads them in a %s: as rows, as a query and in one', async (isolate) => {
    const more = (limit: number) => `
import { sum } from '../sum.ts'
export const small = check({ severity: 'warn' }, ({ orders }) => sql<{ amount: number }>\`select amount from \${orders} where amount < ${limit}\`)
const options = { isolate: '${isolate}' } as const
export const rows = asset(options, async ({ ruled }) => { await called('rows'); return (await ruled.failing().all()).map((row) => ({ id: row.id, rule: row._rule })) })
export const query = asset(options, ({ small }) => small.failing().where(sql\`amount > 5\`))
export const summed = asset(options, async ({ small, orders }) => [{ total: sum(await small.failing().all()), of: orders.count }])
`
    const files = (limit: number) => ({
      'sum.ts': 'export const sum = (rows: { amount: number }[]) => rows.reduce((all, { amount }) => all + amount, 0)',
      'assets/index.ts': `${project(bad)['assets/index.ts']}${more(limit)}`,
    })
    await using one = await createProject(files(60))
    await one.json('materialize')
    expect(await rowsOf(one, 'rows')).toEqual([
      { id: 1, rule: 'unique id' },
      { id: 1, rule: 'unique id' },
    ])
    one.edit({ 'assets/index.ts': files(80)['assets/index.ts'].replace(bad, good) })
    await one.json('materialize')
    expect(await rowsOf(one, 'rows')).toEqual([])
    expect(await rowsOf(one, 'query')).toEqual([{ amount: 7 }])
    expect(await rowsOf(one, 'summed')).toEqual([{ total: 12, of: 2 }])
    one.calls.reset()
    await one.json('materialize')
    expect(one.calls.names).toEqual([])
    expect(await statuses(one)).toMatchObject({ rows: 'fresh', query: 'fresh', summed: 'fresh' })
    one.edit(files(80))
    expect(outcomesOf(await one.json('materialize'))).toMatchObject({ rows: 'reused' })
  })

  test('is, after any edits of the data and of the check, what fails now', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? 7)
    const variants = [
      [1, 9],
      [4, 5],
      [9, 9],
      [2, 2],
    ] as const
    const step = fc.record({
      rows: fc.integer({ min: 0, max: variants.length - 1 }),
      limit: fc.constantFrom(3, 6, 10),
      severity: fc.constantFrom('block', 'warn'),
    })
    const [steps = []] = fc.sample(fc.array(step, { minLength: size, maxLength: size }), { numRuns: 1, seed })
    await using one = await createProject({})
    for (const { rows, limit, severity } of steps) {
      const amounts = variants[rows] as readonly number[]
      one.edit({
        'assets/index.ts': `import { sql } from 'assetstore'
import { asset, check } from '#project'
import { called } from '../rig.ts'
export const orders = asset(() => ${JSON.stringify(amounts.map((amount, id) => ({ id, amount })))})
export const sums = asset(({ orders }) => sql\`select sum(amount) as total from \${orders}\`)
export const large = check({ severity: '${severity}' }, ({ orders }) => sql\`select amount from \${orders} where amount > ${limit}\`)
export const too_large = asset(async ({ large }) => { await called('too_large'); return large.failing() })`,
      })
      await one.json('materialize')
      await one.json('materialize')
      const told = `${JSON.stringify({ amounts, limit, severity })}, seed ${seed}`
      const failing = amounts.filter((amount) => amount > limit)
      expect((await rowsOf(one, 'too_large')).map(({ amount }: { amount: number }) => amount).toSorted(), told).toEqual(
        failing.toSorted(),
      )
      expect(await statuses(one), told).toMatchObject({ too_large: 'fresh' })
      one.calls.reset()
      await one.json('materialize')
      expect(one.calls.names, told).toEqual([])
    }
  })
})
