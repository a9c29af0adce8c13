import type { Expectation } from '../../index.ts'
import { type Bound, type CommonOptions, make, type Range, type RowOptions, type Value } from './make.ts'

/** No value is missing. */
export const expectColumnValuesToNotBeNull = <const Column extends string>(
  column: Column,
  options: RowOptions = {},
): Expectation<Column> => make('expect_column_values_to_not_be_null', { column }, options)

/** Every value is missing. */
export const expectColumnValuesToBeNull = <const Column extends string>(
  column: Column,
  options: RowOptions = {},
): Expectation<Column> => make('expect_column_values_to_be_null', { column }, options)

/** No two values are equal. */
export const expectColumnValuesToBeUnique = <const Column extends string>(
  column: Column,
  options: RowOptions = {},
): Expectation<Column> => make('expect_column_values_to_be_unique', { column }, options)

/** Numbers, texts or moments within bounds, which belong to the range unless they are strict. */
export const expectColumnValuesToBeBetween = <const Column extends string>(
  column: Column,
  options: RowOptions & Range<Bound> = {},
): Expectation<Column> => make('expect_column_values_to_be_between', { column }, options)

/** Every value is one of `valueSet`. */
export const expectColumnValuesToBeInSet = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly valueSet: readonly Value[] },
): Expectation<Column> => make('expect_column_values_to_be_in_set', { column }, options)

/** No value is one of `valueSet`. */
export const expectColumnValuesToNotBeInSet = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly valueSet: readonly Value[] },
): Expectation<Column> => make('expect_column_values_to_not_be_in_set', { column }, options)

/** In the order of the table no value is less than the one before; with `strictly` none is equal to it either. */
export const expectColumnValuesToBeIncreasing = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly strictly?: boolean } = {},
): Expectation<Column> => make('expect_column_values_to_be_increasing', { column }, options)

/** In the order of the table no value is greater than the one before; with `strictly` none is equal to it either. */
export const expectColumnValuesToBeDecreasing = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly strictly?: boolean } = {},
): Expectation<Column> => make('expect_column_values_to_be_decreasing', { column }, options)

/** The column has the type of that name: of pandas, Python, SQLAlchemy, Spark or DuckDB. */
export const expectColumnValuesToBeOfType = <const Column extends string>(
  column: Column,
  options: CommonOptions & { readonly type_: string },
): Expectation<Column> => make('expect_column_values_to_be_of_type', { column }, options)

/** The column has one of these types. */
export const expectColumnValuesToBeInTypeList = <const Column extends string>(
  column: Column,
  options: CommonOptions & { readonly typeList: readonly string[] },
): Expectation<Column> => make('expect_column_values_to_be_in_type_list', { column }, options)

/** A value lies less than `threshold` standard deviations above the mean; with `doubleSided` below it too. */
export const expectColumnValueZScoresToBeLessThan = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly threshold: number; readonly doubleSided?: boolean },
): Expectation<Column> => make('expect_column_value_z_scores_to_be_less_than', { column }, options)

/** Characters of a text, elements of a list. */
export const expectColumnValueLengthsToBeBetween = <const Column extends string>(
  column: Column,
  options: RowOptions & Range = {},
): Expectation<Column> => make('expect_column_value_lengths_to_be_between', { column }, options)

/** Characters of a text, elements of a list. */
export const expectColumnValueLengthsToEqual = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly value: number },
): Expectation<Column> => make('expect_column_value_lengths_to_equal', { column }, options)
