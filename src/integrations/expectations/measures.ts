import type { Expectation } from '../../index.ts'
import { type Bound, type CommonOptions, make, type Range, type Value } from './make.ts'

/** The least value. */
export const expectColumnMinToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range<Bound> = {},
): Expectation<Column> => make('expect_column_min_to_be_between', { column }, options)

/** The greatest value. */
export const expectColumnMaxToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range<Bound> = {},
): Expectation<Column> => make('expect_column_max_to_be_between', { column }, options)

/** The mean. */
export const expectColumnMeanToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_mean_to_be_between', { column }, options)

/** The median. */
export const expectColumnMedianToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_median_to_be_between', { column }, options)

/** The standard deviation of a sample (divided by n - 1). */
export const expectColumnStdevToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_stdev_to_be_between', { column }, options)

/** The sum. */
export const expectColumnSumToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_sum_to_be_between', { column }, options)

/** How many distinct values there are. */
export const expectColumnUniqueValueCountToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_unique_value_count_to_be_between', { column }, options)

/** Distinct values as a share of those that are not missing. */
export const expectColumnProportionOfUniqueValuesToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_proportion_of_unique_values_to_be_between', { column }, options)

/** Values that are not missing as a share of all rows. */
export const expectColumnProportionOfNonNullValuesToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & Range = {},
): Expectation<Column> => make('expect_column_proportion_of_non_null_values_to_be_between', { column }, options)

/** Each quantile, from 0 to 1, lies in the range beside it; `null` bounds nothing. */
export const expectColumnQuantileValuesToBeBetween = <const Column extends string>(
  column: Column,
  options: CommonOptions & {
    readonly quantileRanges: {
      readonly quantiles: readonly number[]
      readonly value_ranges: readonly (readonly [least: number | null, most: number | null])[]
    }
  },
): Expectation<Column> => make('expect_column_quantile_values_to_be_between', { column }, options)

/** The value that stands most often; of several that stand as often, with `tiesOkay` any of them. */
export const expectColumnMostCommonValueToBeInSet = <const Column extends string>(
  column: Column,
  options: CommonOptions & { readonly valueSet: readonly Value[]; readonly tiesOkay?: boolean },
): Expectation<Column> => make('expect_column_most_common_value_to_be_in_set', { column }, options)

/** No distinct value is outside of the set. */
export const expectColumnDistinctValuesToBeInSet = <const Column extends string>(
  column: Column,
  options: CommonOptions & { readonly valueSet: readonly Value[] },
): Expectation<Column> => make('expect_column_distinct_values_to_be_in_set', { column }, options)

/** Every value of the set is there. */
export const expectColumnDistinctValuesToContainSet = <const Column extends string>(
  column: Column,
  options: CommonOptions & { readonly valueSet: readonly Value[] },
): Expectation<Column> => make('expect_column_distinct_values_to_contain_set', { column }, options)

/** The distinct values are the set. */
export const expectColumnDistinctValuesToEqualSet = <const Column extends string>(
  column: Column,
  options: CommonOptions & { readonly valueSet: readonly Value[] },
): Expectation<Column> => make('expect_column_distinct_values_to_equal_set', { column }, options)

/** The relative entropy to what is expected, in nats, is at most `threshold`. */
export const expectColumnKlDivergenceToBeLessThan = <const Column extends string>(
  column: Column,
  options: CommonOptions & {
    readonly partitionObject:
      | { readonly values: readonly Value[]; readonly weights: readonly number[] }
      | {
          readonly bins: readonly (number | 'Infinity' | '-Infinity')[]
          readonly weights: readonly number[]
          readonly tail_weights?: readonly [below: number, above: number]
        }
    readonly threshold: number
    readonly tailWeightHoldout?: number
    readonly internalWeightHoldout?: number
  },
): Expectation<Column> => make('expect_column_kl_divergence_to_be_less_than', { column }, options)
