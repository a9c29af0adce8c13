import type { MarkedObject } from '../../store/objects/interface.ts'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import { readSealed, writeSealed } from './sealed.ts'

/**
 * The files that a memory rests on. They are kept as columns, of which the texts are one each: there may be very many,
 * and to read a hundred thousand small objects takes longer than to look at the files.
 */
interface ObjectColumns {
  /** A line an object, as are the marks; an empty one where no mark is known. */
  readonly blobs: string
  readonly marks: string
  readonly sizes: readonly number[]
}

const objectsFile = (place: StorePlace): string => cacheFile(place, 'remembered-objects.json')

/** Returns the seal by which the memory knows the file for its own. */
export function rememberObjects(place: StorePlace, objects: readonly MarkedObject[]): string {
  const columns: ObjectColumns = {
    blobs: objects.map(({ blob }) => blob).join('\n'),
    marks: objects.map(({ mark = '' }) => mark).join('\n'),
    sizes: objects.map(({ sizeBytes }) => sizeBytes),
  }
  return writeSealed(objectsFile(place), JSON.stringify(columns))
}

/** `undefined` where the file is not the memory's own. */
export function rememberedObjects(place: StorePlace, sealed: string): readonly MarkedObject[] | undefined {
  const columns = readSealed(objectsFile(place), sealed) as ObjectColumns | undefined
  if (columns === undefined) return undefined
  const [blobs, marks] = [columns.blobs.split('\n'), columns.marks.split('\n')]
  return columns.sizes.map((sizeBytes, place) => {
    const [blob, mark] = [blobs[place] as string, marks[place]]
    return mark === undefined || mark === '' ? { blob, sizeBytes } : { blob, sizeBytes, mark }
  })
}
