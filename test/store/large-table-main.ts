/** Writes so many rows of 200 characters and tells how much memory the process had at most, in KB. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from '../../src/table/engine/open.ts'
import { writeRows } from '../../src/table/write/write-rows.ts'

const count = Number(process.argv[2])
const folder = mkdtempSync(join(tmpdir(), 'large-table-'))
using engine = await openEngine({ tempFolder: join(folder, 'tmp'), threads: 2 })
const text = 'words and words '.repeat(12)
function* rows() {
  for (let n = 0; n < count; n++) yield { id: `row-${n}`, content: `${n} ${text}`, score: n / 7 }
}
await writeRows(engine, { rows: rows(), file: join(folder, 'large.parquet'), asset: 'large' })
rmSync(folder, { recursive: true })
console.log(process.resourceUsage().maxRSS)
