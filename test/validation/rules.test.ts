import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const head = "import { rules, sql } from 'assetstore'\nimport { asset, check } from '#project'\n"
const shop = (given: string, options = '{}') => ({
  'assets/index.ts': `${head}
export const customers = asset(() => [{ id: 1, name: 'Ada' }, { id: 2, name: 'Bob' }])
export const orders = asset(() => [
  { id: 1, code: 'ab', status: 'open', customer_id: 1, day: 'mon', place: 'x' },
  { id: 2, code: 'abc', status: 'closed', customer_id: 2, day: 'mon', place: 'y' },
  { id: 2, code: 'a', status: 'lost', customer_id: 9, day: 'mon', place: 'y' },
  { id: 3, code: null, status: null, customer_id: null, day: null, place: 'y' },
])
export const orders_hold = check(${options}, ({ orders, customers }) => rules(orders, ${given}))
`,
})
/** The error of whichever of the two tables was the last to be final: it is the one that is held back. */
const errorOf = async (given: string) => {
  await using project = await createProject(shop(given))
  const { steps } = await project.json('materialize')
  return steps.find(({ outcome }: { outcome: string }) => outcome === 'failed').error
}

describe('the rules of a table', () => {
  test('that all hold let the new version through', async () => {
    await using project = await createProject(
      shop(`{
        not_null: ['id', 'place'],
        accepted_values: { status: ['open', 'closed', 'lost'] },
        value_lengths_between: { code: [1, 3] },
        row_count_between: [4, Infinity],
      }`),
    )
    expect((await project.json('materialize')).exitCode).toBe(0)
  })

  test('are each told by itself, with how many rows break it and a few of them', async () => {
    const { facts } = await errorOf(`{
      not_null: ['id', 'code'],
      unique: ['id', ['day', 'place']],
      accepted_values: { status: ['open', 'closed'] },
      value_lengths_between: { code: [2, 3] },
      row_count_between: [10, 20],
      relationships: { customer_id: customers.pick('id') },
    }`)
    const shown = { not_null: { id: 3 }, accepted_values: { id: 2 }, value_lengths_between: { code: 'a' } }
    expect(facts).toMatchObject({ check: 'orders_hold', rows: [shown.not_null] })
    expect(facts.rules).toMatchObject([
      { rule: 'not_null', columns: ['code'], severity: 'block', passed: false, failing: 1, rows: [shown.not_null] },
      { rule: 'unique', columns: ['id'], failing: 1, rows: [{ id: 2 }, { id: 2 }] },
      { rule: 'unique', columns: ['day', 'place'], failing: 1, rows: [{ place: 'y' }, { place: 'y' }] },
      { rule: 'accepted_values', columns: ['status'], failing: 1, rows: [{ status: 'lost' }] },
      { rule: 'value_lengths_between', columns: ['code'], failing: 1, rows: [shown.value_lengths_between] },
      { rule: 'row_count_between 10 and 20', columns: [], failing: 4 },
      { rule: 'relationships', columns: ['customer_id'], failing: 1, rows: [{ customer_id: 9 }] },
    ])
    expect(facts.rules.length).toBe(7)
    expect(facts.rules[5].rows).toBeUndefined()
  })

  test('that are broken hold the new version back, and the terminal shows the rows', async () => {
    await using project = await createProject(shop("{ not_null: ['id'], unique: ['id'] }"))
    const { exitCode, stderr, stdout } = await project.assets('materialize')
    expect(exitCode).toBe(1)
    const said = `${stdout}${stderr}`
    expect(said).toContain(
      [
        'held back: the check orders_hold failed: 1 of 2 rules fails: unique id (1 row)',
        '  unique id (1 row)',
        '    id  code  status  customer_id  day  place',
        '    2   a     lost    9            mon  y',
        '    2   abc   closed  2            mon  y',
        '  mend the data or the check orders_hold, and run again; the last good version stays current',
      ].join('\n'),
    )
  })

  test('under warn are told, every time, and hold nothing back', async () => {
    await using project = await createProject(shop("{ not_null: ['id'], warn: { not_null: ['code'] } }"))
    for (const outcome of ['ran', 'skipped']) {
      const ran = await project.json('materialize')
      expect(ran.exitCode).toBe(0)
      expect(ran.steps.at(-1)).toMatchObject({
        outcome,
        warning: '1 of 2 rules fails: not_null code (1 row)',
        facts: { rules: [{ rule: 'not_null', columns: ['code'], severity: 'warn', rows: [{ id: 3 }] }] },
      })
    }
  })

  test('are shown with their rows when they are asked, and by explain until they hold', async () => {
    await using project = await createProject(shop("{ warn: { not_null: ['code'] } }"))
    const shown = [
      'not_null code (1 row), which only warns',
      '  id  code  status  customer_id  day   place',
      '  3   null  null    null         null  y',
    ]
    const linesOf = (text: string) => text.split('\n')
    expect(linesOf((await project.assets('materialize')).stderr)).toEqual(
      expect.arrayContaining(['warning orders_hold', ...shown.map((line) => `  ${line}`)]),
    )
    expect((await project.assets('materialize')).stderr).not.toContain('which only warns')
    const explained = await project.assets('explain', 'orders_hold')
    expect(explained.stdout).toContain('passed with a warning: 1 of 1 rule fails: not_null code (1 row)')
    expect(linesOf(explained.stdout)).toEqual(
      expect.arrayContaining(['  Rows that fail', ...shown.map((line) => `    ${line}`)]),
    )
    const { check } = await project.json('explain', 'orders_hold')
    expect(check).toMatchObject({ passed: true, rules: [{ rule: 'not_null', failing: 1, rows: [{ id: 3 }] }] })
  })

  test('that a new version breaks leave the last good one to be read, and explain shows what is wrong with the new one', async () => {
    const of = (orders: string) => ({
      'assets/index.ts': `${head}
export const orders = asset(() => ${orders})
export const below = asset(({ orders }) => orders)
export const orders_hold = check(({ orders }) => rules(orders, { accepted_values: { status: ['open', 'closed'] } }))
`,
    })
    await using project = await createProject(of("[{ id: 1, status: 'open' }]"))
    expect((await project.json('materialize')).exitCode).toBe(0)
    project.edit(of("[{ id: 1, status: 'lost' }]"))
    const { exitCode, steps } = await project.json('materialize')
    expect([exitCode, ...steps.map(({ outcome }: { outcome: string }) => outcome)]).toContain('blocked')
    expect(exitCode).toBe(1)
    for (const asset of ['orders', 'below']) {
      expect((await project.assets('show', asset, '--format', 'csv')).stdout).toBe('id,status\n1,open\n')
    }
    const { stdout } = await project.assets('explain', 'orders')
    expect(stdout).toContain('accepted_values status (1 row)\n      id  status\n      1   lost\n')
    project.edit(of("[{ id: 1, status: 'closed' }]"))
    expect((await project.json('materialize')).exitCode).toBe(0)
  })

  test('of a check that only warns hold nothing back either', async () => {
    await using project = await createProject(shop("{ not_null: ['code'] }", "{ severity: 'warn' }"))
    const ran = await project.json('materialize')
    expect(ran.exitCode).toBe(0)
    expect(ran.steps.at(-1).warning).toBe('the check orders_hold failed: 1 of 1 rule fails: not_null code (1 row)')
  })

  test('are code of the check: an edited rule is asked again, an unchanged one is not', async () => {
    await using project = await createProject(shop('{ row_count_between: [1, 10] }'))
    await project.assets('materialize')
    expect((await project.json('status', 'orders_hold')).assets[0].status).toBe('fresh')
    project.edit(shop('{ row_count_between: [1, 11] }'))
    const { status, causes } = (await project.json('status', 'orders_hold')).assets[0]
    expect(status).toBe('stale')
    expect(causes[0].kind).toBe('code_changed')
  })

  test('may be of some rows and some columns alone', async () => {
    await using project = await createProject({
      'assets/index.ts': `${head}
export const a = asset(() => [{ id: 1, n: 1, other: 1 }, { id: 1, n: -1, other: 2 }])
export const holds = check(({ a }) => rules(a.pick('id', 'n').where(sql\`n > 0\`), { unique: ['id'] }))
`,
    })
    expect((await project.json('materialize')).exitCode).toBe(0)
  })

  test('of rows that cannot be selected are no fault of the rules', async () => {
    await using project = await createProject({
      'assets/index.ts': `${head}
export const a = asset(() => [{ id: 'x' }])
export const holds = check(({ a }) => rules(a.where(sql\`id::integer > 0\`), { not_null: ['id'] }))
`,
    })
    const { error } = await project.json('materialize')
    expect(error.message).toContain("Could not convert string 'x' to INT32")
    expect(error.fix).toContain('TRY_CAST')
  })
})

describe('rules that are none', () => {
  test.each([
    ["{ nul: ['id'] }", 'the rules have an unknown rule "nul"', 'use one of '],
    ["{ not_nul: ['id'] }", 'the rules have an unknown rule "not_nul"', 'did you mean "not_null"?'],
    ['{}', 'the rules have no rule in them', "give at least one, such as not_null: ['id']"],
    [
      "{ not_null: 'id' }",
      'the not_null of the rules is not what it is to be',
      "give a list of columns, such as ['id']",
    ],
    ['{ row_count_between: [5, 1] }', 'the row_count_between of the rules is not what it is to be', 'give two numbers'],
    [
      "{ accepted_values: { status: ['open', null] } }",
      'the accepted_values of the rules is not what it',
      'give a list',
    ],
    ['{ accepted_values: { status: [] } }', 'the accepted_values of the rules is not what it is to be', 'give a list'],
    ["{ not_null: ['idd'] }", 'the rules name "idd", which is not a column of the table', 'did you mean "id"?'],
    ['null', 'the rules are not an object', 'write them as an object'],
    ['{ warn: 7 }', 'the rules are not an object', 'write them as an object'],
    [
      "{ not_null: ['id'], accepted_values: { id: ['one'] } }",
      "the rule accepted_values of id does not fit the type of the column: Could not convert string 'one' to DOUBLE",
      "name a column that the rule fits, or give values of the column's type",
    ],
    [
      '{ value_lengths_between: { id: [1, 2] } }',
      'the rule value_lengths_between of id does not fit the type of the column: No function matches',
      "name a column that the rule fits, or give values of the column's type",
    ],
    [
      '{ relationships: { customer_id: customers } }',
      'the rules have a relationship of customer_id to what is not a query of one column',
      "pick the column that customer_id refers to: customer_id: customers.pick('id')",
    ],
  ])('%s', async (given, message, fix) => {
    const error = await errorOf(given)
    expect(error.message).toContain(message)
    expect(error.fix).toContain(fix)
  })
})
