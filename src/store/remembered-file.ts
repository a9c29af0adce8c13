import { rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where the answers of the last command are kept. It is a cache: it may be gone at any time. */
export const rememberedFile = (folder: string): string => join(folder, 'cache', 'remembered.json')

/**
 * What was found damaged may be what they rest on. Best effort: where this process may not write, nobody who reads here
 * can mend it.
 */
export function dropRemembered(folder: string): void {
  try {
    rmSync(rememberedFile(folder), { force: true })
  } catch {
    // The damage itself is what is told.
  }
}
