import { storeFailure } from '../failure.ts'
import { catalogFile, openForReading } from './database.ts'
import { readMeta } from './schema.ts'

/**
 * The catalog's counter, read in one go without a query builder; `undefined` where there is no catalog. `folder` is the store's
 * (`.assetstore`). Throws as opening does: `STORE_CORRUPT`, `STORE_NEWER`, `STORE_NOT_WRITABLE`, `STORE_BUSY`.
 */
export function catalogChange(folder: string): number | undefined {
  const file = catalogFile(folder)
  try {
    using reading = openForReading(file)
    return reading === undefined ? undefined : readMeta(reading.database, file)?.change
  } catch (error) {
    throw storeFailure(error, file)
  }
}
