import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsRig } from './rows-engine.ts'

const rig = rowsRig()

const roundTrip = async (rows: readonly object[]) => rig.read((await rig.write(rows)).file)

test('every type a row may hold comes back as it was', async () => {
  const rows = [
    {
      text: 'naïve–日本🙂',
      short: 'twelve bytes',
      number: -0,
      yes: true,
      big: 2n ** 63n - 1n,
      when: new Date(8.64e15),
      bytes: new Uint8Array([0, 255, 128]),
      vector: new Float32Array([0.1, -0, Number.NaN]),
      list: [1, null, Number.NEGATIVE_INFINITY],
      nested: { tags: ['a', ''], deep: { ok: false, dates: [new Date(-1)] } },
      objects: [{ id: 1n }, null, { id: null }],
      lists: [[1], [], null],
    },
    Object.fromEntries(
      ['text', 'short', 'number', 'yes', 'big', 'when', 'bytes', 'vector', 'list', 'nested', 'objects', 'lists'].map(
        (name) => [name, null],
      ),
    ),
  ]
  expect(await roundTrip(rows)).toStrictEqual(rows)
})

test('texts of every length and alphabet come back beside each other, with nulls between them', async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 14 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({ minLength: 60, maxLength: 90 }),
    fc.constant(null),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (some) => {
      const rows = some.map((value, index) => ({ index, value }))
      expect(await roundTrip(rows)).toStrictEqual(rows)
    }),
    { numRuns: 60 },
  )
})

test('values of another realm, such as that of a test of Jest, are stored as what they are', async () => {
  const [given] = runInNewContext(
    '[{ l: [1], o: { x: 1 }, d: new Date(5), b: new Uint8Array([1]), f: new Float32Array([1.5]) }]',
  ) as object[]
  const own = { l: [1], o: { x: 1 }, d: new Date(5), b: Uint8Array.of(1), f: Float32Array.of(1.5) }
  expect(await roundTrip([given as object, own])).toStrictEqual([own, own])
})

test('functions of rows may give the same object again', async () => {
  const { table } = await rig.table([{ id: 0 }, { id: 1 }, { id: 2 }])
  const out = { id: 0, vector: new Float32Array(1), tags: ['a'], meta: { at: new Date(0) } }
  const filled = (id: number) => {
    out.id = id
    out.vector[0] = id
    out.tags[0] = `a${id}`
    out.meta.at.setTime(id)
    return out
  }
  const of = (id: number) => ({ id, vector: Float32Array.of(id), tags: [`a${id}`], meta: { at: new Date(id) } })
  const written = async (rows: AsyncIterable<object>) => rig.read((await rig.write(rows)).file)
  expect(await written(table.map(({ id }) => filled(id)))).toStrictEqual([0, 1, 2].map(of))
  const twice = table.flatMap(function* ({ id }) {
    yield filled(id * 10)
    yield filled(id * 10 + 1)
  })
  expect(await written(twice)).toStrictEqual([0, 1, 10, 11, 20, 21].map(of))
})

test('bytes come back as bytes of their own', async () => {
  const [row] = (await roundTrip([{ bytes: new TextEncoder().encode('a text that is longer than twelve bytes') }])) as [
    { bytes: Uint8Array },
  ]
  expect(row.bytes.constructor).toBe(Uint8Array)
  expect(row.bytes.buffer.byteLength).toBe(row.bytes.length)
})

test('a column may be null for a long time, and fields may come late', async () => {
  const rows = Array.from({ length: 9000 }, (_, index) =>
    index < 6000
      ? { id: index, late: null, meta: {} }
      : { id: index, late: `row ${index}`, meta: { author: { name: 'x' } }, tags: [{ k: 1n }] },
  )
  const read = (await roundTrip(rows)) as { id: number }[]
  expect(read[0]).toStrictEqual({ id: 0, late: null, meta: {} })
  expect(read[5999]).toStrictEqual({ id: 5999, late: null, meta: {} })
  expect(read[8999]).toStrictEqual({ id: 8999, late: 'row 8999', meta: { author: { name: 'x' } }, tags: [{ k: 1n }] })
  expect(read.map((row) => row.id)).toStrictEqual(rows.map((row) => row.id))
})

test('a column that has its first value late stands where it stood, between others that had theirs', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) => ({
    ...{ first: index < 3000 ? null : `first ${index}`, id: index, middle: index < 4200 ? null : index / 2 },
    ...{ text: `text ${index}`, last: index < 2500 ? null : true },
  }))
  expect(await roundTrip(rows)).toStrictEqual(rows)
})

test('columns and fields that come batch after batch are one table, in order', async () => {
  const batches = 80
  const rows = Array.from({ length: batches * 2048 }, (_, index) => {
    if (index % 2048 !== 0) return { id: index }
    const name = `late${index / 2048}`
    return index % 4096 === 0 ? { id: index, [name]: 'x' } : { id: index, meta: { [name]: 'x' } }
  })
  const written = await rig.write(rows)
  expect(written.rows).toBe(rows.length)
  expect(written.columns.length).toBe(2 + batches / 2)
  const read = (await rig.read(written.file)) as { id: number }[]
  expect(read.every((row, index) => row.id === index)).toBe(true)
  expect(read.at(-2048)).toStrictEqual({ id: 79 * 2048, meta: { late79: 'x' } })
}, 60_000)

test('the names of Object.prototype are names like any other', async () => {
  const rows = [JSON.parse('{"__proto__": 1, "constructor": "a", "toString": true}'), { toString: false }]
  const read = await roundTrip(rows)
  expect(JSON.stringify(read)).toBe('[{"__proto__":1,"constructor":"a","toString":true},{"toString":false}]')
})

test('a generator may use one object, and one vector, for all its rows', async () => {
  function* reuse() {
    const row = { id: 0, vector: new Float32Array(2) }
    for (row.id = 0; row.id < 3000; row.id++) {
      row.vector[0] = row.id
      yield row
    }
  }
  const { file } = await rig.write(reuse())
  const read = (await rig.read(file)) as { id: number; vector: Float32Array }[]
  expect(read.every((row, index) => row.id === index && row.vector[0] === index)).toBe(true)
})

// Lengths on both sides of what a `string_t` keeps in place (12 bytes) and of what is one chunk (2,048 rows).
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', 'a'.repeat(12), 'a'.repeat(13), 'é'.repeat(6), 'é'.repeat(7), '🙂'),
)
const scalars = {
  text,
  number: fc.oneof(fc.double(), fc.constantFrom(-0, 0, Number.NaN)),
  flag: fc.boolean(),
  big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  when: fc.date({ noInvalidDate: true }),
  bytes: fc.uint8Array({ maxLength: 30 }),
  vector: fc.float32Array({ maxLength: 5 }),
}
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
/** What is read has a prototype, as a literal has. */
const plain = { noNullPrototype: true }
const nested = fc.record(
  {
    ...Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, nullable(value as fc.Arbitrary<unknown>)]),
    ),
    texts: nullable(fc.array(nullable(text), { maxLength: 4 })),
    vectors: nullable(fc.array(nullable(fc.float32Array({ maxLength: 3 })), { maxLength: 3 })),
    records: nullable(
      fc.array(
        nullable(fc.record({ id: nullable(scalars.big), names: nullable(fc.array(text, { maxLength: 3 })) }, plain)),
        {
          maxLength: 3,
        },
      ),
    ),
    record: nullable(
      fc.record(
        { at: nullable(scalars.when), inner: nullable(fc.record({ n: nullable(scalars.number) }, plain)) },
        plain,
      ),
    ),
  },
  plain,
)
/** A first row that decides every type, so that what follows may be null. */
const example = {
  text: 'x',
  number: 1,
  flag: true,
  big: 1n,
  when: new Date(0),
  bytes: new Uint8Array(1),
  vector: new Float32Array(1),
  texts: ['x'],
  vectors: [new Float32Array(1)],
  records: [{ id: 1n, names: ['x'] }],
  record: { at: new Date(0), inner: { n: 1 } },
}

test('whatever the values, they come back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nested, { maxLength: 20 }), fc.constantFrom(1, 2047, 2048, 2049), async (some, times) => {
      const rows = [example, ...some.flatMap((row) => (times > 1 ? [row] : [row, row]))]
      const all = times === 1 ? rows : Array.from({ length: times }, (_, index) => rows[index % rows.length] as object)
      expect(await roundTrip(all)).toStrictEqual(all)
    }),
    { numRuns: 40 },
  )
}, 60_000)
