import { performance } from 'node:perf_hooks'
import type { Cause } from '../causes.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import { AssetError } from '../errors.ts'
import type { StepResult } from '../events.ts'
import { attemptKey } from '../plan/attempt-key.ts'
import { standingVerdict } from '../plan/checks/standing-verdict.ts'
import { type Decision, decide } from '../plan/decide.ts'
import { causesNow } from '../plan/diff.ts'
import { pinnedAndLost, pinsAfterRename } from '../plan/pinned.ts'
import type { PlanStep } from '../plan/plan.ts'
import { type UnitFacts, unitsRead } from '../plan/units.ts'
import type { Upstream } from '../plan/upstream.ts'
import { textsToKeep } from '../project/keep-sources.ts'
import type { Stored } from '../store/interface.ts'
import { type AssetRecord, objectsOf } from '../store/record.ts'
import { partsOf, type Unit, unitAt } from '../unit.ts'
import { begunBy, unkeptReceipt } from './call/effect.ts'
import { remadeInputs } from './damaged-inputs.ts'
import { tellDeclaredNulls } from './declared/declared-nulls.ts'
import { tellDeclaredTypes } from './declared/declared-types.ts'
import { checkStep, checksToPass, judge, keepVerdict, passGate } from './gate/gate.ts'
import { pinInputs } from './inputs.ts'
import { askKeys } from './keys/ask-keys.ts'
import { holdLease } from './lease.ts'
import { leftAlone } from './left-alone.ts'
import { make, type Output } from './make.ts'
import { observe } from './observe.ts'
import { holdSlot } from './pool.ts'
import { pinPrevious } from './previous.ts'
import { publishRecord, renamedRecord } from './publish-record.ts'
import type { RunContext } from './run-context.ts'

export interface Step {
  readonly plan: PlanStep
  readonly facts: UnitFacts
  /** Whether a unit is final in this run: it is done, or not part of the run. */
  readonly final: (unit: Unit) => boolean
}

/**
 * One unit of a run, in this order: ask the source, decide again with the actual inputs, take the lease, reuse or make,
 * pass the gate and commit. The decision is taken again from the top if the step waited for another process, or if
 * another process moved the pointer first.
 */
export async function runStep(context: RunContext, step: Step): Promise<StepResult> {
  const began = performance.now()
  const took = () => Math.round(performance.now() - began)
  if (step.facts.unreadable !== undefined && !context.world.pins.has(step.facts.unit)) throw step.facts.unreadable
  if (nodeKinds[step.facts.node.kind].judges) return runCheckStep(context, step, took)
  await noteVerdictsRead(context, step.facts)
  // A pinned source is not asked.
  const facts = context.world.pins.has(step.facts.unit) ? step.facts : await observe(context, step.facts)
  for (;;) {
    try {
      const result = await stepOnce(context, { ...step, facts }, took)
      if (result !== 'lost') return result
    } catch (error) {
      if (!(await remadeFor(context, step, AssetError.is(error) ? error.code : undefined))) throw error
    }
  }
}

/** Records the verdicts that the unit reads: those of this run, or else those that were known before. */
async function noteVerdictsRead(context: RunContext, facts: UnitFacts): Promise<void> {
  const { world, verdicts, verdictsRead } = context
  for (const unit of unitsRead(facts)) {
    const check = world.checksRead?.get(unit)
    if (check === undefined) continue
    const heard = verdicts.get(unit)
    const verdict = heard?.stored ?? (heard?.record && { id: -1, record: heard.record })
    const stored = verdict ?? (await world.settle(() => standingVerdict(world, check)))
    if (stored !== undefined) verdictsRead.set(unit, stored)
  }
}

const remadeFor = (context: RunContext, { facts, final }: Step, code: string | undefined): Promise<boolean> =>
  remadeInputs(context, { facts, code }, (plan, above) => runStep(context, { plan, facts: above, final }))

async function stepOnce(context: RunContext, step: Step, took: () => number): Promise<StepResult | 'lost'> {
  const { facts } = step
  const decision = await decideNow(context, facts)
  if (decision.action === 'skip') return skipped(step, decision.stored, took())
  const key = attemptKey(context.world, facts, upstreamOf(context))
  const alone = leftAlone(context, step, key)
  if (alone !== undefined) return { ...alone, durationMs: took() }
  await using _ = await holdLease(context, { unit: facts.unit, key: leaseKey(facts, key) })
  // Another process may have made it since this run looked, even one whose lease has ended by now.
  await context.world.refresh(facts)
  await using _slot = await holdSlot(context, facts)
  return await settleStep(context, step, took)
}

/** An effect has one target and so one lease: two of its calls never run at once, whatever their inputs are. */
function leaseKey({ node }: UnitFacts, key: string): string {
  return nodeKinds[node.kind].actsOutside ? 'effect' : key
}

export const upstreamOf =
  ({ world, verdictsRead }: Pick<RunContext, 'verdictsRead' | 'world'>): Upstream =>
  (unit) =>
    verdictsRead.get(unit) ?? world.current.get(unit)

async function decideNow(
  context: Pick<RunContext, 'forced' | 'verdictsRead' | 'world'>,
  facts: UnitFacts,
): Promise<Decision> {
  if (context.forced.has(facts.unit)) return { action: 'run' }
  return context.world.settle(() => decide(context.world, facts, upstreamOf(context)))
}

/**
 * A skipped step. The outcome is `cut_off` where the plan said `run?`. Where it said `run`, another process has made
 * the table meanwhile.
 */
function skipped({ plan }: Step, stored: Stored, durationMs: number): StepResult {
  const cutOff = plan.status !== 'fresh' && (plan.action === 'run?' || plan.status === 'maybe')
  return {
    ...resultOf(plan, stored.record, durationMs),
    outcome: cutOff ? 'cut_off' : 'skipped',
    causes: cutOff ? plan.causes : [],
  }
}

function resultOf(
  plan: PlanStep,
  record: AssetRecord,
  durationMs: number,
): Omit<StepResult, 'outcome' | 'work' | 'metadata'> {
  const { rows, version, partitionKeys } = record
  const size = partitionKeys === undefined ? { rows } : { keys: rows }
  return { unit: plan.unit, kind: plan.kind, ...size, version, durationMs, causes: plan.causes }
}

/** Reuses or makes, under the lease. `lost`: the pointer moved meanwhile, and everything is decided again. */
async function settleStep(context: RunContext, step: Step, took: () => number): Promise<StepResult | 'lost'> {
  const decision = await decideNow(context, step.facts)
  if (decision.action === 'skip') return skipped(step, decision.stored, took())
  if (context.world.pins.has(step.facts.unit)) throw pinnedAndLost(step.facts.unit)
  const causes = finalCauses(context, step)
  if (decision.action === 'reuse') return reuse(context, { ...step, stored: decision.stored, causes }, took)
  if (step.facts.unmakeable !== undefined) throw step.facts.unmakeable
  return makeStep(context, { ...step, causes }, took)
}

/** Why the step runs, now that its inputs are final: "upstream changed" where the plan said "if upstream changes". */
function finalCauses(context: Pick<RunContext, 'verdictsRead' | 'world'>, { plan, facts }: Step): readonly Cause[] {
  const current = context.world.current.get(facts.unit)
  if (current === undefined) return plan.causes
  const causes = causesNow(context.world, facts, { record: current.record, upstream: upstreamOf(context) })
  return causes.length > 0 ? causes : plan.causes
}

interface Caused extends Step {
  readonly causes: readonly Cause[]
}

async function reuse(context: RunContext, step: Caused & { readonly stored: Stored }, took: () => number) {
  const { facts, stored, causes } = step
  const { unit } = facts
  // The store keeps no record of another name for this asset, only its objects until the asset has its own record.
  if (unitAt(stored.record) !== unit)
    await context.workspace.store.catalog.hold(context.run.id, objectsOf(stored.record))
  if (await isDamaged(context, stored)) return 'lost'
  using passage = context.atGate.enter(unit)
  const checks = await checksToPass(context, unit, step.final)
  const gate = await passGate(context, checks, { ...stored.record, ...partsOf(unit) })
  const from = context.world.current.get(unit)?.id ?? null
  if (gate.refused !== undefined) {
    for (const verdict of gate.verdicts) await keepVerdict(context, verdict, true)
    throw gate.refused
  }
  const { catalog } = context.workspace.store
  const result = { ...resultOf(step.plan, stored.record, took()), outcome: 'reused' as const, causes }
  const moved =
    unitAt(stored.record) === unit
      ? await catalog.repoint({ unit, to: stored.id, from })
      : await catalog.commit({
          record: renamedRecord(stored.record, { facts, run: context.run.id, causes }),
          from,
          sources: await textsToKeep(context.workspace, facts),
        })
  if (moved === 'lost') return 'lost'
  await carryPin(context, unit, stored)
  await context.world.refresh(facts)
  for (const verdict of gate.verdicts) await keepVerdict(context, verdict, false)
  passage.done()
  return result
}

/** Moves the pin of the old name to the new one. */
async function carryPin(
  { workspace, world }: Pick<RunContext, 'workspace' | 'world'>,
  unit: Unit,
  stored: Stored,
): Promise<void> {
  const pin = world.definitions.has(stored.record.asset) ? undefined : pinsAfterRename(world.pins, stored)
  const { catalog } = workspace.store
  const now = pin === undefined ? undefined : await catalog.currentOf(unit)
  if (pin === undefined || now === undefined) return
  await catalog.pin({ unit, record: now.id, since: pin.since })
  await catalog.unpin([pin.unit])
}

/** Whether the reused file is damaged. A damaged table is no candidate any more, so the step decides again. */
async function isDamaged(
  { workspace, world }: Pick<RunContext, 'workspace' | 'world'>,
  stored: Stored,
): Promise<boolean> {
  // The record of keys has no file.
  if (stored.record.partitionKeys !== undefined) return false
  try {
    await workspace.relation(stored)
    if (stored.record.rejected !== undefined) await workspace.verifiedRejected(stored)
    return false
  } catch (error) {
    if ((await world.blobNow(stored)) === 'ok') throw error
    return true
  }
}

async function makeStep(context: RunContext, step: Caused, took: () => number): Promise<StepResult | 'lost'> {
  const { facts } = step
  const previous = context.world.current.get(facts.unit)
  if (facts.node.keys) return keysStep(context, step, took)
  const inputs = pinInputs(facts, upstreamOf(context))
  tellDeclaredTypes(context, inputs)
  const output = await make(context, facts, [...inputs, ...(await pinPrevious(context, facts))])
  try {
    return await keepMade(context, { ...step, output, previous }, took)
  } catch (error) {
    const { name, kind } = facts.node
    throw nodeKinds[kind].actsOutside ? unkeptReceipt(error, name, context.workspace.definition(name).options) : error
  }
}

interface Made extends Caused {
  readonly output: Output
  readonly previous: Stored | undefined
}

/** Publishes a new version, has its checks judge it, and makes it current. */
async function keepMade(context: RunContext, step: Made, took: () => number): Promise<StepResult | 'lost'> {
  const { facts, causes, output, previous } = step
  const { unit } = facts
  await tellDeclaredNulls(context, facts, output)
  const unmoved = context.workspace.unmoved(facts)
  const record = { ...(await publishRecord(context, { facts, output, previous, unmoved })), causes }
  using passage = context.atGate.enter(unit)
  const gate = await passGate(context, await checksToPass(context, unit, step.final), record)
  const { catalog } = context.workspace.store
  const from = gate.refused === undefined ? (previous?.id ?? null) : 'keep'
  const committed = await catalog.commit({ record, from, sources: await textsToKeep(context.workspace, facts) })
  // Another process's receipt is current, but this call was the last one to act.
  if (committed === 'lost' && nodeKinds[facts.node.kind].actsOutside) await catalog.doubt(begunBy(context.run.id, unit))
  // If the files moved, planning again does not help: the other process read newer files, and its version stays
  // current.
  if (committed === 'lost' && unmoved) return 'lost'
  await output.byRows?.journal.discard()
  await context.world.refresh(facts)
  for (const verdict of gate.verdicts) await keepVerdict(context, verdict, gate.refused !== undefined)
  if (gate.refused !== undefined) throw gate.refused
  passage.done()
  const work = record.work === undefined ? {} : { work: record.work }
  const metadata = record.metadata === undefined ? {} : { metadata: record.metadata }
  const receipt = output.receipt === undefined ? {} : { receipt: output.receipt }
  return { ...resultOf(step.plan, record, took()), outcome: record.outcome, causes, ...work, ...metadata, ...receipt }
}

/** The step that asks for an asset's keys: it has no table and no checks. */
async function keysStep(context: RunContext, { plan, facts, causes }: Caused, took: () => number) {
  const { catalog } = context.workspace.store
  const previous = context.world.current.get(facts.unit)
  const unmoved = () => context.workspace.unmoved(facts)
  const keysRecord = await askKeys(context, { facts, upstream: upstreamOf(context), previous, unmoved })
  const record = { ...keysRecord, causes }
  const sources = await textsToKeep(context.workspace, facts)
  if ((await catalog.commit({ record, from: previous?.id ?? null, sources })) === 'lost') return 'lost'
  await context.world.refresh(facts)
  return { ...resultOf(plan, record, took()), outcome: record.outcome, causes }
}

async function runCheckStep(context: RunContext, step: Step, took: () => number): Promise<StepResult> {
  const { facts } = step
  const early = context.verdicts.get(facts.unit)
  if (early !== undefined) return checkStep(early, took())
  let verdict = await judge(context, facts, upstreamOf(context))
  if (verdict.broken && (await remadeFor(context, step, verdict.error?.code)))
    verdict = await judge(context, facts, upstreamOf(context))
  context.verdicts.set(facts.unit, verdict)
  await keepVerdict(context, verdict, false)
  return checkStep(verdict, took())
}
