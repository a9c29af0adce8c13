import type { Cause } from '../../causes.ts'
import type { NodeFacts } from '../../discover/facts.ts'
import type { CheckOutcome } from '../../store/record.ts'
import type { Unit } from '../../unit.ts'
import { attemptKey } from '../attempt-key.ts'
import { decide } from '../decide.ts'
import type { UnitFacts } from '../units.ts'
import type { Upstream } from '../upstream.ts'
import type { World } from '../world.ts'

/** The failure of the last attempt at an asset. */
export interface KnownFailure {
  readonly code: string
  readonly message: string
  readonly fix?: string
  /** The check that held the new version back, and what it said. */
  readonly check?: { readonly name: Unit; readonly failure: KnownFailure }
  /** For an effect whose work is done and whose receipt was refused: no run does the work again. */
  readonly done?: true
}

/**
 * Whether a check is known to fail over the tables that `upstream` gives: the check judged exactly these tables, and
 * refused them or could not be asked. `undefined` where it passed, or where nobody has judged them. A check that only
 * warns refuses nothing.
 *
 * @returns `kept` where the verdict is in the store, so that a run need not ask the check again.
 */
export function knownToFail(
  world: World,
  facts: UnitFacts,
  upstream: Upstream,
): { readonly failure: KnownFailure; readonly kept: boolean } | undefined {
  const decision = decide(world, facts, upstream)
  if ('stored' in decision) {
    const outcome = decision.stored.record.check
    return outcome === undefined || outcome.passed || !facts.blocking
      ? undefined
      : { failure: refusal(facts, outcome), kept: true }
  }
  const failed = world.failures.get(facts.unit)
  if (failed?.error === undefined || failed.key !== attemptKey(world, facts, upstream)) return undefined
  const { code, message, fix } = failed.error
  if (code === 'CHECK_FAILED' && !facts.blocking) return undefined
  return { failure: { code, message, ...(fix === undefined ? {} : { fix }) }, kept: false }
}

function refusal({ node: { name, at } }: NodeFacts, { message }: CheckOutcome): KnownFailure {
  return {
    code: 'CHECK_FAILED',
    message: message === undefined ? `the check ${name} failed` : `the check ${name} failed: ${message}`,
    fix: `mend the data or the check ${name} (${at})`,
  }
}

/** Why nothing that reads the tables of a check may go on. */
export function checkFailedCause(
  check: Pick<UnitFacts, 'node' | 'unit'>,
  { message }: Pick<KnownFailure, 'message'>,
): Cause {
  const { name, at } = check.node
  const [line = ''] = message.split('\n', 1)
  const words = line.startsWith(`the check ${name} `) ? line : `the check ${name} cannot be asked: ${line}`
  return { kind: 'check_failed', subject: check.unit, at, message: words }
}
