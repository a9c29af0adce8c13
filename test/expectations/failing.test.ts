import { existsSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { passDays } from '../kept/age.ts'
import { createProject } from '../rig/project.ts'

const suite = {
  name: 'orders',
  expectations: [
    { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' } },
    { type: 'expect_column_values_to_be_between', kwargs: { column: 'amount', max_value: 100, mostly: 0.5 } },
    {
      type: 'expect_column_values_to_match_json_schema',
      kwargs: { column: 'note', json_schema: { type: 'object' } },
      severity: 'warning',
    },
    { type: 'expect_column_max_to_be_between', kwargs: { column: 'amount', max_value: 1000 } },
  ],
}
const rows = `[
  { id: 1, amount: 5, note: '{}' },
  { id: 2, amount: 500, note: '[]' },
  { id: 2, amount: 7, note: '{"a":1}' },
]`
const shop = (given = rows) => ({
  'assets/orders.suite.json': JSON.stringify(suite),
  'assets/index.ts': `import { expectations, rules, sql } from 'assetstore'
import { asset, check } from '#project'
import suite from './orders.suite.json' with { type: 'json' }
export const orders = asset(() => ${given})
export const others = asset(() => [{ id: 1, _Rule: 'x' }])
export const orders_suite = check(({ orders }) => expectations(orders, suite))
export const large = check({ severity: 'warn' }, ({ orders }) => sql\`select id, amount from \${orders} where amount > 6 order by amount desc\`)
export const ruled = check(({ orders }) => rules(orders, { not_null: ['id'], warn: { unique: ['amount'] } }))
export const has_rows = check({ severity: 'warn' }, ({ orders }) => orders.count > 3)
export const whole = check({ severity: 'warn' }, ({ others }) => rules(others, { accepted_values: { id: [2] } }))
`,
})
const good = rows.replace('{ id: 2, amount: 7', '{ id: 3, amount: 7')

describe('the rows that fail a check', () => {
  test('are a table, with the rule that each of them breaks', async () => {
    await using project = await createProject(shop())
    expect((await project.json('materialize')).exitCode).toBe(1)
    const shown = await project.json('show', 'orders', '--failing', 'orders_suite')
    expect(shown.columns).toEqual([
      { name: 'id', type: 'DOUBLE' },
      { name: 'amount', type: 'DOUBLE' },
      { name: 'note', type: 'VARCHAR' },
      { name: '_rule', type: 'VARCHAR' },
      { name: '_severity', type: 'VARCHAR' },
    ])
    // Those of the version that is held back, and those that `mostly` lets pass as well.
    expect(shown.rows.map((row: object) => Object.values(row))).toEqual([
      [2, 500, '[]', 'expect_column_values_to_be_unique id', 'block'],
      [2, 7, '{"a":1}', 'expect_column_values_to_be_unique id', 'block'],
      [2, 500, '[]', 'expect_column_values_to_be_between amount', 'block'],
      [2, 500, '[]', 'expect_column_values_to_match_json_schema note', 'warn'],
    ])
    const { stdout } = await project.assets(
      'show',
      'orders',
      '--failing',
      'orders_suite',
      '--where',
      'amount < 10',
      '--columns',
      'id,amount,_rule',
      '--format',
      'csv',
    )
    expect(stdout).toBe('id,amount,_rule\n2,7,expect_column_values_to_be_unique id\n')

    // What another check refuses again, this one has passed: a run takes its verdict, and so says the plan.
    const actionOf = async (name: string) =>
      (await project.json('plan')).steps.find(({ asset }: { asset: string }) => asset === name).action
    expect([await actionOf('orders'), await actionOf('ruled')]).toEqual(['blocked', 'reuse'])
    const { steps } = await project.json('materialize')
    expect(steps.find(({ asset }: { asset: string }) => asset === 'ruled').outcome).toBe('reused')
  })

  test('are those of a query, and of rules', async () => {
    await using project = await createProject(shop(good))
    expect((await project.json('materialize')).exitCode).toBe(0)
    const failing = async (check: string, asset = 'orders') =>
      (await project.json('show', asset, '--failing', check)).rows
    expect(await failing('large')).toEqual([
      { id: 2, amount: 500 },
      { id: 3, amount: 7 },
    ])
    expect(await failing('ruled')).toEqual([])
    expect((await project.assets('explain', 'large')).stdout).toContain(
      '2 rows fail: assets show orders --failing large\n',
    )
    expect((await project.json('explain', 'large')).failing).toBe(2)
    expect((await project.assets('show', 'orders', '--failing', 'ruled')).stdout).toBe('(no rows)\n')
    project.edit(shop(good.replace('amount: 7', 'amount: 5')))
    await project.assets('materialize')
    expect(await failing('ruled')).toEqual([
      { id: 1, amount: 5, note: '{}', _rule: 'unique amount', _severity: 'warn' },
      { id: 3, amount: 5, note: '{"a":1}', _rule: 'unique amount', _severity: 'warn' },
    ])
    // Going back is going back to what was told then.
    project.edit(shop(good))
    await project.assets('materialize')
    expect(await failing('ruled')).toEqual([])
  })

  test('are kept as long as the verdict, and freed with it', async () => {
    await using project = await createProject(shop(good))
    await project.assets('materialize')
    const pathNow = async () => (await project.json('show', 'orders', '--failing', 'large', '--schema')).path
    const older = await pathNow()
    project.edit(shop(good.replace('amount: 500', 'amount: 501')))
    await project.assets('materialize')
    const path = await pathNow()
    passDays(project.folder, 8)
    expect((await project.assets('gc', '--keep', '0', '--yes')).exitCode).toBe(0)
    expect([older, path].map((file) => existsSync(file))).toEqual([false, true])
    expect((await project.json('verify')).exitCode).toBe(0)
    // A verdict whose rows are lost is judged again.
    rmSync(path)
    const { steps } = await project.json('materialize')
    expect(steps).toContainEqual(expect.objectContaining({ asset: 'large', outcome: 'ran' }))
    expect(existsSync(path)).toBe(true)
  })

  test('are told to be none where the words mean none', async () => {
    await using project = await createProject(shop(good))
    await project.assets('materialize')
    const mistakes: readonly (readonly [words: readonly string[], message: string])[] = [
      [['orders', '--failing', 'nope'], 'nope is no check of orders'],
      [['others', '--failing', 'ruled'], 'ruled is no check of others'],
      [['orders', '--failing', 'large', '--version', 'ab'], '--failing and --version do not go together'],
      [['orders', '--failing', 'has_rows'], 'has_rows tells no rows that fail'],
      // Its table has a column of the name that would tell the rule.
      [['others', '--failing', 'whole'], 'whole tells no rows that fail'],
      [['orders', '--failing', 'ruled', '--path'], 'no row fails ruled'],
    ]
    for (const [words, message] of mistakes) {
      const { exitCode, error } = await project.json('show', ...words)
      expect(exitCode).not.toBe(0)
      expect(error.message).toContain(message)
    }
  })
})
