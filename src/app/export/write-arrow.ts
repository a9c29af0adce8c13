import { AssetError } from '../../errors.ts'
import type { ArrowLibrary } from '../../table/arrow/arrow-columns.ts'
import { recordBatches } from '../../table/arrow/record-batches.ts'
import { parseColumns } from '../../table/codec/types/parse-type.ts'
import { readParquet } from '../../table/engine/parquet.ts'
import { errorCode } from '../../util/error-code.ts'
import type { Session } from '../open/session.ts'
import type { OpenedTable } from '../rows/stored-table.ts'

/**
 * The table as an Arrow file (the IPC file format, which is Feather of version 2).
 *
 * @throws AssetError `CLI_USAGE` where `apache-arrow` is not installed.
 */
export async function* arrowOf(
  { workspace }: Session,
  { file, columns, count }: OpenedTable,
): AsyncGenerator<Uint8Array> {
  const arrow = await arrowLibrary()
  const statement = { text: `SELECT * FROM ${readParquet(file)}`, parameters: [], rows: count }
  const reading = { statement, columns: parseColumns(columns) }
  const { schema, batches } = recordBatches(arrow, await workspace.engine(), reading)
  const sink = collector(arrow)
  const writer = new arrow.RecordBatchFileWriter().reset(sink.queue, schema)
  for await (const batch of batches) {
    writer.write(batch)
    yield* sink.take()
  }
  writer.finish()
  yield* sink.take()
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
