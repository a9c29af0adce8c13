/**
 * Rows into and out of Parquet through vectors, beside DuckDB's own COPY of the same table in the same process. Writing counts making the
 * version; the native COPY has neither to make rows nor to hash them. Run it with `node bench/rows.ts [rows]`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, duck } from '../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../src/table/engine/open.ts'
import { openTable } from '../src/table/read/table.ts'
import { writeRows } from '../src/table/write/write-rows.ts'

const count = Number(process.argv[2] ?? 300_000)
const folder = mkdtempSync(join(tmpdir(), 'assets-bench-rows-'))
using engine = await openEngine({ tempFolder: join(folder, 'tmp') })

function* rows() {
  for (let n = 0; n < count; n += 1) {
    yield {
      id: `row-${n}-${(n * 2_654_435_761) % 4_294_967_296}`,
      content: `the ${n}th row says that ${'words and words '.repeat(8)}${n % 977}`,
      created_at: new Date(1_600_000_000_000 + n * 1_000),
      score: n / 7,
      n,
    }
  }
}

const file = join(folder, 'rows.parquet')
const generateMs = await time(() => {
  let sum = 0
  for (const row of rows()) sum += row.content.length
  if (sum === 0) throw new Error('there are no rows')
})
const began = performance.now()
const { columns } = await writeRows(engine, { rows: rows(), file, asset: 'rows' })
const writeMs = performance.now() - began
const readMs = await time(async () => {
  const table = openTable(engine, { name: 'documents', file, columns, count, onRead: () => undefined })
  let sum = 0
  for await (const row of table) sum += (row as { n: number }).n
  if (sum === 0) throw new Error('there are no rows')
})
const [loadMs, copyMs] = await withConnection(engine, async (connection) => [
  await time(() => query(connection, `CREATE TABLE native AS SELECT * FROM '${file}'`)),
  await time(() =>
    query(connection, `COPY native TO '${join(folder, 'native.parquet')}' (FORMAT parquet, COMPRESSION zstd)`),
  ),
])

console.log(`${count} rows of 5 columns, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB of Parquet`)
report('making the rows in JavaScript', generateMs)
report('write: rows, Parquet, version', writeMs)
report('read: Parquet to rows', readMs)
report('DuckDB: Parquet to a table', loadMs)
report('DuckDB: COPY of the table', copyMs)
rmSync(folder, { recursive: true, force: true })

function report(what: string, ms: number): void {
  const rate = Math.round(count / ms)
  console.log(
    `${what.padEnd(32)} ${ms.toFixed(0).padStart(7)} ms  ${String(rate).padStart(6)} rows/ms  ${(ms / copyMs).toFixed(2)} times the COPY`,
  )
}

async function time(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function query(connection: Connection, text: string): Promise<void> {
  await duck.query(connection, text)
}
