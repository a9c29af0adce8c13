import { type Engine, withConnection } from '../../table/engine/open.ts'
import type { DataFiles } from '../../table/files/data-files.ts'
import { openFiles } from '../../table/files/open-files.ts'
import { rowsOf } from '../../table/files/rows-of.ts'

/** A value of a data file that does not have the declared type of its column. */
export interface Misfit {
  readonly path: string
  /** The line, where the format has lines; of a sheet, the row. */
  readonly line?: number
  /** For example `the column "n" has 'x', which is no INTEGER`. */
  readonly problem: string
}

/**
 * The first value that ended a reading: its file and, in CSV and sheets, its line. The failed statement names neither,
 * and where DuckDB reads in parallel its value is not always the first one. So the files are read once more; this runs
 * only after a failure.
 */
export async function firstMisfit(engine: Engine, files: DataFiles, problem: string): Promise<Misfit | undefined> {
  const [only, ...more] = files.paths
  if (files.format === 'csv') return firstInLines(engine, files)
  const path = more.length === 0 ? only : await firstRefused(engine, files)
  if (path === undefined) return undefined
  const inSheet = files.format === 'xlsx' ? await firstInLines(engine, { ...files, paths: [path] }) : undefined
  return inSheet ?? { path, problem }
}

async function firstInLines(engine: Engine, files: DataFiles): Promise<Misfit | undefined> {
  const opened = await asRefused(() => openFiles(engine, { ...files, read: { ...files.read, ignoreErrors: true } }))
  if (opened === undefined) return undefined
  await opened.close()
  for (const { line, errors } of opened.unread) {
    const error = errors.find(({ path }) => path !== '')
    if (error === undefined) continue
    // Where there are several files, the message begins with the name of one.
    const path =
      files.paths.length === 1 ? files.paths[0] : files.paths.find((one) => error.message.startsWith(`${one}: `))
    if (path === undefined) return undefined
    const detail = files.paths.length === 1 ? error.message : error.message.slice(`${path}: `.length)
    return { path, line, problem: `the column "${error.path}" has ${detail.replace(/ is no /, ', which is no ')}` }
  }
  return undefined
}

async function firstRefused(engine: Engine, files: DataFiles): Promise<string | undefined> {
  for (const path of files.paths) {
    const isRead = await asRefused(async () => {
      const { select, close } = await openFiles(engine, { ...files, paths: [path] })
      try {
        const all = `SELECT count(hash(t))::DOUBLE AS n FROM (\n${select}\n) AS t`
        if (select !== undefined) await withConnection(engine, (connection) => rowsOf(connection, all, files.signal))
        return true
      } finally {
        await close()
      }
    })
    if (isRead === undefined) return path
  }
  return undefined
}

/** Runs `read`; `undefined` where DuckDB refuses the file, since that error is already known. */
async function asRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
