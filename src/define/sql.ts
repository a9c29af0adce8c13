import { types } from 'node:util'
import { AssetError } from '../errors.ts'
import { readSqlLayout, sqlHole } from '../util/sql-layout.ts'
import { quoteId } from '../util/sql-text.ts'

/** Carries the row type of a statement to the compiler. */
declare const row: unique symbol

/** A piece of a statement: text as written, a value that is bound, or a table that is read. */
export type SqlPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: SqlValue }
  | {
      readonly kind: 'table'
      readonly table: object
      /** Its name in the statement, where that is not its asset's name. */
      readonly name?: string
    }
export type SqlValue = string | number | bigint | boolean | Date | null

/** A statement for DuckDB. Returned from an asset it runs there, and no row passes through JavaScript. */
export interface Sql<Row = unknown> {
  readonly [row]?: Row
  readonly [sqlParts]: readonly SqlPart[]
}

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const sqlParts: unique symbol = Symbol.for('assetstore.sql')

/**
 * `` sql<{ words: number }>`select words from ${documents} where lang = ${'en'}` ``: tables become what they are stored
 * as, `sql` pieces are spliced in, and every other value is bound, never pasted into the text.
 *
 * @throws AssetError `ASSET_SQL` where a value is neither a table, nor a piece, nor a value that SQL has.
 */
export function sql<Row extends object = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: readonly (SqlValue | object)[]
): Sql<Row> {
  if (values.some(isSql)) refusePieceInQuotes(text, values)
  const parts: SqlPart[] = []
  text.forEach((piece, index) => {
    if (piece !== '') parts.push({ kind: 'text', text: piece })
    if (index < values.length) parts.push(...partsOf(values[index]))
  })
  return Object.freeze({ [sqlParts]: Object.freeze(parts) }) as Sql<Row>
}

/** A column or table name that is only known at run time, quoted as an identifier. */
sql.id = (name: string): Sql => raw(quoteId(name))

/** A table under another name than its asset's: ``sql`from ${sql.table(orders, 'o')} where o.id = 1` ``. */
sql.table = (table: object, name: string): Sql =>
  Object.freeze({ [sqlParts]: [{ kind: 'table', table, name } as const] })

/** Text that goes into the statement as it is. Whoever passes a user's input here lets the user write SQL. */
sql.raw = (text: string): Sql => raw(text)

function raw(text: string): Sql {
  return Object.freeze({ [sqlParts]: [{ kind: 'text', text } as const] })
}

export function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && sqlParts in value
}

function partsOf(value: unknown): readonly SqlPart[] {
  if (isSql(value)) return wholePiece(value[sqlParts])
  if (isSqlValue(value)) return [{ kind: 'value', value }]
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) {
    return [{ kind: 'table', table: value }]
  }
  throw new AssetError({
    code: 'ASSET_SQL',
    message: `a sql template was given ${describe(value)}, which is neither a table, a sql piece nor a value that can be bound`,
    fix: 'pass a table, another sql`…` template, or a string, number, bigint, boolean, Date or null',
  })
}

/** The values that another library's query binds. @throws AssetError `ASSET_SQL` where a value cannot be bound. */
export function boundValues(values: readonly unknown[], asset: string): readonly SqlValue[] {
  for (const value of values) {
    if (isSqlValue(value)) continue
    throw new AssetError({
      code: 'ASSET_SQL',
      message: `the Kysely query of ${asset} was given ${describe(value)} as a value, which cannot be bound`,
      facts: { asset },
      fix: 'give it a string, number, bigint, boolean, Date or null',
    })
  }
  return values as readonly SqlValue[]
}

/** A piece in quotes or in a comment would be read as plain text. */
function refusePieceInQuotes(text: TemplateStringsArray, values: readonly (SqlValue | object)[]): void {
  const isQuoted = (index: number) =>
    readSqlLayout(text.map((piece, at) => (at === 0 ? piece : `${at === index + 1 ? sqlHole : ' '}${piece}`)).join(''))
      .quotesHole
  if (!readSqlLayout(text.join(sqlHole)).quotesHole || !values.some((value, index) => isSql(value) && isQuoted(index)))
    return
  throw new AssetError({
    code: 'ASSET_SQL',
    message: 'a sql template has a sql piece inside quotes or a comment',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code of the user
    fix: 'take the quotes away, or make the whole string in code and pass it as a value: sql`… where lang = ${lang}`',
  })
}

/**
 * A piece must be complete: it closes what it opens, and a comment at its end does not reach further. So the text of a
 * template alone tells which parts are strings.
 */
function wholePiece(parts: readonly SqlPart[]): readonly SqlPart[] {
  const { end } = readSqlLayout(parts.map((part) => (part.kind === 'text' ? part.text : sqlHole)).join(''))
  if (end === 'line comment') return [...parts, { kind: 'text', text: '\n' }]
  if (end === 'plain') return parts
  throw new AssetError({
    code: 'ASSET_SQL',
    message: 'a sql template was given a piece that opens quotes or a comment and does not close them',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code of the user
    fix: 'put the whole string or comment into one piece; a value needs no quotes: sql`… where lang = ${lang}`',
  })
}

function isSqlValue(value: unknown): value is SqlValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true
    case 'bigint':
      return BigInt.asIntN(128, value) === value
    default:
      return value === null || (types.isDate(value) && !Number.isNaN(value.getTime()))
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (types.isDate(value)) return 'an invalid Date'
  if (typeof value === 'bigint') return 'a bigint of more than 128 bits'
  if (typeof value === 'object') return 'an object'
  return value === undefined ? 'undefined' : `a ${typeof value}`
}
