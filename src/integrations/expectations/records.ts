import type { Expectation } from '../../index.ts'
import { make, type RowOptions, type Value } from './make.ts'

/** Which rows do not count. Default: those where both values are missing. */
export interface PairOptions extends RowOptions {
  readonly ignoreRowIf?: 'both_values_are_missing' | 'either_value_is_missing' | 'neither'
}
/** Which rows do not count. Default: those where all values are missing. */
export interface RecordOptions extends RowOptions {
  readonly ignoreRowIf?: 'all_values_are_missing' | 'any_value_is_missing' | 'never'
}

/** The two values of a row are equal. */
export const expectColumnPairValuesToBeEqual = <const Column extends string>(
  column_A: Column,
  column_B: Column,
  options: PairOptions = {},
): Expectation<Column> => make('expect_column_pair_values_to_be_equal', { column_A, column_B }, options)

/** The first value of a row is greater than the second, or with `orEqual` as great. */
export const expectColumnPairValuesAToBeGreaterThanB = <const Column extends string>(
  column_A: Column,
  column_B: Column,
  options: PairOptions & { readonly orEqual?: boolean } = {},
): Expectation<Column> => make('expect_column_pair_values_a_to_be_greater_than_b', { column_A, column_B }, options)

/** The two values of a row are one of the pairs. */
export const expectColumnPairValuesToBeInSet = <const Column extends string>(
  column_A: Column,
  column_B: Column,
  options: PairOptions & { readonly valuePairsSet: readonly (readonly [Value | null, Value | null])[] },
): Expectation<Column> => make('expect_column_pair_values_to_be_in_set', { column_A, column_B }, options)

/** No two rows have the same values together. */
export const expectCompoundColumnsToBeUnique = <const Column extends string>(
  columnList: readonly Column[],
  options: RecordOptions = {},
): Expectation<Column> => make('expect_compound_columns_to_be_unique', { columnList }, options)

/** No two of the values of a row are equal. */
export const expectSelectColumnValuesToBeUniqueWithinRecord = <const Column extends string>(
  columnList: readonly Column[],
  options: RecordOptions = {},
): Expectation<Column> => make('expect_select_column_values_to_be_unique_within_record', { columnList }, options)

/** No two of the values of a row are equal. */
export const expectMulticolumnValuesToBeUnique = <const Column extends string>(
  columnList: readonly Column[],
  options: RecordOptions = {},
): Expectation<Column> => make('expect_multicolumn_values_to_be_unique', { columnList }, options)

/** All of the values of a row are equal. */
export const expectMulticolumnValuesToBeEqual = <const Column extends string>(
  columnList: readonly Column[],
  options: RecordOptions = {},
): Expectation<Column> => make('expect_multicolumn_values_to_be_equal', { columnList }, options)

/** The values of a row add up to `sumTotal`. */
export const expectMulticolumnSumToEqual = <const Column extends string>(
  columnList: readonly Column[],
  options: RecordOptions & { readonly sumTotal: number },
): Expectation<Column> => make('expect_multicolumn_sum_to_equal', { columnList }, options)
