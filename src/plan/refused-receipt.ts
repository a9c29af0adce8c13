import type { Cause } from '../causes.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { StepError } from '../events.ts'
import { attemptKey } from './attempt-key.ts'
import { readNow } from './checks/standing-verdict.ts'
import type { UnitFacts } from './units.ts'
import type { Upstream } from './upstream.ts'
import type { World } from './world.ts'

/** Whether only the receipt of an effect was refused: its work is done, and no run does it again for the same key. */
export const isDone = ({ facts }: { readonly facts?: StepError['facts'] | undefined }): boolean => facts?.done === true

/** Whether it is the store that has hindered the keeping of a receipt, and nothing is wrong with that. */
export const isUnkept = ({ code }: { readonly code: string }): boolean => code.startsWith('STORE_')

/**
 * Whether a failure may be left alone where the key of another attempt is its own. Nothing is left alone that reads the
 * outside, since no key tells whether that has changed.
 */
export const mayBeLeftAlone = ({ node, volatile }: UnitFacts): boolean =>
  volatile !== true && !nodeKinds[node.kind].readsOutside

export interface RefusedReceipt {
  readonly cause: Cause
  /** Not so where what it reads is still to be made, and may come out as it was. */
  readonly certain: boolean
}

/** Whether an effect is left alone, since it is done with what `upstream` gives and its receipt was refused. */
export function refusedReceipt(world: World, facts: UnitFacts, upstream: Upstream): RefusedReceipt | undefined {
  const failed = world.failures.get(facts.unit)
  if (failed?.error === undefined || !isDone(failed.error) || !mayBeLeftAlone(facts)) return undefined
  const isLeftAlone = (read: Upstream) => failed.key === attemptKey(world, facts, read)
  const cause = receiptRefusedCause(facts, failed.error)
  if (isLeftAlone(upstream)) return { cause, certain: true }
  const now = readNow(world)
  return isLeftAlone((above) => upstream(above) ?? now(above)) ? { cause, certain: false } : undefined
}

/** Why an effect is not done, and nothing goes on that reads its receipt. */
export function receiptRefusedCause(
  { unit, node }: Pick<UnitFacts, 'unit' | 'node'>,
  failure: { readonly code: string; readonly message: string },
): Cause {
  const [line = ''] = failure.message.split('\n', 1)
  const message = isUnkept(failure) ? line : `done, and its receipt is refused: ${line}`
  return { kind: 'receipt_refused', subject: unit, at: node.at, message }
}
