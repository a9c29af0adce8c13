import { safeJson } from '../../util/safe-json.ts'
import type { Item, RowsQuestion, Verdict } from './question.ts'
import type { Row } from './scan.ts'
import type { UnexpectedRows } from './unexpected-rows.ts'

/** The result of one expectation, as Great Expectations writes it. */
export interface ExpectationResult {
  readonly success: boolean
  readonly expectation_config: {
    readonly type: string
    readonly kwargs: Row
    readonly meta: Row
    readonly severity: Item['severity']
  }
  readonly result: Row
  readonly meta: Row
  readonly exception_info: {
    readonly raised_exception: boolean
    readonly exception_traceback: string | null
    readonly exception_message: string | null
  }
}

/** The result of a suite, as Great Expectations writes it. */
export interface ValidationResult {
  readonly success: boolean
  readonly suite_name: string | null
  readonly results: readonly ExpectationResult[]
  readonly statistics: {
    readonly evaluated_expectations: number
    readonly successful_expectations: number
    readonly unsuccessful_expectations: number
    /** `null` for an empty suite. */
    readonly success_percent: number | null
  }
  readonly meta: Row
}

export function resultOf(
  { type, kwargs, meta, severity }: Item,
  { success, result }: Verdict,
  exception?: Error,
): ExpectationResult {
  const message = exception?.message ?? null
  return {
    success,
    expectation_config: { type, kwargs: safeJson(kwargs) as Row, meta, severity },
    result: safeJson(result) as Row,
    meta: {},
    exception_info: {
      raised_exception: exception !== undefined,
      exception_traceback: message,
      exception_message: message,
    },
  }
}

export function validationResult(
  name: string | undefined,
  meta: unknown,
  results: readonly ExpectationResult[],
): ValidationResult {
  const successful = results.filter(({ success }) => success).length
  const evaluated = results.length
  return {
    success: successful === evaluated,
    suite_name: name ?? null,
    results,
    statistics: {
      evaluated_expectations: evaluated,
      successful_expectations: successful,
      unsuccessful_expectations: evaluated - successful,
      success_percent: evaluated === 0 ? null : (successful / evaluated) * 100,
    },
    meta: (safeJson(meta) ?? {}) as Row,
  }
}

export interface RowCounts {
  /** All rows that the expectation is of. */
  readonly elements: number
  /** The rows that are not missing. */
  readonly considered: number
  readonly unexpected: number
}

/** The result of an expectation about rows. Its format decides how much it contains. */
export function rowsResult(
  { format }: Item,
  question: RowsQuestion,
  { counts, rows }: { readonly counts: RowCounts; readonly rows: UnexpectedRows },
): Row {
  if (format.form === 'BOOLEAN_ONLY') return {}
  const { elements, considered, unexpected } = counts
  const share = (part: number, of: number) => (of === 0 ? null : (part / of) * 100)
  const values = rows.rows.map((row) => shown(question, row))
  const places =
    format.keys.length === 0 ? undefined : rows.rows.map((row) => pick(row, [...format.keys, ...question.columns]))
  const missing = elements - considered
  return {
    element_count: elements,
    unexpected_count: unexpected,
    unexpected_percent: share(unexpected, question.missing ? considered : elements),
    partial_unexpected_list: values.slice(0, format.count),
    ...(places === undefined ? {} : { unexpected_index_column_names: format.keys }),
    ...(question.missing
      ? {
          missing_count: missing,
          missing_percent: share(missing, elements),
          unexpected_percent_total: share(unexpected, elements),
          unexpected_percent_nonmissing: share(unexpected, considered),
        }
      : {}),
    ...(format.form === 'BASIC' ? {} : more(question, { rows, places, count: format.count })),
    ...(format.form === 'COMPLETE' ? complete(values, { places, unexpected }) : {}),
  }
}

function more(
  question: RowsQuestion,
  {
    rows,
    places,
    count,
  }: { readonly rows: UnexpectedRows; readonly places: readonly Row[] | undefined; readonly count: number },
): Row {
  const value = ({ row }: Row) => {
    const one = shown(question, row as Row)
    return question.shape === 'object' ? Object.values(one as Row) : one
  }
  return {
    partial_unexpected_counts: rows.counts.slice(0, count).map((one) => ({ value: value(one), count: one.count })),
    ...(places === undefined ? {} : { partial_unexpected_index_list: places.slice(0, count) }),
  }
}

/** A list that was cut says so. */
function complete(
  values: readonly unknown[],
  { places, unexpected }: { readonly places: readonly Row[] | undefined; readonly unexpected: number },
): Row {
  return {
    unexpected_list: values,
    ...(places === undefined ? {} : { unexpected_index_list: places }),
    ...(values.length < unexpected ? { unexpected_list_is_cut_at: values.length } : {}),
  }
}

function shown({ columns, shape }: RowsQuestion, row: Row): unknown {
  if (shape === 'object') return pick(row, columns)
  return shape === 'pair' ? columns.map((name) => row[name]) : row[columns[0] as string]
}

const pick = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
