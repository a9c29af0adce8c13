/**
 * The rules of a table of a million rows beside one query, written by hand, that counts the same failures; both in the same engine, in turn. A
 * relationship is a join in both. Run it with `node bench/checks.ts [rows]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rules, rulesOf } from '../src/define/rules.ts'
import { sql } from '../src/define/sql.ts'
import type { Table } from '../src/define/table.ts'
import { duck } from '../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../src/table/engine/open.ts'
import { openTable } from '../src/table/read/table.ts'
import { runRules } from '../src/table/rules/run-rules.ts'
import { writeResult } from '../src/table/write/write-result.ts'
import { median } from './lib/processes.ts'

interface Order {
  readonly id: number
  readonly code: string
  readonly status: string
  readonly customer_id: number
  readonly day: Date
}

const count = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'assets-bench-checks-'))
using engine = await openEngine({ tempFolder: join(folder, 'tmp') })

async function made<Row>(name: string, result: unknown): Promise<Table<Row>> {
  const file = join(folder, `${name}.parquet`)
  const { columns, rows } = await writeResult(engine, { result, file, asset: name })
  return openTable(engine, { name: 'documents', file, columns, count: rows, onRead: () => undefined }) as Table<Row>
}

const customers = await made<{ id: number }>('customers', sql`select i as id from range(50_000) t(i)`)
const orders = await made<Order>(
  'orders',
  sql`select i as id, 'code-' || (i % 9_999) as code, ['open', 'closed', 'lost'][1 + i % 3] as status, i % 50_000 as customer_id,
      date '2020-01-01' + (i % 1_000)::integer as day from range(${BigInt(count)}) t(i)`,
)
const held = rulesOf(
  rules(orders, {
    not_null: ['id', 'code', 'customer_id'],
    unique: ['id'],
    accepted_values: { status: ['open', 'closed', 'lost'] },
    value_lengths_between: { code: [2, 12] },
    row_count_between: [1, 10_000_000],
    relationships: { customer_id: customers.pick('id') },
  }),
)
if (held === undefined) throw new Error('there are no rules')

const byHand = `
  select count(*) filter (where o.id is null) as a, count(*) filter (where o.code is null) as b,
         count(*) filter (where o.customer_id is null) as c, count(o.id) - count(distinct o.id) as d,
         count(*) filter (where o.status not in ('open', 'closed', 'lost')) as e,
         count(*) filter (where length(o.code) not between 2 and 12) as f, count(*) as g,
         count(*) filter (where o.customer_id is not null and c.id is null) as h
  from read_parquet('${join(folder, 'orders.parquet')}') o
  left join (select distinct id from read_parquet('${join(folder, 'customers.parquet')}')) c on c.id = o.customer_id`

const times = { rules: [] as number[], byHand: [] as number[] }
for (let round = -1; round < 7; round += 1) {
  const began = performance.now()
  const { rules: outcomes } = await runRules(engine, { ...held, asset: 'orders_hold', limit: 5 })
  const between = performance.now()
  await withConnection(engine, (connection) => duck.query(connection, byHand))
  const ended = performance.now()
  if (!outcomes.every(({ passed }) => passed)) throw new Error('a rule is broken that is not')
  if (round < 0) continue
  times.rules.push(between - began)
  times.byHand.push(ended - between)
}
const [rulesMs, byHandMs] = [median(times.rules), median(times.byHand)]
console.log(`${count} rows, 8 rules: one query by hand ${byHandMs.toFixed(0)} ms, the rules ${rulesMs.toFixed(0)} ms`)
console.log(`${(rulesMs / byHandMs).toFixed(2)} times the query (limit 1.50)`)
if (rulesMs / byHandMs > 1.5) process.exitCode = 1
rmSync(folder, { recursive: true, force: true })
