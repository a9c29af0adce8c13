import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Every path in a folder, relative to it, but for what begins so. */
export const tree = (folder: string, but = ' '): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // Node keeps its compiled code there, of whatever it runs.
    .filter((path) => ![but, 'node_modules', 'node-compile-cache'].some((start) => path.startsWith(start)))
    .sort()

export const sizesIn = (folder: string): number[] =>
  tree(folder).flatMap((path) => {
    const stat = statSync(join(folder, path))
    return stat.isFile() ? [stat.size] : []
  })
