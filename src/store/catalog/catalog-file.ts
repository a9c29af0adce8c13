import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const catalogFile = (folder: string): string => join(folder, 'catalog.sqlite')

/** Whether the store's folder has a catalog, or anything else under the catalog's name. */
export function hasCatalog(folder: string): boolean {
  return existsSync(catalogFile(folder))
}
