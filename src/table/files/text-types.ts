import { quoteId, quoteText } from '../codec/types/data-type.ts'
import { type DeclaredColumn, declaredValue } from './declared-types.ts'
import { hasOwnDigits } from './double-text.ts'

/**
 * The types as which a column of texts can be read. A type is used only if it changes no value: written as text again,
 * each value has to equal the original. One value that would differ keeps the whole column text.
 */
const textTypes = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'TIMESTAMPTZ'] as const
/** `NULL`: no row has a value, and nothing else gives the column a type. */
export type TextType = (typeof textTypes)[number] | 'VARCHAR' | 'NULL'

export interface Forms {
  readonly dateFormat?: string | undefined
  readonly timestampFormat?: string | undefined
  readonly decimalSeparator?: ',' | '.' | undefined
}

/**
 * How a text is read as a type: the value or NULL, and the condition that the value has exactly the meaning of the
 * text.
 */
interface Reading {
  readonly value: string
  readonly says: (value: string) => string
  /** A weaker condition than `says` without a regular expression. Default: `says`. */
  readonly glance?: string
}

const day = '\\d{4}-\\d{2}-\\d{2}'
const clock = '([01]\\d|2[0-3]):\\d{2}:\\d{2}(\\.\\d{1,6})?'
/** DuckDB would accept `+25:00` and `+02:99` as offsets as well, and make another moment of them. */
const zone = '(Z|[-+]([01]\\d|2[0-3])(:[0-5]\\d)?)'
/** A power of ten needs a sign or a point before it, since `12e5` may as well be a code. */
const mantissa = '((0|[1-9]\\d*)(\\.\\d*)?|\\.\\d+)'
const decimal = `-?(${mantissa}([eE][-+]\\d+)?|(\\d+\\.\\d*|\\.\\d+)[eE]\\d+)`

const matches = (text: string, pattern: string): string => `regexp_full_match(${text}, ${quoteText(pattern)})`

/** `text` is an expression of the type VARCHAR. */
function readingOf(text: string, type: TextType, forms: Forms): Reading {
  switch (type) {
    case 'BOOLEAN':
      return { value: `TRY_CAST(${text} AS BOOLEAN)`, says: () => `lower(${text}) IN ('true', 'false')` }
    case 'BIGINT':
      // `007`, `+7` and `-0` are not the text of a number, so they stay text.
      return { value: `TRY_CAST(${text} AS BIGINT)`, says: (value) => `CAST(${value} AS VARCHAR) = ${text}` }
    case 'DOUBLE':
      return doubleReading(text, forms)
    case 'DATE':
      if (forms.dateFormat !== undefined) return strptime(text, forms.dateFormat, 'DATE')
      return {
        value: `TRY_CAST(${text} AS DATE)`,
        says: (value) => `strlen(${text}) = 10 AND CAST(${value} AS VARCHAR) = ${text}`,
      }
    case 'TIMESTAMP':
      if (forms.timestampFormat !== undefined) return strptime(text, forms.timestampFormat, 'TIMESTAMP')
      return {
        value: `TRY_CAST(${text} AS TIMESTAMP)`,
        says: (value) => quickOr(isOwnMoment(text, value), matches(text, `${day}[ T]${clock}`)),
        glance: `strlen(${text}) >= 19`,
      }
    case 'TIMESTAMPTZ':
      return {
        value: `TRY_CAST(${text} AS TIMESTAMPTZ)`,
        says: () => matches(text, `${day}[ T]${clock}${zone}`),
        glance: `strlen(${text}) >= 20`,
      }
    case 'VARCHAR':
      return { value: text, says: () => 'true' }
    case 'NULL':
      return { value: 'NULL', says: () => 'false' }
  }
}

/**
 * Most values have the form that DuckDB writes, which is much faster to test than a regular expression. Wherever
 * `quick` is true, `condition` is true.
 */
const quickOr = (quick: string, condition: string): string => `CASE WHEN ${quick} THEN true ELSE ${condition} END`

/** Only for years of four digits of our era: DuckDB writes others in another form. */
const isOwnMoment = (text: string, value: string): string =>
  `${value} BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999' AND CAST(${value} AS VARCHAR) = ${text}`

/** As `isOwnText`; a whole number has to be below 2^53. */
function doubleReading(text: string, { decimalSeparator }: Forms): Reading {
  const number = decimalSeparator === ',' ? `replace(${text}, ',', '.')` : text
  const form = decimalSeparator === ',' ? `NOT contains(${text}, '.') AND ` : ''
  const isNumber = (value: string) =>
    `CASE WHEN NOT isfinite(${value}) OR NOT ${matches(number, decimal)} THEN false WHEN abs(${value}) >= 9007199254740992 AND NOT regexp_matches(${number}, '[.eE]') THEN false ELSE ${hasOwnDigits(number, value)} END`
  return {
    value: `TRY_CAST(${number} AS DOUBLE)`,
    // DuckDB writes a finite number with digits, and a point or an exponent with a sign.
    says: (value) =>
      `${form}${quickOr(`isfinite(${value}) AND CAST(${value} AS VARCHAR) = ${number}`, isNumber(value))}`,
    glance: 'true',
  }
}

/** A day that a format reads together with a time is no day. */
function strptime(text: string, format: string, type: 'DATE' | 'TIMESTAMP'): Reading {
  const moment = `try_strptime(${text}, ${quoteText(format)})`
  return { value: `CAST(${moment} AS ${type})`, says: (value) => `${value} = ${moment}` }
}

/**
 * The types in the order in which they are tried. A type with a declared format comes first, since `20260131` is also a
 * number.
 */
export function typesToTry({ dateFormat, timestampFormat }: Forms): readonly TextType[] {
  const first: TextType[] = []
  if (dateFormat !== undefined) first.push('DATE')
  if (timestampFormat !== undefined) first.push('TIMESTAMP')
  return [...first, ...textTypes.filter((type) => !first.includes(type))]
}

/** Whether every text of a column can be read as a type: an aggregate. */
export function fitsType(text: string, type: TextType, forms: Forms): string {
  const { value, says } = readingOf(text, type, forms)
  return everyText(text, `(${says(value)}) AND ${value} IS NOT NULL`)
}

/**
 * As `fitsType`, for a few rows. It may be true where `fitsType` is false, since it compiles no regular expressions.
 */
export function mayFitType(text: string, type: TextType, forms: Forms): string {
  const { value, says, glance = says(value) } = readingOf(text, type, forms)
  return everyText(text, `(${glance}) AND ${value} IS NOT NULL`)
}

/**
 * Not written as a FILTER: for each aggregate with one, DuckDB allocates room for the values of all others, which takes
 * minutes at some hundred columns.
 */
const everyText = (text: string, condition: string): string =>
  `bool_and(CASE WHEN ${text} IS NOT NULL THEN coalesce(${condition}, false) END)`

/** Begins the message of the error with which a value that does not fit its column's type ends the statement. */
export const misfitMark = 'not as the first rows: '

export type ReadColumn =
  | { readonly name: string; readonly type: Exclude<TextType, 'NULL'> }
  /** No row has a value: the column is null in the type `as`. */
  | { readonly name: string; readonly type: 'NULL'; readonly as: string }
  /** A type that the source's options declare. */
  | { readonly name: string; readonly declared: string }

/**
 * The text columns of `from` in their types. A value that does not fit the type of its column ends the statement.
 */
export function typedSelect(from: string, columns: readonly ReadColumn[], forms: Forms): string {
  const inner = columns.flatMap((column, index) => {
    const text = quoteId(column.name)
    const isPlain = 'declared' in column || column.type === 'VARCHAR' || column.type === 'NULL'
    return [`${text} AS t${index}`, ...(isPlain ? [] : [`${readingOf(text, column.type, forms).value} AS v${index}`])]
  })
  const outer = columns.map((column, index) => `${typedValue(column, index, forms)} AS ${quoteId(column.name)}`)
  const empty = columns.flatMap((column, index) =>
    'type' in column && column.type === 'NULL'
      ? [`CASE WHEN t${index} IS NULL THEN true ELSE error(${misfit(column, `t${index}`)})::BOOLEAN END`]
      : [],
  )
  const where = empty.length === 0 ? '' : ` WHERE ${empty.join(' AND ')}`
  return `SELECT ${outer.join(', ')} FROM (SELECT ${inner.join(', ')} FROM (\n${from}\n))${where}`
}

function typedValue(column: ReadColumn, index: number, forms: Forms): string {
  const [text, value] = [`t${index}`, `v${index}`]
  if ('declared' in column) return declaredValue(declaredColumn(column, text, forms))
  if (column.type === 'VARCHAR') return text
  if (column.type === 'NULL') return column.as
  const fits = `${text} IS NULL OR coalesce((${readingOf(text, column.type, forms).says(value)}) AND ${value} IS NOT NULL, false)`
  return `CASE WHEN ${fits} THEN ${value} ELSE error(${misfit(column, text)}) END`
}

const misfit = ({ name, type }: { name: string; type: TextType }, text: string): string =>
  `${quoteText(`${misfitMark}the column "${name}" has '`)} || ${text} || ${quoteText(`', which is no ${type}`)}`

/** A declared column whose value is the text `from`. */
export function declaredColumn(
  { name, declared: type }: { name: string; declared: string },
  from: string,
  forms: Forms,
): DeclaredColumn {
  const isMoment = /^TIMESTAMP/i.test(type)
  const format = isMoment ? forms.timestampFormat : /^DATE$/i.test(type) ? forms.dateFormat : undefined
  const isNumber = /^(?:DOUBLE|FLOAT|REAL|DEC|NUMERIC|LONG|SHORT|U?(?:TINY|SMALL|BIG|HUGE)?INT)/i.test(type)
  if (!isNumber || forms.decimalSeparator !== ',') return { name, type, format, from, isText: true }
  // A point is no part of such a number: it would be read as its comma.
  const number = `CASE WHEN contains(${from}, '.') THEN '' ELSE replace(${from}, ',', '.') END`
  return { name, type, format, from: number, shown: from, isText: true }
}
