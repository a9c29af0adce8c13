import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isOfDeadProcess, ownedName } from './tmp.ts'

const prefix = 'assetstore-'

/** If the first place has no room, memory may have. */
const places = (): readonly string[] => [tmpdir(), '/dev/shm']

/**
 * A new folder in the system's temporary folder, for a process that may not write into the store. Nobody else may enter
 * it, its name cannot be guessed, and the name says which process it belongs to. Folders of this user's killed
 * processes are removed first. The caller removes the new one.
 */
export function scratchFolder(name: string): string {
  let refused: unknown
  for (const place of places()) {
    try {
      const folder = mkdtempSync(join(place, `${prefix}${ownedName(name)}-`))
      sweep(place)
      return folder
    } catch (error) {
      refused ??= error
    }
  }
  throw refused
}

/** Best effort: what cannot be listed or removed is left to its owner. */
function sweep(place: string): void {
  try {
    for (const name of readdirSync(place)) if (isLeftover(place, name)) rmSync(join(place, name), { recursive: true })
  } catch {
    // The next call tries again.
  }
}

/** Whether it is a folder of this user, and no link to one. */
function isLeftover(place: string, name: string): boolean {
  const [, owned] = /^assetstore-(.+)-[^-]+$/.exec(name) ?? []
  if (owned === undefined || !isOfDeadProcess(owned)) return false
  const stat = lstatSync(join(place, name), { throwIfNoEntry: false })
  return stat?.isDirectory() === true && stat.uid === process.getuid?.()
}
