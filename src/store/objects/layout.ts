import { sep } from 'node:path'

/**
 * Where a table's bytes are at rest. The name is the sha256 of the bytes, so that a file there never changes. It is
 * asked for each of very many objects: `join` would take longer than the look at the file.
 *
 * @param folder The store's, absolute.
 */
export function objectPath(folder: string, blob: string): string {
  return `${folder}${sep}objects${sep}${blob.slice(0, 2)}${sep}${blob}.parquet`
}

/**
 * Where an object goes whose bytes are not what its name says: nobody takes it for the table, and nothing is thrown
 * away.
 */
export function damagedPath(folder: string, blob: string): string {
  return `${objectPath(folder, blob)}.damaged`
}
