import type { MarkedObject } from '../../store/objects/interface.ts'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import { columnOf } from '../../util/text/text-column.ts'
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
export function rememberObjects(place: StorePlace, objects: Iterable<MarkedObject>): string {
  const columns = { blobs: [] as string[], marks: [] as string[], sizes: [] as number[] }
  for (const { blob, mark = '', sizeBytes } of objects) {
    columns.blobs.push(blob)
    columns.marks.push(mark)
    columns.sizes.push(sizeBytes)
  }
  const { blobs, marks, sizes } = columns
  const texts: ObjectColumns = { blobs: blobs.join('\n'), marks: marks.join('\n'), sizes }
  return writeSealed(objectsFile(place), JSON.stringify(texts))
}

/** `undefined` where the file is not the memory's own. */
export function rememberedObjects(place: StorePlace, sealed: string): Iterable<MarkedObject> | undefined {
  const columns = readSealed(objectsFile(place), sealed) as ObjectColumns | undefined
  return columns && objectsIn(columns)
}

function* objectsIn({ blobs: blobLines, marks: markLines, sizes }: ObjectColumns): Iterable<MarkedObject> {
  const [blobs, marks] = [columnOf(blobLines, sizes.length), columnOf(markLines, sizes.length)]
  for (const [place, sizeBytes] of sizes.entries()) {
    const [blob, mark] = [blobs?.at(place) ?? '', marks?.at(place) ?? '']
    yield mark === '' ? { blob, sizeBytes } : { blob, sizeBytes, mark }
  }
}
