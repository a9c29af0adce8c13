import type { Shape } from '../shape.ts'
import type { Database } from './database.ts'

/**
 * What is wrong with the tables that vec0 searches. It goes through chunks: a bit a place that is taken, and the row of
 * each place. A row is found under the place that it has in `vectors_rowids`, and nowhere else.
 */
export function vectorDamage(database: Database, shape: Shape): string | undefined {
  const chunks = chunksOf(database, shape)
  if (chunks === undefined) return 'a chunk of its vectors is not whole'
  const places = database.prepare<[], Place>('SELECT rowid, chunk_id, chunk_offset FROM vectors_rowids').all()
  const isThere = ({ rowid, chunk_id, chunk_offset }: Place) =>
    typeof rowid === 'number' && chunks.get(chunk_id)?.get(chunk_offset) === BigInt(rowid)
  if (!places.every(isThere)) return 'a vector is not where its row says'
  const total = [...chunks.values()].reduce((sum, { size }) => sum + size, 0)
  return places.length === total ? undefined : 'a place of its vectors is taken by no row'
}

interface Place {
  readonly rowid: number
  readonly chunk_id: number
  readonly chunk_offset: number
}
interface Chunk {
  readonly id: number
  readonly size: number
  /** In a damaged table a column may hold anything. */
  readonly validity: unknown
  readonly rowids: unknown
  /** Bytes of its vectors; null where they are gone. */
  readonly bytes: number | null
}

/** The places of each chunk that are taken, with their rows; `undefined` where a chunk is not whole. */
function chunksOf(database: Database, { dimensions }: Shape): Map<number, Map<number, bigint>> | undefined {
  const all = database.prepare<[], Chunk>(
    `SELECT chunk_id AS id, size, validity, rowids, length(vectors) AS bytes
       FROM vectors_chunks LEFT JOIN vectors_vector_chunks00 AS held ON held.rowid = chunk_id`,
  )
  const chunks = new Map<number, Map<number, bigint>>()
  for (const { id, size, validity, rowids, bytes } of all.iterate()) {
    if (!(validity instanceof Uint8Array && rowids instanceof Uint8Array)) return undefined
    if (validity.length !== size / 8 || rowids.length !== size * 8 || bytes !== size * dimensions * 4) return undefined
    const rows = new DataView(rowids.buffer, rowids.byteOffset, rowids.byteLength)
    const rowOfPlace = new Map<number, bigint>()
    for (let place = 0; place < size; place += 1) {
      const isTaken = (((validity[place >> 3] ?? 0) >> (place & 7)) & 1) === 1
      if (isTaken) rowOfPlace.set(place, rows.getBigInt64(place * 8, true))
    }
    chunks.set(id, rowOfPlace)
  }
  return chunks
}
