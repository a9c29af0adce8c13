import { expect, test } from 'vitest'
import { sql } from '../../src/define/sql.ts'
import type { Table } from '../../src/define/table.ts'
import { readRows } from '../../src/table/codec/decode/read-table.ts'
import { openTable, type PartSource } from '../../src/table/read/table.ts'
import { uniteTables, uniteWithKeys } from '../../src/table/read/unite-tables.ts'
import { mistakeOf, rowsRig } from './rows-engine.ts'

const rig = rowsRig()

/** A table for each of these days, read as one. */
async function days(rows: Readonly<Record<string, readonly object[]>>) {
  const parts: PartSource[] = []
  for (const [key, ofDay] of Object.entries(rows)) {
    const { file, columns } = await rig.write(ofDay)
    parts.push({ key, file, columns, count: ofDay.length })
  }
  const reads: (readonly string[] | null)[] = []
  const united = await uniteTables(rig.engine(), { asset: 'clean', parts })
  const onRead = (columns: readonly string[] | null) => {
    reads.push(columns)
  }
  const table = openTable(rig.engine(), { name: 'clean', ...united, parts, onRead }) as Table<Record<string, unknown>>
  return { table, reads, united }
}

test('many tables are one, in their order, and no row is copied', async () => {
  const { table, united } = await days({ mon: [{ id: 1 }, { id: 2 }], tue: [{ id: 3 }], wed: [{ id: 0 }] })
  expect(await table.all()).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 0 }])
  expect(table.count).toBe(4)
  expect(united.file).toHaveLength(3)
  expect(await table.where(sql`id > 1`).all()).toEqual([{ id: 2 }, { id: 3 }])
  expect(await table.map(({ id }) => ({ twice: Number(id) * 2 })).all()).toEqual(
    [2, 4, 6, 0].map((twice) => ({ twice })),
  )
})

test('a table without rows decides no type', async () => {
  const filled = await rig.write([{ id: 1 }])
  const empty = await rig.write([{ id: 'x' }])
  const parts = [
    { key: 'mon', ...filled, count: 1 },
    { key: 'tue', ...empty, count: 0 },
  ]
  expect((await uniteTables(rig.engine(), { asset: 'clean', parts })).columns).toEqual([{ name: 'id', type: 'DOUBLE' }])
  expect(await uniteWithKeys(rig.engine(), { asset: 'clean', parts })).not.toContain('VARCHAR')
})

test.for([
  ['a column that a day lacks is lacking in its rows', [{ id: 1 }], [{ id: 2, lang: 'en' }], undefined],
  [
    'or null, where another row has null there',
    [{ id: 1 }],
    [
      { id: 2, lang: 'en' },
      { id: 3, lang: null },
    ],
    null,
  ],
  [
    'a day of which nothing decided a type has that of the others',
    [{ id: 1, lang: null }],
    [{ id: 2, lang: 'en' }],
    null,
  ],
])('%s', async ([, mon, tue, lacking]) => {
  const { table } = await days({ mon: mon as object[], tue: tue as object[], wed: mon as object[] })
  const first = lacking === undefined ? { id: 1 } : { id: 1, lang: lacking }
  expect(await table.all()).toEqual([first, ...(tue as object[]), first])
  const langs = [first, ...(tue as object[]), first].map((row) => ('lang' in row ? { lang: row.lang } : {}))
  expect(await table.pick('lang').all()).toEqual(langs)
  expect(table.columns.map(({ name }) => name)).toEqual(['id', 'lang'])
})

test('columns in another order, and objects of which some have a field more, are one column each', async () => {
  const { table } = await days({
    mon: [{ id: 1, about: { a: 1 } }],
    tue: [{ about: { a: 2, b: ['x'] }, id: 2 }],
  })
  expect(await table.all()).toEqual([
    { id: 1, about: { a: 1 } },
    { id: 2, about: { a: 2, b: ['x'] } },
  ])
})

test('a column of two types is told with the partitions that have them', async () => {
  const error = await mistakeOf(days({ mon: [{ id: 1 }], tue: [{ id: 'one' }] }))
  expect(error).toBe(
    'ASSET_VALUE the partitions of clean cannot be read as one table: the column is "id" DOUBLE in mon and "id" VARCHAR in tue | give the column one name and one type in every partition of clean, such as by a schema',
  )
})

test('each partition is a table with the columns of all, and reading it is reading the whole', async () => {
  const { table, reads } = await days({ mon: [{ id: 1 }], tue: [{ id: 2, lang: 'en' }] })
  const parts = [...table.partitions()]
  expect(parts.map(({ key }) => key)).toEqual(['mon', 'tue'])
  expect(reads).toEqual([])
  expect(await Promise.all(parts.map((part) => part.pick('lang').all()))).toEqual([[{}], [{ lang: 'en' }]])
  expect(reads).toEqual([['lang'], ['lang']])
  expect(parts.map(({ count }) => count)).toEqual([1, 1])
})

test('a table without partitions says so', async () => {
  const { table } = await rig.table([{ id: 1 }])
  await expect(async () => [...table.partitions()]).rejects.toThrow('the partitions of documents were asked for')
})

test('a query knows which partition a row is of, also where two partitions are one file', async () => {
  const one = await rig.write([{ id: 1 }])
  const other = await rig.write([{ id: 2, lang: 'en' }])
  const parts = [
    { key: "mon's", file: one.file, columns: one.columns, count: 1 },
    { key: 'tue', file: other.file, columns: other.columns, count: 1 },
    { key: 'wed', file: one.file, columns: one.columns, count: 1 },
    { key: 'thu', file: one.file, columns: one.columns, count: 1 },
  ]
  const from = await uniteWithKeys(rig.engine(), { asset: 'clean', parts })
  const rows = await Array.fromAsync(readRows(rig.engine(), { text: `SELECT * FROM ${from}`, parameters: [] }))
  expect(rows.flat().map((row) => Object.values(row).join())).toEqual(["1,,mon's", '2,en,tue', '1,,wed', '1,,thu'])
})
