import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The absolute path of the worker program: beside this file, or beside the bundle that contains this file.
 */
export function workerFile(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidates = [
      join(folder, 'worker.cjs'),
      join(folder, 'dist', 'cli', 'worker.cjs'),
      join(folder, 'cli', 'worker.cjs'),
    ]
    const file = candidates.find((path) => existsSync(path))
    if (file !== undefined) return file
    if (folder === dirname(folder)) throw new Error('the file of workers does not lie above its own files')
  }
}
