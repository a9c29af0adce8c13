/**
 * What partitions cost: a backfill of 1,000 trivial days beside the syncs that make it durable, and `status` of 100,000 days whose records
 * are copies of those. Run it with `node bench/partitions.ts` after `npm run build`.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { benchProject, repository } from './lib/many-assets.ts'
import { timeSyncs } from './lib/syncs.ts'

const day = 86_400_000
const [few, many] = [1_000, 100_000]
const start = Date.UTC(1746, 0, 1)
const keyOf = (n: number) => new Date(start + n * day).toISOString().slice(0, 10)
const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
const run = (...words: string[]) => {
  const began = performance.now()
  execFileSync(process.execPath, [command, ...words, '-q'], {
    cwd: project.folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return performance.now() - began
}
const write = (count: number) =>
  project.write(
    'assets/index.ts',
    `import { partitions } from 'assetstore'
import { asset } from '#project'
const days = partitions.daily({ from: '${keyOf(0)}', until: '${keyOf(count)}' })
export const events = asset({ partitions: days }, (_, { partition }) => [{ day: partition.key }])
`,
  )

write(few)
const syncMs = timeSyncs(project.folder, few)
const backfillMs = run('materialize')
console.log(`a backfill of ${few} trivial days`)
console.log(`whole process                 ${(backfillMs / few).toFixed(2)} ms a day`)
console.log(`file syncs alone              ${(syncMs / few).toFixed(2)} ms a day`)
console.log(`overhead beside them          ${((backfillMs - syncMs) / few).toFixed(2)} ms a day (target: under 8)`)
const fewMs = run('status')
copyRecords()
write(many)
const manyMs = run('status')
console.log(`status of ${few} days           ${fewMs.toFixed(0)} ms`)
console.log(`status of ${many} days         ${manyMs.toFixed(0)} ms (target: 1,000)`)

function copyRecords(): void {
  const catalog = new Database(join(project.folder, '.assetstore', 'catalog.sqlite'))
  const records = catalog.prepare('SELECT * FROM records').all() as Record<string, unknown>[]
  const columns = Object.keys(records[0] as object)
  const insert = catalog.prepare(
    `INSERT INTO records (${columns.map((name) => `"${name}"`).join()}) VALUES (${columns.map(() => '?').join()})`,
  )
  const point = catalog.prepare("INSERT INTO pointers (asset, partition, record) VALUES ('events', ?, ?)")
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  catalog.transaction(() => {
    for (let n = few; n < many; n += 1) {
      const partition = keyOf(n)
      const record = {
        ...records[n % few],
        id: many + n,
        partition,
        key: hash(`k${n}`),
        version: hash(`v${n}`),
      } as Record<string, unknown>
      insert.run(...columns.map((name) => record[name]))
      point.run(partition, many + n)
    }
  })()
  catalog.close()
}
