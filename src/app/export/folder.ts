import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AssetError } from '../../errors.ts'
import { unitOf } from '../../unit.ts'
import { partitionWords } from '../../util/text/partition-words.ts'
import type { ProjectRequest } from '../open/request.ts'
import { openSession } from '../open/session.ts'
import { type CurrentTable, versionTable } from '../open/tables.ts'
import type { ExportFormat } from '../rows/export-formats.ts'
import { factsOf, openedTable } from '../rows/stored-table.ts'
import { tableOf } from '../show.ts'
import { chunksOf } from './chunks.ts'
import { type Progress, watched } from './progress.ts'
import type { ExportReport, ExportRequest } from './request.ts'
import { expectFree, expectOutside, exportFailure, writeNew } from './write-whole.ts'

export interface FolderRequest extends Omit<ExportRequest, 'format'> {
  readonly file: string
  readonly format: ExportFormat
}

const nameAnother = 'name one that is not there yet'

/**
 * Writes a file of each partition into a new folder, `_partition=2026-01-05/days.parquet`, as Hive and DuckDB read
 * them, all of them or none.
 *
 * @throws AssetError `CLI_USAGE` for an asset without partitions and for a folder that is there already,
 * `EXPORT_FAILED`.
 */
export async function exportFolder(
  project: ProjectRequest,
  { format, ...request }: FolderRequest,
  progress?: Progress,
): Promise<ExportReport> {
  const { asset } = request
  const path = resolve(project.cwd, request.file)
  if (request.force) {
    const message = 'a folder is never written over'
    throw new AssetError({ code: 'CLI_USAGE', message, fix: nameAnother })
  }
  await using session = await openSession(project, 'read')
  expectOutside(session.workspace.storeFolder, path)
  expectFree(path, nameAnother)
  const tables = await tableOf(session, request)
  if (session.workspace.units.set(asset) === undefined) {
    const message = `${asset} has no partitions, and ${request.file} is a folder of them`
    throw new AssetError({
      code: 'CLI_USAGE',
      message,
      fix: `name a file: assets export ${asset} ${basename(path)}.${format}`,
    })
  }
  expectFolderNames(tables, request)
  const unfinished = join(dirname(path), `.${randomUUID()}.export`)
  let sizeBytes = 0
  let rows = 0
  try {
    await mkdir(unfinished)
    for (const stored of tables.tables) {
      const table = await openedTable(session, versionTable(asset, stored))
      const { partition } = stored.record
      const folder = join(unfinished, folderOf(partition))
      await mkdir(folder)
      const before = sizeBytes
      const named = { ...table, name: unitOf(asset, partition) }
      const chunks = watched(chunksOf(session, named, format), (written) => progress?.(before + written))
      sizeBytes += await writeNew(join(folder, `${asset}.${format}`), chunks)
      rows += table.count
    }
    expectFree(path, nameAnother)
    renameSync(unfinished, path)
  } catch (error) {
    throw exportFailure(error, path)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return { asset, version: factsOf(tables).version, rows, format, path, files: tables.tables.length, sizeBytes }
}

const folderOf = (partition: string): string => `_partition=${encodeURIComponent(partition)}`

/** The longest name that most file systems allow, in bytes. */
const longestName = 255

function expectFolderNames({ tables }: CurrentTable, { asset }: Pick<FolderRequest, 'asset'>): void {
  const long = tables.map(({ record }) => record.partition).find((key) => folderOf(key).length > longestName)
  if (long === undefined) return
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `a key of ${asset} is longer than the name of a folder may be, written as in a URL: ${long.slice(0, 40)}…`,
    fix: `export its partition as a file: assets export ${asset} ${asset}.parquet${partitionWords(long)}`,
  })
}
