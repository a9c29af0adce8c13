import { expect, test } from 'vitest'
import { mistakeOf, rowsRig } from './rows-engine.ts'

const rig = rowsRig()
const mistake = (...rows: unknown[]) => mistakeOf(rig.write(rows))

const cyclic: { self?: object } = {}
cyclic.self = cyclic
const transferred = Float32Array.of(2)
structuredClone(transferred, { transfer: [transferred.buffer] })
const sparse: number[] = []
sparse[2] = 1

test.each([
  [
    'a function',
    [{ a: 1 }, { a: 2, f: () => 1 }],
    'ASSET_VALUE column "f" of documents holds a function, which a table cannot store, in row 2 | return what it stands for, or leave the column out',
  ],
  [
    'a symbol',
    [{ s: Symbol('x') }],
    'ASSET_VALUE column "s" of documents holds a symbol, which a table cannot store, in row 1 | return what it stands for, or leave the column out',
  ],
  [
    'a Map',
    [{ m: new Map() }],
    'ASSET_VALUE column "m" of documents holds a Map, which a table cannot store, in row 1 | return a plain object or an array: Object.fromEntries(map), or [...map.values()]',
  ],
  [
    'a Set',
    [{ m: new Set() }],
    'ASSET_VALUE column "m" of documents holds a Set, which a table cannot store, in row 1 | return an array: [...set]',
  ],
  [
    'a Float64Array',
    [{ v: new Float64Array(2) }],
    'ASSET_VALUE column "v" of documents holds a Float64Array, which a table cannot store, in row 1 | return a Float32Array, or an array of numbers: Array.from(value)',
  ],
  [
    'a promise',
    [{ p: Promise.resolve(1) }],
    'ASSET_VALUE column "p" of documents holds a Promise, which a table cannot store, in row 1 | await it before it is returned',
  ],
  [
    'a class instance',
    [{ u: new URL('http://x') }],
    'ASSET_VALUE column "u" of documents holds a URL, which a table cannot store, in row 1 | return a plain object with the fields that you need, such as { name: value.name }, or its text: String(value)',
  ],
  [
    'bytes that are no array',
    [{ b: new ArrayBuffer(2) }],
    'ASSET_VALUE column "b" of documents holds an ArrayBuffer, which a table cannot store, in row 1 | return its bytes: new Uint8Array(value)',
  ],
  [
    'a vector that another thread has',
    [{ v: Float32Array.of(1) }, { v: transferred }],
    'ASSET_VALUE column "v" of documents holds an array whose contents were transferred to another thread, in row 2 | copy it before it is transferred: value.slice()',
  ],
  [
    'an invalid date',
    [{ d: new Date('x') }],
    'ASSET_VALUE column "d" of documents holds an invalid Date, in row 1 | check how the date is parsed, or return null where there is none',
  ],
  [
    'half a character',
    [{ t: 'a\ud800' }],
    'ASSET_VALUE column "t" of documents holds half a character (a lone surrogate), in row 1 | call .toWellFormed() on the string, or cut it between characters',
  ],
  [
    'a big bigint',
    [{ n: 2n ** 63n }],
    'ASSET_VALUE column "n" of documents holds the bigint 9223372036854775808, which does not fit 64 bits, in row 1 | return it as a string: String(value)',
  ],
  [
    'holes',
    [{ l: sparse }],
    'ASSET_VALUE column "l" of documents holds an array with holes, in row 1 | fill the holes with null: Array.from(array, (value) => value ?? null)',
  ],
  [
    'mixed types',
    [{ a: 1 }, { a: 'x' }],
    'ASSET_VALUE column "a" of documents holds a string in row 2, after a number in the rows before | return the same type in every row, such as String(value), or null where there is none',
  ],
  [
    'numbers and bigints',
    [{ a: { b: [1] } }, { a: { b: [1, 2n] } }],
    'ASSET_VALUE column "a.b[]" of documents holds a bigint in row 2, after a number in the rows before | return the same type in every row: Number(value), or BigInt(value)',
  ],
  [
    'vectors and lists',
    [{ v: new Float32Array(1) }, { v: [1] }],
    'ASSET_VALUE column "v" of documents holds an array in row 2, after a Float32Array in the rows before | return the same type in every row: Float32Array.from(values), or Array.from(values)',
  ],
  [
    'dates and texts',
    [{ v: new Date(0) }, { v: '1970' }],
    'ASSET_VALUE column "v" of documents holds a string in row 2, after a Date in the rows before | return the same type in every row: new Date(value), or date.toISOString()',
  ],
  [
    'names that differ by case',
    [{ id: 1 }, { ID: 2 }],
    'ASSET_VALUE row 2 of documents has the column "ID", which differs from "id" only by case | give one of them another name: column names are compared without case',
  ],
  [
    'a name of nothing',
    [{ '': 2 }],
    'ASSET_VALUE row 1 of documents has a column without a name | give every column a name of at least one character, in plain Unicode',
  ],
  [
    'a name that is not text',
    [{ 'a\0': 2 }],
    'ASSET_VALUE row 1 of documents has a column whose name is not text | give every column a name of at least one character, in plain Unicode',
  ],
  [
    'a row that is a number',
    [{ a: 1 }, 5],
    'ASSET_RESULT row 2 of documents is a number, where a row is a plain object | return objects whose fields are the columns, such as { id, text }; spread a class instance: { ...row }',
  ],
  [
    'a row that is a list',
    [[1]],
    'ASSET_RESULT row 1 of documents is an array, where a row is a plain object | return objects whose fields are the columns, such as { id, text }; spread a class instance: { ...row }',
  ],
  [
    'rows without fields',
    [{}, {}],
    'ASSET_RESULT the rows of documents are objects without fields | return objects whose fields are the columns, such as { id, text }',
  ],
])('%s is refused, with the column, the row and the cure', async (_, rows, message) => {
  expect(await mistake(...rows)).toBe(message)
})

test('an object that holds itself is refused', async () => {
  expect(await mistake(cyclic)).toMatch(
    /^ASSET_VALUE column "self\.self\..*" of documents holds an object that is cyclic, or nested deeper than 64 levels, in row 1 \| return the fields that you need, without the reference back$/,
  )
})

test('lists in lists that take more memory than there is name their column, and what comes after them is written', async () => {
  const nested = (depth: number, value: unknown): unknown => (depth === 0 ? value : [nested(depth - 1, value)])
  expect(await mistake({ id: 1, tree: nested(60, 1) })).toBe(
    'ASSET_VALUE column "tree" has lists in lists, 60 deep, and to tell its rows apart takes more memory than DuckDB may have | keep it as text, JSON.stringify(value) or to_json(value)::VARCHAR, or as rows that name what they are in',
  )
  expect((await rig.write([{ tree: nested(20, 1) }])).rows).toBe(1)
})

test('no rows and no schema is an error; with a schema it is a table of its columns', async () => {
  expect(await mistake()).toBe(
    'ASSET_NO_ROWS documents returned no rows, so that nothing says which columns it has | give the asset a schema that tells its types, such as asset({ schema: z.object({ id: z.string() }) }, …), and an empty table keeps its columns; without one, the columns of its last version stay',
  )
  const schemaHint = [
    { name: 'id', type: 'VARCHAR' },
    { name: 'meta', type: 'STRUCT(tags VARCHAR[], "a b" DOUBLE)[]' },
  ]
  const written = await rig.write([], { schemaHint })
  expect(written).toMatchObject({ columns: schemaHint, rows: 0 })
  expect(await rig.read(written.file)).toEqual([])
})

test('a schema gives the type that no row gives, and the order of the columns', async () => {
  const schemaHint = [
    { name: 'id', type: 'VARCHAR' },
    { name: 'score', type: 'DOUBLE' },
    { name: 'tags', type: 'VARCHAR[]' },
    { name: 'meta', type: 'STRUCT(author VARCHAR, year DOUBLE)' },
  ]
  const written = await rig.write([{ meta: { year: 1 }, tags: [], id: 'a' }], { schemaHint })
  // What no row has is not there.
  expect(written.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'id VARCHAR',
    'score DOUBLE?',
    'tags VARCHAR[]',
    'meta STRUCT(author VARCHAR?, year DOUBLE)',
  ])
  expect(await rig.read(written.file)).toStrictEqual([{ id: 'a', tags: [], meta: { year: 1 } }])
})

test('what a generator throws is what the write throws, and nothing is left in the engine', async () => {
  function* failing() {
    for (let id = 0; id < 5000; id++) yield { id }
    throw new Error('the server said no')
  }
  await expect(rig.write(failing())).rejects.toThrow('the server said no')
  expect(await rig.read((await rig.write([{ id: 1 }])).file)).toEqual([{ id: 1 }])
})

test('a signal ends a generator that waits for ever', async () => {
  const stop = new AbortController()
  const reason = new Error('stopped')
  async function* waiting() {
    yield { id: 1 }
    stop.abort(reason)
    await new Promise(() => undefined)
  }
  await expect(rig.write(waiting(), { signal: stop.signal })).rejects.toBe(reason)
})
