import { statSync } from 'node:fs'
import { countWhere } from '../../util/sql-text.ts'
import { type Field, unknownType } from '../codec/types/data-type.ts'
import { holdsNullFloat, withNullFloats } from '../codec/types/float-lists.ts'
import { markIntegers, withBuffers } from '../codec/types/integer-origin.ts'
import { parseColumns, toColumns } from '../codec/types/parse-type.ts'
import { storable } from '../codec/types/storable.ts'
import type { Connection, PreparedStatement } from '../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { copyToParquet, listFiles, type ParquetFiles, readParquet, rowGroupOf } from '../engine/parquet.ts'
import { withoutSemicolon, withReadOnly } from '../engine/read-only.ts'
import { type SqlContext, withSqlErrors } from '../engine/sql-error.ts'
import { numbersOf } from '../rows/ask.ts'
import { openNamedTables } from '../sql/named-tables.ts'
import { bindStandIns, boundColumns, readsBuffers, type StandIns } from '../sql/stand-ins.ts'
import { columnsOf, execute, type Statement } from '../sql/statement.ts'
import { rowVersion } from '../version/row-version.ts'
import { takeFiles } from './take-files.ts'
import type { WriteOptions, Written } from './written.ts'

export interface WriteQueryOptions extends WriteOptions {
  readonly statement: Statement
  readonly standIns?: StandIns | undefined
  /** Its columns, if they are known. */
  readonly fields?: readonly Field[] | undefined
  /** Columns whose type means nothing, since no row has a value in them. */
  readonly untyped?: readonly string[] | undefined
}

/**
 * Runs a statement of an asset in DuckDB and writes its rows to one Parquet file, or takes over files with these rows.
 * No row passes through JavaScript.
 *
 * @throws AssetError `ASSET_SQL`, `ASSET_VALUE`; the signal's reason.
 */
export async function writeQuery(engine: Engine, options: WriteQueryOptions): Promise<Written> {
  return withConnection(engine, (connection) => writeQueryOn(engine, connection, options))
}

export async function writeQueryOn(
  engine: Engine,
  connection: Connection,
  options: WriteQueryOptions,
): Promise<Written> {
  const {
    statement,
    standIns,
    fields: knownFields,
    untyped,
    file,
    asset,
    same,
    codec,
    ordered = false,
    isView = false,
    lastColumns,
    bigints,
    signal,
    onProgress,
  } = options
  const context: SqlContext = { code: 'ASSET_SQL', what: `the sql of ${asset}`, facts: { asset } }
  return interruptible(connection, signal, () =>
    withSqlErrors(context, async () => {
      await openNamedTables(engine, statement.tables)
      const query = { statement, standIns, fields: knownFields, untyped, asset, context, lastColumns, bigints }
      const { fields: selected, text, isCast } = await storableText(engine, connection, query)
      const view = isView && statement.parameters.length === 0 ? { ...statement, text } : undefined
      const taken = same === undefined || isCast || view !== undefined ? undefined : await takeFiles(same, file)
      if (taken === undefined && view === undefined) {
        const copy = copyToParquet(text, { file, fields: selected, rowGroupSize: rowGroupOf(selected), codec })
        const { parameters } = statement
        await execute(connection, { text: copy, parameters })
      }
      const source = view === undefined ? (taken ?? file) : { files: [], from: `(\n${text}\n)` }
      const fields = await withFloatLists(connection, source, selected)
      const isLong = view !== undefined || listFiles(source).some(isLarge)
      const { version, rows } = await rowVersion(connection, { file: source, fields, ordered, isLong })
      onProgress?.(rows)
      return {
        columns: toColumns(fields),
        rows,
        version,
        ...(isCast ? { isCast } : {}),
        ...(taken === undefined || taken.length === 1 ? {} : { files: taken }),
        ...(view === undefined ? {} : { view }),
      }
    }),
  )
}

/** Hashing a smaller file takes less time than DuckDB's threads need to begin a statement. */
const isLarge = (file: string): boolean => statSync(file).size > 2 ** 20

/** The columns, with lists of FLOATs told apart by whether some element in the column is null. */
async function withFloatLists(
  connection: Connection,
  file: ParquetFiles,
  fields: readonly Field[],
): Promise<readonly Field[]> {
  const questions = fields.flatMap((field) => holdsNullFloat(field) ?? [])
  if (questions.length === 0) return fields
  const text = `SELECT ${questions.map(countWhere).join(', ')} FROM ${readParquet(file)}`
  const counts = await numbersOf(connection, text)
  let at = 0
  return fields.map((field) => {
    if (holdsNullFloat(field) === undefined || counts[at++] === 0) return field
    return { ...field, type: withNullFloats(field.type) }
  })
}

export interface StorableQuery
  extends Pick<
    WriteQueryOptions,
    'statement' | 'standIns' | 'fields' | 'untyped' | 'asset' | 'lastColumns' | 'bigints'
  > {
  readonly context: SqlContext
}

/** The statement, checked, with the casts around it that its columns need. */
export async function storableText(
  engine: Engine,
  connection: Connection,
  query: StorableQuery,
): Promise<{ fields: readonly Field[]; text: string; isCast: boolean }> {
  const { statement, asset, context, lastColumns = [], bigints, untyped = [] } = query
  const text = withoutSemicolon(statement.text)
  const described = await withReadOnly(
    connection,
    { text: statement.text, context },
    async (prepared) => query.fields ?? (await columnsOfQuery(engine, connection, { ...query, prepared, text })),
  )
  const columns = described.map((field) => (untyped.includes(field.name) ? { ...field, type: unknownType } : field))
  const { fields, select } = storable(asset, columns, { before: parseColumns(lastColumns), bigints })
  const isCast = select !== undefined
  return { fields, isCast, text: isCast ? `SELECT ${select} FROM (\n${text}\n)` : text }
}

async function columnsOfQuery(
  engine: Engine,
  connection: Connection,
  {
    statement,
    standIns,
    prepared,
    text,
  }: StorableQuery & { readonly prepared: PreparedStatement; readonly text: string },
): Promise<readonly Field[]> {
  const columns =
    statement.parameters.length === 0 ? columnsOf(prepared) : await boundColumns(connection, { ...statement, text })
  if (standIns === undefined) return markIntegers(columns, undefined)
  const fields = markIntegers(columns, await bindStandIns(engine, standIns))
  return readsBuffers(standIns) ? fields.map((field) => ({ ...field, type: withBuffers(field.type) })) : fields
}
