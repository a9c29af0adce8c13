/**
 * Values into and out of Parquet beside what DuckDB's own client does in the same process: CPU time, each the median of three. Writing counts
 * making the version. `mapBatches` and the generator make the same rows of the same table, each from reading to the version.
 * Run it with `node bench/codec.ts [rows]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Table } from '../src/define/table.ts'
import { duck } from '../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../src/table/engine/open.ts'
import { openTable } from '../src/table/read/table.ts'
import { writeResult } from '../src/table/write/write-result.ts'

interface Row {
  readonly id: string
  readonly content: string
  readonly lang: string
  readonly at: Date
  readonly score: number
  readonly n: number
}

const count = Number(process.argv[2] ?? 1_000_000)
const vectors = Math.round(count / 5)
const folder = mkdtempSync(join(tmpdir(), 'assets-bench-codec-'))
using engine = await openEngine({ tempFolder: join(folder, 'tmp') })
const client = await (await DuckDBInstance.create(':memory:')).connect()
let files = 0
const newFile = () => join(folder, `${++files}.parquet`)

function* rows(): Generator<Row> {
  const text = 'words and words '.repeat(12)
  for (let n = 0; n < count; n++) {
    yield {
      ...{ id: `row-${n}`, content: `${n} ${text}`.padEnd(200, 'x'), lang: n % 7 === 0 ? 'de' : 'en' },
      ...{ at: new Date(1_600_000_000_000 + n * 1000), score: n / 7, n },
    }
  }
}
/** Vectors of a model are as good as random, and equal ones would be packed to nothing. Marsaglia's xorshift32. */
function* embeddings() {
  let state = 2_463_534_242
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state / 2 ** 31
  }
  for (let n = 0; n < vectors; n++) yield { vector: Float32Array.from({ length: 384 }, next) }
}

const stored = async (result: unknown) => {
  const file = newFile()
  const written = await writeResult(engine, { result, file, asset: 'bench' })
  const table = openTable(engine, { name: 'documents', file, ...written, count: written.rows, onRead: () => undefined })
  return { file, table: table as Table<Row> }
}
const readAll = async (table: AsyncIterable<unknown>) => {
  for await (const row of table) if (row === null) throw new Error('a row is an object')
}
/** DuckDB reads the file and nobody looks at a value: what every reader pays. */
const scanByClient = async (file: string) => {
  const result = await client.stream(`FROM '${file}'`)
  while (((await result.fetchChunk())?.rowCount ?? 0) > 0);
}
const readByClient = async (file: string) => {
  const result = await client.stream(`FROM '${file}'`)
  for await (const some of result.yieldRowObjectJs()) if (some.length === 0) throw new Error('a chunk has rows')
}

/** Text that is put together is made when somebody reads it first, whoever that is. */
const made = await median(() => {
  for (const row of rows()) if (row.id.charCodeAt(0) + row.content.charCodeAt(0) < 0) throw new Error('there is text')
})
const { file, table } = await stored(rows())
const write = await median(() => stored(rows()))
const copy = await withConnection(engine, async (connection) => {
  await duck.query(connection, `CREATE TABLE native AS FROM '${file}'`)
  return median(() => duck.query(connection, `COPY native TO '${newFile()}' (FORMAT parquet, COMPRESSION zstd)`))
})
tell('write rows of 6 columns / COPY', write - made, copy, 'at most 2')
tell(
  'getRowObjectsJS / read rows',
  await median(() => readByClient(file)),
  await median(() => readAll(table)),
  'at least 4',
)

const embedded = await stored(embeddings())
const floats = [await median(() => readByClient(embedded.file)), await median(() => readAll(embedded.table))] as const
tell('getRowObjectsJS / read 384 floats', ...floats, 'at least 20')
const scan = await median(() => scanByClient(embedded.file))
tell('getRowObjectsJS / scan, no values', floats[0], scan, 'what no reader exceeds')

const trim = ({ id, content }: Row) => ({ id, words: content.split(' ').length })
const generator = await median(() =>
  stored(
    (async function* () {
      for await (const row of table) yield trim(row)
    })(),
  ),
)
const batches = await median(() => stored(table.mapBatches({ size: 256 }, (some) => some.map(trim))))
tell('mapBatches / generator', batches, generator, 'at most 1.3')
rmSync(folder, { recursive: true, force: true })

function tell(what: string, above: number, below: number, goal: string): void {
  console.log(
    `${what.padEnd(34)} ${above.toFixed(0).padStart(6)} ms / ${below.toFixed(0).padStart(6)} ms = ${(above / below).toFixed(2)} (${goal})`,
  )
}

async function median(work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  return times.sort((a, b) => a - b)[1] as number
}
