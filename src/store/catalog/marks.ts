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
 * What tells that a catalog is the one that it was, without its being opened. The shared memory beside its files is
 * none of it: readers write there.
 */
export function marksOfCatalog(folder: string): readonly CatalogMark[] {
  return ['', '-wal'].map((end) => {
    const stat = statSync(`${catalogFile(folder)}${end}`, { throwIfNoEntry: false })
    // An empty log says as little as none: whoever opens the catalog to read it makes one, or touches it.
    if (stat === undefined || (end === '-wal' && stat.size === 0)) return { text: 'none', isSettled: () => true }
    return { text: stateText(stat), isSettled: (readAtMs) => isSettled(stat, readAtMs) }
  })
}
