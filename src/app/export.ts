import { extname, resolve } from 'node:path'
import { AssetError } from '../errors.ts'
import { type Chunk, chunksOf } from './export/chunks.ts'
import { exportFolder } from './export/folder.ts'
import { type Progress, watched } from './export/progress.ts'
import type { ExportReport, ExportRequest } from './export/request.ts'
import { expectFree, expectOutside, passOn, writeWhole } from './export/write-whole.ts'
import type { ProjectRequest } from './open/request.ts'
import { openSession } from './open/session.ts'
import { type ExportFormat, exportFormats } from './rows/export-formats.ts'
import { openedTable } from './rows/stored-table.ts'
import { tableOf } from './show.ts'

/**
 * Writes a table to a file of the user's, whole or not at all, or hands it to `stream` piece by piece.
 *
 * @throws AssetError `CLI_USAGE` for a file that exists already or whose name has no known ending, `EXPORT_FAILED`
 * where it cannot be written.
 */
export async function exportTable(
  project: ProjectRequest,
  request: ExportRequest,
  stream: (chunk: Chunk) => Promise<void>,
  progress?: Progress,
): Promise<ExportReport> {
  const format = formatOf(request)
  if (request.file?.endsWith('/')) return exportFolder(project, { ...request, file: request.file, format }, progress)
  const path = request.file === '-' ? null : resolve(project.cwd, request.file ?? `${request.asset}.${format}`)
  await using session = await openSession(project, 'read')
  if (path !== null) expectOutside(session.workspace.storeFolder, path)
  if (path !== null && !request.force) expectFree(path)
  const table = await openedTable(session, await tableOf(session, request))
  const { count: rows, version } = table
  const chunks = watched(chunksOf(session, { ...table, name: request.asset }, format), progress)
  const sizeBytes = path === null ? await passOn(chunks, stream) : await writeWhole(path, chunks, request)
  return { asset: request.asset, version, rows, format, path, sizeBytes }
}

const isFormat = (word: string): word is ExportFormat => (exportFormats as readonly string[]).includes(word)

/** Other names of the same. */
const endings: Readonly<Record<string, ExportFormat>> = { ndjson: 'jsonl', feather: 'arrow' }

function formatOf({ file, format }: ExportRequest): ExportFormat {
  if (format === undefined && (file === undefined || file.endsWith('/'))) return 'parquet'
  const end = extname(file ?? '')
    .slice(1)
    .toLowerCase()
  const name = format ?? (Object.hasOwn(endings, end) ? endings[end] : end) ?? ''
  if (isFormat(name)) return name
  throw new AssetError({
    code: 'CLI_USAGE',
    message: file === '-' ? 'a stream says no format' : `the name "${file}" says no format that a table is written in`,
    fix: `say --format ${exportFormats.join('|')}`,
  })
}
