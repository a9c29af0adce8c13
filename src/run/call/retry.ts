import { setTimeout as sleep } from 'node:timers/promises'
import type { Duration, Retries } from '../../define/retries.ts'
import { AssetError } from '../../errors.ts'
import { parseDuration } from '../../util/duration.ts'

export interface RetryPolicy {
  /** Calls in all, at least 1. */
  readonly attempts: number
  readonly delayMs: number
  readonly maxDelayMs: number
  readonly factor: number
  readonly jitter: number
  readonly when: (error: unknown) => boolean
}

/** `retries: 3` is three more tries; the object form counts calls. */
export function retryPolicy(retries: number | Retries | undefined): RetryPolicy {
  const options: Partial<Retries> = typeof retries === 'number' ? { attempts: retries + 1 } : (retries ?? {})
  return {
    attempts: options.attempts ?? 1,
    delayMs: milliseconds(options.delay, 1_000),
    maxDelayMs: milliseconds(options.maxDelay, 60_000),
    factor: options.factor ?? 2,
    jitter: options.jitter ?? 0.5,
    when: options.when ?? (() => true),
  }
}

export function milliseconds(duration: Duration | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : (parseDuration(duration) ?? otherwise)
}

/**
 * The wait after a failed call, in ms: exponential, with a random share so that many clients that failed together do
 * not come back together ("full" to "equal" jitter of Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog,
 * 2015).
 */
function retryDelay(policy: RetryPolicy, attempt: number, random: () => number): number {
  const full = Math.min(policy.maxDelayMs, policy.delayMs * policy.factor ** (attempt - 1))
  return Math.round(full * (1 - policy.jitter * random()))
}

export interface Retried {
  readonly signal: AbortSignal
  readonly random?: () => number
  onRetry(failed: { attempt: number; delayMs: number; error: unknown }): void
}

/** Calls until it succeeds, the attempts are used up, or the error is one that another call cannot mend. */
export async function withRetries<T>(
  policy: RetryPolicy,
  call: (attempt: number) => Promise<T>,
  { signal, random = Math.random, onRetry }: Retried,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(attempt)
    } catch (error) {
      if (signal.aborted || attempt >= policy.attempts || !mayBeMended(error) || !policy.when(error)) throw error
      const delayMs = retryDelay(policy, attempt, random)
      onRetry({ attempt, delayMs, error })
      await sleep(delayMs, undefined, { signal })
    }
  }
}

/**
 * A row that cannot be stored is the same in the next call. A timeout may come from the network, and a provider may
 * have recovered.
 */
function mayBeMended(error: unknown): boolean {
  if (!AssetError.is(error) || error.code === 'ASSET_TIMEOUT') return true
  return error.facts?.temporary === true
}
