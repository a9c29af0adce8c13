import type { Cause } from '../../causes.ts'
import type { AssetRecord } from '../../store/record.ts'
import { columnsText } from '../partition-causes.ts'
import type { UnitFacts } from '../units.ts'
import type { Upstream } from '../upstream.ts'
import type { World } from '../world.ts'
import { previousNow, readsOwnPast } from './past.ts'

/**
 * The cause of a partition of time whose previous partition has changed since it was read. An asset's own past never
 * makes it stale.
 */
export function previousCauses(
  world: World,
  facts: UnitFacts,
  { record, upstream }: { readonly record: AssetRecord; readonly upstream: Upstream },
): Cause[] {
  const before = record.ingredients.previous
  if (before === undefined || facts.node.previous !== true || readsOwnPast(facts)) return []
  const after = previousNow(world, before.columns, { facts, upstream })
  if (after === undefined || after.version === before.version) return []
  const { past } = facts
  const message =
    past === undefined
      ? 'previous removed: there is no partition before it any more'
      : isNone(before)
        ? `previous added: ${past}`
        : `previous changed: ${past}${columnsText(before.columns)}`
  const change = { before: before.version, after: after.version }
  return [{ kind: 'upstream_changed', subject: past ?? facts.unit, ...change, message }]
}

const isNone = ({ partitions }: { readonly partitions?: readonly unknown[] }): boolean => partitions?.length === 0
