import { readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

const day = 24 * 3600_000

/** Everything that was made until now is so many days older. */
export function passDays(folder: string, days: number): void {
  const ms = days * day
  const database = new Sqlite(join(folder, '.assetstore', 'catalog.sqlite'))
  for (const table of ['records', 'attempts']) database.exec(`UPDATE ${table} SET change = change - ${ms * 1000}`)
  database.exec(`UPDATE records SET left_at = left_at - ${ms}, started_at = started_at - ${ms}`)
  database.exec(`UPDATE runs SET started_at = started_at - ${ms}, ended_at = ended_at - ${ms}`)
  database.close()
  for (const file of filesIn(join(folder, '.assetstore'))) {
    const { mtimeMs } = statSync(file)
    utimesSync(file, (mtimeMs - ms) / 1000, (mtimeMs - ms) / 1000)
  }
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

export function bytesIn(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0)
}
