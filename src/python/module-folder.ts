import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the Python package `assetstore` lies, absolute: beside this file, or beside what it was bundled into. */
export function pythonPackage(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const packageFolder = join(folder, 'python', 'assetstore')
    if (existsSync(join(packageFolder, '__main__.py'))) return packageFolder
    if (folder === dirname(folder)) throw new Error('the Python package assetstore does not lie above its own files')
  }
}
