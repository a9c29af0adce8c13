import {
  type IndexRow,
  type ShapeOptions,
  search,
  syncIndex,
} from '../../src/integrations/vector-index/vector-index.ts'
import { openTarget, type Place } from './place.ts'

/** An index in a place of its own, and what is asked of it most. */
export async function openWorld(newPlace: () => Promise<Place>, options: ShapeOptions) {
  const place = await newPlace()
  const target = await openTarget(place.where, options)
  const ids = async () => {
    const hits = await target.read(async (reader) => {
      const found: string[] = []
      for await (const batch of reader.contents()) found.push(...batch.map(({ id }) => id))
      return found.sort()
    })
    return hits ?? []
  }
  return {
    place,
    target,
    ids,
    nearest: async (vector: readonly number[], k = 1) => (await search(target, { vector, k })).map(({ id }) => id),
    sync: (rows: readonly IndexRow[], more = {}) => syncIndex(target, rows, more),
    async [Symbol.asyncDispose]() {
      await target[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}
