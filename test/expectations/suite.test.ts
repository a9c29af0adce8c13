import { describe, expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { type Json, shop, step, successes, validated } from './shop.ts'

const old = {
  expectation_suite_name: 'orders',
  ge_cloud_id: null,
  data_asset_type: null,
  meta: { great_expectations_version: '0.18.22' },
  expectations: [
    { expectation_type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' }, meta: {} },
    {
      expectation_type: 'expect_column_values_to_be_in_set',
      kwargs: { column: 'status', value_set: ['open', 'closed'] },
      meta: { severity: 'warning' },
    },
    { expectation_type: 'expect_table_row_count_to_be_between', kwargs: { min_value: 1, max_value: 10 }, meta: {} },
  ],
}
const current = {
  name: 'orders',
  id: '6b2f6f0e-1111-4c4c-8888-000000000000',
  meta: { great_expectations_version: '1.24.0' },
  notes: null,
  expectations: old.expectations.map(({ expectation_type: type, kwargs, meta }) => ({
    ...{ type, kwargs, id: 'x', meta: {}, rendered_content: [] },
    severity: (meta as { severity?: string }).severity ?? 'critical',
  })),
}

describe.each([
  ['0.18', old],
  ['1.x', current],
])('a suite of %s', (_, suite) => {
  test('holds a table back by what is critical, and tells what only warns', async () => {
    await using project = await createProject(shop('suite', { suite }))
    const ran = await project.json('materialize')
    expect(ran.exitCode).toBe(1)
    const { error } = step(ran, 'orders_suite') as {
      error: { message: string; facts: { rules: readonly Json[]; validation: Json } }
    }
    expect(error.message).toBe(
      'the check orders_suite failed: 1 of 3 rules fails: expect_column_values_to_be_unique id (2 rows)',
    )
    expect(error.facts.rules).toMatchObject([
      {
        rule: 'expect_column_values_to_be_unique',
        severity: 'block',
        failing: 2,
        rows: [{ amount: 500 }, { amount: null }],
      },
      { rule: 'expect_column_values_to_be_in_set', severity: 'warn', failing: 1 },
    ])
    expect(error.facts.validation).toMatchObject({
      success: false,
      suite_name: 'orders',
      statistics: { evaluated_expectations: 3, successful_expectations: 1, unsuccessful_expectations: 2 },
      results: [
        {
          success: false,
          expectation_config: {
            type: 'expect_column_values_to_be_unique',
            kwargs: { column: 'id' },
            severity: 'critical',
          },
          result: {
            ...{ element_count: 3, unexpected_count: 2, missing_count: 0, partial_unexpected_list: [2, 2] },
            partial_unexpected_counts: [{ value: 2, count: 2 }],
          },
          exception_info: { raised_exception: false },
        },
        { success: false, expectation_config: { severity: 'warning' }, result: { partial_unexpected_list: ['odd'] } },
        { success: true, result: { observed_value: 3 } },
      ],
    })
  })
})

test('a suite that holds is told in the JSON too, is not asked again, and an edited suite is', async () => {
  const held = { name: 'held', expectations: [{ type: 'expect_column_to_exist', kwargs: { column: 'id' } }] }
  await using project = await createProject(shop('suite', { suite: held }))
  const first = step(await project.json('materialize'), 'orders_suite') as {
    outcome: string
    facts: { validation: Json }
  }
  expect(first).toMatchObject({ outcome: 'ran', facts: { validation: { success: true, suite_name: 'held' } } })
  expect(step(await project.json('materialize'), 'orders_suite')).toMatchObject({ outcome: 'skipped' })
  project.edit(
    shop('suite', {
      suite: { ...held, expectations: [{ type: 'expect_column_to_exist', kwargs: { column: 'nope' } }] },
    }),
  )
  expect(step(await project.json('materialize'), 'orders_suite')).toMatchObject({ outcome: 'failed' })
  const { stdout } = await project.assets('explain', 'orders_suite')
  expect(stdout).toContain('1 of 1 rule fails: expect_column_to_exist nope\n')
})

test('helpers make the same suite, and their names are those of Great Expectations in camel case', async () => {
  const { validation } = await validated(`[
    expect.expectColumnValuesToNotBeNull('amount', { mostly: 0.6 }),
    expect.expectColumnValuesToBeBetween('amount', { min: 5, max: 500, strictMax: true, severity: 'warning' }),
    expect.expectColumnPairValuesAToBeGreaterThanB('amount', 'id', { ignoreRowIf: 'either_value_is_missing' }),
    expect.expectCompoundColumnsToBeUnique(['id', 'status']),
    expect.expectColumnValuesToMatchRegex('status', { regex: '^(?!o)', rowCondition: 'id == 2 and amount > 1' }),
    expect.expectTableColumnsToMatchSet({ columnSet: ['status', 'id', 'amount'] }),
    expect.expectColumnMeanToBeBetween('amount', { max: 200, catchExceptions: true }),
  ]`)
  expect(successes(validation)).toEqual([true, false, true, true, true, true, false])
  expect(validation.results.map(({ expectation_config: config }) => config)).toMatchObject([
    { kwargs: { column: 'amount', mostly: 0.6 }, severity: 'critical' },
    { kwargs: { column: 'amount', min_value: 5, max_value: 500, strict_max: true }, severity: 'warning' },
    { kwargs: { column_A: 'amount', column_B: 'id', ignore_row_if: 'either_value_is_missing' } },
    { kwargs: { column_list: ['id', 'status'] } },
    { kwargs: { column: 'status', regex: '^(?!o)', row_condition: 'id == 2 and amount > 1' } },
    { kwargs: { column_set: ['status', 'id', 'amount'] } },
    { kwargs: { column: 'amount', max_value: 200 } },
  ])
  // The expression has a look-ahead, which DuckDB does not know, and is held to all the same.
  expect(validation.results[4]).toMatchObject({ result: { element_count: 1, unexpected_count: 0 } })
})

test('parameters come from the check or from the suite, and may be sums', async () => {
  const between = (bounds: Json) => ({
    type: 'expect_column_values_to_be_between',
    kwargs: { column: 'amount', ...bounds },
  })
  const suite = {
    evaluation_parameters: { limit: 1, low: 2 },
    expectations: [
      between({ max_value: { $PARAMETER: 'limit' } }),
      between({ max_value: { $PARAMETER: 'limit + 250 * 2' }, min_value: { $PARAMETER: 'low' } }),
      between({ min_value: { $PARAMETER: '-(2 ^ 3) + abs(low)' } }),
    ],
  }
  expect(successes((await validated('suite', suite)).validation)).toEqual([false, true, true])
  expect(successes((await validated('suite, { parameters: { limit: 500 } }', suite)).validation)).toEqual([
    true,
    true,
    true,
  ])
  const said = {
    suite_parameters: { half: 2.5 },
    expectations: [
      between({ max_value: { $PARAMETER: 'limit', '$PARAMETER.limit': 500 } }),
      // As Python rounds: to 2.
      between({ min_value: 2, max_value: { $PARAMETER: 'round(half) * 250' } }),
      between({ min_value: 2, max_value: { $PARAMETER: 'round(half) * 249.5' } }),
    ],
  }
  expect(successes((await validated('suite', said)).validation)).toEqual([true, true, false])
  expect(
    (await validated('suite', { expectations: [between({ max_value: { $PARAMETER: 'missing' } })] })).error.message,
  ).toMatch(/the parameter "missing" has no value$/)
})

test('a parameter that reads the time is never fresh', async () => {
  const suite = {
    expectations: [
      {
        type: 'expect_column_max_to_be_between',
        kwargs: { column: 'day', max_value: { $PARAMETER: 'now() - timedelta(days=1)' } },
      },
    ],
  }
  await using project = await createProject({
    'assets/s.json': JSON.stringify(suite),
    'assets/index.ts': `import { expectations } from 'assetstore'
import { asset, check } from '#project'
import suite from './s.json' with { type: 'json' }
export const days = asset(() => [{ day: new Date(0) }])
export const old = check(({ days }) => expectations(days, suite))`,
  })
  expect(step(await project.json('materialize'), 'old')).toMatchObject({
    outcome: 'ran',
    facts: { validation: { success: true } },
  })
  expect(step(await project.json('materialize'), 'old').outcome).toBe('ran')
})

test('another table is one that is given', async () => {
  const suite = {
    expectations: [{ type: 'expect_table_row_count_to_equal_other_table', kwargs: { other_table_name: 'archive' } }],
  }
  const { validation } = await validated('suite, { tables: { archive } }', suite)
  expect(validation.results[0]).toMatchObject({ success: false, result: { observed_value: { self: 3, other: 1 } } })
  expect((await validated('suite', suite)).error.message).toMatch(
    /other_table_name names "archive", which is none of the tables that were given$/,
  )
})

test('the rows of a statement of Great Expectations are unexpected', async () => {
  const rows = (query: string, more = {}) => ({
    type: 'unexpected_rows_expectation',
    kwargs: { unexpected_rows_query: query, catch_exceptions: true, ...more },
  })
  const { validation } = await validated('suite', {
    expectations: [
      rows('SELECT id, status FROM {batch} b WHERE b.amount > 100;\n', { result_format: 'COMPLETE' }),
      rows("select 1 from {batch} where status = '{{x}}' -- none"),
      rows('from {batch}', { row_condition: 'id == 2' }),
      rows('from {table}'),
      rows("select now() from {batch}, 'orders.csv'"),
    ],
  })
  expect(validation.results.slice(0, 3)).toMatchObject([
    { success: false, result: { observed_value: 1, details: { unexpected_rows: [{ id: 2, status: 'closed' }] } } },
    { success: true, result: { observed_value: 0 } },
    { success: false, result: { observed_value: 2 } },
  ])
  expect(JSON.stringify(validation.results[3])).toContain(
    'unexpected_rows_query has {table} in it, which names nothing',
  )
  expect(JSON.stringify(validation.results[4])).toContain('reads orders.csv, now beside the table')
})

const conditions: readonly (readonly [condition: unknown, rows: number, parser?: string])[] = [
  ['status = "open" or `id` > 1 and status <> \'o"dd\'', 3, 'spark'],
  ["status in ('open', \"clo'sed\")", 1, 'spark'],
  ['col("amount").notNull()', 2, 'great_expectations'],
  ['~(id == 1 or status == "odd")', 1],
  ['~amount.isnull()', 2],
  ['id == 2', 2],
  ['id != 2', 1],
  ['amount != 5', 2],
  ['amount > 4 and status == "open"', 1],
  ["status in ['open', 'odd'] | id < 2", 2],
  ['not (status == "odd") & id >= 2', 1],
  ['~(id == 1)', 2],
  ['amount.isnull()', 1],
  ['col("amount").notNull()', 2],
  ['`amount` <= 5', 1],
  ['5 <= amount', 2],
  ['status not in ["open"]', 2],
  ['id < amount', 2],
  ['status == 1', 0],
  [{ type: 'comparison', column: { name: 'id' }, operator: '==', parameter: 2 }, 2],
  [{ type: 'comparison', column: { name: 'id' }, operator: 'NOT_IN', parameter: [1, 3] }, 2],
  [{ type: 'pass_through', pass_through_filter: 'id == 2 and amount > 4' }, 1, 'pandas'],
  [{ type: 'pass_through', pass_through_filter: "status = 'open' OR `id` > 1" }, 3, 'spark'],
  // A bracket too many, as suites have it behind a date.
  ['col("status") == "open")', 1, 'great_expectations'],
  ['status != datetime.datetime(2021, 2, 1, 12, tzinfo=datetime.timezone.utc)', 3, 'pandas'],
  [
    {
      type: 'or',
      conditions: [
        { type: 'nullity', column: { name: 'amount' }, is_null: true },
        { type: 'comparison', column: { name: 'id' }, operator: '<', parameter: 2 },
      ],
    },
    2,
  ],
]
test('a row condition is that of pandas, of Great Expectations, or its object', async () => {
  const suite = {
    expectations: conditions.map(([row_condition, _, condition_parser = null]) => ({
      type: 'expect_table_row_count_to_equal',
      kwargs: { row_condition, condition_parser, value: -1 },
    })),
  }
  const { validation } = await validated('suite', suite)
  expect(validation.results.map(({ result }) => (result as Json).observed_value)).toEqual(
    conditions.map(([, rows]) => rows),
  )
})

test('where an expectation says that it catches exceptions, it fails alone', async () => {
  const suite = {
    expectations: [
      { type: 'expect_column_mean_to_be_between', kwargs: { column: 'status', catch_exceptions: true } },
      { type: 'expect_column_values_to_be_null', kwargs: { column: 'nope', catch_exceptions: true } },
      { type: 'expect_column_max_to_be_between', kwargs: { column: 'amount', max_value: 500 } },
    ],
  }
  const { validation } = await validated('suite', suite)
  expect(successes(validation)).toEqual([false, false, true])
  expect(validation.results.map(({ exception_info: info }) => (info as Json).raised_exception)).toEqual([
    true,
    true,
    false,
  ])
})
