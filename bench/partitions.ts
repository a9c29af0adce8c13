/**
 * What partitions cost: a backfill of 1,000 trivial days beside the syncs that make it durable, and `status` and `plan` of 100,000 days, whose
 * records and files are copies of those under names of their own. Run it with `node bench/partitions.ts` after `npm run build`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync } from 'node:fs'
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
const tells =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\n"+JSON.stringify([u.maxRSS/1024,(u.userCPUTime+u.systemCPUTime)/1e3]))})'
interface Cost {
  readonly wallMs: number
  /** Of all threads: on a machine that has other work, this says more. */
  readonly cpuMs: number
  readonly peakMb: number
}
const run = (...words: string[]): Cost => {
  const began = performance.now()
  const { stderr, status } = spawnSync(process.execPath, ['--import', tells, command, ...words, '-q'], {
    cwd: project.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  const wallMs = performance.now() - began
  if (status !== 0) throw new Error(stderr)
  const [peakMb, cpuMs] = JSON.parse(stderr.slice(stderr.lastIndexOf('\n') + 1)) as [number, number]
  return { wallMs, cpuMs, peakMb }
}
const tell = (what: string, { wallMs, cpuMs, peakMb }: Cost, targets = '') =>
  console.log(
    `${what.padEnd(44)}${wallMs.toFixed(0).padStart(6)} ms, processor ${cpuMs.toFixed(0).padStart(5)} ms, at most ${peakMb.toFixed(0)} MB${targets}`,
  )
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
const backfillMs = run('materialize').wallMs
console.log(`a backfill of ${few} trivial days`)
console.log(`whole process                 ${(backfillMs / few).toFixed(2)} ms a day`)
console.log(`file syncs alone              ${(syncMs / few).toFixed(2)} ms a day`)
console.log(`overhead beside them          ${((backfillMs - syncMs) / few).toFixed(2)} ms a day (target: under 8)`)
tell(`status of ${few} days`, run('status'))
copyRecords()
write(many)
const targets = ' (targets: 1,000 ms, 300 MB)'
tell(`status of ${many} days, found out`, run('status'), targets)
// Found out once more: what is written to within two seconds is not remembered.
run('status')
tell(`status of ${many} days, again`, run('status'), targets)
const stale = keyOf(many / 2)
forget(stale)
tell(`plan of the one day of ${many} that is missing`, run('plan', '--partitions', stale), targets)
tell(`plan of all ${many} days, one missing`, run('plan'), targets)

function forget(partition: string): void {
  const catalog = new Database(join(project.folder, '.assetstore', 'catalog.sqlite'))
  catalog.prepare('DELETE FROM pointers WHERE partition = ?').run(partition)
  catalog.prepare('DELETE FROM records WHERE partition = ?').run(partition)
  catalog.close()
}

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
      const of = records[n % few] as Record<string, unknown>
      const record = {
        ...of,
        blob: copyObject(of.blob as string, hash(`b${n}`)),
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

function copyObject(blob: string, copy: string): string {
  const at = (name: string) => join(project.folder, '.assetstore', 'objects', name.slice(0, 2), `${name}.parquet`)
  mkdirSync(join(at(copy), '..'), { recursive: true })
  // A file of its own: a link to the first would be another state of that, which is then read again.
  copyFileSync(at(blob), at(copy))
  return copy
}
