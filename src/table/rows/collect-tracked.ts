import { type Collected, type CollectOptions, collectRows, pushRow } from '../codec/encode/collect-rows.ts'
import type { ColumnBuffer } from '../codec/encode/column-buffer.ts'
import { type Batch, pushValue } from '../codec/encode/push-value.ts'
import type { Staging } from '../codec/encode/staging.ts'
import type { Engine } from '../engine/open.ts'
import type { Tracked } from '../work/work.ts'
import { rowsOfBatches } from '../write/rows-of-batches.ts'
import { type WriteRowsOptions, writeRows } from '../write/write-rows.ts'
import type { Written } from '../write/written.ts'
import { tags } from './parts.ts'

/** Stages computed rows, each with the input row that it was made from. */
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
  return collectRows(staging, { rows: each(rows), push, asset, tags, schemaHint, signal })
}

/** Writes computed rows as they arrive, if they are in order and no map is kept. */
export function writeTracked(
  engine: Engine,
  rows: AsyncIterable<Tracked[]>,
  { asset, file, ordered, schemaHint, lastColumns, signal }: Omit<WriteRowsOptions, 'rows' | 'push'>,
): Promise<Written> {
  const push = (root: ColumnBuffer, { row, origin }: Tracked, batch: Batch) => {
    batch.row = origin.place + 1
    pushRow(root, row, batch)
  }
  return writeRows(engine, { rows: each(rows), push, asset, file, ordered, schemaHint, lastColumns, signal })
}

const each = (rows: AsyncIterable<Tracked[]>) => rowsOfBatches(rows) as AsyncIterable<object> as AsyncIterable<Tracked>
