import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Table } from '../../src/define/table.ts'
import { openWorkRig, type Row, type WorkRig } from '../rows/work-rig.ts'

let work: WorkRig
beforeAll(async () => {
  work = await openWorkRig()
})
afterAll(() => work[Symbol.asyncDispose]())

const identity = (calls: unknown[]) => (table: Table<Row>) =>
  table.map({ key: 'id' }, (row) => {
    calls.push(row.id)
    return { ...row }
  })

test('a row that lacks a field makes no other row another, and each comes back as it was', async () => {
  const calls: unknown[] = []
  const rows = [
    { id: 1, note: 'a', counts: { a: 1 } },
    { id: 2, note: 'b', counts: { b: 1 } },
  ]
  const first = await work.compute(rows, identity(calls))
  const more = [...rows, { id: 3, counts: { c: 3 } }].filter(({ id }) => id !== 2)
  const { previous } = first
  const second = await work.compute([...more, { id: 4, note: 'd', counts: { b: 1 } }], identity(calls), { previous })
  expect(second.rows).toStrictEqual([...more, { id: 4, note: 'd', counts: { b: 1 } }])
  // Another key is another column of the object: every row is read with it. The note that is lacking is none.
  const third = await work.compute([...more, { id: 4, counts: { b: 1 } }], identity(calls), {
    previous: second.previous,
  })
  expect(third.rows).toStrictEqual([...more, { id: 4, counts: { b: 1 } }])
  expect(calls.slice(-1)).toEqual([4])
  expect(third.counts.computed).toBe(1)
})

test.each<[string, Row, Row, Row[]]>([
  [
    'the rows that stay have null',
    { id: 1, note: null },
    { id: 2 },
    [
      { id: 1, note: null },
      { id: 2, note: null },
    ],
  ],
  [
    'the new row has null',
    { id: 1 },
    { id: 2, note: null },
    [
      { id: 1, note: null },
      { id: 2, note: null },
    ],
  ],
  ['neither has', { id: 1, note: 'a' }, { id: 2 }, [{ id: 1, note: 'a' }, { id: 2 }]],
  [
    'a list of objects has',
    { id: 1, l: [{ a: null }, null] },
    { id: 2, l: [{}] },
    [
      { id: 1, l: [{ a: null }, null] },
      { id: 2, l: [{ a: null }] },
    ],
  ],
  [
    'a list of objects has not',
    { id: 1, l: [{ a: 1 }, null] },
    { id: 2, l: [{}] },
    [
      { id: 1, l: [{ a: 1 }, null] },
      { id: 2, l: [{}] },
    ],
  ],
])('rows that are kept beside one that lacks a field: %s', async (_, one, other, expected) => {
  const { previous } = await work.compute([one], identity([]))
  expect((await work.compute([one, other], identity([]), { previous })).rows).toStrictEqual(expected)
})

test.each<[string, Row[], Row[], string[]]>([
  ['it left', [{ id: 1 }], [], ['DOUBLE', 'VARCHAR']],
  ['it left, and a row came', [{ id: 1 }], [{ id: 3, note: 'c' }], ['DOUBLE', 'VARCHAR']],
  ['one that had null left too', [{ id: 1, note: null }], [{ id: 3 }], ['DOUBLE', 'VARCHAR?']],
  ['another one came', [{ id: 1 }], [{ id: 3 }], ['DOUBLE', 'VARCHAR?']],
  ['an object lacked one', [{ id: 1, m: {} }], [], ['DOUBLE', 'VARCHAR', 'STRUCT(a DOUBLE)']],
  [
    'the objects of a list lacked one',
    [{ id: 1, note: '', l: [{}, { a: 1 }] }],
    [{ id: 3, note: '', l: [{ a: 3n }] }],
    ['DOUBLE', 'VARCHAR', 'STRUCT(a BIGINT)[]'],
  ],
])('what the rows that are there lack is what the type says: %s', async (_, left, came, types) => {
  const stays: Row = { id: 2, note: 'b' }
  for (const [name, value] of Object.entries({ m: { a: 2 }, l: [{ a: 2n }] }))
    if (left.some((row) => name in row)) Object.assign(stays, { [name]: value })
  const before = left.map((row) => ('l' in row ? { ...row, l: [{}, { a: 1n }] } : row))
  const { previous } = await work.compute([...before, stays], identity([]))
  const now = await work.compute([stays, ...came], identity([]), { previous })
  const full = await work.compute([stays, ...came], identity([]))
  expect(now.written.columns.map(({ type }) => type)).toEqual(types.slice(0, now.written.columns.length))
  expect([now.written, now.rows]).toStrictEqual([full.written, full.rows])
})

test('a null inside of a dictionary stays one when the dictionary outgrows its fields', async () => {
  const rows = Array.from({ length: 700 }, (_, id) => ({
    id,
    bag: { [`k${id}`]: id === 0 ? { x: null } : { x: 1 } },
  }))
  const grown = [...rows, { id: 700, bag: { last: {} } }]
  const { previous } = await work.compute(rows.slice(0, 100), identity([]))
  const now = await work.compute(grown, identity([]), { previous })
  expect(now.rows).toStrictEqual((await work.compute(grown, identity([]))).rows)
  expect(now.rows.at(-1)).toStrictEqual({ id: 700, bag: { last: { x: null } } })
})

test('a dictionary that outgrew its fields keeps the rows that had them', async () => {
  const rows = Array.from({ length: 700 }, (_, index) => ({ id: index, counts: { [`k${index}`]: index } }))
  const { previous } = await work.compute(rows.slice(0, 100), identity([]))
  const grown = await work.compute(rows, (table) => table.map({ key: 'id' }, (row) => row), { previous })
  expect(grown.rows).toStrictEqual(rows)
})
