/**
 * What partitions cost: a backfill of 1,000 trivial days beside the syncs that make it durable, and `status` and `plan` of 100,000 days, whose
 * records and files are copies of those under names of their own; and the same where others read them: day by day, all days at once, columns
 * of them, and a check that blocks. Run it with `node bench/partitions.ts` after `npm run build`.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { versionOfKeys } from '../src/plan/upstream.ts'
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
const readers = `
export const shouts = asset({ partitions: days }, async ({ events }) => [{ day: (await events.all())[0].day + '!' }])
export const total = asset(async ({ events }) => [{ days: (await events.all()).length }])
export const newest = asset(async ({ events }) => [{ day: (await events.pick('day').all()).at(-1).day }])
export const complete = check(async ({ events }) => (await events.all()).length > 0)
`
const write = (count: number, more = '') =>
  project.write(
    'assets/index.ts',
    `import { partitions } from 'assetstore'
import { asset, check } from '#project'
const days = partitions.daily({ from: '${keyOf(0)}', until: '${keyOf(count)}' })
export const events = asset({ partitions: days }, (_, { partition }) => [{ day: partition.key }])
${more}`,
  )

write(few)
const syncMs = timeSyncs(project.folder, few)
const backfillMs = run('materialize').wallMs
console.log(`a backfill of ${few} trivial days`)
console.log(`whole process                 ${(backfillMs / few).toFixed(2)} ms a day`)
console.log(`file syncs alone              ${(syncMs / few).toFixed(2)} ms a day`)
console.log(`overhead beside them          ${((backfillMs - syncMs) / few).toFixed(2)} ms a day (target: under 8)`)
tell(`status of ${few} days`, run('status'))
copyDays('events')
write(many)
const targets = ' (targets: 1,000 ms, 300 MB)'
tellAll('')
write(few, readers)
run('materialize')
copyDays('shouts')
readAll()
write(many, readers)
tellAll(', and readers')

function tellAll(what: string): void {
  tell(`status of ${many} days${what}, found out`, run('status'), targets)
  // Found out once more: what is written to within two seconds is not remembered.
  run('status')
  tell(`status of ${many} days${what}, again`, run('status'), targets)
  const day = keyOf(many / 2)
  const back = forget(day)
  tell(`plan of the one day that is missing${what}`, run('plan', '--partitions', day), targets)
  tell(`plan of all, one missing${what}`, run('plan'), targets)
  back()
  tell(`a run with nothing to do${what}`, run('materialize'))
}

type Row = Record<string, unknown>

function open(): Database.Database {
  return new Database(join(project.folder, '.assetstore', 'catalog.sqlite'))
}

function recordsOf(catalog: Database.Database, asset: string): Row[] {
  return catalog.prepare('SELECT * FROM records WHERE asset = ? ORDER BY partition').all(asset) as Row[]
}

/** The day has no record until it is called back. */
function forget(partition: string): () => void {
  const catalog = open()
  const { record } = catalog
    .prepare("SELECT record FROM pointers WHERE asset = 'events' AND partition = ?")
    .get(partition) as Row
  catalog.prepare("DELETE FROM pointers WHERE asset = 'events' AND partition = ?").run(partition)
  catalog.prepare('UPDATE records SET definition = ?, partition = ? WHERE id = ?').run('', '', record)
  const { definition } = catalog
    .prepare("SELECT definition FROM records WHERE asset = 'events' AND partition <> ''")
    .get() as Row
  catalog.close()
  return () => {
    const again = open()
    again.prepare('UPDATE records SET definition = ?, partition = ? WHERE id = ?').run(definition, partition, record)
    again.prepare("INSERT INTO pointers (asset, partition, record) VALUES ('events', ?, ?)").run(partition, record)
    again.close()
  }
}

function inserting(catalog: Database.Database, { id: _, ...columns }: Row): (row: Row) => void {
  const names = Object.keys(columns)
  const insert = catalog.prepare(
    `INSERT INTO records (id, ${names.map((name) => `"${name}"`).join()}) VALUES (?, ${names.map(() => '?').join()})`,
  )
  return (row) => insert.run(row.id, ...names.map((name) => row[name]))
}

/** Every day behind the first ones is a copy of one of those, made of the events of its own day. */
function copyDays(asset: string): void {
  const catalog = open()
  const records = recordsOf(catalog, asset)
  const base = (catalog.prepare('SELECT max(id) AS id FROM records').get() as { readonly id: number }).id
  const insert = inserting(catalog, records[0] as Row)
  const point = catalog.prepare('INSERT INTO pointers (asset, partition, record) VALUES (?, ?, ?)')
  const hash = (text: string) => createHash('sha256').update(`${asset} ${text}`).digest('hex')
  catalog.transaction(() => {
    for (let n = few; n < many; n += 1) {
      const of = records[n % few] as Row
      const id = base + 1 + n
      const ingredients = JSON.parse(of.ingredients as string)
      const inputs = ingredients.inputs.map((input: Row) => ({ ...input, version: versionOfDay(n) }))
      const copy = { blob: copyObject(of.blob as string, hash(`b${n}`)), key: hash(`k${n}`), partition: keyOf(n) }
      const version = asset === 'events' ? versionOfDay(n) : hash(`v${n}`)
      insert({ ...of, ...copy, id, version, ingredients: JSON.stringify({ ...ingredients, inputs }) })
      point.run(asset, copy.partition, id)
    }
  })()
  catalog.close()
}

function versionOfDay(n: number): string {
  return createHash('sha256').update(`events v${n}`).digest('hex')
}

/** What reads all days has read the copies, too. */
function readAll(): void {
  const catalog = open()
  const days = recordsOf(catalog, 'events')
  const remember = catalog.prepare('INSERT OR REPLACE INTO column_versions (blob, columns, version) VALUES (?, ?, ?)')
  const names = new Set(
    (catalog.prepare('SELECT columns FROM column_versions').all() as Row[]).map(({ columns }) => columns),
  )
  const update = catalog.prepare('UPDATE records SET ingredients = ? WHERE id = ?')
  catalog.transaction(() => {
    for (const name of names) for (const { blob, version } of days) remember.run(blob, name, version)
    const versions = days.map(({ partition, version }) => [partition as string, version as string] as const)
    for (const name of ['total', 'newest', 'complete']) {
      for (const { id, ingredients: text } of recordsOf(catalog, name)) {
        const ingredients = JSON.parse(text as string)
        const partitions = versions.map(([key, version]) => [key, version.slice(0, 12)])
        const inputs = ingredients.inputs.map((input: Row) => ({
          ...input,
          version: versionOfKeys(versions),
          partitions,
        }))
        update.run(JSON.stringify({ ...ingredients, inputs }), id)
      }
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
