import type { ExpectationsOfTable } from '../../define/expectations.ts'
import { didYouMean } from '../../util/suggest.ts'
import { columnOptions, kinds } from './kinds/kinds.ts'
import { mistake, mistakeIn, mistakeOf } from './mistake.ts'
import { type ParameterValues, withParameters } from './parameters.ts'
import type { ExpectationKind, Item, ResultFormat } from './question.ts'

/** Options that every expectation has. The descriptive ones change nothing and are kept with the result. */
const commonOptions = [
  ...['mostly', 'row_condition', 'condition_parser', 'result_format', 'catch_exceptions'],
  ...['meta', 'notes', 'description', 'include_config', 'batch_id', 'table'],
]
/** The fields of an expectation beside `kwargs`. */
const ofExpectation = ['meta', 'notes', 'description', 'include_config']
const forms = ['BOOLEAN_ONLY', 'BASIC', 'SUMMARY', 'COMPLETE'] as const
const severities = ['critical', 'warning', 'info'] as const

/** Options of 0.18 that compare a text as another type: a suite may contain them, but not turn them on. */
const notApplied = ['allow_cross_type_comparisons', 'output_strftime_format']

/** Options of `result_format` that change nothing here. */
const leftOut = ['include_unexpected_rows', 'return_unexpected_index_query', 'exclude_unexpected_values']

/** Former names of expectations, as suites of older releases have them. */
const oldNames: Readonly<Record<string, string>> = {
  expect_column_pair_values_A_to_be_greater_than_B: 'expect_column_pair_values_a_to_be_greater_than_b',
}

type Fields = Readonly<Record<string, unknown>>

export interface Suite {
  readonly name: string | undefined
  readonly meta: unknown
  readonly items: readonly Item[]
}

/**
 * The expectations of a suite, of any release, in their order.
 *
 * @throws AssetError `ASSET_RESULT` where it is no suite, or an expectation or one of its options is unknown.
 */
export function readSuite({ suite, options }: ExpectationsOfTable, now: () => Date): Suite {
  const { expectations: list, name, expectation_suite_name: oldName, meta, ...rest } = suiteOf(suite)
  const { parameters } = options as { readonly parameters?: Fields }
  const own = {
    ...(rest.evaluation_parameters as Fields | undefined),
    ...(rest.suite_parameters as Fields | undefined),
  }
  const values: ParameterValues = { values: { ...own, ...parameters }, now }
  return {
    name: (name ?? oldName) as string | undefined,
    meta: meta ?? {},
    items: (list as readonly unknown[]).map((one, index) => itemOf(one, index, values)),
  }
}

function suiteOf(suite: unknown): Fields {
  if (Array.isArray(suite)) return { expectations: suite }
  // If JSON is loaded by `require` or `import * as`, the suite may be under `default`.
  const suiteObject = (
    isMap(suite) && !('expectations' in suite) && isMap(suite.default) ? suite.default : suite
  ) as Fields
  if (isMap(suiteObject) && Array.isArray(suiteObject.expectations)) return suiteObject
  throw mistake(
    'the expectations are no suite',
    'give the JSON of a suite of Great Expectations, or a list of expectations',
  )
}

function itemOf(item: unknown, index: number, values: ParameterValues): Item {
  const { type, expectation_type: oldType, kwargs = {}, meta, severity } = (isMap(item) ? item : {}) as Fields
  const written = type ?? oldType
  const name = typeof written === 'string' && Object.hasOwn(oldNames, written) ? oldNames[written] : written
  if (typeof name !== 'string' || !isMap(kwargs))
    throw mistake(`expectation ${index + 1} of the suite has no type`, 'give { type, kwargs }')
  const kind = kinds.get(name)
  if (kind === undefined) throw unknownType(name, index)
  try {
    const options = [...commonOptions, ...kind.options, ...(hasOneColumn(name, kind) ? ['column'] : [])]
    const beside = options.find((option) => option in (item as Fields) && !ofExpectation.includes(option))
    if (beside !== undefined)
      throw mistakeIn(beside, 'stands beside kwargs, where nothing reads it', `write it in kwargs: { ${beside}: … }`)
    const unknown = Object.keys(kwargs).find(
      (option) => !options.includes(option) && (kwargs[option] ?? undefined) !== undefined,
    )
    if (unknown !== undefined) throw unknownOption(unknown, options)
    const unapplied = notApplied.find((option) => kwargs[option])
    if (unapplied !== undefined)
      throw mistakeIn(unapplied, 'is not applied here', 'leave it out: values are compared as what their column is')
    const resolved = withParameters(kwargs, values)
    const missing = kind.required.find((option) => (resolved[option] ?? undefined) === undefined)
    if (missing !== undefined) throw mistakeIn(missing, 'is missing', `give ${missing} a value`)
    const about = (meta ?? kwargs.meta ?? {}) as Fields
    return {
      type: name,
      kwargs: resolved,
      meta: about,
      severity: (severity ?? undefined) === undefined ? saidIn(about) : severityOf(severity),
      format: formatOf(resolved.result_format),
      catches: resolved.catch_exceptions === true,
    }
  } catch (error) {
    throw mistakeOf(name, error)
  }
}

/** An expectation is about one column unless its options name columns or it is about the whole table. */
function hasOneColumn(name: string, { options }: ExpectationKind): boolean {
  return (
    !/^(?:expect_table|unexpected_rows)_/.test(name) &&
    !options.some((option) => (columnOptions as readonly string[]).includes(option))
  )
}

function unknownType(name: string, index: number) {
  const fix = didYouMean(name, kinds.keys(), 'README lists the expectations that there are')
  return mistake(`expectation ${index + 1} of the suite is "${name}", which is unknown`, fix, { expectation: name })
}

function unknownOption(option: string, options: readonly string[]) {
  return mistakeIn(option, 'is no option of it', didYouMean(option, options, `its options are ${options.join(', ')}`))
}

function severityOf(value: unknown): Item['severity'] {
  const severity = severities.find((one) => one === String(value).toLowerCase())
  if (severity !== undefined) return severity
  throw mistakeIn('severity', `is ${JSON.stringify(value)}`, `give one of ${severities.join(', ')}`)
}

/** The contents of `meta` are the user's own: an unknown word is ignored, as in Great Expectations. */
function saidIn({ severity }: Fields): Item['severity'] {
  return severities.find((one) => one === String(severity).toLowerCase()) ?? 'critical'
}

function formatOf(value: unknown): ResultFormat {
  const {
    result_format: form = 'SUMMARY',
    partial_unexpected_count: count = 20,
    unexpected_index_column_names: keys = [],
    ...others
  } = typeof value === 'string' ? { result_format: value } : ((value ?? {}) as Fields)
  const unknown = Object.keys(others).find((option) => others[option] || !leftOut.includes(option))
  if (unknown !== undefined)
    throw mistakeIn(
      `result_format: ${unknown}`,
      leftOut.includes(unknown) ? 'is not applied here' : 'is no option of it',
      unknown === 'exclude_unexpected_values'
        ? 'ask for less: result_format BOOLEAN_ONLY tells no values'
        : 'leave it out: assets show … --failing has the rows that fail',
    )
  const format = forms.find((one) => one === form)
  if (format === undefined)
    throw mistakeIn('result_format', `is ${JSON.stringify(form)}`, `give one of ${forms.join(', ')}`)
  return { form: format, count: Number(count), keys: keys as readonly string[] }
}

/** The share of rows that have to hold. @throws AssetError where it is no share. */
export function mostlyOf({ kwargs }: Pick<Item, 'kwargs'>): number {
  const mostly = kwargs.mostly ?? 1
  if (typeof mostly !== 'number')
    throw mistakeIn('mostly', `is ${JSON.stringify(mostly)}, which is not a valid float`, 'give a share from 0 to 1')
  if (mostly >= 0 && mostly <= 1) return mostly
  throw mistakeIn(
    'mostly',
    `is ${mostly}; ensure that it is less than or equal to 1 and at least 0`,
    'give a share from 0 to 1',
  )
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
