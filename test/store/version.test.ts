import { createHash } from 'node:crypto'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsScheme } from '../../src/store/row-schemes.ts'
import { parseColumns } from '../../src/table/codec/types/parse-type.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { readParquet } from '../../src/table/engine/parquet.ts'
import { columnsVersion, rowVersion } from '../../src/table/version/row-version.ts'
import { rowsRig } from './rows-engine.ts'

const rig = rowsRig()
const versionOf = async (rows: readonly object[]) => (await rig.write(rows)).version

test('this DuckDB hashes as the scheme says: another one needs another scheme, and stored files hashed again', async () => {
  const values =
    "1::BIGINT, 1.5::DOUBLE, 2.5::FLOAT, true, 'short', 'longer than twelve bytes', 'b'::BLOB, [1.5, 2.5]::FLOAT[], NULL::VARCHAR"
  const moments = "TIMESTAMP '2020-01-01', DATE '2020-01-01', TIME '10:00:00', 1.25::DECIMAL(18, 3)"
  const lists = "['a', 'longer than twelve bytes'], [1, NULL]::BIGINT[], [true]"
  const client = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await client.runAndReadAll(
    `SELECT '3', any_value(hash(${values}, ${moments}, ${lists}))::VARCHAR, bit_xor(hash(x))::VARCHAR, sum(hash(x, 1))::VARCHAR FROM range(3) t(x)`,
  )
  client.closeSync()
  const digest = createHash('sha256').update(String(result.getRows()[0])).digest('hex')
  expect(rowsScheme).toBe(`rows/2 duckdb-hash ${digest.slice(0, 4)}`)
})

test('the order of the rows is not in the version, unless it is asked for', async () => {
  const rows = Array.from({ length: 5000 }, (_, id) => ({ id, text: `row ${id}` }))
  const reversed = rows.toReversed()
  expect(await versionOf(reversed)).toBe(await versionOf(rows))
  const ordered = async (some: readonly object[]) => (await rig.write(some, { ordered: true })).version
  expect(await ordered(rows)).toBe(await ordered(rows))
  expect(await ordered(reversed)).not.toBe(await ordered(rows))
  expect(await ordered(rows)).not.toBe(await versionOf(rows))
})

test('threads, row groups and compression are not in the version', async () => {
  const rows = Array.from({ length: 20_000 }, (_, id) => ({
    id,
    text: `row ${id}`,
    vector: new Float32Array([id, -0]),
  }))
  const { file, version, columns } = await rig.write(rows)
  const other = rig.file()
  await withConnection(rig.engine(), (connection) =>
    duck.query(
      connection,
      `COPY (FROM ${readParquet(file)}) TO '${other}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 2048)`,
    ),
  )
  using one = await openEngine({ tempFolder: rig.file(), threads: 1 })
  const again = await withConnection(one, (connection) =>
    rowVersion(connection, { file: other, fields: parseColumns(columns) }),
  )
  expect(again).toEqual({ version, rows: rows.length })
})

test('rows of one batch are hashed as they are staged: it is the version of their file', async () => {
  const value = fc.oneof(fc.string(), fc.constantFrom(null, '', 'a'))
  const row = fc.record({
    text: value,
    number: fc.oneof(fc.double(), fc.constantFrom(0, -0, null)),
    big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    nested: fc.record({ list: fc.array(fc.record({ a: value }), { maxLength: 3 }), flag: fc.boolean() }),
    vector: fc.array(fc.float(), { maxLength: 3 }).map((of) => Float32Array.from(of)),
    when: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2 ** 41) }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), fc.boolean(), async (rows, ordered) => {
      const seed = {
        text: 'x',
        number: 1,
        big: 1n,
        nested: { list: [{ a: 'a' }], flag: true },
        vector: new Float32Array([1]),
        when: new Date(1),
      }
      const { file, version, columns } = await rig.write([seed, ...rows], { ordered })
      const table = { file, fields: parseColumns(columns), ordered }
      expect((await withConnection(rig.engine(), (connection) => rowVersion(connection, table))).version).toBe(version)
    }),
    { numRuns: 30 * Number(process.env.FUZZ_TIMES ?? 1) },
  )
}, 60_000)

const pairs: readonly (readonly [string, readonly object[], readonly object[]])[] = [
  ['a zero and a negative zero', [{ a: 0 }], [{ a: -0 }]],
  ['a null and an empty text', [{ a: null }, { a: 'x' }], [{ a: '' }, { a: 'x' }]],
  ['a null and a zero', [{ a: null }, { a: 1 }], [{ a: 0 }, { a: 1 }]],
  ['a null and false', [{ a: null }, { a: true }], [{ a: false }, { a: true }]],
  ['NaN and null', [{ a: Number.NaN }, { a: 1 }], [{ a: null }, { a: 1 }]],
  ['a null and an empty list', [{ a: null }, { a: [1] }], [{ a: [] }, { a: [1] }]],
  ['an empty list and a list of null', [{ a: [] }, { a: [1] }], [{ a: [null] }, { a: [1] }]],
  ['nulls at other places of a list', [{ a: [1, null] }], [{ a: [null, 1] }]],
  ['zeros at other places of a vector', [{ a: new Float32Array([0, -0]) }], [{ a: new Float32Array([-0, 0]) }]],
  ['a negative zero in a vector', [{ a: new Float32Array([1, 0]) }], [{ a: new Float32Array([1, -0]) }]],
  ['a negative zero in nested lists', [{ a: [[0]] }], [{ a: [[-0]] }]],
  ['a negative zero in a field', [{ a: { b: 0 } }], [{ a: { b: -0 } }]],
  ['lists that are cut elsewhere', [{ a: [[1], [2]] }], [{ a: [[1, 2], []] }]],
  ['a list of one list and of two', [{ a: [[1], [2]] }], [{ a: [[1, 2]] }]],
  ['texts that are cut elsewhere', [{ a: 'ab', b: 'c' }], [{ a: 'a', b: 'bc' }]],
  ['a null object and one of nulls', [{ a: null }, { a: { b: 1 } }], [{ a: { b: null } }, { a: { b: 1 } }]],
  ['a row twice and once', [{ a: 1 }, { a: 1 }], [{ a: 1 }]],
  ['two rows twice each, the other way', [{ a: 1 }, { a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }, { a: 2 }]],
  [
    'values that change rows',
    [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ],
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
  ],
  ['values that change columns', [{ a: 1, b: 2 }], [{ a: 2, b: 1 }]],
  ['a number and a bigint', [{ a: 1 }], [{ a: 1n }]],
  ['true and one', [{ a: true }], [{ a: 1n }]],
  ['another name', [{ a: 1 }], [{ b: 1 }]],
  ['columns in another order', [{ a: 1, b: 1 }], [{ b: 1, a: 1 }]],
  ['numbers a bit apart', [{ a: 0.1 + 0.2 }], [{ a: 0.3 }]],
  ['bytes and text', [{ a: 'a' }], [{ a: new Uint8Array([97]) }]],
]
test.each(pairs)('%s are two versions', async (_, left, right) => {
  expect(await versionOf(left)).not.toBe(await versionOf(right))
})

test('an edit of any value of any row is another version, and an edit back is the first again', async () => {
  const row = fc.record({
    id: fc.integer(),
    text: fc.string(),
    list: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 3 }),
  })
  const seed = { id: 0, text: '', list: [0] }
  const bag = (rows: readonly object[]) => JSON.stringify(rows.map((each) => JSON.stringify(each)).sort())
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 5 }), fc.array(row, { maxLength: 5 }), async (left, right) => {
      const [a, b] = [
        [seed, ...left],
        [seed, ...right],
      ].map((rows) => rows.map((each) => ({ ...each, id: each.id + 0 })))
      expect((await versionOf(a!)) === (await versionOf(b!))).toBe(bag(a!) === bag(b!))
    }),
    { numRuns: 50 },
  )
}, 60_000)

test('the version of some columns is the same whatever their order and whatever else is there', async () => {
  const narrow = await rig.write([{ id: 1, text: 'a' }])
  const wide = await rig.write([{ more: true, text: 'a', id: 1 }])
  const columns = (table: typeof narrow, ...names: string[]) => columnsVersion(rig.engine(), table, names)
  expect(await columns(wide, 'id', 'text')).toBe(await columns(narrow, 'text', 'id'))
  expect(await columns(wide, 'id')).not.toBe(await columns(wide, 'text'))
  expect(await columns(narrow, 'id', 'more')).not.toBe(await columns(wide, 'id', 'more'))
  expect(await columns(narrow, 'id', 'more')).not.toBe(await columns(narrow, 'id'))
})
