import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogGlance, glanceAtCatalog } from '../../store/catalog/change.ts'
import { catalogFile } from '../../store/catalog/database.ts'
import { isSettled, stateText } from '../../util/file-state.ts'
import { readSealed, writeSealed } from './sealed.ts'

/**
 * What a memory knows its catalog by: the counter that every change of ours moves, and a digest that sees every other
 * change.
 */
export type CatalogEvidence = Pick<CatalogGlance, 'change' | 'digest'>

/** The catalog's files as they were when they were last read in full, and what was found. */
interface Stamp extends CatalogEvidence {
  readonly files: readonly string[]
  readonly markedAt: number
}

/**
 * Whether the catalog still is what it was. While its files have the times they had, nothing of it is read; else all of
 * it is that a verdict rests on. A catalog that cannot be looked at is a doubt like any other: the full path says what
 * is wrong with it.
 */
export function catalogHolds(storeFolder: string, { change, digest }: CatalogEvidence): boolean {
  const files = filesOf(storeFolder)
  if (stampHolds(readStamp(storeFolder), { files, digest, change })) return true
  const now = glance(storeFolder)
  if (now === undefined || now.leased || now.change !== change || now.digest !== digest) return false
  const stamp: Stamp = { change, digest, files: files.map(({ mark }) => mark), markedAt: Date.now() }
  if (files.every((file) => file.isSettled(stamp.markedAt))) {
    writeSealed(stampFile(storeFolder), JSON.stringify(stamp))
  }
  return true
}

function stampHolds(
  stamp: Stamp | undefined,
  now: CatalogEvidence & { readonly files: readonly CatalogPart[] },
): boolean {
  return (
    stamp !== undefined &&
    stamp.digest === now.digest &&
    stamp.change === now.change &&
    now.files.every((file, index) => file.mark === stamp.files[index] && file.isSettled(stamp.markedAt))
  )
}

interface CatalogPart {
  readonly mark: string
  /** See `isSettled` of `file-state.ts`. */
  isSettled(readAtMs: number): boolean
}

/** The shared memory beside them is none of it: readers write there. */
function filesOf(storeFolder: string): readonly CatalogPart[] {
  return ['', '-wal'].map((end) => {
    const stat = statSync(`${catalogFile(storeFolder)}${end}`, { throwIfNoEntry: false })
    // An empty log says as little as none: whoever opens the catalog to read it makes one, or touches it.
    if (stat === undefined || (end === '-wal' && stat.size === 0)) return { mark: 'none', isSettled: () => true }
    return { mark: stateText(stat), isSettled: (readAtMs) => isSettled(stat, readAtMs) }
  })
}

function glance(storeFolder: string): CatalogGlance | undefined {
  try {
    return glanceAtCatalog(storeFolder)
  } catch {
    return undefined
  }
}

const stampFile = (storeFolder: string): string => join(storeFolder, 'cache', 'catalog.json')

function readStamp(storeFolder: string): Stamp | undefined {
  return readSealed(stampFile(storeFolder)) as Stamp | undefined
}
