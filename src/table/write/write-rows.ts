import type { Column } from '../../define/table.ts'
import { AssetError } from '../../errors.ts'
import { type CollectOptions, collectRows, pushRow } from '../codec/encode/collect-rows.ts'
import { bufferType, type ColumnBuffer } from '../codec/encode/column-buffer.ts'
import { holdRows } from '../codec/encode/held-rows.ts'
import { type DataType, type Field, structOf } from '../codec/types/data-type.ts'
import { parseColumns, toColumns } from '../codec/types/parse-type.ts'
import { completeType, decideFields, withEmptyMaps } from '../codec/types/widen.ts'
import type { Engine } from '../engine/open.ts'
import { openRowsFile } from './rows-file.ts'
import type { WriteOptions, Written } from './written.ts'

export interface WriteRowsOptions<Row = unknown> extends WriteOptions {
  readonly rows: Iterable<Row> | AsyncIterable<Row>
  /** Default: each is a row as a user gives it. */
  readonly push?: CollectOptions<Row>['push']
  /** The columns of the asset's schema: their order, and the types that no row decides. */
  readonly schemaHint?: readonly Column[] | undefined
}
type FieldsOptions = Pick<WriteRowsOptions, 'asset' | 'schemaHint' | 'lastColumns'>

/**
 * Writes the rows to one Parquet file in one pass, in order, with bounded memory: a part of the file is written while
 * the rows of the next are collected.
 *
 * @throws AssetError `ASSET_VALUE`, `ASSET_RESULT`, `ASSET_NO_ROWS`; errors of the iterable; the signal's reason.
 */
export async function writeRows<Row>(engine: Engine, options: WriteRowsOptions<Row>): Promise<Written> {
  const buffer = holdRows()
  const written = openRowsFile(engine, options)
  let begun = 0
  const append = async (root: ColumnBuffer, grown: boolean) => {
    buffer.append(root, grown)
    if (!buffer.isFull()) return
    const parts = buffer.take()
    begun += parts.reduce((sum, part) => sum + part.rows, 0)
    await written.add(parts, finalFields(bufferType(root), { ...options, rows: begun }))
  }
  try {
    const { root, rows } = await collectRows({ append }, { push: pushRow, ...options })
    const fields = finalFields(bufferType(root), { ...options, rows })
    const { version } = await written.finish(buffer.take(), fields)
    return { columns: toColumns(fields), rows, version }
  } finally {
    await written.close()
  }
}

/**
 * The columns of a table whose rows have this type, completed by the schema. If neither decides a type, that of the
 * last version is used; a column that never had a value has no type.
 *
 * @throws AssetError `ASSET_NO_ROWS` where nothing tells the columns, `ASSET_RESULT`, `ASSET_VALUE`.
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
