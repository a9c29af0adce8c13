import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type CatalogGlance, glanceAtCatalog } from '../../store/catalog/change.ts'
import { catalogFile } from '../../store/catalog/database.ts'
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
 * A file that was written to this short before it was marked may have been written to again without a trace in its
 * times.
 */
const racyMs = 2_000

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
  if (files.every(({ touchedMs }) => touchedMs < stamp.markedAt - racyMs)) {
    writeSealed(stampFile(storeFolder), JSON.stringify(stamp))
  }
  return true
}

function stampHolds(
  stamp: Stamp | undefined,
  now: CatalogEvidence & { readonly files: readonly FileState[] },
): boolean {
  return (
    stamp !== undefined &&
    stamp.digest === now.digest &&
    stamp.change === now.change &&
    now.files.every(({ mark, touchedMs }, index) => mark === stamp.files[index] && touchedMs < stamp.markedAt - racyMs)
  )
}

interface FileState {
  readonly mark: string
  readonly touchedMs: number
}

/** The shared memory beside them is none of it: readers write there. */
function filesOf(storeFolder: string): readonly FileState[] {
  return ['', '-wal'].map((end) => {
    const stat = statSync(`${catalogFile(storeFolder)}${end}`, { throwIfNoEntry: false })
    // An empty log says as little as none: whoever opens the catalog to read it makes one, or touches it.
    if (stat === undefined || (end === '-wal' && stat.size === 0)) return { mark: 'none', touchedMs: 0 }
    const { size, mtimeMs, ctimeMs, ino } = stat
    return { mark: `${size} ${mtimeMs} ${ctimeMs} ${ino}`, touchedMs: Math.max(mtimeMs, ctimeMs) }
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
