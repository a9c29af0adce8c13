import { type Assessment, assess } from '../plan/assess.ts'
import { lockWorld } from '../plan/lock/lock-world.ts'
import { type UnitFacts, unitFacts } from '../plan/units.ts'
import type { LockEntry } from '../store/lock/entry.ts'
import { readLockFile } from '../store/lock/read-lock.ts'
import { unitOf } from '../unit.ts'
import { variableHash } from './environment.ts'
import type { Workspace } from './workspace.ts'

/** What an answer is based on: the catalog where there is one, else the lock. */
export type Basis = 'store' | 'lock'

type CodeState = Pick<Workspace, 'observed' | 'observedTogether' | 'definedSet'>

/**
 * Statuses from code and lock alone, of all nodes or of some: without data, database or network. Throws the errors of
 * `readLockFile`.
 */
export async function assessLocked(
  workspace: CodeState & Pick<Workspace, 'storeFolder'>,
  scope?: ReadonlySet<string>,
): Promise<Assessment> {
  return assessOnLock(workspace, await readLockFile(workspace.storeFolder), scope)
}

/**
 * Assesses the code against a lock: the one in the store's folder, or one of another commit. There each asset is one
 * unit, even with partitions, since code does not decide which of them exist.
 */
export async function assessOnLock(
  { observed, observedTogether, definedSet }: CodeState,
  entries: readonly LockEntry[],
  scope?: ReadonlySet<string>,
): Promise<Assessment> {
  const facts: UnitFacts[] = []
  for (const each of unitFacts(await observed(scope))) {
    const observation = each.node.partitioned ? await observedTogether(each.node.name) : undefined
    const { keysFrom } = each.node
    facts.push({
      ...each,
      ...(observation === undefined ? {} : { observation }),
      // The asset may have other keys once the tables that its keys come from are made again.
      ...(keysFrom === undefined ? {} : { awaits: keysFrom.map((name) => unitOf(name)) }),
    })
  }
  const sets = new Map(
    facts.flatMap(({ node, unit }) => {
      const set = definedSet(node.name)
      return set === undefined ? [] : [[unit, set] as const]
    }),
  )
  return assess(lockWorld({ facts, entries, variable: variableHash, sets }))
}
