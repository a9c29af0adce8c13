import type { Cause } from '../causes.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { StepError } from '../events.ts'
import { attemptKey } from './attempt-key.ts'
import { readNow } from './checks/standing-verdict.ts'
import type { UnitFacts } from './units.ts'
import type { Upstream } from './upstream.ts'
import type { World } from './world.ts'

/** Whether only the receipt of an effect was refused: the work is done, and no run repeats it for the same key. */
export const isDone = ({ facts }: { readonly facts?: StepError['facts'] | undefined }): boolean => facts?.done === true

/** Whether the store failed to keep a receipt that has nothing wrong with it. */
export const isUnkept = ({ code }: { readonly code: string }): boolean => code.startsWith('STORE_')

/**
 * Whether a failed attempt may be left alone where a new attempt would have the same key. A node that reads the outside
 * is always tried again, since no key tells whether the outside has changed.
 */
export const mayBeLeftAlone = ({ node, volatile }: UnitFacts): boolean =>
  volatile !== true && !nodeKinds[node.kind].readsOutside

export interface RefusedReceipt {
  readonly cause: Cause
  /** False where something that the effect reads has yet to be made, and may come out as it was. */
  readonly certain: boolean
}

/** The receipt for which an effect is left alone: the work is done with what `upstream` gives. */
export function refusedReceipt(world: World, facts: UnitFacts, upstream: Upstream): RefusedReceipt | undefined {
  const failed = world.failures.get(facts.unit)
  if (failed?.error === undefined || !isDone(failed.error) || !mayBeLeftAlone(facts)) return undefined
  const isLeftAlone = (read: Upstream) => failed.key === attemptKey(world, facts, read)
  const cause = receiptRefusedCause(facts, failed.error)
  if (isLeftAlone(upstream)) return { cause, certain: true }
  const now = readNow(world)
  return isLeftAlone((above) => upstream(above) ?? now(above)) ? { cause, certain: false } : undefined
}

/** Why an effect is not done again, and why the readers of its receipt wait. */
export function receiptRefusedCause(
  { unit, node }: Pick<UnitFacts, 'unit' | 'node'>,
  failure: { readonly code: string; readonly message: string },
): Cause {
  const [line = ''] = failure.message.split('\n', 1)
  const message = isUnkept(failure) ? line : `done, and its receipt is refused: ${line}`
  return { kind: 'receipt_refused', subject: unit, at: node.at, message }
}
