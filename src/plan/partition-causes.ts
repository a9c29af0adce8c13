import type { Cause } from '../causes.ts'
import type { InputVersion } from '../store/record.ts'
import { rangesText } from '../util/text/key-ranges.ts'

type Partitions = NonNullable<InputVersion['partitions']>

export interface PartitionsRead {
  readonly asset: string
  /** The columns that were read; `null` for whole tables. */
  readonly columns: InputVersion['columns']
  readonly before: Partitions
  readonly after: Partitions
}

/**
 * The partitions of an upstream that have changed, that are read now and were not before, or that were read before and
 * are not now.
 */
export function partitionCauses({ asset, columns, before, after }: PartitionsRead): Cause[] {
  const [was, is] = [new Map(before), new Map(after)]
  const order = after.map(([key]) => key)
  const added = order.filter((key) => !was.has(key))
  const removed = before.flatMap(([key]) => (is.has(key) ? [] : [key]))
  const changed = order.filter((key) => was.has(key) && was.get(key) !== is.get(key))
  const causes: Cause[] = []
  if (added.length + removed.length > 0) {
    const parts = [
      ...(added.length === 0 ? [] : [`${rangesText(added, order)} added`]),
      ...(removed.length === 0 ? [] : [`${rangesText(removed, [...was.keys()])} removed`]),
    ]
    const change = { before: String(before.length), after: String(after.length) }
    causes.push({
      ...{ kind: 'partition_set_changed', subject: asset, ...change },
      message: `partitions changed: ${asset} ${parts.join(', ')}`,
    })
  }
  if (changed.length > 0) {
    const message = `upstream changed: ${asset}${columnsText(columns)} ${rangesText(changed, order)}`
    causes.push({ kind: 'upstream_changed', subject: asset, message })
  }
  if (causes.length > 0) return causes
  return [{ kind: 'partition_set_changed', subject: asset, message: `partitions changed: the order of ${asset}` }]
}

export const columnsText = (columns: InputVersion['columns']): string =>
  columns === null ? '' : ` (${columns.join(', ')})`
