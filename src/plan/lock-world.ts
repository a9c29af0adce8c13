import type { Cause } from '../causes.ts'
import { keysDigest, type LockEntry, storedFrom } from '../store/lock/entry.ts'
import { type Unit, unitAt } from '../unit.ts'
import { withPresentInputs } from './locked-inputs.ts'
import type { UnitFacts } from './units.ts'
import type { World } from './world.ts'

export interface LockQuestion {
  /** Upstream first. */
  readonly facts: readonly UnitFacts[]
  readonly entries: readonly LockEntry[]
  readonly variable: World['variable']
  /** Of assets whose partitions are listed in the code: their keys. What the clock decides is no matter of it. */
  readonly listed?: ReadonlyMap<Unit, readonly string[]> | undefined
}

/**
 * The world as a clean clone has it: code, variables and source files are here, and of what was made there is the lock
 * alone. It is assessed as any other world is, so that the causes are the ones that the store would give.
 */
export function lockWorld({ facts, entries, variable, listed }: LockQuestion): World {
  const locked = new Map(entries.map((entry) => [entry.unit, entry]))
  const current = new Map(
    facts.flatMap((each) => {
      const entry = locked.get(each.unit)
      if (entry === undefined) return []
      return [[each.unit, storedFrom(withPresentInputs(each, entry, locked), each.node.kind)] as const]
    }),
  )
  return {
    facts: facts.map((each) => withLockedSource(each, locked.get(each.unit))),
    definitions: new Map(facts.map(({ node, definition }) => [node.name, definition])),
    current,
    candidates: () => [],
    failures: new Map(),
    doubts: otherPartitions(entries, listed),
    running: new Set(),
    blob: () => 'ok',
    variable,
    columnsVersion: ({ record }, columns) => columnsOf(locked.get(unitAt(record)), columns),
  }
}

/** A key that was added to a list, taken away or renamed is an edit that a run has not followed. */
function otherPartitions(entries: readonly LockEntry[], listed: LockQuestion['listed']): ReadonlyMap<Unit, Cause> {
  const causes = new Map<Unit, Cause>()
  for (const { unit, partitions, partitionKeys } of entries) {
    const now = listed?.get(unit)
    if (partitions === undefined || now === undefined) continue
    const isSameNumber = partitions === now.length
    // A line without the digest cannot tell that the keys are these.
    if (isSameNumber && partitionKeys === keysDigest(now)) continue
    const [before, after] = [String(partitions), String(now.length)]
    const what = isSameNumber ? `the ${after} in the code are not these` : `${after} in the code`
    const message = `partitions changed: ${before} made, ${what}`
    causes.set(unit, { kind: 'partition_set_changed', subject: unit, before, after, message })
  }
  return causes
}

/**
 * A source whose files are not in the clone, or that only a run may ask, is taken to be what it was when the lock was
 * written.
 */
function withLockedSource(facts: UnitFacts, entry: LockEntry | undefined): UnitFacts {
  const { observation, ...others } = facts
  if (entry === undefined || observation === undefined || !isAbsent(observation)) return facts
  const { observed } = entry.ingredients
  return observed === undefined ? others : { ...others, observation: { type: 'known', version: observed } }
}

function isAbsent(observation: NonNullable<UnitFacts['observation']>): boolean {
  return observation.type === 'known' ? observation.nothing !== undefined : observation.type !== 'failed'
}

/** Columns that the lock says nothing of can only be taken for others: a text that no version is. */
function columnsOf(entry: LockEntry | undefined, columns: readonly string[]): string {
  const name = JSON.stringify(columns)
  return entry?.columns.find(({ names }) => JSON.stringify(names) === name)?.version ?? `not in the lock: ${name}`
}
