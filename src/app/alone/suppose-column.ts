import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'

/** No file is without a column. */
export const nothingSupposed: readonly Column[] = [{ name: '_', type: 'INTEGER' }]

/** Error messages (of DuckDB and others) which say that a table lacks a column. */
const patterns = [
  /Referenced column "([^"]+)" not found/,
  /does not have a column named "([^"]+)"/,
  /(?:pick names|the rules name) "([^"]+)", which is not a column/,
  /"([^"]+)" is not a column of the table/,
  /the rows have no column "([^"]+)", which is to be their key/,
]
const codes: readonly string[] = ['ASSET_SQL', 'ASSET_RESULT', 'ASSET_ROW_KEY']
/** Messages of DuckDB that a column has the wrong type for its use. */
const misfit = /No function matches|Cannot (?:compare|mix|apply)|explicit type casts|Could not choose a best candidate/

/** The columns with the one that was asked for and is not there; texts where numbers will not do; else nothing. */
export function supposeColumn(columns: readonly Column[], error: unknown): readonly Column[] | undefined {
  if (!AssetError.is(error) || !codes.includes(error.code)) return undefined
  const text = `${error.message} ${error.facts?.detail ?? ''}`
  const name = patterns.map((pattern) => pattern.exec(text)?.[1]).find((match) => match !== undefined)
  if (name !== undefined && columns.every((column) => column.name !== name)) {
    const type = columns.at(-1)?.type ?? 'INTEGER'
    return [...columns.filter((column) => column.name !== '_'), { name, type }]
  }
  if (error.code !== 'ASSET_SQL' || !misfit.test(text) || columns.every(({ type }) => type === 'VARCHAR'))
    return undefined
  return columns.map((column) => ({ ...column, type: 'VARCHAR' }))
}

/** The test can name the columns, which nothing else tells. */
export function withoutColumns(error: unknown): unknown {
  if (!AssetError.is(error) || error.code !== 'ASSET_SQL') return error
  const { code, message, at, facts } = error
  return new AssetError({
    ...{ code, at, facts, cause: error },
    message: `${message}; a table is given without rows, and nothing tells its columns`,
    fix: "give it as a query, which has columns without rows: sql`select ''::varchar as path, 0 as words where false`",
  })
}
