import { describe, expect, test } from 'vitest'
import { rowsRig } from '../store/rows-engine.ts'
import { type Case, cases, resultOfCase } from './cases.ts'

const rig = rowsRig()

/** Cases whose result is another here, each with its reason. */
const oneType = 'a column here has one type: a list of values of another type is one of pandas objects alone'
const counted = 'values of several columns are counted here too, where Great Expectations says that it cannot'
const typeNames = 'the type that is told is DuckDB’s, and not that of pandas'
const differences: Readonly<Record<string, string>> = {
  'expect_column_median_to_be_between#1.8 negative_test_missing_value_in_column_complete_result_format':
    'the result of a measure is the measure alone, as it is since 1.0',
  'expect_column_stdev_to_be_between#1.8 positive_test__exact_min_and_max_sqlalchemy':
    'the bounds are what PostgreSQL makes of its last digits; these are those of pandas',
  'expect_column_values_to_be_between#1.30 test_conditional_expectation_fails': oneType,
  'expect_column_values_to_be_in_type_list#1.11 positive_test_string_values': oneType,
  'expect_column_values_to_be_in_type_list#1.21 negative_test_string_and_int_values_summary_output': oneType,
  'expect_column_values_to_be_in_type_list#1.22 negative_test_string_and_int_values_complete_output': oneType,
  'expect_column_values_to_be_of_type#1.21 dtype_object_and_type_object_still_has_aggregate_semantics': typeNames,
  'expect_column_values_to_be_of_type#1.23 dtype_object_and_type_object_still_has_aggregate_semantics_big_o': typeNames,
  'expect_column_values_to_be_of_type#2.1 positive_pandas_datetime_no_timezone': typeNames,
  'expect_column_values_to_be_of_type#2.2 positive_pandas_datetime_with_timezone': typeNames,
  'expect_column_pair_values_to_be_equal#1.2 basic_negative_example_compare_number_to_text': oneType,
  'expect_column_pair_values_to_be_equal#1.6 positive_example_with_mismatched_null_values_and_ignore_row_if__either_value_is_missing_compare_number_to_text':
    oneType,
  'expect_compound_columns_to_be_unique#2.8 unexpected_values_exact_match_out_without_unexpected_index_list': counted,
  'expect_select_column_values_to_be_unique_within_record#2.6 unexpected_values_exact_match_out_no_index_list': counted,
  'expect_select_column_values_to_be_unique_within_record#2.7 unexpected_values_exact_match_out_without_unexpected_index_list':
    counted,
}

type Json = Readonly<Record<string, unknown>>

/** What of the expected is not so; nothing where all of it is. */
function disagreement(
  { expected, tolerance = 1e-9 }: Case,
  { success, result, exception_info }: Awaited<ReturnType<typeof resultOfCase>>,
): string[] {
  const found = { success, result, ...result, ...(result.details as Json | undefined) } as Json
  const { traceback_substring: trace, observed_value_list: _, ...rest } = expected
  if (trace !== undefined) return exception_info.raised_exception ? [] : [`raised nothing: ${trace}`]
  if (exception_info.raised_exception) return [`raised: ${exception_info.exception_message}`]
  return Object.entries(rest).flatMap(([name, value]) =>
    isSame(value, found[name], tolerance)
      ? []
      : [`${name}: expected ${JSON.stringify(value)}, found ${JSON.stringify(found[name])}`],
  )
}

/** Numbers to a tolerance, moments as moments, and of an object what is expected of it. */
function isSame(expected: unknown, found: unknown, tolerance: number): boolean {
  if (typeof expected === 'number')
    return typeof found === 'number' && Math.abs(expected - found) <= tolerance * Math.max(1, Math.abs(expected))
  if (typeof expected === 'string')
    return (
      expected === found || (isMoment(expected) && typeof found === 'string' && momentOf(expected) === momentOf(found))
    )
  if (Array.isArray(expected))
    return (
      Array.isArray(found) &&
      expected.length === found.length &&
      expected.every((one, index) => isSame(one, found[index], tolerance))
    )
  if (typeof expected !== 'object' || expected === null) return expected === (found ?? null)
  return (
    typeof found === 'object' &&
    found !== null &&
    Object.entries(expected).every(([name, one]) => isSame(one, (found as Json)[name], tolerance))
  )
}
const isMoment = (text: string) => /^\d{4}-\d{2}-\d{2}T/.test(text)
const momentOf = (text: string) => Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)

describe('every case of Great Expectations gives its verdict, its counts and its lists', () => {
  test.each(Object.entries(Object.groupBy(cases, ({ expectation }) => expectation)))('%s', async (_, own = []) => {
    const told: Record<string, string[]> = {}
    for (const one of own) {
      const wrong = disagreement(one, await resultOfCase(rig, one))
      if (wrong.length > 0) told[one.id] = wrong
    }
    const known = own.filter(({ id }) => Object.hasOwn(differences, id)).map(({ id }) => id)
    expect(Object.fromEntries(Object.entries(told).filter(([id]) => !known.includes(id)))).toEqual({})
    expect(known.filter((id) => !Object.hasOwn(told, id))).toEqual([])
  })
})
