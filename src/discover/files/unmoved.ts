import { statSync } from 'node:fs'
import type { LoadedModule } from '../load/record-modules.ts'

/**
 * Remembers files as they were read, and says later whether one of them has moved since: what was made from a file that
 * moved while it ran is good data, but nobody can say from which text it was made.
 *
 * @param modules with their stat from before they were evaluated; the stat of all other files is taken now.
 */
export function watchFiles(modules: readonly LoadedModule[], files: Iterable<string>): (file: string) => boolean {
  const before = new Map(modules.map(({ path, size, mtimeMs }) => [path, { size, mtimeMs }]))
  for (const file of files) {
    const stat = before.has(file) ? undefined : statSync(file, { throwIfNoEntry: false })
    if (stat !== undefined) before.set(file, { size: stat.size, mtimeMs: stat.mtimeMs })
  }
  return (file) => {
    const then = before.get(file)
    const now = statSync(file, { throwIfNoEntry: false })
    return then?.size === now?.size && then?.mtimeMs === now?.mtimeMs
  }
}
