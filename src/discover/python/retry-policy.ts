import type { CodeRetries } from '../../define/retries.ts'

/** `RetryPolicy` of a file that was written for Dagster. */
export interface PlainRetryPolicy {
  /** Calls in all. */
  readonly attempts: number
  /** In ms. */
  readonly delay: number
  readonly backoff: 'LINEAR' | 'EXPONENTIAL' | null
  readonly jitter: 'FULL' | 'PLUS_MINUS' | null
}

/** The same waits as there, which know no longest one. */
export function retriesOf({ attempts, delay, backoff, jitter }: PlainRetryPolicy): CodeRetries {
  const factorOf = (retry: number) => (backoff === 'EXPONENTIAL' ? 2 ** retry - 1 : backoff === 'LINEAR' ? retry : 1)
  return {
    attempts,
    waitOf(retry, random) {
      const full = factorOf(retry) * delay
      if (jitter === 'FULL') return Math.round(full * random())
      return Math.round(jitter === 'PLUS_MINUS' ? full + (2 * random() - 1) * delay : full)
    },
  }
}
