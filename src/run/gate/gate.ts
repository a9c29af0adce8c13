import { AssetError } from '../../errors.ts'
import type { StepResult } from '../../events.ts'
import { attemptKey } from '../../plan/attempt-key.ts'
import { type CheckVerdict, shownOf } from '../../plan/checks/check-verdict.ts'
import { decide } from '../../plan/decide.ts'
import { type UnitFacts, unitsRead } from '../../plan/units.ts'
import type { Upstream } from '../../plan/upstream.ts'
import { textsToKeep } from '../../project/keep-sources.ts'
import type { Stored } from '../../store/interface.ts'
import type { AssetRecord, CheckOutcome } from '../../store/record.ts'
import { type Unit, unitAt } from '../../unit.ts'
import { failureOf } from '../failure.ts'
import { pinInputs } from '../inputs.ts'
import type { RunContext } from '../run-context.ts'
import { type CheckContext, runCheck } from './check-run.ts'

/** Judges one check over the tables that `upstream` gives: those at rest, or a new version that is not current yet. */
export async function judge(context: CheckContext, facts: UnitFacts, upstream: Upstream): Promise<CheckVerdict> {
  const { world } = context
  const key = await world.settle(() => attemptKey(world, facts, upstream))
  const forced = context.forced.has(facts.unit)
  const decision = forced ? ({ action: 'run' } as const) : await world.settle(() => decide(world, facts, upstream))
  if ('stored' in decision) {
    const { action, stored } = decision
    return { facts, key, stored, action, ...saidBy(facts, stored) }
  }
  try {
    if (facts.unmakeable !== undefined) throw facts.unmakeable
    const record = await runCheck(context, facts, pinInputs(facts, upstream))
    const outcome = record.check as CheckOutcome
    return { facts, key, passed: outcome.passed, record, action: 'run', ...failure(facts, outcome) }
  } catch (error) {
    if (context.signal.aborted) throw error
    return { facts, key, passed: false, broken: true, error: failureOf(context, facts, error), action: 'run' }
  }
}

/** The verdict of a record in the store. */
export function saidBy(
  facts: UnitFacts,
  { record }: Stored,
): Pick<CheckVerdict, 'passed' | 'error' | 'warning' | 'shown'> {
  const outcome = record.check as CheckOutcome
  return { passed: outcome.passed, ...failure(facts, outcome) }
}

function failure(facts: UnitFacts, outcome: CheckOutcome): Pick<CheckVerdict, 'error' | 'warning' | 'shown'> {
  const detail = shownOf(outcome)
  const shown = detail === undefined ? {} : { shown: detail }
  if (outcome.passed) {
    const warning = outcome.warning === undefined ? {} : { warning: outcome.warning }
    return outcome.warning === undefined && outcome.validation === undefined ? {} : { ...warning, ...shown }
  }
  const { name, at } = facts.node
  const message =
    outcome.message === undefined ? `the check ${name} failed` : `the check ${name} failed: ${outcome.message}`
  return {
    ...shown,
    error: {
      code: 'CHECK_FAILED',
      message,
      at,
      ...(detail === undefined ? {} : { facts: detail }),
      fix: `mend the data or the check, and run again; what was current stays current`,
    },
  }
}

/**
 * The blocking checks that a new version of `unit` has to pass before it becomes current: those whose last table to
 * become final is this unit. A check that waits for a later table is judged with that table, and one that is not in
 * this run is judged in another run. The unit waits for tables that came to their gates before it; none of these waits
 * for a later table.
 */
export async function checksToPass(
  { checksOn, planned, atGate }: Pick<RunContext, 'checksOn' | 'planned' | 'atGate'>,
  unit: Unit,
  final: (unit: Unit) => boolean,
): Promise<readonly UnitFacts[]> {
  const others = (check: UnitFacts) => unitsRead(check).filter((table) => table !== unit)
  const isFinal = (table: Unit) => final(table) || atGate.isThrough(table)
  const last = (checksOn.get(unit) ?? []).filter(
    (check) => planned.has(check.unit) && others(check).every((table) => isFinal(table) || atGate.has(table)),
  )
  await Promise.all(last.flatMap(others).map((table) => atGate.left(table)))
  return last.filter((check) => others(check).every(isFinal))
}

/**
 * The verdicts over a version that is not current yet. All checks are asked, even after a refusal: the person who mends
 * the data needs to know everything that is wrong with it.
 */
export async function passGate(
  context: CheckContext & Pick<RunContext, 'verdicts'>,
  checks: readonly UnitFacts[],
  candidate: AssetRecord,
): Promise<{ readonly verdicts: readonly CheckVerdict[]; readonly refused?: AssetError }> {
  const stored: Stored = { id: -1, record: candidate }
  const own = unitAt(candidate)
  const upstream: Upstream = (unit) => (unit === own ? stored : context.world.current.get(unit))
  const verdicts: CheckVerdict[] = []
  const ask = async (check: UnitFacts) => {
    const verdict = await judge(context, check, upstream)
    verdicts.push(verdict)
    context.verdicts.set(check.unit, verdict)
  }
  for (const check of checks) await ask(check)
  const refusing = verdicts.find(({ passed }) => !passed)
  return refusing === undefined ? { verdicts } : { verdicts, refused: refusal(own, refusing) }
}

function refusal(unit: Unit, { facts, error }: CheckVerdict): AssetError {
  const failed = `the check ${facts.node.name} failed`
  const why =
    error === undefined ? failed : error.code === 'CHECK_FAILED' ? error.message : `${failed}: ${error.message}`
  return new AssetError({
    code: 'CHECK_FAILED',
    message: `the new version of ${unit} is held back: ${why}`,
    at: facts.node.at,
    facts: { check: facts.unit, ...error?.facts },
    // If the check's function threw, the cure is another one.
    fix:
      (error?.code === 'CHECK_FAILED' ? undefined : error?.fix) ??
      `mend the data or the check ${facts.node.name}, and run again; the last good version stays current`,
  })
}

/**
 * Keeps a verdict. It becomes the check's current one, unless a table was held back or the verdict itself holds one
 * back.
 */
export async function keepVerdict(
  context: Pick<RunContext, 'workspace' | 'world'>,
  verdict: CheckVerdict,
  isHeld: boolean,
): Promise<void> {
  const { catalog } = context.workspace.store
  const { unit } = verdict.facts
  const pointed = context.world.current.get(unit)
  const from = isHeld || (!verdict.passed && verdict.facts.blocking) ? 'keep' : (pointed?.id ?? null)
  if (verdict.record !== undefined) {
    const sources = await textsToKeep(context.workspace, verdict.facts)
    await catalog.commit({ record: verdict.record, from, sources })
  } else if (verdict.action === 'reuse' && from !== 'keep' && verdict.stored !== undefined) {
    await catalog.repoint({ unit, to: verdict.stored.id, from })
  }
  await context.world.refresh(verdict.facts)
}

/** The step of a check, which is judged now or was judged when a table waited for it. */
export function checkStep(verdict: CheckVerdict, durationMs: number): StepResult {
  const { facts, passed, broken, error, warning, shown, action } = verdict
  const base = { unit: facts.unit, kind: facts.node.kind, durationMs, causes: [] }
  const version = (verdict.record ?? verdict.stored?.record)?.version
  const result = version === undefined ? base : { ...base, version }
  // A check that only warns lets its table pass, but if its function throws, the check itself fails.
  if (broken || (!passed && facts.blocking))
    return { ...result, outcome: 'failed', ...(error === undefined ? {} : { error }) }
  const outcome = action === 'run' ? 'ran' : action === 'reuse' ? 'reused' : 'skipped'
  const words = passed ? warning : (error?.message ?? 'failed')
  return {
    ...{ ...result, outcome },
    ...(words === undefined ? {} : { warning: words }),
    ...(shown === undefined ? {} : { facts: shown }),
  }
}
