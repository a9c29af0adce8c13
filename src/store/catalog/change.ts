import { storeFailure } from '../failure.ts'
import { catalogFile, openForReading } from './database.ts'
import { readMeta } from './schema.ts'

export interface CatalogGlance {
  /** See `Catalog.change`. */
  readonly change: number
  /** Whether somebody holds, or held when it was killed, a lease. */
  readonly leased: boolean
}

/** The counter and whether there is a lease, in one go and without a query builder; otherwise as `catalogChange`. */
export function glanceAtCatalog(folder: string): CatalogGlance | undefined {
  const file = catalogFile(folder)
  try {
    using reading = openForReading(file)
    const meta = reading === undefined ? undefined : readMeta(reading.database, file)
    if (reading === undefined || meta === undefined) return undefined
    const leased = reading.database.prepare('SELECT EXISTS (SELECT 1 FROM leases)').pluck().get() === 1
    return { change: meta.change, leased }
  } catch (error) {
    throw storeFailure(error, file)
  }
}

/**
 * The catalog's counter, read in one go without a query builder; `undefined` where there is no catalog. `folder` is the store's
 * (`.assetstore`). Throws as opening does: `STORE_CORRUPT`, `STORE_NEWER`, `STORE_NOT_WRITABLE`, `STORE_BUSY`.
 */
export function catalogChange(folder: string): number | undefined {
  return glanceAtCatalog(folder)?.change
}
