import { describe, expect, test } from 'vitest'
import { isDate } from '../../src/table/expectations/kinds/date-text.ts'
import { rowsRig } from '../store/rows-engine.ts'
import { resultOver } from './cases.ts'

const rig = rowsRig()
const numbers = {
  n: [-2, 1, 4, 6, null, 1, null],
  same: [5, 5, 5, 5, 5, 5, 5],
  yes: [true, true, false, true, null, true, null],
}

const quantiles = (more: object) => ({
  type: 'expect_column_quantile_values_to_be_between',
  kwargs: {
    column: 'n',
    quantile_ranges: {
      quantiles: [0.1, 0.5, 0.9],
      value_ranges: [
        [-2, -2],
        [1, 1],
        [6, 6],
      ],
    },
    ...more,
  },
})
const chain = (condition: string) => ({
  type: 'expect_column_values_to_be_between',
  kwargs: { column: 'n', min_value: 0, row_condition: condition, condition_parser: 'pandas' },
})

/** Each with what Great Expectations 1.24 says of it over a frame of pandas. */
describe('as Great Expectations judges', () => {
  test.each<[string, object, { success: boolean; result: object }]>([
    [
      'a quantile is a value that is there',
      quantiles({}),
      { success: true, result: { observed_value: { values: [-2, 1, 6] } } },
    ],
    [
      'the nearest, and of two that are as near the one whose place is even',
      quantiles({
        quantile_ranges: {
          quantiles: [0.125, 0.875],
          value_ranges: [
            [-2, -2],
            [6, 6],
          ],
        },
      }),
      { success: true, result: { observed_value: { values: [-2, 6] } } },
    ],
    [
      'or the one below',
      quantiles({ allow_relative_error: 'lower' }),
      { success: false, result: { observed_value: { values: [-2, 1, 4] } } },
    ],
    [
      'or between two',
      quantiles({ allow_relative_error: 'linear' }),
      { success: false, result: { observed_value: { values: [-0.8, 1, 5.2] } } },
    ],
    [
      'equal values have no z score, and none lies far from the mean',
      {
        type: 'expect_column_value_z_scores_to_be_less_than',
        kwargs: { column: 'same', threshold: 1.5, double_sided: true },
      },
      { success: true, result: { unexpected_count: 0 } },
    ],
    [
      '1 is true',
      { type: 'expect_column_values_to_be_in_set', kwargs: { column: 'yes', value_set: [1] } },
      { success: false, result: { unexpected_count: 1 } },
    ],
    [
      'true is 1',
      { type: 'expect_column_values_to_be_in_set', kwargs: { column: 'n', value_set: [true] } },
      { success: false, result: { unexpected_count: 3 } },
    ],
    [
      'a condition compares in a chain',
      chain('-3 < n < 5'),
      { success: false, result: { element_count: 4, unexpected_count: 1 } },
    ],
    [
      'of several links',
      chain('-3 < n <= same < 6'),
      { success: false, result: { element_count: 4, unexpected_count: 1 } },
    ],
    [
      'a name of older releases',
      {
        expectation_type: 'expect_column_pair_values_A_to_be_greater_than_B',
        kwargs: { column_A: 'same', column_B: 'n' },
      },
      { success: false, result: { unexpected_count: 3 } },
    ],
    [
      'a missing value leaves no sum',
      {
        type: 'expect_multicolumn_sum_to_equal',
        kwargs: { column_list: ['n', 'same'], sum_total: 6, ignore_row_if: 'all_values_are_missing' },
      },
      { success: false, result: { unexpected_count: 5 } },
    ],
    [
      "what meta says of a severity is its author's",
      { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'same' }, meta: { severity: 'medium' } },
      { success: true, result: { unexpected_count: 0 } },
    ],
  ])('%s', async (_, expectation, { success, result }) => {
    const told = await resultOver(rig, numbers, expectation)
    expect(told.exception_info.raised_exception).toBe(false)
    expect({ success: told.success, result: rounded(told.result) }).toMatchObject({ success, result })
  })

  test.each([
    ['expect_column_sum_to_be_between', { max_value: 50 }],
    ['expect_column_proportion_of_unique_values_to_be_between', { max_value: 0.9 }],
    ['expect_column_proportion_of_non_null_values_to_be_between', { max_value: 0.9 }],
  ])('of no values it is 0: %s', async (type, range) => {
    const expectation = { type, kwargs: { column: 'n', ...range } }
    for (const n of [[], [null, null]])
      expect(await resultOver(rig, { n }, expectation, { n: 'DOUBLE' })).toMatchObject({
        success: true,
        result: { observed_value: 0 },
      })
  })

  test('what lies between two decimals has more digits than they', async () => {
    const kwargs = { column: 'price', min_value: 45.165, max_value: 45.165 }
    const median = { type: 'expect_column_median_to_be_between', kwargs }
    const result = { observed_value: 45.165 }
    expect(await resultOver(rig, { price: [45.16, 45.17] }, median, { price: 'DECIMAL(10,2)' })).toMatchObject({
      success: true,
      result,
    })
  })

  const days = { day: ['2024-01-01', '2024-05-01', null], text: ['2024-01-01', '2024-05-01', null] }
  const asMoments = (column: string) => ({
    expectation_type: 'expect_column_values_to_be_between',
    kwargs: { column, min_value: '2024-02-01', max_value: null, parse_strings_as_datetimes: true },
  })
  test('texts of a suite are moments beside a column of moments, and a column of texts stays one', async () => {
    const types = { day: 'TIMESTAMP' }
    expect(await resultOver(rig, days, asMoments('day'), types)).toMatchObject({
      success: false,
      result: { unexpected_count: 1, element_count: 3 },
    })
    await expect(resultOver(rig, days, asMoments('text'), types)).rejects.toThrow(
      'expect_column_values_to_be_between: parse_strings_as_datetimes is not applied here',
    )
  })

  test('a way to take quantiles that there is not', async () => {
    await expect(resultOver(rig, numbers, quantiles({ allow_relative_error: 'middle' }))).rejects.toThrow(
      'allow_relative_error is "middle"',
    )
  })
})

/** Numbers to twelve digits. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'number' ? Number(one.toPrecision(12)) : one)))

/** As `dateutil.parser.parse` of Python says. */
test.each([
  ['2024-02-29', true],
  ['2024-02-30', false],
  ['2023-02-29', false],
  ['2024-13-01', false],
  ['2024-00-10', false],
  ['13/01/2024', true],
  ['13/13/2024', false],
  ['02/30/2024', false],
  ['30/02/2024', false],
  ['29/02/23', false],
  ['29/02/24', true],
  ['31 apr 2024', false],
  ['apr 31, 2024', false],
  ['feb 2024', true],
  ['2024-jun', true],
  ['20240230', false],
  ['20240229', true],
  ['0000', false],
  ['11/31', false],
  ['11/30', true],
])('%s is a date: %s', (text, is) => {
  expect(isDate(text)).toBe(is)
})
