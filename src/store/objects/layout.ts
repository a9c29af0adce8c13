import { sep } from 'node:path'

/**
 * The path of a stored object. Its name is the sha256 of its bytes, so the file never changes. The text is built
 * without `join`, which would take longer than the look at the file: the path is asked for each of very many objects.
 *
 * @param folder The store's folder, absolute.
 */
export function objectPath(folder: string, blob: string): string {
  return `${folder}${sep}objects${sep}${blob.slice(0, 2)}${sep}${blob}.parquet`
}

/**
 * The path for an object whose bytes do not match its name: nobody takes it for the table there, and nothing is thrown
 * away.
 */
export function damagedPath(folder: string, blob: string): string {
  return `${objectPath(folder, blob)}.damaged`
}
