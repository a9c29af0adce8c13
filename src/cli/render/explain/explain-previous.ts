import { partitionBefore } from '../../../app/explain/previous-read.ts'
import type { AssetRecord } from '../../../store/record.ts'
import { unitOf } from '../../../unit.ts'
import { count } from '../../../util/text/count.ts'
import { ago } from '../../../util/text/duration.ts'

/** The past that it was made from, where its function reads one. */
export function previousLines({ asset, ingredients: { previous } }: AssetRecord, now: number): string[] {
  if (previous === undefined) return []
  const { columns, rows, at, version } = previous
  if (at === undefined) return ['previous: none, it was the first']
  const key = partitionBefore(previous)
  const whose = key === undefined ? 'its last version' : unitOf(asset, key)
  const columnsRead = columns === null ? '' : ` (${columns.join(', ')})`
  return [
    `previous: ${whose}${columnsRead}, made ${ago(at, now)}, ${count(rows ?? 0, 'row')}, version ${version.slice(0, 8)}`,
  ]
}
