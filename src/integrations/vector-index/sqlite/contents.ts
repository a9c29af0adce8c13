import type { HashedRow } from '../index-row.ts'
import type { Shape } from '../shape.ts'
import type { Contents, Known } from '../target.ts'
import { damageOf, strangerDamage } from './damage.ts'
import type { Database } from './database.ts'
import { metadataOf } from './tables.ts'

const pageSize = 1_000

/** Reads page by page along the rowid, so that nothing else waits for a statement that is still open. */
export function contentsOf(database: Database, shape: Shape): Contents {
  return {
    damage: () => damageOf(database, shape),
    strangers: async () => strangerDamage(database),
    async *known() {
      const page = database.prepare<[number], Known & Rowed>(
        `SELECT row, id, hash FROM rows WHERE row > ? ORDER BY row LIMIT ${pageSize * 10}`,
      )
      yield* pages((after) => page.all(after))
    },
    async *contents() {
      const page = database.prepare<[number], StoredRow>(
        `SELECT rows.*, vectors.vector AS vector, texts.text AS text FROM
           (SELECT * FROM rows WHERE row > ? ORDER BY row LIMIT ${pageSize}) AS rows
           LEFT JOIN vectors ON vectors.rowid = rows.row LEFT JOIN texts ON texts.rowid = rows.row ORDER BY rows.row`,
      )
      for await (const rows of pages((after) => page.all(after))) yield rows.map((row) => hashedRow(row, shape))
    },
  }
}

interface Rowed {
  readonly row: number
}
interface StoredRow extends Rowed, Known {
  readonly vector: Uint8Array | null
  readonly text: string | null
  readonly [column: string]: unknown
}

async function* pages<Row extends Rowed>(page: (after: number) => readonly Row[]): AsyncGenerator<readonly Row[]> {
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = page(after)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = last.row
  }
}

function hashedRow(row: StoredRow, shape: Shape): HashedRow {
  const { id, hash, vector, text } = row
  return { id, hash, text: text ?? '', vector: floatsOf(vector), metadata: metadataOf(shape, row) }
}

/**
 * A copy: what SQLite gives may begin anywhere, and floats begin at multiples of four. A vector that is gone is an
 * empty one.
 */
function floatsOf(bytes: Uint8Array | null): Float32Array {
  const floats = Math.floor((bytes?.length ?? 0) / 4)
  return bytes === null ? new Float32Array() : new Float32Array(Uint8Array.from(bytes).buffer, 0, floats)
}
