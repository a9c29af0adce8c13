import type * as Arrow from 'apache-arrow'
import { AssetError } from '../../../errors.ts'
import { parseColumns } from '../../../table/codec/parse-type.ts'
import { readRows } from '../../../table/codec/read-table.ts'
import { readParquet } from '../../../table/engine/parquet.ts'
import { errorCode } from '../../../util/error-code.ts'
import { quoteId } from '../../../util/sql-text.ts'
import type { Session } from '../../open/session.ts'
import type { OpenedTable } from '../../rows/stored-table.ts'
import { type ArrowColumn, type ArrowLibrary, arrowColumn } from './arrow-columns.ts'

/**
 * The table as an Arrow file (the IPC file format, which is Feather of version 2), a batch for each chunk that DuckDB
 * reads: https://arrow.apache.org/docs/format/Columnar.html.
 *
 * @throws AssetError `CLI_USAGE` where `apache-arrow` is not installed.
 */
export async function* arrowOf({ workspace }: Session, { file, columns }: OpenedTable): AsyncGenerator<Uint8Array> {
  const arrow = await arrowLibrary()
  const fields = parseColumns(columns)
  const made = fields.map(({ type }) => arrowColumn(arrow, type))
  const schema = new arrow.Schema(fields.map(({ name }, at) => arrow.Field.new(name, made[at]!.written, true)))
  // By position: a row is an object, and a column may have any name.
  const selected = fields.map(({ name }, at) => `${made[at]!.select(quoteId(name))} AS c${at}`)
  const statement = { text: `SELECT ${selected.join(', ')} FROM ${readParquet(file)}`, parameters: [] }
  const reading = { fields: made.map(({ read }, at) => ({ name: `c${at}`, type: read })) }
  const sink = collector(arrow)
  const writer = new arrow.RecordBatchFileWriter().reset(sink.queue, schema)
  for await (const rows of readRows(await workspace.engine(), statement, reading)) {
    const children = made.map((column, at) => dataOf(arrow, column, rows.map(valueAt(`c${at}`))))
    const type = new arrow.Struct(schema.fields)
    writer.write(new arrow.RecordBatch(schema, arrow.makeData({ type, length: rows.length, children })))
    yield* sink.take()
  }
  writer.finish()
  yield* sink.take()
}

const valueAt =
  (name: string) =>
  (row: object): unknown =>
    (row as Readonly<Record<string, unknown>>)[name]

function dataOf(arrow: ArrowLibrary, { built, written, toBuilt }: ArrowColumn, values: readonly unknown[]): Arrow.Data {
  const builder = arrow.makeBuilder({ type: built, nullValues: [null, undefined] })
  for (const value of values) builder.append(value === null || value === undefined ? null : toBuilt(value))
  return retyped(arrow, builder.finish().flush(), written)
}

/** The same bytes under another type: an integer is a moment, and a list of entries is a map. */
function retyped(arrow: ArrowLibrary, data: Arrow.Data, type: Arrow.DataType): Arrow.Data {
  const children = data.children.map((child, at) => retyped(arrow, child, (type.children ?? [])[at]!.type))
  return new arrow.Data(type, data.offset, data.length, data.nullCount, data as never, children)
}

/** What is written is handed on at once, and not kept until the end. */
function collector(arrow: ArrowLibrary) {
  const pieces: Uint8Array[] = []
  class Collector extends arrow.AsyncByteQueue {
    override write(piece: unknown): void {
      if (ArrayBuffer.isView(piece) && piece.byteLength > 0)
        pieces.push(new Uint8Array(piece.buffer as ArrayBuffer, piece.byteOffset, piece.byteLength))
    }
  }
  return { queue: new Collector(), take: () => pieces.splice(0) }
}

async function arrowLibrary(): Promise<ArrowLibrary> {
  // Named in a variable, so that it is no part of the bundle: only who writes Arrow installs it.
  const name: string = 'apache-arrow'
  try {
    return await import(name)
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new AssetError({
      code: 'CLI_USAGE',
      message: `Arrow files are written by the package ${name}, which is not installed`,
      fix: `run npm install ${name}; or write Parquet, which whatever reads Arrow reads as well: --format parquet`,
      cause: error,
    })
  }
}
