import { type PartitionsDefinition, partitionsOf } from '../define/partitions/partition.ts'
import { type Assessment, assess } from '../plan/assess.ts'
import { lockWorld } from '../plan/lock-world.ts'
import { type UnitFacts, unitFacts } from '../plan/units.ts'
import type { LockEntry } from '../store/lock/entry.ts'
import { readLockFile } from '../store/lock/read-lock.ts'
import type { Unit } from '../unit.ts'
import { variableHash } from './environment.ts'
import type { Workspace } from './workspace.ts'

/** What an answer rests on: the catalog where there is one, else the lock. */
export type Basis = 'store' | 'lock'

/**
 * Statuses from code and lock alone, of all nodes or of some: no data, no database, no network. Throws what
 * `readLockFile` throws.
 */
export async function assessLocked(workspace: Workspace, scope?: ReadonlySet<string>): Promise<Assessment> {
  return assessOnLock(workspace, await readLockFile(workspace.storeFolder), scope)
}

/**
 * What the code is to a lock: the one in the store's folder, or one of another commit. Each asset is one unit there,
 * also one with partitions: which of them exist is no matter of the code.
 */
export async function assessOnLock(
  { observed, observedTogether, units }: Pick<Workspace, 'observed' | 'observedTogether' | 'units'>,
  entries: readonly LockEntry[],
  scope?: ReadonlySet<string>,
): Promise<Assessment> {
  const facts: UnitFacts[] = []
  for (const each of unitFacts(await observed(scope))) {
    const observation = each.node.partitioned ? await observedTogether(each.node.name) : undefined
    facts.push(observation === undefined ? each : { ...each, observation })
  }
  return assess(lockWorld({ facts, entries, variable: variableHash, listed: listedPartitions(facts, units) }))
}

function listedPartitions(
  facts: readonly UnitFacts[],
  units: Workspace['units'],
): ReadonlyMap<Unit, readonly string[]> {
  return new Map(
    facts.flatMap(({ node, unit }) => {
      const set = units.set(node.name)
      return set !== undefined && isListed(set.definition) ? [[unit, set.keys] as const] : []
    }),
  )
}

function isListed(of: PartitionsDefinition | undefined): boolean {
  if (of?.type === 'cross') return Object.values(of.dimensions).every((one) => isListed(partitionsOf(one)))
  return of?.type === 'fixed'
}
