import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorkRig, type Query, type Row, type WorkRig } from './work-rig.ts'

let rig: WorkRig
beforeAll(async () => {
  rig = await openWorkRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

/** Whatever a row may hold that two hashes could take for the same. */
const contents: readonly unknown[] = ['', 'a', 'a b', 'b', 'ab', null, 'ä', '0', 'null', 'long '.repeat(9)]
const numbers = [0, -0, 1, 1.5, Number.NaN, -1, null]

const row = fc.record({
  id: fc.nat(12),
  text: fc.constantFrom(...contents),
  score: fc.constantFrom(...numbers),
  day: fc.constantFrom(new Date(0), new Date(86_400_000), null),
  vector: fc.constantFrom(
    new Float32Array([1, 2]),
    new Float32Array([2, 1]),
    new Float32Array([-0]),
    new Float32Array([0]),
  ),
  nested: fc.constantFrom({ a: 1, b: ['x'] }, { a: 1, b: ['x', 'y'] }, { a: null, b: [] }),
  other: fc.nat(3),
})
/** Decides every type, so that no edit leaves a column without one. */
const whole = {
  id: 99,
  text: 'whole',
  score: 1,
  day: new Date(1),
  vector: new Float32Array([3]),
  nested: { a: 2, b: ['z'] },
  other: 0,
}

interface Shape {
  readonly name: string
  readonly keyed: boolean
  readonly query: (called: (row: Row) => void) => Query
}

const picked = ['text', 'score', 'day', 'vector', 'nested'] as const
const shapes: readonly Shape[] = [
  {
    name: 'map',
    keyed: false,
    query: (called) => (table) =>
      table.pick(...picked).map((one) => {
        called(one)
        return { ...one, length: String(one.text).length }
      }),
  },
  {
    name: 'mapBatches by key',
    keyed: true,
    query: (called) => (table) =>
      table.pick('id', ...picked).mapBatches({ key: 'id', size: 3, concurrency: 2 }, async (rows) => {
        for (const one of rows) called(one)
        return rows.map((one) => ({ ...one, shout: `${one.text}!` }))
      }),
  },
  {
    name: 'flatMap of none to two, after a where',
    keyed: false,
    query: (called) => (table) =>
      table
        .where(sqlScore)
        .pick('text', 'score')
        .flatMap((one) => {
          called(one)
          return Array.from({ length: String(one.text).length % 3 }, (_, part) => ({ ...one, part }))
        }),
  },
  {
    name: 'a chain of three',
    keyed: true,
    query: (called) => (table) =>
      table
        .pick('id', 'text')
        .flatMap({ key: 'id' }, (one) => {
          called(one)
          return [{ id: one.id, word: `${one.text}` }, ...(one.text === 'a b' ? [{ id: one.id, word: 'b' }] : [])]
        })
        .map(({ id, word }) => ({ id, word, length: word.length }))
        .pick('id', 'word')
        .mapBatches({ size: 2 }, (rows) => rows.map((one) => ({ ...one, twice: one.word + one.word }))),
  },
]
const { sql } = await import('../../src/define/sql.ts')
const sqlScore = sql`score IS NULL OR score >= 0`

function unique(rows: readonly Row[], keyed: boolean): readonly Row[] {
  if (!keyed) return rows
  const seen = new Set<unknown>()
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id))
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, each) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return 'NaN'
    if (Object.is(each, -0)) return '-0'
    return each instanceof Float32Array ? [...each].map((one) => (Object.is(one, -0) ? '-0' : one)) : each
  })
const bag = (rows: readonly Row[]) => rows.map(text).sort()

describe.each(shapes)('$name', ({ keyed, query }) => {
  test.each([
    { how: 'ordered', ordered: true, large: false },
    { how: 'small', ordered: false, large: false },
    { how: 'large', ordered: false, large: true },
  ])(
    'after any edits the rows are those of a full recomputation ($how)',
    async ({ ordered, large }) => {
      const states = fc.array(fc.array(row, { maxLength: 14 }), { minLength: 2, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(states, async (given) => {
          let previous: Parameters<WorkRig['compute']>[2]
          let known = new Set<string>()
          for (const rows of given) {
            const input = unique([whole, ...rows], keyed)
            const calls: string[] = []
            const made = await rig.compute(
              input,
              query((one) => calls.push(text(one))),
              { ...previous, ordered, large },
            )
            const all: string[] = []
            const full = await rig.compute(
              input,
              query((one) => all.push(text(one))),
              { ordered },
            )
            expect(ordered ? made.rows.map(text) : bag(made.rows)).toEqual(
              ordered ? full.rows.map(text) : bag(full.rows),
            )
            expect(made.written.version).toBe(full.written.version)
            // Each content is computed once, and only where the last output had none of it.
            expect(new Set(all).size).toBe(all.length)
            expect(calls.sort()).toEqual(all.filter((one) => !known.has(one)).sort())
            expect(made.counts.computed).toBe(calls.length)
            await holdLinks(made, full)
            known = new Set(all)
            previous = { previous: made.previous }
          }
        }),
        { numRuns: 4 },
      )
    },
    60_000,
  )
})

/** The rows that a place leads to are the same, however they were made. */
async function holdLinks(made: Awaited<ReturnType<WorkRig['compute']>>, full: typeof made): Promise<void> {
  const resolved = async (output: typeof made) =>
    (await rig.links(output))
      .map(({ place, row }) => `${place} ${row === null ? '' : text(output.rows[Number(row)])}`)
      .sort()
  expect(await resolved(made)).toEqual(await resolved(full))
}
