import { expect, test } from 'vitest'
import { sql, sqlParts } from '../../src/define/sql.ts'
import { readRows } from '../../src/table/codec/decode/read-table.ts'
import { clockFunctions } from '../../src/table/sql/clock.ts'
import { pureTableFunctions, tableReads, volatileFunctions } from '../../src/table/sql/functions.ts'
import { inspectedText, inspectSql } from '../../src/table/sql/inspect-sql.ts'
import { rowsRig } from '../store/rows-engine.ts'

const rig = rowsRig()

async function found(text: string) {
  const { clock, chance, files } = await inspectSql(rig.engine(), [text])
  return [
    ...[...clock].map((one) => `clock ${one}`),
    ...[...chance].map((one) => `chance ${one}`),
    ...[...files].map((one) => `file ${one}`),
  ]
}

async function column(text: string): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const rows of readRows(rig.engine(), { text, parameters: [] }))
    values.push(...rows.map((row) => Object.values(row)[0]))
  return values
}

test.each([
  ['select now()', 'clock now'],
  ['select * from t where d > CURRENT_DATE - interval 1 day', 'clock current_date'],
  ['select current_timestamp, localtime', 'clock localtime', 'clock current_timestamp'],
  ['select d.age() from t', 'clock age'],
  ['select age(d, e), \'now()\', "today" from t -- now()'],
  ['select x from t order by random()', 'chance random'],
  ['select list_transform([1], lambda y: y + random()) from (select uuid() as u)', 'chance uuid', 'chance random'],
  ['select * from t using sample 10%', 'chance sample without REPEATABLE'],
  ['select * from t using sample reservoir(10 rows) repeatable (7)'],
  ["select current_setting('threads')", 'chance current_setting'],
  ["from read_csv('side.csv')", 'file side.csv'],
  ["from query_table('side.csv')", 'file side.csv'],
  ["from query_table(['side.csv', 'other.parquet'])", 'file side.csv', 'file other.parquet'],
  ["select * from t join 'x.parquet' using (id)", 'file x.parquet'],
  ['select * from "a/b.csv.gz"', 'file a/b.csv.gz'],
  ["select count(*) from glob('*')", 'file *'],
  ['select * from read_text($1)', 'file read_text'],
  ["select (select max(content) from read_blob(['a', 'b']))", 'file read_blob'],
  ['with "x.csv" as (select 1) from "x.csv"'],
  ["from query('select now() from ''y.csv''')", 'clock now', 'file y.csv'],
  ['from range(3), generate_series(1, 2), unnest([1])'],
  ["pivot (select * from 'z.csv') on a in (1, 2) using max(now())", 'clock now', 'file z.csv'],
  [
    'with recursive r as (select 1 as n union all select n + 1 from r where n < 3) select n, random() from r',
    'chance random',
  ],
])('%s', async (text, ...reads) => {
  expect((await found(text)).sort()).toEqual(reads.sort())
})

test('a template is looked at with its conditions, and its tables are no files', async () => {
  const table = { [Symbol.asyncIterator]: () => [][Symbol.iterator]() }
  const text = inspectedText(sql`select * from ${table} where d < now() and x = ${1}`[sqlParts])
  expect(await found(text)).toEqual(['clock now'])
})

test('every function that the catalog calls volatile, and none but the clock beside it, is known', async () => {
  const named = (stability: string) =>
    column(`select distinct function_name from duckdb_functions() where stability = '${stability}' order by 1`)
  const all = [...(await named('VOLATILE')), ...(await named('CONSISTENT_WITHIN_QUERY'))].map(String)
  expect(all.filter((name) => name !== 'error' && !clockFunctions.has(name)).sort()).toEqual(
    [...volatileFunctions].sort(),
  )
})

test('every table function that takes a path reads files', async () => {
  const names = (
    await column("select distinct function_name from duckdb_functions() where function_type = 'table'")
  ).map(String)
  const readers = names.filter((name) => /^(?:read_|parquet_|sniff_csv|glob$|seq_scan|arrow_scan)/.test(name))
  expect(readers.length).toBeGreaterThan(12)
  for (const name of readers) expect([name, tableReads(name)]).toEqual([name, 'files'])
  expect([...pureTableFunctions].filter((name) => !names.includes(name))).toEqual([])
})

test('the clock of an engine stands where it was set, by every name and in every form', async () => {
  const own = rig.engine()
  own.clock = Date.UTC(2020, 5, 5, 10, 11, 12, 345)
  const moments = [
    ['now()', '2020-06-05 10:11:12.345+00'],
    ['current_timestamp', '2020-06-05 10:11:12.345+00'],
    ['localtimestamp', '2020-06-05 10:11:12.345'],
    ['current_date', '2020-06-05'],
    ['today()', '2020-06-05'],
    ['current_time', '10:11:12.345+00'],
    ['localtime', '10:11:12.345'],
    ['ago(interval 1 day)', '2020-06-04 10:11:12.345+00'],
    ["age(timestamp '2020-06-04')", '1 day'],
    ["age(timestamp '2020-06-04', timestamp '2020-06-03')", '1 day'],
  ] as const
  for (const [text, expected] of moments)
    expect([text, ...(await column(`select (${text})::varchar`))]).toEqual([text, expected])
  own.clock = undefined
})
