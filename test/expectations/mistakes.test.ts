import { expect, test } from 'vitest'
import { type Json, validated } from './shop.ts'

const one = (type: string, kwargs: Json, more: Json = {}) => ({ expectations: [{ type, kwargs, ...more }] })
const mistakes: readonly (readonly [what: string, suite: unknown, message: string, fix: string])[] = [
  [
    'no suite',
    { rules: [] },
    'the expectations are no suite',
    'give the JSON of a suite of Great Expectations, or a list of expectations',
  ],
  [
    'an unknown expectation',
    one('expect_column_values_to_be_nul', {}),
    'expectation 1 of the suite is "expect_column_values_to_be_nul", which is unknown',
    'did you mean "expect_column_values_to_be_null"?',
  ],
  [
    'an unknown option',
    one('expect_column_values_to_be_null', { column: 'id', mostley: 1 }),
    'expect_column_values_to_be_null: mostley is no option of it',
    'did you mean "mostly"?',
  ],
  [
    'a column of a table',
    one('expect_table_row_count_to_equal', { column: 'id', value: 1 }),
    'expect_table_row_count_to_equal: column is no option of it',
    'its options are',
  ],
  [
    'an option that is not applied',
    one('expect_column_values_to_be_between', { column: 'status', min_value: 'a', parse_strings_as_datetimes: true }),
    'expect_column_values_to_be_between: parse_strings_as_datetimes is not applied here',
    'leave it out',
  ],
  [
    'a missing option',
    one('expect_column_values_to_match_regex', { column: 'id' }),
    'expect_column_values_to_match_regex: regex is missing',
    'give regex a value',
  ],
  [
    'an unknown column',
    one('expect_column_values_to_be_null', { column: 'amont' }),
    'expect_column_values_to_be_null: "amont" is not a column of the table',
    'did you mean "amount"?',
  ],
  [
    'a share above 1',
    one('expect_column_values_to_be_null', { column: 'id', mostly: 2 }),
    'expect_column_values_to_be_null: mostly is 2; ensure that it is less than or equal to 1 and at least 0',
    'give a share from 0 to 1',
  ],
  [
    'mostly of a measure',
    one('expect_column_sum_to_be_between', { column: 'id', mostly: 0.5 }),
    'expect_column_sum_to_be_between: mostly is of expectations of rows, and this one measures all of them',
    'leave it out',
  ],
  [
    'a bound of another type',
    one('expect_column_values_to_be_between', { column: 'id', min_value: 'a' }),
    'expect_column_values_to_be_between: min_value is "a", which no DOUBLE can be compared with',
    "give min_value a value of the column's type",
  ],
  [
    'a measure of texts',
    one('expect_column_mean_to_be_between', { column: 'status' }),
    "expect_column_mean_to_be_between: No function matches the given name and argument types 'avg(VARCHAR)'. You might need to add explicit type casts.",
    'name a column that the expectation fits, or give values of its type',
  ],
  [
    'no expression',
    one('expect_column_values_to_match_regex', { column: 'status', regex: '(' }),
    'expect_column_values_to_match_regex: regex is no expression: Invalid regular expression: /(/: Unterminated group',
    'write it as Python does',
  ],
  [
    'a condition that ends too early',
    one('expect_column_to_exist', { column: 'id', row_condition: 'id ==' }),
    'expect_column_to_exist: row_condition ends too early',
    'write it as DataFrame.query of pandas does',
  ],
  ...[
    ['id % 2 == 0', '%'],
    ['id + 1 > 3', '+'],
    ['id - 1 > 3', '-'],
    ['status.str.startswith("o")', 'a method'],
    ['status.str.len() > 3', 'a method'],
  ].map(
    ([condition, what]) =>
      [
        `a condition that computes: ${condition}`,
        one('expect_column_to_exist', { column: 'id', row_condition: condition }),
        `expect_column_to_exist: row_condition computes with ${what}, where it may compare columns and values`,
        'compute it in a column of the table, and compare that one',
      ] as const,
  ),
  [
    'a comparison of bits',
    one('expect_column_to_exist', { column: 'id', row_condition: '~id == 1' }),
    'expect_column_to_exist: row_condition goes wrong at "=="',
    'write it as DataFrame.query of pandas does',
  ],
  [
    'an option beside kwargs',
    one('expect_column_values_to_be_null', { column: 'id' }, { mostly: 0.5 }),
    'expect_column_values_to_be_null: mostly stands beside kwargs, where nothing reads it',
    'write it in kwargs: { mostly: … }',
  ],
  [
    'values that are to be told of in no result',
    one('expect_column_values_to_be_null', {
      column: 'id',
      result_format: { result_format: 'COMPLETE', exclude_unexpected_values: true },
    }),
    'expect_column_values_to_be_null: result_format: exclude_unexpected_values is not applied here',
    'result_format BOOLEAN_ONLY tells no values',
  ],
  [
    'a severity',
    one('expect_column_to_exist', { column: 'id' }, { severity: 'fatal' }),
    'expect_column_to_exist: severity is "fatal"',
    'give one of critical, warning, info',
  ],
  [
    'a schema',
    one('expect_column_values_to_match_json_schema', { column: 'status', json_schema: { type: 'nope' } }),
    'expect_column_values_to_match_json_schema: json_schema is no schema',
    'mend the JSON Schema',
  ],
  [
    'weights',
    one('expect_column_kl_divergence_to_be_less_than', {
      column: 'id',
      threshold: 1,
      partition_object: { values: [1], weights: [0.5] },
    }),
    'expect_column_kl_divergence_to_be_less_than: partition_object has weights whose sum is 0.5 and not 1',
    'give { values, weights } or { bins, weights }',
  ],
]
test.each(mistakes)('%s is an error of the check, with its cure', async (_, suite, message, fix) => {
  const { error } = await validated('suite', suite)
  expect(error.code).toBe('ASSET_RESULT')
  expect(error.message).toContain(message)
  expect(error.fix).toContain(fix)
})
