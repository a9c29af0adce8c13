/**
 * A suite of 4 and one of 30 expectations over 400,000 rows of a table, beside one query by hand that counts the same failing rows: in one
 * process, one after the other, medians of CPU time. `node bench/expectations.ts [rows]`
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectationsOf } from '../src/define/expectations.ts'
import { expectations, sql } from '../src/index.ts'
import { openEngine } from '../src/table/engine/open.ts'
import { runExpectations } from '../src/table/expectations/run-expectations.ts'
import { openTable } from '../src/table/read/table.ts'
import { rowsOfResult } from '../src/table/write/rows-of-result.ts'
import { writeResult } from '../src/table/write/write-result.ts'
import { median } from './lib/processes.ts'

const rows = Number(process.argv[2] ?? 400_000)
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const engine = await openEngine({ tempFolder: join(folder, 'spill') })
const file = join(folder, 'orders.parquet')
const made = sql`SELECT i AS id, (hash(i) % 1000)::DOUBLE AS amount, ['open', 'closed', 'sent'][1 + i % 3] AS status,
  'user' || (hash(i) % 5000) || '@example.com' AS email FROM range(${sql.raw(String(rows))}) AS t(i)`
const { columns, rows: count } = await writeResult(engine, { result: made, file, asset: 'orders' })
const table = openTable(engine, { name: 'orders', file, columns, count, onRead: () => undefined })

const four = [
  { type: 'expect_column_values_to_not_be_null', kwargs: { column: 'id' } },
  { type: 'expect_column_values_to_be_between', kwargs: { column: 'amount', min_value: 0, max_value: 1000 } },
  { type: 'expect_column_values_to_be_in_set', kwargs: { column: 'status', value_set: ['open', 'closed', 'sent'] } },
  { type: 'expect_column_values_to_match_regex', kwargs: { column: 'email', regex: '@example\\.com$' } },
]
const more = (n: number) => [
  { type: 'expect_column_values_to_not_be_null', kwargs: { column: ['id', 'amount', 'status', 'email'][n % 4] } },
  { type: 'expect_column_values_to_be_between', kwargs: { column: 'amount', min_value: -n, max_value: 1000 + n } },
  { type: 'expect_column_value_lengths_to_be_between', kwargs: { column: 'status', min_value: n % 4, max_value: 10 } },
  { type: 'expect_column_max_to_be_between', kwargs: { column: 'amount', max_value: 1000 + n } },
  { type: 'expect_column_mean_to_be_between', kwargs: { column: 'amount', min_value: n, max_value: 900 } },
  { type: 'expect_column_values_to_not_be_in_set', kwargs: { column: 'status', value_set: [`lost${n}`] } },
]
const thirty = [0, 1, 2, 3, 4].flatMap(more)
const byHand = sql`SELECT count(*) FILTER (WHERE id IS NULL) AS a, count(*) FILTER (WHERE amount NOT BETWEEN 0 AND 1000) AS b,
  count(*) FILTER (WHERE status NOT IN ('open', 'closed', 'sent')) AS c, count(*) FILTER (WHERE NOT regexp_matches(email, '@example\\.com$')) AS d FROM ${table}`

async function held(list: readonly object[]): Promise<void> {
  const of = expectationsOf(expectations(table as never, { expectations: list }))
  if (of === undefined) throw new Error('no expectations')
  const { validation } = await runExpectations({ engine, asset: 'bench', limit: 5, now: () => new Date(), ...of })
  if (!validation.success) throw new Error('the suite is to hold')
}
async function asked(): Promise<void> {
  for await (const row of rowsOfResult(engine, { result: byHand, asset: 'bench' })) void row
}

const cases = { 'one query by hand': asked, '4 expectations': () => held(four), '30 expectations': () => held(thirty) }
const times = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]))
for (let round = 0; round < 15; round += 1) {
  for (const [name, run] of Object.entries(cases)) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    times.get(name)?.push((user + system) / 1000)
  }
}
const base = median(times.get('one query by hand') ?? [])
const limits: Readonly<Record<string, number>> = { 'one query by hand': 1, '4 expectations': 1.2, '30 expectations': 3 }
for (const [name, all] of times) {
  const ratio = median(all) / base
  console.log(`${name}: ${median(all).toFixed(0)} ms CPU, ${ratio.toFixed(2)} times (limit ${limits[name]})`)
  if (ratio > (limits[name] ?? 1) * 1.001) process.exitCode = 1
}
engine[Symbol.dispose]()
rmSync(folder, { recursive: true })
