import type { Expectation } from '../../index.ts'
import { type CommonOptions, make, type Range } from './make.ts'

/** The table has the column; with `columnIndex` at that place, from 0. */
export const expectColumnToExist = (
  column: string,
  options: CommonOptions & { readonly columnIndex?: number } = {},
): Expectation<never> => make('expect_column_to_exist', { column }, options)

/** How many rows there are. */
export const expectTableRowCountToBeBetween = (options: CommonOptions & Range = {}): Expectation<never> =>
  make('expect_table_row_count_to_be_between', {}, options)

/** How many rows there are. */
export const expectTableRowCountToEqual = (options: CommonOptions & { readonly value: number }): Expectation<never> =>
  make('expect_table_row_count_to_equal', {}, options)

/** As many rows as a table of the option `tables` of `expectations`. */
export const expectTableRowCountToEqualOtherTable = (
  options: CommonOptions & { readonly otherTableName: string },
): Expectation<never> => make('expect_table_row_count_to_equal_other_table', {}, options)

/** How many columns there are. */
export const expectTableColumnCountToBeBetween = (options: CommonOptions & Range = {}): Expectation<never> =>
  make('expect_table_column_count_to_be_between', {}, options)

/** How many columns there are. */
export const expectTableColumnCountToEqual = (
  options: CommonOptions & { readonly value: number },
): Expectation<never> => make('expect_table_column_count_to_equal', {}, options)

/** The table has these columns, in any order, and unless `exactMatch` is false no other. */
export const expectTableColumnsToMatchSet = (
  options: CommonOptions & { readonly columnSet: readonly string[]; readonly exactMatch?: boolean },
): Expectation<never> => make('expect_table_columns_to_match_set', {}, options)

/** The table has these columns, in this order. */
export const expectTableColumnsToMatchOrderedList = (
  options: CommonOptions & { readonly columnList: readonly string[] },
): Expectation<never> => make('expect_table_columns_to_match_ordered_list', {}, options)
