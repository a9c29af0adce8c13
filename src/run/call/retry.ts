import { setTimeout as sleep } from 'node:timers/promises'
import type { CodeRetries, Duration } from '../../define/retries.ts'
import { AssetError } from '../../errors.ts'
import { parseDuration } from '../../util/duration.ts'

export interface RetryPolicy {
  /** Calls in all, at least 1. */
  readonly attempts: number
  readonly when: (error: unknown) => boolean
  /** The wait after a call that failed, in ms. */
  delayOf(attempt: number, random: () => number): number
}

/** `retries: 3` means three more attempts; the object form counts all attempts. */
export function retryPolicy(retries: number | CodeRetries | undefined): RetryPolicy {
  const options: Partial<CodeRetries> = typeof retries === 'number' ? { attempts: retries + 1 } : (retries ?? {})
  return {
    attempts: options.attempts ?? 1,
    when: options.when ?? (() => true),
    delayOf: options.waitOf ?? growingDelay(options),
  }
}

export function milliseconds(duration: Duration | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : (parseDuration(duration) ?? otherwise)
}

/**
 * Exponential, with a random share, so that many clients that failed together do not come back together ("full" to
 * "equal" jitter of Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 */
function growingDelay({ delay, maxDelay, factor = 2, jitter = 0.5 }: Partial<CodeRetries>): RetryPolicy['delayOf'] {
  const delayMs = milliseconds(delay, 1_000)
  const maxDelayMs = milliseconds(maxDelay, 60_000)
  return (attempt, random) => {
    const full = Math.min(maxDelayMs, delayMs * factor ** (attempt - 1))
    return Math.round(full * (1 - jitter * random()))
  }
}

export interface Retried {
  readonly signal: AbortSignal
  readonly random?: () => number
  onRetry(failed: { attempt: number; delayMs: number; error: unknown }): void
}

/** Calls until a call succeeds, the attempts are used up, or another call could not mend the error. */
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
      const delayMs = policy.delayOf(attempt, random)
      onRetry({ attempt, delayMs, error })
      await sleep(delayMs, undefined, { signal })
    }
  }
}

/**
 * Whether another call may succeed. A row that cannot be stored is the same in the next call; a timeout may come from
 * the network, and a provider may recover.
 */
function mayBeMended(error: unknown): boolean {
  if (!AssetError.is(error) || error.code === 'ASSET_TIMEOUT') return true
  return error.facts?.temporary === true
}
