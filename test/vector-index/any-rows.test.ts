import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Filter,
  type IndexRow,
  type Scalar,
  search,
  syncIndex,
  verifyIndex,
} from '../../src/integrations/vector-index/vector-index.ts'
import { isInstalled, openTarget, type Place } from './place.ts'
import { row, shape, speeches } from './samples.ts'
import { sqlitePlace } from './sqlite-place.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 })
const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const metadata = fc.record({
  year: fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), number)),
  lang: fc.option(fc.oneof(fc.constantFrom('', 'a', 'b', 'é', '𝒳', 'B'), text)),
  draft: fc.option(fc.boolean()),
})
const vector = fc.array(fc.float({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 3, maxLength: 3 })
const rows = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...'abcdefghijkl', "it's", 'é'), vector, text, metadata }),
  { selector: ({ id }) => id, maxLength: 12 },
)

test.skipIf(!isInstalled('sqlite-vec'))('after any edits the index is what a new one would be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 4 }), async (states) => {
      await using place: Place = await sqlitePlace()
      await using target = await openTarget(place.where, { ...shape, metric: 'euclidean' })
      let before: readonly IndexRow[] = []
      for (const state of states) {
        const { receipt, upserted, deleted, unchanged } = await syncIndex(target, state)
        expect(receipt.rows).toBe(state.length)
        expect(upserted + unchanged).toBe(state.length)
        expect(deleted).toBe(before.filter(({ id }) => !state.some((other) => other.id === id)).length)
        // Nothing that went in came out in another form.
        expect(await verifyIndex(target)).toMatchObject({ ok: true, damaged: [] })
        expect((await syncIndex(target, state.toReversed())).upserted).toBe(0)
        before = state
      }
    }),
    { numRuns: 40 },
  )
})

const condition: fc.Arbitrary<Filter[string]> = fc.oneof(
  fc.record({ gte: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ lt: fc.integer({ min: 0, max: 3 }), not: fc.option(fc.integer({ min: 0, max: 3 })) }),
  fc.record({ in: fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { maxLength: 2 }) }),
)
const filter: fc.Arbitrary<Filter> = fc.record(
  {
    year: condition,
    lang: fc.oneof(fc.constantFrom('a', 'b', null), fc.record({ gt: fc.constantFrom('', 'B', 'a', 'é') })),
    draft: fc.oneof(fc.option(fc.boolean()), fc.record({ not: fc.option(fc.boolean()) })),
  },
  { requiredKeys: [] },
)

test.skipIf(!isInstalled('sqlite-vec'))('a filter chooses what its words say', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(filter, { minLength: 1, maxLength: 5 }), async (given, filters) => {
      await using place: Place = await sqlitePlace()
      await using target = await openTarget(place.where, { ...shape, metric: 'euclidean' })
      await syncIndex(target, given)
      for (const each of filters) {
        const hits = await search(target, { vector: [0, 0, 0], k: 100, filter: each })
        const expected = given.filter((one) => allows(each, one.metadata)).map(({ id }) => id)
        expect(hits.map(({ id }) => id).sort()).toEqual(expected.sort())
      }
    }),
    { numRuns: 40 },
  )
})

function allows(filter: Filter, metadata: Readonly<Record<string, Scalar>>): boolean {
  return Object.entries(filter).every(([name, given]) => {
    const value = stored(metadata[name] ?? null)
    const conditions = typeof given === 'object' && given !== null ? given : { eq: given }
    return Object.entries(conditions).every(([comparison, other]) => {
      if (comparison === 'eq') return value === other
      if (comparison === 'not') return value !== other
      if (comparison === 'in') return (other as Scalar[]).includes(value)
      if (value === null) return false
      const order = compare(value, other as Scalar)
      return comparison === 'gte' ? order >= 0 : comparison === 'gt' ? order > 0 : order < 0
    })
  })
}

const stored = (value: Scalar): Scalar =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value

function compare(a: Scalar, b: Scalar): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)))
  return Number(a) - Number(b)
}

test('a question that cannot be asked is told, with what to do', async () => {
  await using place: Place = await sqlitePlace()
  await using target = await openTarget(place.where, shape)
  const asked: readonly (readonly [object, string, string])[] = [
    [{}, 'the question has neither a vector nor a text', 'give `vector`, `text` or both'],
    [{ text: 'a', k: 0 }, 'the question asks for 0 rows', 'give a `k` from 1 to 1,000'],
    [
      { vector: [1] },
      'the question has a vector of 1 dimensions, and the index has 3',
      'embed the question with the model that the index was made with',
    ],
    [
      { vector: [1, Number.NaN, 0] },
      'the question has a vector without a direction, or with a value that is no finite number',
      'ask with another text: there is no vector for this one',
    ],
    [
      { text: 'a', filter: { yaer: 1 } },
      'the filter names "yaer", which is no column of the index',
      'use one of year, lang, draft',
    ],
    [{ text: 'a', filter: { year: '1' } }, 'the filter compares year with "1"', 'compare it with a number'],
    [
      { text: 'a', filter: { year: { above: 1 } } },
      'the filter has "above" for year, which is no comparison',
      'use one of eq, not, in, lt, lte, gt, gte',
    ],
    [{ text: 'a', filter: { year: { lt: null } } }, 'the filter compares year with null', 'compare it with a number'],
  ]
  for (const [question, message, fix] of asked) {
    await expect(search(target, question)).rejects.toMatchObject({ code: 'INDEX_QUERY', message, fix })
  }
})

test.skipIf(!isInstalled('sqlite-vec'))('a write that is stopped leaves what was there', async () => {
  await using place: Place = await sqlitePlace()
  await using target = await openTarget(place.where, shape)
  const { receipt } = await syncIndex(target, speeches)
  const stop = new AbortController()
  const endless = (function* () {
    for (let index = 0; ; index += 1) {
      if (index === 1_500) stop.abort(new Error('stopped'))
      yield row(`row${index}`, [1, index, 0])
    }
  })()
  await expect(syncIndex(target, endless, { signal: stop.signal })).rejects.toThrow('stopped')
  expect(await verifyIndex(target)).toMatchObject({ ok: true, receipt })
})
