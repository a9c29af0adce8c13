import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../../store/scratch.ts'
import { readFailure } from '../../table/engine/disk-error.ts'
import { unreachable } from '../../util/unreachable.ts'
import type { Session } from '../open/session.ts'
import type { ExportFormat } from '../rows/export-formats.ts'
import { readTables } from '../rows/read-rows.ts'
import { csvLine, jsonLine } from '../rows/row-lines.ts'
import type { NamedTable } from '../rows/stored-table.ts'

export type Chunk = string | Uint8Array

/** A Parquet file is the stored one, byte by byte; in the others values are written as `show` writes them. */
export async function* chunksOf(session: Session, table: NamedTable, format: ExportFormat): AsyncGenerator<Chunk> {
  const { file, count } = table
  switch (format) {
    case 'parquet':
      yield* parquetOf(session, table)
      return
    case 'arrow': {
      const { arrowOf } = await import('./write-arrow.ts')
      yield* arrowOf(session, table)
      return
    }
    case 'xlsx': {
      const { xlsxOf } = await import('./xlsx/write-xlsx.ts')
      yield* xlsxOf(session, table)
      return
    }
    case 'csv':
    case 'jsonl': {
      const { readParquet } = await import('../../table/engine/parquet.ts')
      const reading = await readTables(session, `SELECT * FROM ${readParquet(file)}`, count)
      const names = reading.columns.map(({ name }) => name)
      if (format === 'csv') yield `${csvLine(names)}\n`
      for await (const rows of reading.rows) {
        const lines = rows.map((row) => (format === 'csv' ? csvLine(names.map((name) => row[name])) : jsonLine(row)))
        if (lines.length > 0) yield `${lines.join('\n')}\n`
      }
      return
    }
    default:
      return unreachable(format)
  }
}

/** The file of the store. A table of many parts is one file only after they were put together. */
async function* parquetOf({ workspace }: Session, { file: files, count }: NamedTable): AsyncGenerator<Uint8Array> {
  if (typeof files === 'string') return yield* bytesOf(files)
  const { joinParquet } = await import('../../table/engine/join-parquet.ts')
  const folder = scratchFolder('export')
  try {
    const joined = join(folder, 'joined.parquet')
    await joinParquet(await workspace.engine(), files, { to: joined, rows: count })
    yield* bytesOf(joined)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { highWaterMark: 1 << 20 })
  } catch (error) {
    throw readFailure(error, file)
  }
}
