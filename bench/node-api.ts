/**
 * Rows into Parquet and out of it beside what `@duckdb/node-api` does by itself: its appender and a COPY, and its objects of a streamed
 * result. CPU time, each the median of three; ours makes the version as well when it writes. Run it with `node bench/node-api.ts [rows]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBAppender, DuckDBInstance, DuckDBTimestampValue, FLOAT, LIST, listValue } from '@duckdb/node-api'
import { openEngine } from '../src/table/engine/open.ts'
import { openTable } from '../src/table/read/table.ts'
import { writeResult } from '../src/table/write/write-result.ts'

const count = Number(process.argv[2] ?? 200_000)
const folder = mkdtempSync(join(tmpdir(), 'assets-bench-node-api-'))
using engine = await openEngine({ tempFolder: join(folder, 'tmp') })
const client = await (await DuckDBInstance.create(':memory:')).connect()
let files = 0
const newFile = () => join(folder, `${++files}.parquet`)
const text = 'words and words '.repeat(12)

function* rows() {
  for (let n = 0; n < count; n++) {
    yield {
      ...{ id: `row-${n}`, content: `${n} ${text}`.padEnd(200, 'x'), lang: n % 7 === 0 ? 'de' : 'en' },
      ...{ at: new Date(1_600_000_000_000 + n * 1000), score: n / 7, n },
    }
  }
}

function* vectors() {
  for (let n = 0; n < count / 100; n++) yield { vector: new Float32Array(384).fill(n / 3) }
}

type Append<Row> = (appender: DuckDBAppender, row: Row) => void
const appendRow: Append<RowOf<typeof rows>> = (appender, row) => {
  appender.appendVarchar(row.id)
  appender.appendVarchar(row.content)
  appender.appendVarchar(row.lang)
  appender.appendTimestamp(new DuckDBTimestampValue(BigInt(row.at.getTime()) * 1000n))
  appender.appendDouble(row.score)
  appender.appendInteger(row.n)
}
const appendVector: Append<RowOf<typeof vectors>> = (appender, { vector }) =>
  appender.appendList(listValue(Array.from(vector)), LIST(FLOAT))
type RowOf<Make extends () => Generator<unknown>> = Make extends () => Generator<infer Row> ? Row : never

console.log(`${count} rows of 6 columns, ${count / 100} of 384 floats: node-api's CPU time, as a multiple of ours`)
const columns = 'id VARCHAR, content VARCHAR, lang VARCHAR, "at" TIMESTAMP, score DOUBLE, n INTEGER'
await compare('6 columns', { make: rows, columns, append: appendRow })
await compare('384 floats', { make: vectors, columns: 'vector FLOAT[]', append: appendVector })
client.closeSync()
rmSync(folder, { recursive: true })

interface Compared<Row> {
  readonly make: () => Generator<Row>
  readonly columns: string
  readonly append: Append<Row>
}

async function compare<Row>(what: string, { make, columns, append }: Compared<Row>): Promise<void> {
  const file = newFile()
  const written = await writeResult(engine, { result: make(), file, asset: 'bench' })
  tell(
    `write ${what}, ours with the version`,
    await median(() => writeByAppender(make, { columns, append })),
    await median(() => writeResult(engine, { result: make(), file: newFile(), asset: 'bench' })),
  )
  const source = { name: 'documents', file, columns: written.columns, count, onRead: () => undefined }
  tell(
    `read ${what}`,
    await median(async () => {
      const result = await client.stream(`FROM '${file}'`)
      for await (const some of result.yieldRowObjectJs()) if (some.length === 0) throw new Error('a chunk has rows')
    }),
    await median(async () => {
      for await (const row of openTable(engine, source)) if (row === null) throw new Error('a row is an object')
    }),
  )
}

async function writeByAppender<Row>(
  make: () => Generator<Row>,
  { columns, append }: Omit<Compared<Row>, 'make'>,
): Promise<void> {
  const table = `t${++files}`
  await client.run(`CREATE TABLE ${table} (${columns})`)
  const appender = await client.createAppender(table)
  for (const row of make()) {
    append(appender, row)
    appender.endRow()
  }
  appender.closeSync()
  await client.run(`COPY ${table} TO '${newFile()}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`)
  await client.run(`DROP TABLE ${table}`)
}

function tell(what: string, theirs: number, ours: number): void {
  console.log(`${what.padEnd(42)} ${theirs.toFixed(0)} ms / ${ours.toFixed(0)} ms = ${(theirs / ours).toFixed(2)}`)
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  return times.sort((a, b) => a - b)[1] as number
}
