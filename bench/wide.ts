/**
 * Tables of many columns: 500 rows of 250 to 2,000 columns, written from objects and read as objects. Linear in cells means that the time a
 * cell does not grow. Run it with `node bench/wide.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from '../src/table/engine/open.ts'
import { openTable } from '../src/table/read/table.ts'
import { writeRows } from '../src/table/write/write-rows.ts'

const count = 500
const folder = mkdtempSync(join(tmpdir(), 'assets-bench-wide-'))
using engine = await openEngine({ tempFolder: join(folder, 'tmp') })

let first: readonly [number, number] | undefined
for (const width of [250, 500, 1000, 2000]) {
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(Array.from({ length: width }, (_, column) => [`c${column}`, row * column])),
  )
  const file = join(folder, `${width}.parquet`)
  const [writeMs, { columns }] = await timed(() => writeRows(engine, { rows, file, asset: 'wide' }))
  const table = openTable(engine, { name: 'documents', file, columns, count, onRead: () => undefined })
  const [readMs] = await timed(() => table.all())
  first ??= [writeMs / width, readMs / width]
  const times = [writeMs / width / first[0], readMs / width / first[1]].map((ratio) => ratio.toFixed(2))
  console.log(
    `${String(width).padStart(5)} columns  write ${writeMs.toFixed(0).padStart(6)} ms CPU, ${times[0]} times a cell of 250 columns  read ${readMs.toFixed(0).padStart(6)} ms CPU, ${times[1]} times`,
  )
}
rmSync(folder, { recursive: true, force: true })

async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const before = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1000, value]
}
