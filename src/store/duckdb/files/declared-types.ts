import { quoteId, quoteText } from '../codec/data-type.ts'
import { isOwnText } from './double-text.ts'

/** A column as the type that its source's options say. */
export interface DeclaredColumn {
  readonly name: string
  readonly type: string
  /** The value, of any type, from which it is made. */
  readonly from: string
  /** The value as it is written, where `from` is made of it. */
  readonly shown?: string | undefined
  /** As of `strptime`, where there is one for this type. */
  readonly format?: string | undefined
}

/**
 * The value as the type, which it has to be without a loss: a cast of DuckDB's rounds 1.5 to the integer 2, and 1.239 to the decimal
 * 1.24. Ends the statement with the column and the value where it is not.
 */
export function declaredValue(column: DeclaredColumn): string {
  const { name, type, from, shown = from } = column
  if (isText(type)) return `CAST(${from} AS ${type})`
  const wrong = `error(${quoteText(declaredMark)} || ${quoteText(`the column "${name}" has `)} || coalesce('''' || CAST(${shown} AS VARCHAR) || '''', 'null') || ${quoteText(`, which is no ${type}`)})`
  return `CASE WHEN ${from} IS NULL THEN NULL WHEN ${declaredFits(column)} THEN ${castOf(column)} ELSE ${wrong} END`
}

/** Whether a value can be read as its type. */
export function declaredFits(column: DeclaredColumn): string {
  const exact = exactForm(column)
  return `${exact === undefined ? '' : `${exact} AND `}${castOf(column)} IS NOT NULL`
}

export const declaredMark = 'assetstore: '

function castOf({ type, from, format }: DeclaredColumn): string {
  if (format === undefined) return `TRY_CAST(${from} AS ${type})`
  return `CAST(try_strptime(CAST(${from} AS VARCHAR), ${quoteText(format)}) AS ${type})`
}

const integerNames = '(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|U?INT(?:1|2|4|8|16|32|64|128)|LONG|SHORT)'
const integers = new RegExp(`^${integerNames}$`, 'i')
const decimals = /^(?:DECIMAL|NUMERIC|DEC)(?:\s*\(\s*\d+\s*(?:,\s*(\d+)\s*)?\))?$/i
/** Those inside of a list, a struct or a map. */
const nestedIntegers = new RegExp(String.raw`\b${integerNames}(?=\s*(?:[[,)]|$))`, 'gi')

/** What a value has to look like for a type, so that nothing of it is rounded away or left out. */
function exactForm(column: DeclaredColumn): string | undefined {
  const { type, from } = column
  const text = `trim(CAST(${from} AS VARCHAR))`
  if (integers.test(type)) return `regexp_full_match(${text}, '[-+]?\\d+(\\.0*)?')`
  if (decimals.test(type)) return `regexp_full_match(${text}, '[-+]?\\d*(\\.\\d{0,${scaleOf(type)}}0*)?')`
  if (/^DOUBLE(?: PRECISION)?$|^FLOAT8$/i.test(type)) return exactDouble(text, castOf(column))
  const ofDoubles = type.replaceAll(nestedIntegers, 'DOUBLE')
  // As doubles, nested integers are the same numbers only where they have no fraction.
  if (ofDoubles !== type) return `TRY_CAST(${from} AS ${ofDoubles}) IS NOT DISTINCT FROM ${castOf(column)}`
  return exactMoment(column, text)
}

/** DECIMAL alone is DECIMAL(18,3). */
function scaleOf(type: string): string {
  return decimals.exec(type)?.[1] ?? (type.includes('(') ? '0' : '3')
}

/** Whoever says DOUBLE takes the nearest one of a fraction, but no other whole number, and neither zero nor infinity of digits. */
function exactDouble(text: string, value: string): string {
  const isWhole = `regexp_full_match(${text}, '[-+]?\\d+')`
  return `CASE WHEN NOT isfinite(${value}) THEN NOT regexp_matches(${text}, '\\d') WHEN ${isWhole} OR ${value} = 0 THEN ${isOwnText(text, value)} ELSE true END`
}

const digitsOfSecond: Readonly<Record<string, number>> = { TIMESTAMP_S: 0, TIMESTAMP_MS: 3, TIMESTAMP_NS: 9 }

function exactMoment({ type, from, format }: DeclaredColumn, text: string): string | undefined {
  const isDay = /^DATE$/i.test(type)
  if (!isDay && !/^(?:TIME|DATETIME)/i.test(type)) return undefined
  if (format !== undefined) {
    const moment = `try_strptime(CAST(${from} AS VARCHAR), ${quoteText(format)})`
    return isDay ? `CAST(${moment} AS DATE) = ${moment}` : undefined
  }
  if (isDay)
    return `(NOT regexp_matches(${text}, '\\d[ T]+\\d') OR regexp_matches(${text}, '\\d[ T]00:00(:00(\\.0+)?)?$'))`
  const isFine = `NOT regexp_matches(${text}, '\\.\\d{${digitsOfSecond[type.toUpperCase()] ?? 6}}\\d*[1-9]')`
  if (/TZ$|WITH TIME ZONE/i.test(type)) return isFine
  // A type without a zone is UTC.
  return `${isFine} AND (NOT regexp_matches(${text}, ':\\d{2}(\\.\\d+)? ?[-+]\\d') OR regexp_matches(${text}, '[-+]00(:?00)?$'))`
}

/** Types whose value is read from its text, and so without the rounding of a JSON number. */
export const isScalar = (type: string): boolean =>
  integers.test(type) || decimals.test(type) || /^(?:DOUBLE|FLOAT8|DATE$|TIMESTAMP|DATETIME)/i.test(type)

const isText = (type: string): boolean => /^(?:VARCHAR|TEXT|STRING)$/i.test(type)

/** The columns of `from`, those that `types` names as their types. */
export function declaredSelect(
  from: string,
  names: readonly string[],
  types: Readonly<Record<string, string>> = {},
): string {
  if (Object.keys(types).length === 0) return from
  const columns = names.map((name) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    const value = type === undefined ? quoteId(name) : declaredValue({ name, type, from: quoteId(name) })
    return `${value} AS ${quoteId(name)}`
  })
  return `SELECT ${columns.join(', ')} FROM (\n${from}\n)`
}
