import { type CatalogMark, marksOfCatalog } from '../../store/catalog/marks.ts'
import type { CatalogState } from '../../store/interface.ts'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import { readSealed, writeSealed } from './sealed.ts'

/**
 * How a memory recognizes its catalog: by the counter, which each of our changes moves, and by a digest, which shows
 * every other change.
 */
export type CatalogEvidence = Pick<CatalogState, 'change' | 'digest'>

/** What its files were at a moment: see `marksOfCatalog`. */
export interface CatalogFiles {
  readonly files: readonly string[]
  /** ms since 1970. */
  readonly markedAt: number
}

/** The catalog's files as they were when they were last read in full, and what was found. */
interface Stamp extends CatalogEvidence, CatalogFiles {}

/**
 * Stands for a digest where the catalog is very large: reading all records would take as long as the answer, so the
 * files alone decide.
 */
const byFiles = 'files'

/** `undefined` where they were written so recently that their times may not show a further write. */
export function catalogFiles(folder: string): CatalogFiles | undefined {
  const markedAt = Date.now()
  const marks = marksOfCatalog(folder)
  return marks.every((file) => file.isSettled(markedAt))
    ? { files: marks.map(({ text }) => text), markedAt }
    : undefined
}

/**
 * The evidence of a catalog that was read while its files had these marks; `undefined` where the files have changed.
 */
export function catalogByFiles(
  place: StorePlace,
  { change, files }: { readonly change: number; readonly files: CatalogFiles },
): CatalogEvidence | undefined {
  if (marksOfCatalog(place.folder).some(({ text }, index) => text !== files.files[index])) return undefined
  const evidence = { change, digest: byFiles }
  writeSealed(stampFile(place), JSON.stringify({ ...evidence, ...files }))
  return evidence
}

/**
 * Whether the catalog is unchanged. While its files have the same times, nothing of it is read; otherwise everything
 * that a verdict rests on is read. A catalog that cannot be read is a doubt like any other: the full path says what is
 * wrong with it.
 */
export async function catalogHolds(place: StorePlace, { change, digest }: CatalogEvidence): Promise<boolean> {
  const files = marksOfCatalog(place.folder)
  if (stampHolds(readStamp(place), { files, digest, change })) return true
  if (digest === byFiles) return false
  const now = await stateOrNone(place)
  if (now === undefined || now.leased || now.change !== change || now.digest !== digest) return false
  const stamp: Stamp = { change, digest, files: files.map(({ text }) => text), markedAt: Date.now() }
  if (files.every((file) => file.isSettled(stamp.markedAt))) {
    writeSealed(stampFile(place), JSON.stringify(stamp))
  }
  return true
}

function stampHolds(
  stamp: Stamp | undefined,
  now: CatalogEvidence & { readonly files: readonly CatalogMark[] },
): boolean {
  return (
    stamp !== undefined &&
    stamp.digest === now.digest &&
    stamp.change === now.change &&
    now.files.every((file, index) => file.text === stamp.files[index] && file.isSettled(stamp.markedAt))
  )
}

async function stateOrNone(place: StorePlace): Promise<CatalogState | undefined> {
  const { openCatalog } = await import('../../store/catalog/open.ts')
  try {
    await using catalog = await openCatalog({ ...place, mode: 'read', patienceMs: 0 })
    return await catalog?.state()
  } catch {
    return undefined
  }
}

const stampFile = (place: StorePlace): string => cacheFile(place, 'catalog.json')

function readStamp(place: StorePlace): Stamp | undefined {
  return readSealed(stampFile(place)) as Stamp | undefined
}
