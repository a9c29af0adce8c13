import { type Collected, type CollectOptions, collectRows, pushRow } from '../codec/encode/collect-rows.ts'
import type { ColumnBuffer } from '../codec/encode/column-buffer.ts'
import { type Batch, pushValue } from '../codec/encode/push-value.ts'
import type { Staging } from '../codec/encode/staging.ts'
import type { Tracked } from '../work/work.ts'
import { rowsOfBatches } from '../write/rows-of-batches.ts'
import { tags } from './parts.ts'

/** Stages computed rows, each with the row that it came of. */
export function collectTracked(
  staging: Staging,
  rows: AsyncIterable<Tracked[]>,
  { asset, schemaHint, signal }: Pick<CollectOptions<never>, 'asset' | 'schemaHint' | 'signal'>,
): Promise<Collected> {
  let part = 0
  let place = -1
  const push = (root: ColumnBuffer, { row, origin }: Tracked, batch: Batch) => {
    part = origin.place === place ? part + 1 : 0
    place = origin.place
    batch.row = place + 1
    pushValue(root.children[0] as ColumnBuffer, place, batch)
    pushValue(root.children[1] as ColumnBuffer, part, batch)
    pushRow(root, row, batch)
  }
  const each = rowsOfBatches(rows) as AsyncIterable<object> as AsyncIterable<Tracked>
  return collectRows(staging, { rows: each, push, asset, tags, schemaHint, signal })
}
