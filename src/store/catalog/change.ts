import { storeFailure } from '../failure.ts'
import { catalogFile, openForReading } from './database.ts'
import { digestOf } from './digest.ts'
import { readMeta } from './schema.ts'

export interface CatalogGlance {
  /** See `Catalog.change`. */
  readonly change: number
  /** Whether somebody holds, or held when it was killed, a lease. */
  readonly leased: boolean
  /** See `digestOf`. */
  readonly digest: string
}

/**
 * What verdicts rest on, in one go and without a query builder; `undefined` where there is no catalog. `folder` is the
 * store's (`.assetstore`). Throws as opening does: `STORE_CORRUPT`, `STORE_NEWER`, `STORE_NOT_WRITABLE`, `STORE_BUSY`.
 */
export function glanceAtCatalog(folder: string): CatalogGlance | undefined {
  const file = catalogFile(folder)
  try {
    using reading = openForReading(file)
    if (reading === undefined) return undefined
    const { database } = reading
    return database.transaction(() => {
      const meta = readMeta(database, file)
      if (meta === undefined) return undefined
      const leased = database.prepare('SELECT EXISTS (SELECT 1 FROM leases)').pluck().get() === 1
      return { change: meta.change, leased, digest: digestOf(database) }
    })()
  } catch (error) {
    throw storeFailure(error, file)
  }
}
