import { quoteId, quoteText } from '../codec/data-type.ts'

/** A column as the type that its source's options say. */
export interface DeclaredColumn {
  readonly name: string
  readonly type: string
  /** The value, of any type, from which it is made. */
  readonly from: string
  /** As of `strptime`, where there is one for this type. */
  readonly format?: string | undefined
}

/**
 * The value as the type, which it has to be without a loss: a cast of DuckDB's rounds 1.5 to the integer 2, and 1.239 to the decimal
 * 1.24. Ends the statement with the column and the value where it is not.
 */
export function declaredValue(column: DeclaredColumn): string {
  const { name, type, from } = column
  if (isText(type)) return `CAST(${from} AS ${type})`
  const wrong = `error(${quoteText(declaredMark)} || ${quoteText(`the column "${name}" has `)} || coalesce('''' || CAST(${from} AS VARCHAR) || '''', 'null') || ${quoteText(`, which is no ${type}`)})`
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

const integers = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|U?INT(?:1|2|4|8|16|32|64|128)|LONG|SHORT|INT64)$/i
const decimals = /^(?:DECIMAL|NUMERIC)\s*\(\s*\d+\s*,\s*(\d+)\s*\)$/i

/** What the text of an exact number has to look like for a type, so that nothing of it is rounded away. */
function exactForm({ type, from }: DeclaredColumn): string | undefined {
  const text = `trim(CAST(${from} AS VARCHAR))`
  if (integers.test(type)) return `regexp_full_match(${text}, '[-+]?\\d+(\\.0*)?')`
  const scale = decimals.exec(type)?.[1]
  if (scale !== undefined) return `regexp_full_match(${text}, '[-+]?\\d*(\\.\\d{0,${scale}}0*)?')`
  return undefined
}

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
