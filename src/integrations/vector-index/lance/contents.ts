import type { HashedRow } from '../index-row.ts'
import type { Shape } from '../shape.ts'
import type { Contents } from '../target.ts'
import type { LanceRow, LanceTable } from './library.ts'
import { metadataOf } from './tables.ts'

export function contentsOf(table: LanceTable, shape: Shape): Contents {
  return {
    async *known() {
      for await (const batch of table.query().select(['id', 'hash'])) {
        yield batch.toArray().map(({ id, hash }) => ({ id: String(id), hash: String(hash) }))
      }
    },
    async *contents() {
      for await (const batch of table.query()) yield batch.toArray().map((row) => hashedRow(row, shape))
    },
  }
}

function hashedRow(row: LanceRow, shape: Shape): HashedRow {
  const { id, hash, text, vector } = row
  const floats = vector as { toArray(): Float32Array } | null
  return {
    id: String(id),
    hash: String(hash),
    text: String(text),
    vector: floats === null ? new Float32Array() : Float32Array.from(floats.toArray()),
    metadata: metadataOf(shape, row),
  }
}
