import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reciprocalRankFusion } from '../../src/integrations/vector-index/vector-index.ts'

const ids = (rankings: readonly (readonly string[])[], options = {}) =>
  reciprocalRankFusion(rankings, options).map(({ id }) => id)

const rankings = fc.array(fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 8 }), { maxLength: 4 })

test('the score is the sum of 1 / (60 + rank) over the rankings that have the id', () => {
  expect(reciprocalRankFusion([['a', 'b', 'c'], ['c', 'a'], ['d']])).toEqual([
    { id: 'a', score: 1 / 62 + 1 / 61, ranks: [1, 2, undefined] },
    { id: 'c', score: 1 / 63 + 1 / 61, ranks: [3, 1, undefined] },
    { id: 'd', score: 1 / 61, ranks: [undefined, undefined, 1] },
    { id: 'b', score: 1 / 62, ranks: [2, undefined, undefined] },
  ])
})

test('second in both beats first in one; with a small k the first places count for more', () => {
  const both = [
    ['first', 'both'],
    ['other', 'both'],
  ]
  expect(ids(both)).toEqual(['both', 'first', 'other'])
  expect(
    ids(
      [
        ['first', 'x', 'both'],
        ['y', 'z', 'both'],
      ],
      { k: 0 },
    ),
  ).toEqual(['first', 'y', 'both', 'x', 'z'])
})

test('an id that a ranking has twice counts by its best place', () => {
  expect(reciprocalRankFusion([['a', 'b', 'a']])[0]).toEqual({ id: 'a', score: 1 / 61, ranks: [1] })
})

test('one ranking keeps its order, and none is none', () => {
  expect(ids([[...'hgfedcba']])).toEqual([...'hgfedcba'])
  expect(ids([])).toEqual([])
  expect(ids([[], []])).toEqual([])
})

test('everything that is ranked is in it once, whichever order the rankings come in', () => {
  fc.assert(
    fc.property(rankings, (given) => {
      const fused = ids(given)
      expect([...fused].sort()).toEqual([...new Set(given.flat())].sort())
      expect(ids(given.toReversed())).toEqual(fused)
    }),
  )
})

test('to move up in one ranking never makes it worse', () => {
  fc.assert(
    fc.property(rankings, fc.nat(), (given, pick) => {
      const [first = [], ...others] = given
      if (first.length < 2) return
      const at = 1 + (pick % (first.length - 1))
      const moved = first.with(at - 1, first[at] as string).with(at, first[at - 1] as string)
      const id = first[at] as string
      expect(ids([moved, ...others]).indexOf(id)).toBeLessThanOrEqual(ids(given).indexOf(id))
    }),
  )
})
