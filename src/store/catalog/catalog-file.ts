import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const catalogFile = (folder: string): string => join(folder, 'catalog.sqlite')

/** Whether there is a catalog in the store's folder, or something that stands in its place. */
export function hasCatalog(folder: string): boolean {
  return existsSync(catalogFile(folder))
}
