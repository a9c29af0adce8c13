import { existsSync, rmSync } from 'node:fs'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import type { RemovedEffect } from './memory.ts'
import { readSealed, writeSealed } from './sealed.ts'

/**
 * Which effects that are gone from the project a person was told of: asset -> the run that did it last. It is no more
 * than a cache: where it is lost, or may not be written, they are told once more.
 */
type Notices = Readonly<Record<string, string>>

const noticesFile = (place: StorePlace): string => cacheFile(place, 'removal-notices.json')

/** Those of which nobody was told. Where none is gone any more, what was told of others is forgotten. */
export function newRemovals(place: StorePlace, removed: readonly RemovedEffect[]): readonly RemovedEffect[] {
  const file = noticesFile(place)
  if (removed.length === 0) {
    if (existsSync(file)) forget(file)
    return []
  }
  const notices = (readSealed(file) ?? {}) as Notices
  return removed.filter(({ asset, run }) => notices[asset] !== run)
}

/** These are all that are gone, and a person was told of each. */
export function noteRemovals(place: StorePlace, removed: readonly RemovedEffect[]): void {
  const notices: Notices = Object.fromEntries(removed.map(({ asset, run }) => [asset, run]))
  writeSealed(noticesFile(place), JSON.stringify(notices))
}

function forget(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Without the right to delete the file it was never written either.
  }
}
