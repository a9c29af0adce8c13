import { existsSync, rmSync } from 'node:fs'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import type { RemovedEffect } from './memory.ts'
import { readSealed, writeSealed } from './sealed.ts'

/**
 * The effects gone from the project that a person has been told about: asset -> the run that did it last. It is only a
 * cache: where it is lost or cannot be written, the message is shown once more.
 */
type Notices = Readonly<Record<string, string>>

const noticesFile = (place: StorePlace): string => cacheFile(place, 'removal-notices.json')

/**
 * The removed effects that no message has named yet. Once no effect is gone any more, the notes about others are
 * dropped.
 */
export function newRemovals(place: StorePlace, removed: readonly RemovedEffect[]): readonly RemovedEffect[] {
  const file = noticesFile(place)
  if (removed.length === 0) {
    if (existsSync(file)) forget(file)
    return []
  }
  const notices = (readSealed(file) ?? {}) as Notices
  return removed.filter(({ asset, run }) => notices[asset] !== run)
}

/** Notes that a person has been told about each of these, which are all that are gone. */
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
