import type { Cause } from '../../causes.ts'
import { keysDigest, type LockEntry, storedFrom } from '../../store/lock/entry.ts'
import { type Unit, unitAt } from '../../unit.ts'
import { own } from '../../util/own.ts'
import { checksRead } from '../checks/checks-read.ts'
import { inPresentOrder } from '../tables-in-order.ts'
import type { UnitFacts } from '../units.ts'
import type { World } from '../world.ts'
import { withPresentInputs } from './locked-inputs.ts'

export interface LockQuestion {
  /** Upstream first. */
  readonly facts: readonly UnitFacts[]
  readonly entries: readonly LockEntry[]
  readonly variable: World['variable']
  /** For assets with partitions: the part of their keys that code decides. */
  readonly sets?: ReadonlyMap<Unit, DefinedSet> | undefined
}

/** The part of an asset's keys that code decides, without those that come from the clock or from data. */
export interface DefinedSet {
  /** The keys, where code lists them. */
  readonly keys?: readonly string[] | undefined
  /** See `LockEntry`. */
  readonly texts: Readonly<Record<string, string>>
  /** See `LockEntry`. */
  readonly listedKeys?: LockEntry['listedKeys']
}

/**
 * The world of a clean clone: it has code, variables and source files, and of what was made only the lock. It is
 * assessed like any other world, so that the causes are those that the store would give.
 */
export function lockWorld({ facts, entries, variable, sets }: LockQuestion): World {
  const locked = new Map(entries.map((entry) => [entry.unit, entry]))
  const current = new Map(
    facts.flatMap((each) => {
      const entry = locked.get(each.unit)
      if (entry === undefined) return []
      const stored = storedFrom(withPresentInputs(each, entry, locked), each.node.kind)
      return [[each.unit, { ...stored, record: inPresentOrder(each, stored.record) }] as const]
    }),
  )
  return {
    facts: facts.map((each) => withLockedSource(each, locked.get(each.unit))),
    checksRead: checksRead(facts),
    definitions: new Map(facts.map(({ node, definition }) => [node.name, definition])),
    current,
    candidates: () => [],
    failures: new Map(),
    doubts: otherPartitions(entries, sets),
    running: new Set(),
    blob: () => 'ok',
    variable,
    columnsVersion: ({ record }, columns) => columnsOf(locked.get(unitAt(record)), columns),
  }
}

/**
 * An edit of the keys that no run has followed: a key that was added to a list, removed or renamed, another first day,
 * or another function that is asked for keys.
 */
function otherPartitions(entries: readonly LockEntry[], sets: LockQuestion['sets']): ReadonlyMap<Unit, Cause> {
  const causes = new Map<Unit, Cause>()
  for (const entry of entries) {
    const now = sets?.get(entry.unit)
    if (entry.partitions === undefined || now === undefined) continue
    const cause = otherKeys(entry, now.keys) ?? otherTexts(entry, now.texts)
    if (cause !== undefined) causes.set(entry.unit, cause)
  }
  return causes
}

function otherKeys({ unit, partitions, partitionKeys }: LockEntry, now: DefinedSet['keys']): Cause | undefined {
  if (now === undefined) return undefined
  const isSameNumber = partitions === now.length
  // A line without the digest has only the number of keys to compare.
  if (isSameNumber && partitionKeys === keysDigest(now)) return undefined
  const [before, after] = [String(partitions), String(now.length)]
  const what = isSameNumber ? `the ${after} in the code are not these` : `${after} in the code`
  const message = `partitions changed: ${before} made, ${what}`
  return { kind: 'partition_set_changed', subject: unit, before, after, message }
}

/** A line of an older release lacks these texts. */
function otherTexts({ unit, partitionSet: then }: LockEntry, now: DefinedSet['texts']): Cause | undefined {
  if (then === undefined) return undefined
  const names = new Set([...Object.keys(then), ...Object.keys(now)])
  const name = [...names].find((one) => isOther(one, own(then, one), own(now, one)))
  if (name === undefined) return undefined
  const [before, after] = [own(then, name) ?? 'none', own(now, name) ?? 'none']
  const message =
    name === keysCode
      ? 'partitions changed: what is asked for the keys was edited'
      : `partitions changed: ${name} ${before} → ${after}`
  return { kind: 'partition_set_changed', subject: unit, before, after, message }
}

/** The text of another slice scheme cannot be compared. */
function isOther(name: string, then: string | undefined, now: string | undefined): boolean {
  if (then === now) return false
  if (name !== keysCode || then === undefined || now === undefined) return true
  return then.slice(then.indexOf(' ')) === now.slice(now.indexOf(' '))
}

/** The name, among the parts of a definition of partitions, of the code that is asked for keys. */
export const keysCode = 'keys'

/**
 * A source whose files are not in the clone, or that only a run may ask, is assumed to be as it was when the lock was
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

/** Columns that the lock does not mention count as changed: their version is a text that no real version equals. */
function columnsOf(entry: LockEntry | undefined, columns: readonly string[]): string {
  const name = JSON.stringify(columns)
  return entry?.columns.find(({ names }) => JSON.stringify(names) === name)?.version ?? `not in the lock: ${name}`
}
