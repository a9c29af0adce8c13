import type { Expectation, Severity } from '../../index.ts'

/** What every expectation takes. */
export interface CommonOptions {
  /** The rows that it is of: `"amount > 10 and status == 'open'"`, as `DataFrame.query` of pandas takes it. */
  readonly rowCondition?: string
  readonly conditionParser?: 'pandas' | 'great_expectations' | 'spark'
  /** `warning` and `info` are reported and hold nothing back. Default: `critical`. */
  readonly severity?: Severity
  readonly meta?: Readonly<Record<string, unknown>>
  readonly resultFormat?: 'BOOLEAN_ONLY' | 'BASIC' | 'SUMMARY' | 'COMPLETE' | ResultFormat
  /** Where it cannot be judged, the expectation fails; otherwise the check is an error. */
  readonly catchExceptions?: boolean
}
export interface ResultFormat {
  readonly result_format: 'BOOLEAN_ONLY' | 'BASIC' | 'SUMMARY' | 'COMPLETE'
  /** How many unexpected values are shown. Default: 20. */
  readonly partial_unexpected_count?: number
  /** The columns that name a row in lists of unexpected rows. */
  readonly unexpected_index_column_names?: readonly string[]
}

/** Options of expectations that are judged row by row. */
export interface RowOptions extends CommonOptions {
  /** The share of rows that has to hold, of those that are not missing. Default: 1. */
  readonly mostly?: number
}
export interface Range<Bound = number> {
  readonly min?: Bound
  readonly max?: Bound
  readonly strictMin?: boolean
  readonly strictMax?: boolean
}
export type Bound = number | bigint | string | Date
export type Value = string | number | bigint | boolean

/** Great Expectations' names are those here with underscores; a bound is a `min_value` or `max_value` there. */
export function make<Column extends string>(
  type: string,
  kwargs: Readonly<Record<string, unknown>>,
  { severity, meta, ...options }: CommonOptions = {},
): Expectation<Column> {
  const entries = Object.entries({ ...kwargs, ...options }).filter(([, value]) => value !== undefined)
  return Object.freeze({
    type,
    kwargs: Object.fromEntries(entries.map(([name, value]) => [bounds[name] ?? underscored(name), value])),
    ...(meta === undefined ? {} : { meta }),
    ...(severity === undefined ? {} : { severity }),
  })
}

const bounds: Readonly<Record<string, string>> = { min: 'min_value', max: 'max_value' }
/** Options that are names with a capital in Great Expectations too. */
const verbatim: ReadonlySet<string> = new Set(['column_A', 'column_B', 'type_'])

const underscored = (name: string): string =>
  verbatim.has(name) ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
