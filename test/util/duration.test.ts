import { expect, it } from 'vitest'
import { parseDuration } from '../../src/util/duration.ts'

it.each<[given: unknown, ms: number | undefined]>([
  [0, 0],
  [1.5, 1.5],
  ['250ms', 250],
  ['30s', 30_000],
  ['1.5s', 1_500],
  ['5m', 300_000],
  ['1.5 m', 90_000],
  ['2 h', 7_200_000],
  [' 1d ', 86_400_000],
  ['30', undefined],
  ['30 sec', undefined],
  ['-1s', undefined],
  ['1e3s', undefined],
  ['', undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [null, undefined],
])('%j is %s ms', (given, ms) => {
  expect(parseDuration(given)).toBe(ms)
})
