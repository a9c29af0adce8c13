import { readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import type { Table } from '../../src/define/table.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { withConnection } from '../../src/table/engine/open.ts'
import { readParquet } from '../../src/table/engine/parquet.ts'
import { openTable } from '../../src/table/read/table.ts'
import { vectorRows } from '../../src/table/vectors/vector-rows.ts'
import { withVectorPages } from '../files/footer.ts'
import { rowsRig } from './rows-engine.ts'

interface Row {
  readonly id: number
  readonly vector?: Float32Array | null
  readonly text: string
  readonly other: Float32Array
}

const rig = rowsRig()
const runs = Number(process.env.ASSETS_TEST_RUNS ?? 12)

const columns = [
  { name: 'id', type: 'DOUBLE' },
  { name: 'vector', type: 'FLOAT[]' },
  { name: 'text', type: 'VARCHAR' },
  { name: 'other', type: 'FLOAT[]' },
]
const open = (file: string | readonly string[], count: number, some = columns) =>
  openTable(rig.engine(), { name: 'documents', file, columns: some, count, onRead: () => undefined }) as Table<Row>
const copy = (select: string, options: string) => {
  const file = rig.file()
  return withConnection(rig.engine(), async (connection) => {
    await duck.query(connection, `COPY (${select}) TO '${file}' (FORMAT parquet, ${options})`)
    return file
  })
}
/** A condition has DuckDB read all columns. */
const byDuckDB = (table: Table<Row>) => table.where(sql`true`).all()
/** Whether the vectors were read out of the pages. */
const isReadHere = async (file: string) => {
  const fields = [{ name: 'vector', type: { kind: 'list', of: { kind: 'scalar', name: 'FLOAT' } } }] as const
  const statement = () => {
    throw new Error('there is no other column')
  }
  const rows = vectorRows({ engine: rig.engine(), files: [file], fields, signal: undefined, statement })
  for (;;) {
    const next = await rows.next()
    if (next.done === true) return next.value.isWhole
  }
}

const vector = fc.float32Array({ maxLength: 40 }).map((floats) => Float32Array.from(floats))
const row = fc.record({
  id: fc.nat(),
  vector: fc.oneof({ weight: 5, arbitrary: vector }, { weight: 1, arbitrary: fc.constant(null) }),
  text: fc.string(),
  other: fc.constant(new Float32Array(17).fill(0.5)),
})

test('vectors are those that went in, bit by bit, whichever codec and groups their files have', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('uncompressed', 'zstd', 'lz4_raw', 'snappy'),
      fc.integer({ min: 1, max: 60 }),
      async (some, codec, times) => {
        const rows = Array.from({ length: times }, () => some).flat()
        const { file } = await rig.write(rows)
        const select = `SELECT id::DOUBLE AS id, vector::FLOAT[] AS vector, text::VARCHAR AS text, other::FLOAT[] AS other FROM ${readParquet(file)}`
        const group = await copy(select, `COMPRESSION ${codec}, ROW_GROUP_SIZE 2048, DICTIONARY_SIZE_LIMIT 0`)
        const table = open([group, group], 2 * rows.length)
        const expected = [...rows, ...rows].map(({ id, vector: one, text, other }) => ({
          id,
          vector: one,
          text,
          other,
        }))
        expect(await table.all()).toStrictEqual(expected)
        expect(await table.pick('vector').all()).toStrictEqual(expected.map(({ vector: one }) => ({ vector: one })))
        expect(await table.pick('text', 'other').all()).toStrictEqual(
          await table.pick('text', 'other').where(sql`true`).all(),
        )
      },
    ),
    { numRuns: runs },
  )
})

test('a written table of vectors is read out of its pages, and each vector has memory of its own', async () => {
  const rows = Array.from({ length: 3000 }, (_, id) => ({
    id,
    vector: Float32Array.from({ length: 384 }, (_, n) => Math.sin(id * n)),
  }))
  const { file, columns: written } = await rig.write(rows)
  expect(await isReadHere(file)).toBe(true)
  const all = await open(file, 3000, [...written]).all()
  expect(all).toStrictEqual(rows)
  expect(all.map(({ vector: one }) => one?.buffer.byteLength)).toEqual(rows.map(() => 384 * 4))
})

test('a row that lacks its vector has no such field, and one with null has null', async () => {
  const lacking = [{ id: 1, vector: new Float32Array([1]) }, { id: 2 }]
  const first = await rig.write(lacking)
  expect(await open(first.file, 2, [...first.columns]).all()).toStrictEqual(lacking)
  const second = await rig.write([...lacking, { id: 3, vector: null }])
  expect(await open(second.file, 3, [...second.columns]).all()).toStrictEqual([
    lacking[0],
    { id: 2, vector: null },
    { id: 3, vector: null },
  ])
})

test('what is written in another way is read by DuckDB, from the first such row on', async () => {
  const numbers =
    'SELECT i::DOUBLE AS id, [i % 3, i % 5]::FLOAT[] AS vector, i::VARCHAR AS text, [1]::FLOAT[] AS other FROM range(5000) t(i)'
  const plain = await copy(numbers, 'COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 0')
  const dictionary = await copy(numbers, 'COMPRESSION lz4_raw')
  const withNull = await copy(numbers.replace('i % 5', 'nullif(i % 5, 4)'), 'COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 0')
  expect([await isReadHere(plain), await isReadHere(dictionary), await isReadHere(withNull)]).toEqual([
    true,
    false,
    false,
  ])
  for (const files of [[dictionary], [plain, dictionary], [plain, withNull, plain]]) {
    const table = open(files, 5000 * files.length)
    expect(await table.all()).toStrictEqual(await byDuckDB(table))
  }
})

test('a page that ends within a row, as some writers end them, ends no vector', async () => {
  const rows = Array.from({ length: 3000 }, (_, id) => new Float32Array([id, 1, 2]))
  const file = await copy(
    'SELECT [i, 1, 2]::FLOAT[] AS vector FROM range(3000) t(i)',
    'COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 0',
  )
  const split = rig.file()
  // In the last row that is given before the second page would be read.
  writeFileSync(split, withVectorPages(readFileSync(file), rows, [2047 * 3 + 1, 3000 * 3]))
  const table = open(split, 3000, columns.slice(1, 2))
  expect(await byDuckDB(table)).toStrictEqual(rows.map((vector) => ({ vector })))
  expect(await table.all()).toStrictEqual(rows.map((vector) => ({ vector })))
})

test('a damaged page is an error of DuckDB, or values that DuckDB reads as well', async () => {
  const rows = Array.from({ length: 300 }, (_, id) => ({
    id,
    vector: Float32Array.from({ length: 16 }, () => (id * 7919) % 101),
  }))
  const { file, columns: written } = await rig.write(rows)
  const bytes = readFileSync(file)
  const outcome = async (work: Promise<unknown>) => {
    try {
      return await work
    } catch {
      return 'refused'
    }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 4, max: bytes.length - 400 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const damaged = rig.file()
        writeFileSync(
          damaged,
          bytes.map((byte, index) => (index === at ? byte ^ bits : byte)),
        )
        const table = open(damaged, 300, [...written])
        expect(await outcome(table.all())).toStrictEqual(await outcome(byDuckDB(table)))
      },
    ),
    {
      numRuns: runs * 2,
      // The types of the numbers in the header of a page, and a level above the highest.
      examples: [1239, 1241, 1245, 1249, 1252, 1254, 1256, 1284].map((at) => [at, 1] as [number, number]),
    },
  )
})
