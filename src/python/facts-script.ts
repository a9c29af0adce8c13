import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the Python program that reads code, absolute: beside this file, or beside what it was bundled into. */
export function factsScript(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = join(folder, 'python', 'assetstore', 'facts')
    if (existsSync(join(found, '__main__.py'))) return found
    if (folder === dirname(folder)) throw new Error('the Python package assetstore does not lie above its own files')
  }
}
