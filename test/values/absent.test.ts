import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Table } from '../../src/define/table.ts'
import { openTable } from '../../src/table/read/table.ts'
import { writeResult } from '../../src/table/write/write-result.ts'
import { openWorkRig, type Row } from '../rows/work-rig.ts'
import { rowsRig } from '../store/rows-engine.ts'

const seed = Number(process.env.FUZZ_SEED ?? 20260102)
const rig = rowsRig()

async function stored(result: unknown) {
  const file = rig.file()
  const { columns, rows: count, version } = await writeResult(rig.engine(), { result, file, asset: 'made' })
  const source = { name: 'documents', file, columns, count, onRead: () => undefined }
  const table = openTable(rig.engine(), source) as Table<Row>
  return { types: columns.map(({ type }) => type), rows: await table.all(), table, version }
}

test('a field that a row lacks is not there: in the row, in an object, in a list of objects', async () => {
  const rows = [
    { id: 1, note: 'a', meta: { author: 'x' }, parts: [{ k: 1 }, { v: 2 }] },
    { id: 2, meta: {}, parts: [{}, null] },
    { id: 3, meta: null, extra: { count: 2n } },
    { id: 4, note: undefined, meta: { author: undefined, year: 1 } },
  ]
  const { rows: read, types } = await stored(rows)
  const expected = structuredClone(rows) as Row[]
  expected[3] = { id: 4, meta: { year: 1 } }
  expect(read).toStrictEqual(expected)
  expect(read.map((row) => 'note' in row)).toEqual([true, false, false, false])
  const words = read.map(({ note = 'none' }) => note)
  expect(words).toEqual(['a', 'none', 'none', 'none'])
  expect(types).toEqual([
    'DOUBLE',
    'VARCHAR?',
    'STRUCT(author VARCHAR?, year DOUBLE?)',
    'STRUCT(k DOUBLE?, v DOUBLE?)[]?',
    'STRUCT(count BIGINT)?',
  ])
})

test('a Record has its own keys', async () => {
  const rows = [{ counts: { apple: 2 } }, { counts: { pear: 1, plum: 0 } }, { counts: {} }, { counts: null }]
  expect((await stored(rows)).rows).toStrictEqual(rows)
})

test('an object that has no field in any row is one without fields, also beside rows that come later', async () => {
  const rows = [
    { id: 1, m: {}, l: [{}, null] },
    { id: 2, m: null, l: [] },
  ]
  const { rows: read, types, table } = await stored(rows)
  expect([read, types]).toStrictEqual([rows, ['DOUBLE', 'MAP(VARCHAR, NULL)', 'MAP(VARCHAR, NULL)[]']])
  expect((await stored(table.map((row) => row))).rows).toStrictEqual(rows)
  await using work = await openWorkRig()
  const outputs: Row[] = [...rows]
  const made = (input: Table<Row>) => input.map({ key: 'id' }, ({ id }) => outputs[Number(id) - 1] as Row)
  const { previous } = await work.compute([{ id: 1 }, { id: 2 }], made)
  for (const m of [{ a: 1, b: 'x' }, { a: 1 }, {}]) {
    outputs[2] = { id: 3, m, l: [{ c: 1n }] }
    const more = await work.compute([{ id: 1 }, { id: 2 }, { id: 3 }], made, { previous })
    expect([more.rows, more.counts.computed]).toStrictEqual([outputs, 1])
  }
})

test('where some rows say null and others nothing, all of them have null, which their type allows', async () => {
  const { rows, types } = await stored([{ a: null, m: { x: null } }, { m: {} }, { a: 1, m: { x: 2 } }])
  expect(rows).toStrictEqual([
    { a: null, m: { x: null } },
    { a: null, m: { x: null } },
    { a: 1, m: { x: 2 } },
  ])
  expect(types).toEqual(['DOUBLE', 'STRUCT(x DOUBLE)'])
})

test('a table that is picked from, or returned as it is, keeps what its rows lack', async () => {
  const { table } = await stored([
    { id: 1, note: 'a', counts: { a: 1n } },
    { id: 2, counts: { b: 2n } },
  ])
  const expected = [{ note: 'a', counts: { a: 1n } }, { counts: { b: 2n } }]
  expect((await stored(table.pick('note', 'counts'))).rows).toStrictEqual(expected)
  expect((await stored(table.map((row) => row).pick('note', 'counts'))).rows).toStrictEqual(expected)
  expect((await stored(table)).rows).toStrictEqual(await table.all())
})

test('rows that differ in that have other versions; a row that lacks nothing has one, whatever others lack', async () => {
  const versions = [{ a: 1 }, { a: 1, b: null }, { a: 1, b: 2 }].map(async (row) => {
    const { version } = await stored([row, { a: 2, b: 3 }])
    return version
  })
  expect(new Set(await Promise.all(versions)).size).toBe(3)
})

describe('a dictionary of many keys', () => {
  const dictionaries = (value: (index: number) => unknown) =>
    Array.from({ length: 900 }, (_, index) => ({
      id: index,
      counts: { [`key ${index}`]: value(index), [`Key ${index}`]: value(index + 1), all: null },
    }))

  test.each<[string, (index: number) => unknown, string]>([
    ['numbers', (index) => index / 2, 'DOUBLE'],
    ['texts', (index) => `text ${index} ž of more than twelve bytes`, 'VARCHAR'],
    ['bigints', (index) => BigInt(index), 'BIGINT'],
    ['flags', (index) => index % 2 === 0, 'BOOLEAN'],
    ['dates', (index) => new Date(index), 'TIMESTAMP'],
    ['vectors', (index) => Float32Array.of(index, 1), 'FLOAT[]'],
    ['bytes', (index) => Uint8Array.of(index % 256), 'BLOB'],
    ['lists', (index) => [[`a${index}`], null, []], 'VARCHAR[][]'],
    [
      'objects',
      (index) => (index % 2 === 0 ? { x: index } : { x: index, y: [{ z: 1 }] }),
      'STRUCT(x DOUBLE, y STRUCT(z DOUBLE)[]?)',
    ],
  ])('is a MAP, of %s, with its own keys in their order', async (_, value, type) => {
    // Keys that differ by case only are no two fields of a struct: here they come when it is a map already.
    const rows = dictionaries(value).map((row, index) =>
      index < 200 ? { ...row, counts: { [`key ${index}`]: value(index), [`k${index}`]: value(index) } } : row,
    )
    const { rows: read, types } = await stored(rows)
    expect(types[1]).toBe(`MAP(VARCHAR, ${type})`)
    expect(read).toStrictEqual(rows)
    expect(read.map(({ counts }) => Object.keys(counts as object))).toEqual(
      rows.map(({ counts }) => Object.keys(counts)),
    )
  })

  test('also where rows before it were staged as objects, and where a row has all of them', async () => {
    const rows = Array.from({ length: 6000 }, (_, index) => ({
      nested: [
        {
          counts: index < 3000 ? { [`k${index % 40}`]: 1, none: null } : { [`n${index}`]: 2, __proto: 1 },
        },
      ],
      sparse: index === 5999 ? Object.fromEntries(Array.from({ length: 600 }, (_, key) => [`k${key}`, 'x'])) : {},
    }))
    const { rows: read, types } = await stored(rows)
    expect(types).toEqual(['STRUCT(counts MAP(VARCHAR, DOUBLE))[]', 'MAP(VARCHAR, VARCHAR)'])
    expect(read).toStrictEqual(rows)
  })

  test.each([
    ['vectors and empty lists', (index: number) => (index % 2 === 0 ? [] : Float32Array.of(index))],
    [
      'dictionaries of many keys and of few',
      (index: number) => (index === 7 ? {} : { [`k${index}`]: { [`v${index}`]: 1 } }),
    ],
  ])('of %s is read as it was written', async (_, value) => {
    const rows = Array.from({ length: 700 }, (_, index) => ({ bag: { [`k${index}`]: value(index) } }))
    expect((await stored(rows)).rows).toStrictEqual(rows)
  })

  test('of values of several types stays an object with fields', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({ bag: { [`k${index}`]: index % 2 === 0 ? 'x' : 1 } }))
    const { rows: read, types } = await stored(rows)
    expect(types[0]).toMatch(/^STRUCT/)
    expect(read).toStrictEqual(rows)
  })
})

test(`rows of any fields come back as they were, but for null beside nothing (seed ${seed})`, async () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.constant(null))
  const inner = fc.record({ x: maybe(fc.integer()), y: fc.string() }, { requiredKeys: [], noNullPrototype: true })
  const fields = {
    a: maybe(fc.bigInt({ min: 0n, max: 9n })),
    b: fc.boolean(),
    m: maybe(inner),
    l: fc.array(maybe(inner), { maxLength: 3 }),
  }
  const rows = fc.array(fc.record({ id: fc.nat(), ...fields }, { requiredKeys: ['id'], noNullPrototype: true }), {
    minLength: 1,
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      // An object that has no field in any row is no column.
      const whole = { id: 0, a: 1n, b: true, m: { x: 1, y: '' }, l: [{ x: 1, y: '' }] }
      const all = [whole, ...given]
      expect((await stored(all)).rows).toStrictEqual(withNulls(all))
    }),
    { seed, numRuns: Number(process.env.FUZZ_TIMES ?? 1) * 40 },
  )
})

type Objects = readonly (Record<string, unknown> | null)[]

/** What is null in some of the objects is null in all that lack it. */
function withNulls(objects: Objects): Objects {
  const there = objects.filter((one) => one !== null)
  const names = new Set(there.flatMap((one) => Object.keys(one)))
  const made = objects.map((one) => one && { ...one })
  for (const name of names) {
    const values = there.flatMap((one) => (name in one ? [one[name]] : []))
    if (values.includes(null)) for (const one of made) if (one !== null && !(name in one)) one[name] = null
    const isObject = (value: unknown) => value?.constructor === Object
    if (values.some(isObject)) fill(made, name, withNulls)
    if (values.some((value) => Array.isArray(value) && value.some(isObject))) fillLists(made, name)
  }
  return made
}

function fill(objects: (Record<string, unknown> | null)[], name: string, by: (some: Objects) => Objects): void {
  const holders = objects.filter((one) => one !== null && name in one) as Record<string, unknown>[]
  const filled = by(holders.map((one) => one[name] as Record<string, unknown> | null))
  for (const [index, one] of holders.entries()) one[name] = filled[index]
}

function fillLists(objects: (Record<string, unknown> | null)[], name: string): void {
  const lists = objects.flatMap((one) => (Array.isArray(one?.[name]) ? [one[name] as Objects] : []))
  const filled = [...withNulls(lists.flat())]
  for (const one of objects) if (Array.isArray(one?.[name])) one[name] = filled.splice(0, (one[name] as Objects).length)
}
