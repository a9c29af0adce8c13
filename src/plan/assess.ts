import { type Cause, isHold, type Status } from '../causes.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { AssetError } from '../errors.ts'
import type { StepError } from '../events.ts'
import type { Stored } from '../store/interface.ts'
import type { Pin } from '../store/pin.ts'
import type { Unit } from '../unit.ts'
import { attemptKey } from './attempt-key.ts'
import { type Gates, gatesOf, inGateOrder } from './checks/gates.ts'
import { readNow } from './checks/standing-verdict.ts'
import { checkFailedCause, type KnownFailure, knownToFail } from './checks/verdict.ts'
import { decide } from './decide.ts'
import { causesNow } from './diff.ts'
import { pinnedCause, pinsAfterRename } from './pinned.ts'
import { RecordsOver } from './plain/records-over.ts'
import { isDone, mayBeLeftAlone, receiptRefusedCause } from './refused-receipt.ts'
import { isUpToDate } from './status/up-to-date.ts'
import { openKeys, upstreamCauses } from './status/upstream-causes.ts'
import { type UnitFacts, unitsBefore, unitsRead } from './units.ts'
import { unknownCause } from './unknown.ts'
import type { World } from './world.ts'

/** The assessment of one unit at this moment. */
export interface Assessed {
  readonly facts: UnitFacts
  readonly status: Status
  readonly causes: readonly Cause[]
  readonly current: Stored | undefined
  /** The failure of the last attempt, if nothing was made since and a new attempt would have the same key. */
  readonly failure?: KnownFailure
}
export { isUpToDate }
export type Assessment = ReadonlyMap<Unit, Assessed>

/** The part of an assessment that the units below it need. */
export interface AssessedAbove extends Pick<Assessed, 'status' | 'causes' | 'failure'> {
  readonly facts: Pick<UnitFacts, 'node' | 'unit'>
}

/** What is known of units that are not in the world, which may have only the part of a project that has moved. */
export interface Beside {
  readonly gates: Gates
  readonly assessed: ReadonlyMap<Unit, AssessedAbove>
}

/** The status of every unit, upstream first. Pure: equal worlds give equal assessments. */
export function assess(now: World, beside?: Beside): Assessment {
  const { facts } = now
  const gates = beside?.gates ?? gatesOf(facts)
  const assessed = new Map<Unit, Assessed>()
  const above = beside === undefined ? assessed : new Map<Unit, AssessedAbove>(beside.assessed)
  const renames = renamesIn(now)
  for (const each of inGateOrder(facts, gates)) {
    const { unit } = each
    const left = renames.world().current.has(unit) ? undefined : underAnotherName(renames.world(), each)
    if (left !== undefined) renames.note(unit, left)
    const state = assessOne(renames.world(), each, { assessed: above, gates })
    const one = left !== undefined && state.status === 'fresh' ? { ...state, causes: [renamedCause(left)] } : state
    assessed.set(unit, one)
    if (above !== assessed) above.set(unit, one)
  }
  return gates.size === 0 ? assessed : new Map(facts.map(({ unit }) => [unit, assessed.get(unit) as Assessed]))
}

/**
 * The record that a renamed asset has under its old name. A run takes it without a call, so it already counts as the
 * asset's record.
 */
function underAnotherName(world: World, facts: UnitFacts): Stored | undefined {
  const decision = decide(world, facts, readNow(world))
  return decision.action === 'reuse' && !world.definitions.has(decision.stored.record.asset)
    ? decision.stored
    : undefined
}

/** The world with the records of renamed assets. Most worlds have no rename: they are returned without a copy. */
function renamesIn(now: World) {
  let renamed: (World & { readonly current: Map<Unit, Stored>; readonly pins: Map<Unit, Pin> }) | undefined
  return {
    world: (): World => renamed ?? now,
    note(unit: Unit, left: Stored) {
      renamed ??= { ...now, current: new RecordsOver((unit) => now.current.get(unit)), pins: new Map(now.pins) }
      renamed.current.set(unit, left)
      const pin = pinsAfterRename(renamed.pins, left)
      if (pin !== undefined) renamed.pins.set(unit, pin)
    },
  }
}

const renamedCause = ({ record: { asset } }: Stored): Cause => ({
  kind: 'renamed',
  subject: asset,
  message: `was ${asset}: the next run records the new name and calls nothing`,
})

function assessOne(world: World, facts: UnitFacts, above: Beside): Assessed {
  const current = world.current.get(facts.unit)
  const own = current === undefined ? neverMade(world, facts) : causesOf(world, facts, current)
  const inherited = upstreamCauses(facts, above.assessed, (unit) => readNow(world)(unit) !== undefined)
  // Which partitions the unit reads, and whether the unit still exists, is not known yet.
  const isKept = current !== undefined && own.length === 0
  const lacking = facts.unreadable ?? (isKept ? undefined : facts.unmakeable)
  const unreadable = openKeys(facts, above.assessed).length === 0 ? lacking : undefined
  const unseen = unreadable ?? unseenSource(facts, current)
  const isPinned = current !== undefined && world.pins?.has(facts.unit)
  if (!isPinned && unseen !== undefined) {
    const { code, message } = unseen
    return { facts, status: 'error', causes: [], current, failure: { code, message } }
  }
  const failure = failureOf(world, facts, above.assessed)
  const holds = heldBy(facts, above)
  const { status, causes } = verdict({ world, facts, current, own, inherited, failed: failure !== undefined, holds })
  return failure === undefined ? { facts, status, causes, current } : { facts, status, causes, current, failure }
}

/** Why a source could not be observed. Missing files are a change of the source, unless it never had a version. */
function unseenSource({ observation }: UnitFacts, current: Stored | undefined): AssetError | undefined {
  if (observation?.type === 'failed') return observation.error
  return observation?.type === 'known' && current === undefined ? observation.nothing : undefined
}

interface Evidence {
  readonly world: World
  readonly facts: UnitFacts
  readonly current: Stored | undefined
  readonly own: readonly Cause[]
  readonly inherited: readonly Cause[]
  readonly failed: boolean
  /** The causes from blocking checks that fail. */
  readonly holds: readonly Cause[]
}

/** The first status that applies, in the order of `statuses`. */
function verdict(evidence: Evidence): { status: Status; causes: readonly Cause[] } {
  const { world, facts, current, own, inherited } = evidence
  const causes =
    evidence.holds.length + own.length + inherited.length === 0 ? none : [...evidence.holds, ...own, ...inherited]
  if (world.running.has(facts.unit)) return { status: 'running', causes }
  if (evidence.failed && isDue(evidence)) return { status: 'failed', causes }
  if (evidence.holds.length > 0) return { status: 'blocked', causes }
  if (current === undefined) return { status: 'missing', causes }
  const state = world.blob(current)
  if (state !== 'ok') return { status: 'broken', causes: [brokenCause(state), ...causes] }
  const unknown = unknownCause(facts, current)
  const pin = world.pins?.get(facts.unit)
  if (pin !== undefined)
    return {
      status: 'pinned',
      causes: [pinnedCause(pin, current), ...causes, ...(unknown === undefined ? [] : [unknown])],
    }
  if (own.length > 0) return { status: 'stale', causes }
  if (inherited.length > 0) return { status: 'maybe', causes }
  return unknown === undefined ? fresh : { status: 'unknown', causes: [unknown] }
}

/**
 * Whether a run has something to do. A current version that was made with the present key leaves nothing to try again,
 * even if another attempt failed. The verdict of a check is about tables, and holds until these change.
 */
function isDue({ world, facts, current, own }: Evidence): boolean {
  if (world.pins?.has(facts.unit)) return false
  if (nodeKinds[facts.node.kind].judges || current === undefined || own.length > 0) return true
  return world.blob(current) !== 'ok' || unknownCause(facts, current) !== undefined
}

function causesOf(world: World, facts: UnitFacts, current: Stored): readonly Cause[] {
  return causesNow(world, facts, { record: current.record, upstream: readNow(world) })
}

/** What holds an asset back: failing checks of the tables that it reads, what holds those tables, a refused receipt. */
function heldBy(facts: UnitFacts, { assessed, gates }: Beside): readonly Cause[] {
  const before = unitsBefore(facts)
  if (before.length === 0 && gates.size === 0) return none
  const holders = new Map<string, Cause>()
  for (const gate of gates.get(facts.unit) ?? []) {
    const check = assessed.get(gate)
    if (check?.status === 'failed' && check.failure !== undefined)
      holders.set(gate, checkFailedCause(check.facts, check.failure))
  }
  for (const above of before) {
    const read = assessed.get(above)
    if (read?.status === 'failed' && read.failure?.done)
      holders.set(above, receiptRefusedCause({ ...read.facts, unit: above }, read.failure))
    for (const cause of read?.causes ?? none) if (isHold(cause)) holders.set(cause.subject ?? '', cause)
  }
  return holders.size === 0 ? none : [...holders.values()]
}

/** One shared list: most units have no cause, and a project may have very many units. */
const none: readonly Cause[] = []
const fresh: { readonly status: Status; readonly causes: readonly Cause[] } = { status: 'fresh', causes: none }

function failureOf(world: World, facts: UnitFacts, above: Beside['assessed']): KnownFailure | undefined {
  if (nodeKinds[facts.node.kind].judges) return failureOfCheck(world, facts, above)
  const failed = world.failures.get(facts.unit)
  if (failed === undefined) return undefined
  if (failed.key !== attemptKey(world, facts, readNow(world))) return undefined
  const { code, message, fix, facts: details } = failed.error ?? unexplained
  const done = details !== undefined && isDone({ facts: details }) && mayBeLeftAlone(facts)
  const failure = { code, message, ...(fix === undefined ? {} : { fix }), ...(done ? { done } : {}) }
  if (code !== 'CHECK_FAILED' || typeof details?.check !== 'string') return failure
  const hold = holding(world, facts, details.check)
  if (hold === undefined) return undefined
  return { ...failure, check: { name: details.check as Unit, failure: hold === 'unknown' ? failure : hold } }
}

const unexplained: StepError = { code: 'ASSET_FAILED', message: 'it failed' }

/** The failure over the current tables, or over a new version that the check holds back. */
function failureOfCheck(world: World, facts: UnitFacts, above: Beside['assessed']): KnownFailure | undefined {
  if (unitsRead(facts).some((table) => !world.current.has(table))) return heldTable(world, facts, above)
  return knownToFail(world, facts, (unit) => world.current.get(unit))?.failure ?? heldTable(world, facts, above)
}

/** The check's verdict over a version that is held back, whether this check or another one refuses the version. */
function heldTable(world: World, check: UnitFacts, above: Beside['assessed']): KnownFailure | undefined {
  const tables = unitsRead(check).filter((table) => above.get(table)?.failure?.check !== undefined)
  const own = tables.flatMap((table) => above.get(table)?.failure?.check ?? []).find(({ name }) => name === check.unit)
  if (own !== undefined || !check.blocking) return own?.failure
  for (const table of tables) {
    const facts = world.facts.find(({ unit }) => unit === table)
    const ofTable = facts === undefined ? undefined : saidOfNew(world, facts, check)
    if (ofTable !== undefined && ofTable !== 'unknown') return ofTable
  }
  return undefined
}

/**
 * What a check that held a version back would say of it now; `unknown` where the check has been edited since, or where
 * it now only warns, since then it has not judged the version.
 */
function holding(world: World, facts: UnitFacts, name: string): KnownFailure | 'unknown' | undefined {
  const check = world.facts.find(({ unit }) => unit === name)
  if (check === undefined || !check.blocking || !unitsRead(check).includes(facts.unit)) return undefined
  return saidOfNew(world, facts, check)
}

/** What a check would say of the version that a run would reuse or make; `undefined` where it has not refused it. */
function saidOfNew(world: World, facts: UnitFacts, check: UnitFacts): KnownFailure | 'unknown' | undefined {
  const decision = decide(world, facts, readNow(world))
  if (decision.action === 'skip') return undefined
  // A version that is not in the store has to be made before the check can say more.
  if (decision.action !== 'reuse') return 'unknown'
  const upstream = (table: Unit) => (table === facts.unit ? decision.stored : world.current.get(table))
  return knownToFail(world, check, upstream)?.failure
}

/** An effect that was begun and left no receipt may have been done, unless the attempt is known to have failed. */
function neverMade({ doubts, failures }: World, facts: UnitFacts): readonly Cause[] {
  const isUnsure = nodeKinds[facts.node.kind].actsOutside && !failures.has(facts.unit)
  const doubt = isUnsure ? doubts.get(facts.unit) : undefined
  return doubt === undefined ? [neverMaterialized(facts)] : [neverMaterialized(facts), doubt]
}

function neverMaterialized({ node: { keys, upstream } }: UnitFacts): Cause {
  if (!keys) return { kind: 'never_materialized', message: 'never materialized' }
  const message = upstream.length === 0 ? 'keys not asked yet' : `keys of ${upstream.join(', ')} not known yet`
  return { kind: 'partition_set_changed', message }
}

export function brokenCause(state: 'missing' | 'corrupt'): Cause {
  return state === 'missing'
    ? { kind: 'output_missing', message: 'its file is gone from the store' }
    : { kind: 'output_corrupt', message: 'its file in the store has other bytes than were written' }
}
