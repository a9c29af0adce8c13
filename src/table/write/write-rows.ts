import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { quoteId } from '../../util/sql-text.ts'
import { type Collected, collectRows, pushRow } from '../codec/collect-rows.ts'
import { bufferType } from '../codec/column-buffer.ts'
import { type DataType, type Field, sqlType, structOf } from '../codec/data-type.ts'
import { parseColumns, toColumns } from '../codec/parse-type.ts'
import { openStaging } from '../codec/staging.ts'
import { completeType, decideFields, withEmptyMaps } from '../codec/widen.ts'
import type { Connection } from '../engine/bindings.ts'
import { type Engine, interruptible, withConnection } from '../engine/open.ts'
import { copyToParquet, rowGroupSize } from '../engine/parquet.ts'
import { rowVersion } from '../version/row-version.ts'
import type { WriteOptions, Written } from './written.ts'

export interface WriteRowsOptions extends WriteOptions {
  readonly rows: Iterable<unknown> | AsyncIterable<unknown>
  /** The columns of the asset's schema: their order, and the type of what no row decides. */
  readonly schemaHint?: readonly Column[] | undefined
}
type FieldsOptions = Pick<WriteRowsOptions, 'asset' | 'schemaHint' | 'lastColumns'>

/**
 * Writes the rows to one Parquet file in one pass, in order, holding one batch of them at a time.
 *
 * @throws AssetError `ASSET_VALUE`, `ASSET_RESULT`, `ASSET_NO_ROWS`; what the iterable throws; the signal's reason.
 */
export async function writeRows(engine: Engine, options: WriteRowsOptions): Promise<Written> {
  return withConnection(engine, async (connection) => {
    const staging = openStaging(engine, connection)
    try {
      const collected = await collectRows(staging, { ...options, push: pushRow })
      staging.flush()
      const fields = finalFields(bufferType(collected.root), { ...options, rows: collected.rows })
      const select = collected.rows === 0 ? emptySelect(fields) : staging.select(fields)
      const at = staging.offeredTo()
      // What is in memory is hashed there: unpacking the file again would take as long as packing it.
      const isStaged = at !== undefined || collected.bytes < mostStagedBytes
      const made = { select, fields, drop: isStaged ? undefined : staging.dropText(), ...collected }
      if (at !== undefined) return await withConnection(at, (single) => finish(single, made, options))
      const written = await finish(connection, made, options)
      if (!isStaged) staging.forget()
      return written
    } finally {
      await staging.drop()
    }
  })
}

interface Made extends Collected {
  readonly select: string
  readonly fields: readonly Field[]
  /** Frees what the rows are staged in; without it they can be read once more. */
  readonly drop: string | undefined
}

/** More than this may not be in memory any more. */
const mostStagedBytes = 256 * 2 ** 20

async function finish(
  connection: Connection,
  { select, fields, drop, rows, bytes }: Made,
  options: WriteRowsOptions,
): Promise<Written> {
  const { file, signal, ordered = false } = options
  const copy = copyToParquet(select, { file, fields, rowGroupSize: rowGroupSize(bytes, rows) })
  // One round trip for all: of a table of three rows, the round trips are most of the time.
  const before = `${copy}; ${drop ?? ''}`
  const { version } = await interruptible(connection, signal, () =>
    rowVersion(connection, { file, fields, ordered, before, select: drop === undefined ? select : undefined }),
  )
  return { columns: toColumns(fields), rows, version }
}

/**
 * The columns of a table whose rows are of this type, completed by the schema. What neither says is as it was in the
 * last version; a column that never had a value has no type until it has one.
 *
 * @throws AssetError `ASSET_NO_ROWS` where there is nothing to tell the columns by, `ASSET_RESULT`, `ASSET_VALUE`.
 */
export function finalFields(
  actual: DataType,
  { rows, asset, schemaHint, lastColumns = [] }: FieldsOptions & { readonly rows: number },
): readonly Field[] {
  const type: DataType = schemaHint === undefined ? actual : completeType(actual, structOf(parseColumns(schemaHint)))
  const before = parseColumns(lastColumns)
  const own = type.kind === 'struct' ? type.fields : []
  const fields = own.length === 0 && rows === 0 ? before : decideFields(own, before)
  if (fields.length === 0) throw rows === 0 ? noRows(asset) : noColumns(asset)
  return fields.map((field) => ({ ...field, type: withEmptyMaps(field.type) }))
}

export const emptySelect = (fields: readonly Field[]): string =>
  `SELECT * FROM (SELECT ${fields.map((field) => `NULL::${sqlType(field.type)} AS ${quoteId(field.name)}`).join(', ')}) LIMIT 0`

function noRows(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_NO_ROWS',
    message: `${asset} returned no rows, so that nothing says which columns it has`,
    facts: { asset },
    fix: 'give the asset a schema that tells its types, such as asset({ schema: z.object({ id: z.string() }) }, …), and an empty table keeps its columns; without one, the columns of its last version stay',
  })
}

function noColumns(asset: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `the rows of ${asset} are objects without fields`,
    facts: { asset },
    fix: 'return objects whose fields are the columns, such as { id, text }',
  })
}
