import { unpartitioned } from '../../define/partitions.ts'
import type { NodeFacts } from '../../discover/facts.ts'
import { AssetError } from '../../errors.ts'
import type { StepResult } from '../../events.ts'
import { attemptKey } from '../../plan/attempt-key.ts'
import { type CheckVerdict, shownOf } from '../../plan/check-verdict.ts'
import { decide } from '../../plan/decide.ts'
import type { Upstream } from '../../plan/match.ts'
import { textsToKeep } from '../../project/keep-sources.ts'
import type { Stored } from '../../store/interface.ts'
import type { AssetRecord, CheckOutcome } from '../../store/record.ts'
import { failureOf } from '../failure.ts'
import { pinInputs } from '../inputs.ts'
import type { RunContext } from '../run-context.ts'
import { runCheck } from './check-run.ts'

/** Judges one check over the tables that `upstream` gives: those at rest, or a new version that is not current yet. */
export async function judge(context: RunContext, facts: NodeFacts, upstream: Upstream): Promise<CheckVerdict> {
  const { world } = context
  const key = await world.settle(() => attemptKey(world, facts, upstream))
  const forced = context.forced.has(facts.node.name)
  const decision = forced ? ({ action: 'run' } as const) : await world.settle(() => decide(world, facts, upstream))
  if ('stored' in decision) {
    const { action, stored } = decision
    const outcome = stored.record.check as CheckOutcome
    return { facts, key, passed: outcome.passed, stored, action, ...failure(facts, outcome) }
  }
  try {
    const record = await runCheck(context, facts, pinInputs(facts, upstream))
    const outcome = record.check as CheckOutcome
    return { facts, key, passed: outcome.passed, record, action: 'run', ...failure(facts, outcome) }
  } catch (error) {
    if (context.signal.aborted) throw error
    return { facts, key, passed: false, broken: true, error: failureOf(context, facts, error), action: 'run' }
  }
}

function failure(facts: NodeFacts, outcome: CheckOutcome): Pick<CheckVerdict, 'error' | 'warning' | 'shown'> {
  const found = shownOf(outcome)
  const shown = found === undefined ? {} : { shown: found }
  if (outcome.passed) return outcome.warning === undefined ? {} : { warning: outcome.warning, ...shown }
  const { name, at } = facts.node
  const message =
    outcome.message === undefined ? `the check ${name} failed` : `the check ${name} failed: ${outcome.message}`
  return {
    ...shown,
    error: {
      code: 'CHECK_FAILED',
      message,
      at,
      ...(found === undefined ? {} : { facts: found }),
      fix: `mend the data or the check, and run again; what was current stays current`,
    },
  }
}

/**
 * The blocking checks that a new version of `asset` has to pass before it is current: those for which it is the last of
 * their tables to become final. A check that waits for a later table is judged there, and one that is not part of the
 * run in another run.
 */
export function gateOf(context: RunContext, asset: string, final: (name: string) => boolean): readonly NodeFacts[] {
  return context.workspace.checksOn(asset).filter((check) => {
    if (!check.blocking || !context.planned.has(check.node.name)) return false
    return check.node.upstream.every((name) => name === asset || final(name))
  })
}

/** The verdicts over a version that is not current yet, in the order of the checks; the first refusal ends it. */
export async function passGate(
  context: RunContext,
  checks: readonly NodeFacts[],
  candidate: AssetRecord,
): Promise<{ readonly verdicts: readonly CheckVerdict[]; readonly refused?: AssetError }> {
  const stored: Stored = { id: -1, record: candidate }
  const upstream: Upstream = (name) => (name === candidate.asset ? stored : context.world.current.get(name))
  const verdicts: CheckVerdict[] = []
  for (const check of checks) {
    const verdict = await judge(context, check, upstream)
    verdicts.push(verdict)
    context.verdicts.set(check.node.name, verdict)
    if (!verdict.passed) return { verdicts, refused: refusal(candidate.asset, verdict) }
  }
  return { verdicts }
}

function refusal(asset: string, { facts, error }: CheckVerdict): AssetError {
  return new AssetError({
    code: 'CHECK_FAILED',
    message: `the new version of ${asset} is held back: ${error?.message ?? `the check ${facts.node.name} failed`}`,
    at: facts.node.at,
    facts: { check: facts.node.name, ...error?.facts },
    // A check that could not be asked has a cure of its own.
    fix:
      (error?.code === 'CHECK_FAILED' ? undefined : error?.fix) ??
      `mend the data or the check ${facts.node.name}, and run again; the last good version stays current`,
  })
}

/**
 * Keeps a verdict: the pointer moves to a result over tables that are current, and stays where the table was held back.
 */
export async function keepVerdict(context: RunContext, verdict: CheckVerdict, held: boolean): Promise<void> {
  const { catalog } = context.workspace.store
  const { name } = verdict.facts.node
  const pointed = context.world.current.get(name)
  const from = held || (!verdict.passed && verdict.facts.blocking) ? 'keep' : (pointed?.id ?? null)
  if (verdict.record !== undefined) {
    const sources = await textsToKeep(context.workspace, verdict.facts)
    await catalog.commit({ record: verdict.record, from, sources })
  } else if (verdict.action === 'reuse' && from !== 'keep' && verdict.stored !== undefined) {
    await catalog.repoint({ asset: name, partition: unpartitioned, to: verdict.stored.id, from })
  }
  await context.world.refresh(verdict.facts)
}

/** A check's step, whether it is judged now or was judged when a table waited for it. */
export function checkStep(verdict: CheckVerdict, durationMs: number): StepResult {
  const { facts, passed, broken, error, warning, shown, action } = verdict
  const base = { asset: facts.node.name, kind: 'check' as const, durationMs, causes: [] }
  const version = (verdict.record ?? verdict.stored?.record)?.version
  const made = version === undefined ? base : { ...base, version }
  // A check that only warns lets its table pass; that it could not be asked is a failure of its own.
  if (broken || (!passed && facts.blocking))
    return { ...made, outcome: 'failed', ...(error === undefined ? {} : { error }) }
  const outcome = action === 'run' ? 'ran' : action === 'reuse' ? 'reused' : 'skipped'
  const told = passed ? warning : (error?.message ?? 'failed')
  if (told === undefined) return { ...made, outcome }
  return { ...made, outcome, warning: told, ...(shown === undefined ? {} : { facts: shown }) }
}
