import { statSync } from 'node:fs'
import { isSettled, stateText } from '../../util/file-state.ts'
import { catalogFile } from './catalog-file.ts'

/** The state of one file of a catalog. */
export interface CatalogMark {
  /** If the file is settled, equal texts mean equal bytes. */
  readonly text: string
  /** See `isSettled` of `file-state.ts`. */
  isSettled(readAtMs: number): boolean
}

/**
 * The state of the files that show whether a catalog has changed, without opening it. The shared memory is left out,
 * since readers write to it.
 */
export function marksOfCatalog(folder: string): readonly CatalogMark[] {
  return ['', '-wal'].map((end) => {
    const stat = statSync(`${catalogFile(folder)}${end}`, { throwIfNoEntry: false })
    // An empty log counts as no log, since a reader creates or touches it.
    if (stat === undefined || (end === '-wal' && stat.size === 0)) return { text: 'none', isSettled: () => true }
    return { text: stateText(stat), isSettled: (readAtMs) => isSettled(stat, readAtMs) }
  })
}
