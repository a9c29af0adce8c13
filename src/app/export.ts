import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { AssetError } from '../errors.ts'
import { scratchFolder } from '../store/scratch.ts'
import type { ParquetFiles } from '../table/engine/parquet.ts'
import { errorCode } from '../util/error-code.ts'
import { unreachable } from '../util/unreachable.ts'
import type { ProjectRequest } from './open/request.ts'
import { openSession, type Session } from './open/session.ts'
import { type ExportFormat, exportFormats } from './rows/export-formats.ts'
import { readStored } from './rows/read-rows.ts'
import { csvLine, jsonLine } from './rows/row-lines.ts'
import { type OpenedTable, openedTable } from './rows/stored-table.ts'
import { type TableRequest, tableOf } from './show.ts'

export interface ExportRequest extends TableRequest {
  /** From the folder that the client works in; `-` is a stream. Where it is undefined, the asset's name is the file's. */
  readonly file?: string
  /** Where it is undefined, the end of the file's name says it. */
  readonly format?: ExportFormat
  /** A file that is there is written over. */
  readonly force?: boolean
}
export interface ExportReport {
  readonly asset: string
  readonly version: string
  readonly rows: number
  readonly format: ExportFormat
  /** Absolute; `null` for a stream. */
  readonly path: string | null
  readonly sizeBytes: number
}
export type Chunk = string | Uint8Array

/**
 * Writes a table to a file of the user's, whole or not at all, or hands it to `stream` piece by piece.
 *
 * @throws AssetError `CLI_USAGE` for a file that is there already or says no format, `EXPORT_FAILED` where it cannot be
 *   written.
 */
export async function exportTable(
  project: ProjectRequest,
  request: ExportRequest,
  stream: (chunk: Chunk) => Promise<void>,
): Promise<ExportReport> {
  const format = formatOf(request)
  const path = request.file === '-' ? null : resolve(project.cwd, request.file ?? `${request.asset}.${format}`)
  if (path !== null && !request.force) expectFree(path)
  await using session = await openSession(project, 'read')
  const table = await openedTable(session, await tableOf(session, request))
  const { count: rows, version } = table
  const chunks = chunksOf(session, table, format)
  const sizeBytes = path === null ? await passOn(chunks, stream) : await writeWhole(path, chunks, request)
  return { asset: request.asset, version, rows, format, path, sizeBytes }
}

const isFormat = (word: string): word is ExportFormat => (exportFormats as readonly string[]).includes(word)

function formatOf({ file, format }: ExportRequest): ExportFormat {
  if (format !== undefined) return format
  if (file === undefined) return 'parquet'
  const end = extname(file).slice(1).toLowerCase()
  const said = end === 'ndjson' ? 'jsonl' : end
  if (isFormat(said)) return said
  throw new AssetError({
    code: 'CLI_USAGE',
    message: file === '-' ? 'a stream says no format' : `the name ${file} says no format that a table is written in`,
    fix: `say --format ${exportFormats.join('|')}`,
  })
}

function expectFree(path: string): void {
  if (existsSync(path)) throw taken(path)
}

function taken(path: string): AssetError {
  return new AssetError({ code: 'CLI_USAGE', message: `${path} is there already`, fix: 'write over it: --force' })
}

/** A Parquet file is the stored one, byte by byte; in the others values are written as `show` writes them. */
async function* chunksOf(session: Session, { file }: OpenedTable, format: ExportFormat): AsyncGenerator<Chunk> {
  switch (format) {
    case 'parquet':
      yield* parquetOf(session, file)
      return
    case 'csv':
    case 'jsonl': {
      const reading = await readStored(session, { file, columns: '*', where: undefined, offset: 0, limit: undefined })
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

/** The file of the store. Of a table of many parts there is one file only once they were put together. */
async function* parquetOf({ workspace }: Session, files: ParquetFiles): AsyncGenerator<Uint8Array> {
  if (typeof files === 'string') return yield* createReadStream(files, { highWaterMark: 1 << 20 })
  const { joinParquet } = await import('../table/engine/join-parquet.ts')
  const folder = scratchFolder('export')
  try {
    const joined = join(folder, 'joined.parquet')
    await joinParquet(await workspace.engine(), files, joined)
    yield* createReadStream(joined, { highWaterMark: 1 << 20 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function passOn(chunks: AsyncIterable<Chunk>, to: (chunk: Chunk) => Promise<void>): Promise<number> {
  let sizeBytes = 0
  for await (const chunk of chunks) {
    await to(chunk)
    sizeBytes += Buffer.byteLength(chunk)
  }
  return sizeBytes
}

/** Under another name first, so that whoever looks sees no file, the file that was there, or a whole one. */
async function writeWhole(
  path: string,
  chunks: AsyncIterable<Chunk>,
  { force = false }: Pick<ExportRequest, 'force'>,
): Promise<number> {
  const unfinished = join(dirname(path), `.${randomUUID()}.export`)
  try {
    const sizeBytes = await writeNew(unfinished, chunks)
    if (force) renameSync(unfinished, path)
    else placeNew(unfinished, path)
    return sizeBytes
  } catch (error) {
    throw exportFailure(error, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}

async function writeNew(file: string, chunks: AsyncIterable<Chunk>): Promise<number> {
  await using handle = await open(file, 'wx')
  const sizeBytes = await passOn(chunks, async (chunk) => {
    await handle.writeFile(chunk)
  })
  await handle.sync()
  return sizeBytes
}

/** A link never takes the place of a file that came meanwhile; not every file system has them. */
function placeNew(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw taken(path)
    expectFree(path)
    renameSync(unfinished, path)
  }
}

function exportFailure(error: unknown, path: string): unknown {
  const code = errorCode(error)
  if (AssetError.is(error) || code === undefined) return error
  const why = code === 'ENOENT' ? `there is no folder ${dirname(path)}` : (error as Error).message
  return new AssetError({
    code: 'EXPORT_FAILED',
    message: `${path} cannot be written: ${why}`,
    facts: { file: path, code },
    fix: 'name a file in a folder that this user may write to and that has room for it; nothing was left behind',
    cause: error,
  })
}
