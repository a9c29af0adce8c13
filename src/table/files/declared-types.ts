import { quoteId, quoteText } from '../codec/types/data-type.ts'
import { textsOfNested } from './declared-json.ts'
import { everyValueFits, type Shape, shapeOf, textShape } from './declared-shape.ts'
import { isOwnText } from './double-text.ts'

/** A column with the type that its source's options declare. */
export interface DeclaredColumn {
  readonly name: string
  readonly type: string
  /** The value, of any type, that is converted. */
  readonly from: string
  /** The value as it is written in the file, where `from` is derived from it. */
  readonly shown?: string | undefined
  /** Whether `from` is a text: a nested value in it may be JSON. */
  readonly isText?: boolean
  /** A format of `strptime`, where one is given for this type. */
  readonly format?: string | undefined
}

/**
 * The value in its declared type, which must not lose anything: a cast of DuckDB's would round 1.5 to the integer 2,
 * and 1.239 to the decimal 1.24. If it would, the statement ends with an error that has the column and the value.
 */
export function declaredValue(column: DeclaredColumn): string {
  const { name, type, from, shown = from } = column
  if (isTextType(type)) return `CAST(${from} AS ${type})`
  const wrong = wrongValue({ name, type, shown })
  const shape = shapeOf(type)
  const value =
    shape.kind === 'value' ? castOf(column) : nested(column, shape, (texts) => `TRY_CAST(${texts} AS ${type})`)
  return `CASE WHEN ${from} IS NULL THEN NULL WHEN ${declaredFits(column)} THEN ${value} ELSE ${wrong} END`
}

function wrongValue({ name, type, shown }: Required<Pick<DeclaredColumn, 'name' | 'type' | 'shown'>>): string {
  return `error(${quoteText(declaredMark)} || ${quoteText(`the column "${name}" has `)} || coalesce('''' || CAST(${shown} AS VARCHAR) || '''', 'null') || ${quoteText(`, which is no ${type}`)})`
}

/**
 * Whether a value can be read as its type. For a nested value, whether each value inside can: DuckDB would turn those
 * that cannot into null.
 */
export function declaredFits(column: DeclaredColumn): string {
  const shape = shapeOf(column.type)
  if (shape.kind === 'value') return valueFits(column)
  return nested(column, shape, (texts) => {
    const each = everyValueFits(texts, shape, (from, type) => valueFits({ name: column.name, type, from }))
    return `${texts} IS NOT NULL AND TRY_CAST(${texts} AS ${column.type}) IS NOT NULL AND ${each}`
  })
}

/** Applies a conversion to the texts inside of a nested value; NULL where the value has another shape. */
function nested({ from, isText = false }: DeclaredColumn, shape: Shape, make: (texts: string) => string): string {
  const texts = isText ? textsOfNested(from, shape) : `TRY_CAST(${from} AS ${textShape(shape)})`
  return `list_transform([${texts}], lambda texts: ${make('texts')})[1]`
}

function valueFits(column: DeclaredColumn): string {
  if (isTextType(column.type)) return 'true'
  const exact = exactForm(column)
  return `${exact === undefined ? '' : `${exact} AND `}${castOf(column)} IS NOT NULL`
}

export const declaredMark = 'assetstore: '

function castOf({ type, from, format }: DeclaredColumn): string {
  if (format === undefined) return `TRY_CAST(${from} AS ${type})`
  return `CAST(try_strptime(CAST(${from} AS VARCHAR), ${quoteText(format)}) AS ${type})`
}

const integers = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|U?INT(?:1|2|4|8|16|32|64|128)|LONG|SHORT|BIGNUM|VARINT)$/i
const decimals = /^(?:DECIMAL|NUMERIC|DEC)(?:\s*\(\s*\d+\s*(?:,\s*(\d+)\s*)?\))?$/i

/** The condition that a value has the form of its type, so that nothing is rounded or dropped. */
function exactForm(column: DeclaredColumn): string | undefined {
  const { type, from } = column
  const text = `trim(CAST(${from} AS VARCHAR))`
  if (integers.test(type)) return `regexp_full_match(${text}, '[-+]?\\d+(\\.0*)?')`
  if (decimals.test(type)) return `regexp_full_match(${text}, '[-+]?\\d*(\\.\\d{0,${scaleOf(type)}}0*)?')`
  if (/^DOUBLE(?: PRECISION)?$|^FLOAT8$/i.test(type)) return exactFloat(text, castOf(column), 'DOUBLE')
  if (/^FLOAT4?$|^REAL$/i.test(type)) return exactFloat(text, castOf(column), 'FLOAT')
  if (/^INTERVAL$/i.test(type)) return `NOT regexp_matches(${text}, '\\.\\d{6}\\d*[1-9]')`
  return exactMoment(column, text)
}

/** DECIMAL alone is DECIMAL(18,3). */
function scaleOf(type: string): string {
  return decimals.exec(type)?.[1] ?? (type.includes('(') ? '0' : '3')
}

/**
 * A user who declares DOUBLE or FLOAT accepts the nearest one for a fraction, but no other whole number, and neither
 * zero nor infinity in the place of digits.
 */
function exactFloat(text: string, value: string, type: 'DOUBLE' | 'FLOAT'): string {
  const isWhole = `regexp_full_match(${text}, '[-+]?\\d+(\\.0*)?')`
  const isSame =
    type === 'DOUBLE'
      ? isOwnText(text, value)
      : `coalesce(TRY_CAST(${text} AS HUGEINT) = TRY_CAST(CAST(${value} AS DOUBLE) AS HUGEINT), false)`
  return `CASE WHEN NOT isfinite(${value}) THEN NOT regexp_matches(${text}, '\\d') WHEN ${value} = 0 THEN ${isOwnText(text, value)} WHEN ${isWhole} THEN ${isSame} ELSE true END`
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
  // A time of day cannot hold the day of a moment.
  if (/^TIME(?!STAMP)/i.test(type)) return `${exactZone(type, text)} AND NOT regexp_matches(${text}, '\\d-\\d+-\\d')`
  return exactZone(type, text)
}

/** No more digits of a second than the type has, and a zone only if the type has one; without a zone it is UTC. */
function exactZone(type: string, text: string): string {
  const isFine = `NOT regexp_matches(${text}, '\\.\\d{${digitsOfSecond[type.toUpperCase()] ?? 6}}\\d*[1-9]')`
  const isOffset = `NOT regexp_matches(${text}, ':\\d{2}(\\.\\d+)? ?[-+](2[4-9]|[3-9]\\d|\\d{2}:?[6-9]\\d)')`
  if (/TZ$|WITH TIME ZONE/i.test(type)) return `${isFine} AND ${isOffset}`
  return `${isFine} AND (NOT regexp_matches(${text}, ':\\d{2}(\\.\\d+)? ?[-+]\\d') OR regexp_matches(${text}, '[-+]00(:?00)?$'))`
}

const isTextType = (type: string): boolean => /^(?:VARCHAR|TEXT|STRING)$/i.test(type)

interface Declared {
  readonly types?: Readonly<Record<string, string>> | undefined
  /** The columns of bytes, which are read as UTF-8 text. */
  readonly bytes: ReadonlySet<string>
}

/** The columns of `from`; those in `types` are converted to their declared types. */
export function declaredSelect(from: string, names: readonly string[], { types = {}, bytes }: Declared): string {
  if (Object.keys(types).length === 0) return from
  const columns = names.map((name) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    const column = quoteId(name)
    if (type === undefined) return column
    const value =
      bytes.has(name) && !/^BLOB$/i.test(type) ? ofBytes(name, type) : declaredValue({ name, type, from: column })
    return `${value} AS ${column}`
  })
  return `SELECT ${columns.join(', ')} FROM (\n${from}\n)`
}

/** Decodes bytes, since DuckDB's own cast would make the text `\xC3` of a byte. */
function ofBytes(name: string, type: string): string {
  const column = quoteId(name)
  const text = `TRY(decode(${column}))`
  const value = declaredValue({ name, type, from: text, shown: column, isText: true })
  return `CASE WHEN ${column} IS NOT NULL AND ${text} IS NULL THEN ${wrongValue({ name, type, shown: column })} ELSE ${value} END`
}
