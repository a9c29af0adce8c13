import { statSync } from 'node:fs'
import { isSettled, stateText } from '../../util/file-state.ts'
import { catalogFile } from './catalog-file.ts'

/** One file of a catalog as it is now. */
export interface CatalogMark {
  /** Equal marks of a settled file are equal bytes. */
  readonly text: string
  /** See `isSettled` of `file-state.ts`. */
  isSettled(readAtMs: number): boolean
}

/**
 * The files whose state tells whether a catalog has changed, without opening it. The shared memory is not among them,
 * since readers write there.
 */
export function marksOfCatalog(folder: string): readonly CatalogMark[] {
  return ['', '-wal'].map((end) => {
    const stat = statSync(`${catalogFile(folder)}${end}`, { throwIfNoEntry: false })
    // An empty log counts as no log, since a reader makes one or touches it.
    if (stat === undefined || (end === '-wal' && stat.size === 0)) return { text: 'none', isSettled: () => true }
    return { text: stateText(stat), isSettled: (readAtMs) => isSettled(stat, readAtMs) }
  })
}
