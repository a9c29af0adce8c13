import { catalogFile } from './catalog-file.ts'
import { openForReading } from './database.ts'
import { openCatalog } from './open.ts'
import { readMeta } from './schema.ts'

/** Whether there is a catalog that SQLite finds no fault in, and every record of which can be read. */
export async function isIntact(folder: string, environment?: string): Promise<boolean> {
  const file = catalogFile(folder)
  try {
    using reading = openForReading(file)
    if (reading === undefined || readMeta(reading.database, file) === undefined) return false
    if (reading.database.pragma('integrity_check(1)', { simple: true }) !== 'ok') return false
    await using catalog = await openCatalog({ folder, mode: 'read', environment })
    await catalog?.state()
    await catalog?.current()
    return true
  } catch {
    return false
  }
}
