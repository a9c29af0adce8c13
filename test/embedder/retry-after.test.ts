import { expect, test } from 'vitest'
import { waitAfter } from '../../src/integrations/embedder/embed.ts'
import { headerReader, retryAfterMs } from '../../src/integrations/embedder/retry-after.ts'

const now = Date.UTC(2026, 0, 1)

test.each<[Record<string, string>, number | undefined]>([
  [{ 'retry-after-ms': '250' }, 250],
  [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': ' 1.5 ' }, 1_500],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
  [{ 'retry-after': 'Thu, 01 Jan 2015 00:00:20 GMT' }, 0],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': 'a while' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
])('%j', (headers, expected) => {
  expect(retryAfterMs(headerReader(new Headers(headers)), now)).toBe(expected)
  expect(retryAfterMs(headerReader(headers), now)).toBe(expected)
})

test('a plain object may write the names in any case', () => {
  expect(retryAfterMs(headerReader({ 'Retry-After': 3 }), now)).toBe(3_000)
})

test('without headers there is nothing to read', () => {
  for (const none of [undefined, null, 'text']) expect(retryAfterMs(headerReader(none), now)).toBeUndefined()
})

test.each([
  [0, 250],
  [1, 500],
])('of a wait that nobody named a half is chance: with %d it is %d ms', (random, ms) => {
  expect(waitAfter({ waitMs: undefined }, 1, random)).toBe(ms)
})

test.each([0, 1])('nobody comes back sooner than asked (chance %d)', (random) => {
  expect(waitAfter({ waitMs: 3_000 }, 1, random)).toBeGreaterThanOrEqual(3_000)
})
