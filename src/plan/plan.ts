import { type Action, type Cause, isHold } from '../causes.ts'
import type { DefinitionKind } from '../define/definition.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { Stored } from '../store/interface.ts'
import { assetOf, type Unit } from '../unit.ts'
import type { Assessed, Assessment } from './assess.ts'
import { tablesAtRest } from './at-rest.ts'
import { checksByTable, type Gates, gatesOf, inGateOrder } from './checks/gates.ts'
import { passedBefore } from './checks/passed-before.ts'
import { readNow } from './checks/standing-verdict.ts'
import { checkFailedCause, knownToFail } from './checks/verdict.ts'
import { withGates } from './checks/with-gates.ts'
import { type Decision, decide } from './decide.ts'
import { forcedCause } from './forced-cause.ts'
import { receiptRefusedCause, refusedReceipt } from './refused-receipt.ts'
import { keysByAsset, type UnitFacts, unitsBefore, unitsRead } from './units.ts'
import type { Upstream } from './upstream.ts'
import type { World } from './world.ts'

/** One row of a plan, in an order that can be run. */
export interface PlanStep extends Omit<Assessed, 'facts'> {
  readonly unit: Unit
  readonly kind: DefinitionKind
  readonly action: Action
  /** The step asks for the keys of its asset, which data decides. */
  readonly keys?: true
  /** The record that the step will take from the store, where that is known without running it. */
  readonly stored?: Stored
  /** How long it took the last time; `undefined` where it has never run. */
  readonly estimateMs: number | undefined
}
export interface Plan {
  readonly steps: readonly PlanStep[]
  /** Tables that the run leaves as they are: a check over several tables does not wait for these. */
  readonly atRest: ReadonlySet<Unit>
  /** All keys of each asset that has partitions, in their order, whether they are planned or not. */
  readonly keys: ReadonlyMap<string, readonly string[]>
  /** The checks that hold back, or may hold back, what stands behind them; absent where there is no such check. */
  readonly holding?: ReadonlySet<Unit>
}

export interface PlanRequest {
  /** Every unit of the plan, upstream included, in any order. */
  readonly units: ReadonlySet<Unit>
  /** The units that run whatever their status is. */
  readonly forced: ReadonlySet<Unit>
  /** The units among `forced` that are made without their past. */
  readonly fromScratch?: ReadonlySet<Unit>
}

/**
 * What a run would do. Pure. The run asks `decide` again with the actual inputs, and differs from the plan only where
 * the plan says `run?`.
 */
export function planRun(world: World, assessment: Assessment, request: PlanRequest): Plan {
  const gates = gatesOf(world.facts)
  const units = withGates(world, assessment, { units: request.units, gates })
  const checksOn = checksByTable(world.facts.filter(({ unit }) => units.has(unit)))
  const ordered = inGateOrder(world.facts, gates).filter(({ unit }) => units.has(unit))
  const atRest = tablesAtRest(world, ordered, request.forced)
  const notes = {
    ...{ predicted: new Map(), blocked: new Map(), refusing: new Map(), refusedVersions: new Map() },
    ...{ uncertain: new Set<Unit>(), doubts: new Map() },
  }
  const question: Question = { world, assessment, units, gates, checksOn, atRest, openKeys: new Set(), ...notes }
  const steps: PlanStep[] = []
  for (const facts of ordered) {
    const { unit } = facts
    const assessed = assessment.get(unit) as Assessed
    const forced = request.forced.has(unit)
    const { action, stored, blockers } = decideStep(question, facts, forced)
    const isHeld = ({ subject }: Cause) => blockers.some((one) => one.subject === subject)
    const own = assessed.causes.filter((cause) => !isHold(cause) || !isHeld(cause))
    if (facts.node.keys) {
      // A step whose keys are known is not listed.
      if (action === 'skip') continue
      question.openKeys.add(facts.node.name)
    }
    steps.push({
      unit,
      kind: facts.node.kind,
      action,
      ...(facts.node.keys ? { keys: true as const } : {}),
      status: assessed.status,
      causes: [...blockers, ...(forced ? [forcedCause(facts, request.fromScratch?.has(unit))] : []), ...own],
      current: assessed.current,
      ...(stored === undefined ? {} : { stored }),
      estimateMs: assessed.current?.record.durationMs,
      ...(assessed.failure === undefined ? {} : { failure: assessed.failure }),
    })
  }
  const holding = checksHolding(question, ordered)
  return {
    ...{ steps, atRest, keys: world.keys ?? keysByAsset(world.facts) },
    ...(holding.size === 0 ? {} : { holding }),
  }
}

function checksHolding({ blocked, doubts }: Question, planned: readonly UnitFacts[]): ReadonlySet<Unit> {
  const holds = ({ unit, blocking }: UnitFacts) => blocking && (blocked.has(unit) || doubts.has(unit))
  return new Set(planned.filter(holds).map(({ unit }) => unit))
}

interface Question {
  readonly world: World
  readonly assessment: Assessment
  readonly units: ReadonlySet<Unit>
  readonly gates: Gates
  /** The assets whose keys the run has yet to ask for, so that their partitions are not known before. */
  readonly openKeys: Set<string>
  /** The record that a unit will have; `undefined` where only a run can tell. */
  readonly predicted: Map<Unit, Stored | undefined>
  /** For each unit that is held: the checks that are known to fail, and the refused receipts. */
  readonly blocked: Map<Unit, readonly Cause[]>
  /** By check: its verdict over the version that it refuses. */
  readonly refusing: Map<Unit, Stored>
  /** By table: the version that would be reused, and that a check refuses. */
  readonly refusedVersions: Map<Unit, Stored>
  /** The units that are reused and may still be held back by a check that has not judged them, with what is below. */
  readonly uncertain: Set<Unit>
  /** The checks that fail unless one of `uncertain` is held back, and the units that they would stop. */
  readonly doubts: Map<Unit, Doubt>
  readonly atRest: ReadonlySet<Unit>
  /** By table: its blocking checks that are part of the plan. */
  readonly checksOn: ReadonlyMap<Unit, readonly UnitFacts[]>
}

interface Doubt {
  readonly causes: readonly Cause[]
  /** The check's one uncertain table. Its readers stop either way: by the check, or because the table is held back. */
  readonly only?: Unit | undefined
}

interface DecidedStep {
  readonly action: Action
  readonly stored?: Stored | undefined
  readonly blockers: readonly Cause[]
}

function decideStep(question: Question, facts: UnitFacts, forced: boolean): DecidedStep {
  const { world, gates, predicted, blocked, uncertain, doubts } = question
  const { unit } = facts
  const upstream: Upstream = (above) => {
    if (question.openKeys.size > 0 && question.openKeys.has(assetOf(above))) return undefined
    return predicted.has(above) ? predicted.get(above) : readNow(world)(above)
  }
  if (nodeKinds[facts.node.kind].judges) return decideCheck(question, facts, { forced, upstream })
  const holds = new Map(holders(question, facts).map((cause) => [cause.subject, cause]))
  const decision: Decision = forced ? { action: 'run' } : decide(world, facts, upstream)
  const stored = 'stored' in decision ? decision.stored : undefined
  // A reused version that a check refuses does not become current.
  const refused = decision.action === 'reuse' ? refusals(question, decision.stored, { unit, upstream }) : []
  for (const cause of refused) holds.set(cause.subject, cause)
  if (refused.length > 0 && stored !== undefined) question.refusedVersions.set(unit, stored)
  const receipt = forced || stored !== undefined ? undefined : refusedReceipt(world, facts, upstream)
  if (receipt?.certain) holds.set(unit, receipt.cause)
  if (holds.size === 0) {
    predicted.set(unit, stored)
    const above = [...(gates.get(unit) ?? []), ...unitsRead(facts)]
    const own = receipt === undefined ? [] : [receipt.cause]
    const causes = [...new Set([...own, ...above.flatMap((one) => doubts.get(one)?.causes ?? [])])]
    if (causes.length > 0) doubts.set(unit, { causes })
    // Only for reused units: a check may read very many tables, and would be asked for each of them.
    if (decision.action === 'reuse' && (causes.length > 0 || mayBeHeld(question, facts, upstream))) uncertain.add(unit)
    return { action: causes.length > 0 ? 'run?' : decision.action, stored, blockers: causes }
  }
  predicted.set(unit, world.current.get(unit))
  blocked.set(unit, [...holds.values()])
  return { action: 'blocked', blockers: [...holds.values()] }
}

interface CheckQuestion {
  readonly forced: boolean
  readonly upstream: Upstream
}

/**
 * A check that is known to fail is not a reuse. A check that could not be asked is asked again, and until it passes it
 * still holds back what is below.
 */
function decideCheck(question: Question, facts: UnitFacts, checkQuestion: CheckQuestion): DecidedStep {
  const { world, predicted } = question
  const { unit } = facts
  const decided = decideVerdict(question, facts, checkQuestion)
  if (!world.checksRead?.has(unit)) return decided
  // A reader of the failing rows gets those of the known verdict, whether that holds a table back or not.
  const over = decided.action === 'run' || decided.action === 'run?' ? undefined : decided.verdict
  predicted.set(unit, over ?? decided.stored)
  return decided
}

function decideVerdict(
  question: Question,
  facts: UnitFacts,
  { forced, upstream }: CheckQuestion,
): DecidedStep & { readonly verdict?: Stored | undefined } {
  const [{ world, blocked, uncertain, doubts, refusing }, { unit }] = [question, facts]
  if (forced) return { action: 'run', blockers: [] }
  const above = unitsRead(facts).flatMap((table) => blocked.get(table) ?? [])
  const mine = above.filter(({ subject }) => subject === unit)
  if (mine.length > 0) blocked.set(unit, mine)
  if (above.length > 0) {
    if (mine.length > 0) return { action: 'blocked', blockers: mine, verdict: refusing.get(unit) }
    const passed = world.checksRead?.has(unit) ? undefined : passedBefore(question, facts, upstream)
    if (passed !== undefined) return { ...passed, blockers: [] }
    if (world.checksRead?.has(unit)) blocked.set(unit, above)
    return { action: 'blocked', blockers: above }
  }
  const judgement = knownToFail(world, facts, upstream)
  const blockers = judgement === undefined ? [] : [checkFailedCause(facts, judgement.failure)]
  const open = new Set(unitsRead(facts).filter((table) => uncertain.has(table)))
  // If a table is held back, the check may pass over the version that is current.
  if (judgement !== undefined && open.size > 0) {
    const [only] = open.size === 1 ? open : []
    if (facts.blocking) doubts.set(unit, { causes: blockers, only })
    return { action: 'run?', blockers: [] }
  }
  if (facts.blocking && blockers.length > 0) blocked.set(unit, blockers)
  const decision = decide(world, facts, upstream)
  const stored = 'stored' in decision ? decision.stored : undefined
  if (judgement?.kept) return { action: 'blocked', blockers, verdict: stored }
  return { action: decision.action, stored, blockers: [] }
}

/** The checks known to fail that stand before an asset, and those that stand before what it reads. */
function holders(
  { world, predicted, assessment, units, gates, blocked, doubts }: Question,
  facts: UnitFacts,
): readonly Cause[] {
  const reads = unitsRead(facts)
  const stoppedBy = (unit: Unit) => {
    const doubt = doubts.get(unit)
    return doubt?.only !== undefined && reads.includes(doubt.only) ? doubt.causes : []
  }
  const tellsRows = (unit: Unit) => world.checksRead?.has(unit) === true && predicted.get(unit) !== undefined
  const before = [...(gates.get(facts.unit) ?? []), ...unitsBefore(facts).filter((unit) => !tellsRows(unit))]
  const gated = before.flatMap((unit) => blocked.get(unit) ?? stoppedBy(unit))
  // Units outside of the plan stay as they are, and so does everything that holds them or their readers back.
  const outside = unitsRead(facts).flatMap((unit) => (units.has(unit) ? [] : holdsOf(assessment.get(unit))))
  return [...gated, ...outside]
}

/** A refused receipt holds its readers back, even where an older receipt exists. */
function holdsOf(assessed: Assessed | undefined): readonly Cause[] {
  if (assessed === undefined) return []
  const { facts, causes, status, failure } = assessed
  const own = status === 'failed' && failure?.done ? [receiptRefusedCause(facts, failure)] : []
  return [...own, ...causes.filter(isHold)]
}

/**
 * The checks that are known to refuse this very version. A check that waits for a later table of the plan is judged
 * there, with that table as it will be.
 */
function refusals(
  question: Question,
  stored: Stored,
  { unit, upstream }: { readonly unit: Unit; readonly upstream: Upstream },
): readonly Cause[] {
  const { world, uncertain } = question
  const withIt: Upstream = (table) => (table === unit ? stored : upstream(table))
  return judgedAt(question, unit).flatMap((check) => {
    const tables = unitsRead(check)
    if (tables.some((table) => uncertain.has(table) || withIt(table) === undefined)) return []
    const judgement = knownToFail(world, check, withIt)
    if (!judgement?.kept) return []
    const decision = decide(world, check, withIt)
    if ('stored' in decision) question.refusing.set(check.unit, decision.stored)
    return [checkFailedCause(check, judgement.failure)]
  })
}

/** Whether a check has yet to judge the unit, or something that the unit reads. */
function mayBeHeld(question: Question, facts: UnitFacts, upstream: Upstream): boolean {
  const { world, predicted, uncertain } = question
  const { unit } = facts
  if (unitsRead(facts).some((above) => uncertain.has(above))) return true
  const now: Upstream = (table) => (table === unit ? predicted.get(unit) : upstream(table))
  return judgedAt(question, unit).some((check) => {
    const decision = decide(world, check, now)
    return !('stored' in decision) || decision.stored.record.check?.passed !== true
  })
}

/** The blocking checks of a table that wait for no later table of the plan. */
function judgedAt({ units, predicted, atRest, checksOn }: Question, unit: Unit): readonly UnitFacts[] {
  const isFinal = (table: Unit) => !units.has(table) || atRest.has(table) || predicted.has(table)
  return (checksOn.get(unit) ?? []).filter((check) =>
    unitsRead(check).every((table) => table === unit || isFinal(table)),
  )
}

/** The checks and the refused receipts that hold a step back. */
export const heldBy = ({ action, causes }: PlanStep): readonly Cause[] =>
  action === 'blocked' ? causes.filter(isHold) : []

/** Whether the step would call a function row by row, as the last run of it did. */
export const mapsRows = ({ action, current }: PlanStep): boolean =>
  (action === 'run' || action === 'run?') && current?.record.rowMap !== undefined
