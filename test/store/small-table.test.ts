import { readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Column } from '../../src/define/table.ts'
import { parseColumns } from '../../src/table/codec/types/parse-type.ts'
import { openTable } from '../../src/table/read/table.ts'
import { readSmall } from '../../src/table/small/read-small.ts'
import { createdBy } from '../../src/table/small/small-parquet.ts'
import { mostValues } from '../../src/table/small/small-table.ts'
import { tableVersion } from '../../src/table/version/row-version.ts'
import { mistakeOf, rowsRig } from './rows-engine.ts'

const rig = rowsRig()

const isSmall = (file: string) => readFileSync(file).includes(createdBy)
const small = (file: string, columns: readonly Column[]) => readSmall(file, parseColumns(columns))

const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 5e-324))
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', '#', 'twelve bytes', 'thirteen byte', 'sixteen bytes of', '\u0000', '\ufeffmarked'),
)
const values = { number: numbers, yes: fc.boolean(), big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), texts }

/** Each column has values of its type and nulls, or is left out of some rows, or has no value at all. */
const column = fc.oneof(
  ...Object.values(values).flatMap((value: fc.Arbitrary<unknown>) => [
    fc.constant(value),
    fc.constant(fc.option(value)),
    fc.constant(fc.option(value, { nil: undefined })),
  ]),
  fc.constant(fc.constant(null)),
)
const name = fc.constantFrom('n', 'N ', 'text "quoted"', '__proto__', 'ä', 'toString', 'file_row_number')
const tables = fc
  .uniqueArray(name, { minLength: 1, maxLength: 5 })
  .chain((names) => fc.tuple(...names.map((one) => fc.tuple(fc.constant(one), column))))
  .chain((columns) =>
    fc
      .array(fc.tuple(...columns.map(([, of]) => of)), { minLength: 1, maxLength: 20 })
      .map((rows) => rows.map((row) => rowOf(columns.map(([of], index) => [of, row[index]])))),
  )

/** Where there is no value, there is no field. */
function rowOf(fields: readonly (readonly [string, unknown])[]): object {
  const row = Object.create(Object.prototype) as object
  for (const [key, value] of fields) {
    if (value === undefined) continue
    Object.defineProperty(row, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return row
}

test('a small table has the version and the rows that DuckDB finds in its file', async () => {
  await fc.assert(
    fc.asyncProperty(tables, fc.boolean(), async (rows, ordered) => {
      fc.pre(rows.some((row) => Object.keys(row).length > 0))
      const { file, columns, version } = await rig.write(rows, { ordered })
      expect(isSmall(file)).toBe(true)
      expect(await tableVersion(rig.engine(), { file, columns, ordered })).toEqual({ version, rows: rows.length })
      const read = small(file, columns)
      const asDuckDB = await rig.read(file)
      expect(isDeepStrictEqual(read, asDuckDB), JSON.stringify([read, asDuckDB], asText)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

const asText = (_: string, value: unknown) => (typeof value === 'bigint' || Object.is(value, -0) ? `${value}` : value)

test('one that is too large, or has other types, is written by DuckDB, with the same version', async () => {
  const few = Array.from({ length: mostValues }, (_, n) => ({ n }))
  const { file, columns, version } = await rig.write([...few, { n: 0 }])
  expect(isSmall(file)).toBe(false)
  expect(small(file, columns)).toBeUndefined()
  expect(await tableVersion(rig.engine(), { file, columns })).toEqual({ version, rows: mostValues + 1 })
  expect(isSmall((await rig.write(few)).file)).toBe(true)
  for (const value of [new Date(0), [1], { a: 1 }, new Uint8Array(1), 'long '.repeat(2_000)])
    expect(isSmall((await rig.write([{ value }])).file), String(value)).toBe(false)
})

test('picked columns are read in their order', async () => {
  const { table } = await rig.table([{ a: 1, b: 'x', c: true }])
  expect(await table.pick('c', 'a').all()).toEqual([{ c: true, a: 1 }])
  expect(Object.keys((await table.pick('c', 'a').all())[0]!)).toEqual(['c', 'a'])
})

test('a file that is cut off is left to DuckDB, which says what is wrong', async () => {
  const { file, columns } = await rig.write([{ text: 'some words', n: 1 }])
  const bytes = readFileSync(file)
  for (let length = 0; length < bytes.length; length += 7) {
    writeFileSync(file, bytes.subarray(0, length))
    expect(small(file, columns)).toBeUndefined()
  }
  expect(readSmall(`${file}.gone`, parseColumns(columns))).toBeUndefined()
})

test('a small table that has other rows than its record says is told, and is no shorter table', async () => {
  const { file, columns } = await rig.write([{ n: 1 }, { n: 2 }])
  const table = openTable(rig.engine(), { name: 'numbers', file, columns, count: 3, onRead: () => undefined })
  expect(isSmall(file)).toBe(true)
  expect(await mistakeOf(table.all())).toMatch(/^STORE_ROWS .*gave 2 rows, where its record says 3 rows/)
})
