import type { Expectation } from '../../index.ts'
import { make, type RowOptions } from './make.ts'

/** The expression of Python is found somewhere in every value. */
export const expectColumnValuesToMatchRegex = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly regex: string },
): Expectation<Column> => make('expect_column_values_to_match_regex', { column }, options)

/** The expression of Python is found in no value. */
export const expectColumnValuesToNotMatchRegex = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly regex: string },
): Expectation<Column> => make('expect_column_values_to_not_match_regex', { column }, options)

/** Any of the expressions, or with `matchOn` all of them, are found in every value. */
export const expectColumnValuesToMatchRegexList = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly regexList: readonly string[]; readonly matchOn?: 'any' | 'all' },
): Expectation<Column> => make('expect_column_values_to_match_regex_list', { column }, options)

/** None of the expressions is found in any value. */
export const expectColumnValuesToNotMatchRegexList = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly regexList: readonly string[] },
): Expectation<Column> => make('expect_column_values_to_not_match_regex_list', { column }, options)

/** As LIKE of SQL has it: `%` is any text, `_` one character. */
export const expectColumnValuesToMatchLikePattern = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly likePattern: string },
): Expectation<Column> => make('expect_column_values_to_match_like_pattern', { column }, options)

/** As LIKE of SQL has it. */
export const expectColumnValuesToNotMatchLikePattern = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly likePattern: string },
): Expectation<Column> => make('expect_column_values_to_not_match_like_pattern', { column }, options)

/** Any of the patterns, or with `matchOn` all of them, fit every value. */
export const expectColumnValuesToMatchLikePatternList = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly likePatternList: readonly string[]; readonly matchOn?: 'any' | 'all' },
): Expectation<Column> => make('expect_column_values_to_match_like_pattern_list', { column }, options)

/** None of the patterns fits any value. */
export const expectColumnValuesToNotMatchLikePatternList = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly likePatternList: readonly string[] },
): Expectation<Column> => make('expect_column_values_to_not_match_like_pattern_list', { column }, options)

/** Every text is read by the format, with the directives of strptime: `%Y-%m-%d`. */
export const expectColumnValuesToMatchStrftimeFormat = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly strftimeFormat: string },
): Expectation<Column> => make('expect_column_values_to_match_strftime_format', { column }, options)

/** Every text is JSON that fits the JSON Schema. */
export const expectColumnValuesToMatchJsonSchema = <const Column extends string>(
  column: Column,
  options: RowOptions & { readonly jsonSchema: object | boolean },
): Expectation<Column> => make('expect_column_values_to_match_json_schema', { column }, options)

/** Every text is JSON. */
export const expectColumnValuesToBeJsonParseable = <const Column extends string>(
  column: Column,
  options: RowOptions = {},
): Expectation<Column> => make('expect_column_values_to_be_json_parseable', { column }, options)

/** Every text reads as a date or a time. */
export const expectColumnValuesToBeDateutilParseable = <const Column extends string>(
  column: Column,
  options: RowOptions = {},
): Expectation<Column> => make('expect_column_values_to_be_dateutil_parseable', { column }, options)
