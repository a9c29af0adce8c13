import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'

export type Row = Readonly<Record<string, unknown>>

/** How a column of a query is fetched: a table at rest has fewer types than SQL has. */
type Form =
  | { readonly kind: 'same' }
  | { readonly kind: 'cast'; readonly to: string }
  /** An instant, to its last digit, which is more than a Date holds. */
  | { readonly kind: 'instant'; readonly hasZone: boolean }
  /** `to` is the type with text in the place of numbers that a number of JSON does not hold. */
  | { readonly kind: 'json'; readonly to: string; readonly hasMaps: boolean }

/** A statement whose every column can be read, and what its rows have to go through to be those of the query. */
export interface ReadableQuery {
  readonly text: string
  readonly columns: readonly Column[]
  readonly toRow: (fetched: Row) => Row
}

/**
 * Makes every type of SQL readable without losing a digit: what has no exact form in JavaScript (decimals, wide
 * integers, intervals) comes as text, instants as ISO 8601 in UTC, and nested values that hold such a type as JSON,
 * with the same texts inside. Columns of equal names get a number.
 *
 * @param described name and type of every column, as `DESCRIBE` says them.
 */
export function readableQuery(text: string, described: readonly Column[]): ReadableQuery {
  const names = distinct(described.map(({ name }) => name))
  const columns = described.map(({ type }, at) => ({ name: names[at] as string, type }))
  const forms = described.map(({ type }) => formOf(type))
  const renamed = names.some((name, at) => name !== described[at]?.name)
  // A row is an object: of two columns of one name it would keep one. Around the query DuckDB tells them apart, as
  // `DESCRIBE` did.
  if (!renamed && forms.every(({ kind }) => kind === 'same'))
    return { text: `SELECT * FROM (\n${text}\n)`, columns, toRow: (row) => row }
  const expressions = forms.map((form, at) => `${expression(form, `c${at}`)} AS c${at}`)
  const aliases = forms.map((_, at) => `c${at}`).join(', ')
  return {
    text: `SELECT ${expressions.join(', ')} FROM (\n${text}\n) AS result(${aliases})`,
    columns,
    toRow: (row) => Object.fromEntries(names.map((name, at) => [name, finished(forms[at], row[`c${at}`], name)])),
  }
}

const exactText = /^(DECIMAL\(.*\)|U?HUGEINT|BIGNUM|DATE|TIME[^[]*|INTERVAL|ENUM\(.*\)|JSON|BIT|"?NULL"?|GEOMETRY)$/
const lossyInside = /\b(DECIMAL|U?HUGEINT|BIGNUM|DATE|TIME\w*|INTERVAL|ENUM|JSON|BIT|NULL|GEOMETRY|MAP|UNION|VARIANT)\b/

/** Names in quotes are fields, and texts are members of an enumeration: neither is a type. */
const wideNumber = /"(?:[^"]|"")*"|'(?:[^']|'')*'|\bDECIMAL\(\d+, ?\d+\)|\bU?(?:HUGEINT|BIGINT)\b|\bBIGNUM\b/g
const widened = (token: string): string => (/^["']/.test(token) ? token : 'VARCHAR')

function formOf(type: string): Form {
  if (/^TIMESTAMP[^[]*$/.test(type)) return { kind: 'instant', hasZone: type.endsWith('ZONE') }
  if (exactText.test(type)) return { kind: 'cast', to: 'VARCHAR' }
  if (lossyInside.test(type))
    return { kind: 'json', to: type.replaceAll(wideNumber, widened), hasMaps: /\bMAP\(/.test(type) }
  // `FLOAT[3]` is an array of a fixed length, which is read as a list.
  const list = type.replaceAll(/\[\d+\]/g, '[]')
  return list === type ? { kind: 'same' } : { kind: 'cast', to: list }
}

function expression(form: Form, column: string): string {
  switch (form.kind) {
    case 'cast':
      return `CAST(${column} AS ${form.to})`
    case 'instant':
      return `CAST(${form.hasZone ? `CAST(${column} AS TIMESTAMP)` : column} AS VARCHAR)`
    case 'json':
      return `CAST(to_json(CAST(${column} AS ${form.to})) AS VARCHAR)`
    default:
      return column
  }
}

function finished(form: Form | undefined, value: unknown, column: string): unknown {
  if (typeof value !== 'string') return value
  if (form?.kind === 'json') return form.hasMaps ? parseMaps(value, column) : JSON.parse(value)
  return form?.kind === 'instant' ? isoInstant(value) : value
}

/** A file that another system wrote can have a MAP with one key twice, of which an object would lose a value. */
function parseMaps(text: string, column: string): unknown {
  const strings = text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)
  const keys = [...strings].filter(([, colon]) => colon !== undefined).length
  const value: unknown = JSON.parse(text)
  if (keys === membersIn(value)) return value
  throw new AssetError({
    code: 'ASSET_VALUE',
    message: `column "${column}" has a MAP with a key twice, which an object does not hold`,
    facts: { column },
    fix: `leave the column out, or take its entries in sql, as a list: map_entries("${column}")`,
  })
}

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members = Object.values(value)
  const own = Array.isArray(value) ? 0 : members.length
  return members.reduce((sum, member) => sum + membersIn(member), own)
}

/** `2026-11-26 05:30:12.5` is `2026-11-26T05:30:12.500Z`; what is no instant (`infinity`) stays as it is. */
function isoInstant(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?$/.exec(text)
  if (match === null) return text
  const [, day, time, fraction = ''] = match
  return `${day}T${time}.${fraction.padEnd(3, '0')}Z`
}

/** `id`, `id_1`, `id_2`: a row is an object, and would lose all but one of them. */
function distinct(names: readonly string[]): string[] {
  const usedNames = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let count = 1; usedNames.has(free); count += 1) free = `${name}_${count}`
    usedNames.add(free)
    return free
  })
}
