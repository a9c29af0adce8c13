import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseColumns } from '../../src/table/codec/types/parse-type.ts'
import { withConnection } from '../../src/table/engine/open.ts'
import { readParquet } from '../../src/table/engine/parquet.ts'
import { numbersOf } from '../../src/table/rows/ask.ts'
import { rowVersion } from '../../src/table/version/row-version.ts'
import type { WriteRowsOptions } from '../../src/table/write/write-rows.ts'
import { rowsRig } from './rows-engine.ts'

// A table is written in parts of 16 MB: these rows are several of them.
const count = 40_000
const text = 'a text of some length '.repeat(150)

const rig = rowsRig()

function* rowsOf(row: (index: number) => object): Generator<object> {
  for (let index = 0; index < count; index++) yield row(index)
}

/** Writes the rows, and holds the version to that of the file, which nobody wrote in parts. */
async function writeLarge(row: (index: number) => object, options: Partial<WriteRowsOptions> = {}) {
  const written = await rig.write(rowsOf(row), options)
  const { file, columns, version, rows } = written
  const fields = parseColumns(columns)
  const { ordered = false } = options
  const again = await withConnection(rig.engine(), (connection) => rowVersion(connection, { file, fields, ordered }))
  expect({ version, rows }).toEqual(again)
  const beside = readdirSync(dirname(file)).filter((name) => name.startsWith(`${file.split('/').at(-1)}.`))
  expect(beside).toEqual([])
  return written
}

const numbers = (file: string, select: string) =>
  withConnection(rig.engine(), (connection) => numbersOf(connection, `SELECT ${select} FROM ${readParquet(file)}`))

test.each([false, true])(
  'a table of several parts is one file, in order, with the version of its rows (ordered: %s)',
  async (ordered) => {
    const { file, rows } = await writeLarge(
      (index) => ({
        id: `id ${index}`,
        index,
        content: `${index} ${text}`,
        tags: [`${index % 7}`, null],
        at: new Date(index),
      }),
      { ordered },
    )
    expect(rows).toBe(count)
    const moved = `SELECT count(*) FILTER (index <> place), count(*), count(DISTINCT id), sum(len(content))::DOUBLE, sum(len(tags))::DOUBLE, max(epoch_ms("at"))`
    const chars = Array.from({ length: count }, (_, index) => `${index} ${text}`.length).reduce((a, b) => a + b)
    const found = await withConnection(rig.engine(), (connection) =>
      numbersOf(connection, `${moved} FROM (SELECT *, row_number() OVER () - 1 AS place FROM ${readParquet(file)})`),
    )
    expect(found).toEqual([0, count, count, chars, 2 * count, count - 1])
  },
)

test('where a row group says that it has a value, it is found there', async () => {
  // Text alone: its file has dictionaries and Bloom filters, whose places in the file are moved too.
  const { file } = await writeLarge((index) => ({
    id: `id ${index % 1000}`,
    part: `${Math.floor(index / 1000)}`,
    content: `${index} ${text}`,
  }))
  const filters = await withConnection(rig.engine(), (connection) =>
    numbersOf(connection, `SELECT count(bloom_filter_offset), count(*) FROM parquet_metadata('${file}')`),
  )
  expect(filters[0]).toBeGreaterThan(10)
  expect(await numbers(file, `count(*) FILTER (id = 'id 7')`)).toEqual([count / 1000])
  for (const part of [0, 17, count / 1000 - 1])
    expect(
      await numbers(file, `(SELECT count(*) FROM ${readParquet(file)} WHERE part = '${part}' AND id = 'id 998')`),
    ).toEqual([1])
  const probe = await withConnection(rig.engine(), (connection) =>
    numbersOf(
      connection,
      `SELECT count(*) FILTER (NOT bloom_filter_excludes) FROM parquet_bloom_probe('${file}', 'part', '17')`,
    ),
  )
  expect(probe[0]).toBeGreaterThan(0)
})

test('what the rows of a late part teach of the columns holds for all', async () => {
  const late = count - 10
  const { file, columns } = await writeLarge((index) => ({
    index,
    decided: index < late ? null : 7n,
    lacked: index < late ? undefined : null,
    ...(index === count - 1 ? { added: true } : {}),
    nested: index < late ? { a: 1 } : { a: 1, b: [new Float32Array([1, 2])] },
    content: text,
  }))
  expect(columns).toEqual([
    { name: 'index', type: 'DOUBLE' },
    { name: 'decided', type: 'BIGINT' },
    { name: 'lacked', type: 'NULL' },
    { name: 'nested', type: 'STRUCT(a DOUBLE, b FLOAT[][]?)' },
    { name: 'content', type: 'VARCHAR' },
    { name: 'added', type: 'BOOLEAN?' },
  ])
  const found = await numbers(
    file,
    'count(decided), count(lacked), count(added), count(nested.b), sum(index), sum(len(content))::DOUBLE',
  )
  expect(found).toEqual([10, 0, 1, 10, (count * (count - 1)) / 2, count * text.length])
})

test('a column that some rows lack and late ones have as null is null in all, and the version says so', async () => {
  const rows = (late: object) => (index: number) => ({
    content: text,
    ...(index % 2 === 0 ? { some: index } : {}),
    ...(index === count - 1 ? late : {}),
  })
  const lacking = await writeLarge(rows({}))
  const withNull = await writeLarge(rows({ some: null }))
  expect([lacking, withNull].map(({ columns }) => columns[1])).toEqual([
    { name: 'some', type: 'DOUBLE?' },
    { name: 'some', type: 'DOUBLE' },
  ])
  expect(withNull.version).not.toBe(lacking.version)
})

test('rows that end in an error leave nothing behind', async () => {
  const file = rig.file()
  const failing = async function* () {
    yield* rowsOf((index) => ({ index, content: text }))
    throw new Error('no more rows')
  }
  await expect(rig.write(failing(), { file })).rejects.toThrow('no more rows')
  const controller = new AbortController()
  const stopped = function* () {
    yield* rowsOf((index) => ({ index, content: text }))
    controller.abort(new Error('stopped'))
    yield* rowsOf((index) => ({ index, content: text }))
  }
  await expect(rig.write(stopped(), { file, signal: controller.signal })).rejects.toThrow('stopped')
  expect(readdirSync(dirname(file)).filter((name) => name.startsWith(file.split('/').at(-1) as string))).toEqual([])
})

test('what is held of a table in memory does not grow with its rows', () => {
  const most = (rows: number) => {
    const { stdout, stderr } = spawnSync(process.execPath, [main, String(rows)], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return Number(stdout)
  }
  // 60 MB of values and 600 MB.
  const [small, large] = [most(100_000), most(1_000_000)]
  expect(large).toBeLessThan(small * 1.5)
})
const main = fileURLToPath(new URL('large-table-main.ts', import.meta.url))
