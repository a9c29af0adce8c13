import { expect, test } from 'vitest'
import { retriesOf } from '../../src/discover/python/retry-policy.ts'
import { retryPolicy } from '../../src/run/call/retry.ts'

test.each([
  [null, null, [2000, 2000, 2000, 2000]],
  ['LINEAR', null, [2000, 4000, 6000, 20_000]],
  ['EXPONENTIAL', null, [2000, 6000, 14_000, 2_046_000]],
  ['LINEAR', 'FULL', [1500, 3000, 4500, 15_000]],
  ['EXPONENTIAL', 'PLUS_MINUS', [3000, 7000, 15_000, 2_047_000]],
] as const)('the waits of a policy of Dagster are as long as there: %s, %s', (backoff, jitter, waits) => {
  const policy = retryPolicy(retriesOf({ attempts: 11, delay: 2000, backoff, jitter }))
  expect(policy.attempts).toBe(11)
  expect([1, 2, 3, 10].map((attempt) => policy.delayOf(attempt, () => 0.75))).toEqual(waits)
})
