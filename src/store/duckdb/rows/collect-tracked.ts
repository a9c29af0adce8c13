import { type Collected, collectRows, pushRow } from '../collect-rows.ts'
import type { ColumnBuffer } from '../column-buffer.ts'
import { type Batch, pushValue } from '../push-value.ts'
import type { Staging } from '../staging.ts'
import type { Tracked } from '../work.ts'
import type { WriteWorkOptions } from './write-work.ts'

/** Columns that are staged with the rows and are not stored: the place of the input row, and the how-manieth of its rows it is. */
export const placeTag = 'assetstore: of'
export const partTag = 'assetstore: part'
export const tags: readonly string[] = [placeTag, partTag]

/** Stages computed rows, each with the row that it came of. */
export function collectTracked(
  staging: Staging,
  rows: AsyncIterable<Tracked[]>,
  { asset, schemaHint, signal }: Pick<WriteWorkOptions, 'asset' | 'schemaHint' | 'signal'>,
): Promise<Collected> {
  let part = 0
  let place = -1
  const push = (root: ColumnBuffer, { row, origin }: Tracked, batch: Batch) => {
    part = origin.place === place ? part + 1 : 0
    place = origin.place
    pushValue(root.children[0] as ColumnBuffer, place, batch)
    pushValue(root.children[1] as ColumnBuffer, part, batch)
    pushRow(root, row, batch)
  }
  return collectRows(staging, { rows: flat(rows), push, asset, tags, schemaHint, signal })
}

async function* flat(batches: AsyncIterable<Tracked[]>): AsyncGenerator<Tracked> {
  for await (const batch of batches) yield* batch
}
