import type { MarkedObject, Objects, StoredObject } from '../../store/objects/interface.ts'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import { columnOf } from '../../util/text/text-column.ts'
import { readSealed, writeSealedPieces } from './sealed.ts'

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

interface Remembering {
  of(): Iterable<StoredObject>
  readonly objects: Pick<Objects, 'marked'>
}

/** Returns the seal by which the memory knows the file for its own. */
export function rememberObjects(place: StorePlace, remembering: Remembering): string {
  return writeSealedPieces(objectsFile(place), jsonOf(remembering))
}

/** The JSON of `ObjectColumns`. No text of a column has anything in it that JSON escapes. */
function* jsonOf({ of, objects }: Remembering): Iterable<string> {
  const marks: string[] = []
  const sizes: number[] = []
  yield '{"blobs":"'
  for (const { blob, mark = '', sizeBytes } of objects.marked(of())) {
    yield sizes.length === 0 ? blob : `\\n${blob}`
    marks.push(mark)
    sizes.push(sizeBytes)
  }
  yield `","marks":"${marks.join('\\n')}","sizes":[${sizes.join()}]}`
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
