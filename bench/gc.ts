/**
 * A store that has grown: 100,000 records and objects of 100 assets. `status` over it, as it is remembered and as it is found out, and
 * `gc` of all but what is kept, as whole processes beside an empty Node process. Run it with `node bench/gc.ts [versions of each]` after
 * `npm run build`.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import Sqlite from 'better-sqlite3'
import { benchProject, repository, writeChain } from './lib/many-assets.ts'

const versions = Number(process.argv[2] ?? 1_000)
const assets = 100
const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
const store = join(project.folder, '.assetstore')
writeChain(project, assets, 5)
run('materialize', '-q')
grow()

const rounds = { node: [] as number[], remembered: [] as number[], foundOut: [] as number[] }
run('status')
for (let round = 0; round < 3; round += 1) {
  rounds.node.push(time(() => execFileSync(process.execPath, ['-e', '0'])))
  rounds.remembered.push(time(() => run('status')))
  rmSync(join(store, 'cache', 'remembered.json'), { force: true })
  rounds.foundOut.push(time(() => run('status')))
}
const nodeMs = Math.min(...rounds.node)
console.log(`${versions * assets} records and objects of ${assets} assets`)
tell('status, remembered', Math.min(...rounds.remembered), 'target: under 1,000 ms')
tell('status, found out', Math.min(...rounds.foundOut), 'target: under 1,000 ms')
tell(
  'gc, without --yes',
  time(() => run('gc')),
)
const bareMs = bareRemoval()
const gcMs = time(() => run('gc', '--yes'))
tell('gc --yes', gcMs, 'target: under 10,000 ms')
console.log(
  `${'rm -rf of the same files'.padEnd(28)} ${bareMs.toFixed(0).padStart(6)} ms  gc takes ${(gcMs / bareMs).toFixed(2)} times that`,
)
tell(
  'gc --yes, nothing to free',
  time(() => run('gc', '--yes')),
)

function tell(what: string, ms: number, target = ''): void {
  const times = `${(ms / nodeMs).toFixed(1)} times an empty process`
  console.log(`${what.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms  ${times}${target === '' ? '' : ` (${target})`}`)
}

function run(...words: string[]): void {
  execFileSync(process.execPath, [command, ...words], { cwd: project.folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

function time(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** The files that `gc` frees, once more beside the store: how long the disk takes to remove them is what no `gc` beats. */
function bareRemoval(): number {
  const beside = join(project.folder, 'beside')
  for (const room of ['objects', 'records']) {
    for (const entry of readdirSync(join(store, room), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const folder = join(beside, relative(store, entry.parentPath))
      mkdirSync(folder, { recursive: true })
      copyFileSync(join(entry.parentPath, entry.name), join(folder, entry.name))
    }
  }
  return time(() => execFileSync('rm', ['-rf', beside]))
}

/** Each record a thousand times, eight days old, each with an object and a file of its own. */
function grow(): void {
  const database = new Sqlite(join(store, 'catalog.sqlite'))
  const names = (database.pragma('table_info(records)') as { name: string }[]).map(({ name }) => name)
  const columns = names.filter((name) => name !== 'id')
  database.function('object', (text: string) => {
    const blob = createHash('sha256').update(text).digest('hex')
    mkdirSync(join(store, 'objects', blob.slice(0, 2)), { recursive: true })
    writeFileSync(join(store, 'objects', blob.slice(0, 2), `${blob}.parquet`), text.padEnd(300))
    return blob
  })
  const entry = JSON.stringify({ padding: ' '.repeat(1_500) })
  database.function('entry', (text: string) => {
    const name = createHash('sha256').update(`entry ${text}`).digest('hex')
    mkdirSync(join(store, 'records', name.slice(0, 2)), { recursive: true })
    writeFileSync(join(store, 'records', name.slice(0, 2), `${name}.json`), entry)
    return name
  })
  const values = columns.map((name) => {
    if (name === 'blob') return "object(asset || ' ' || n)"
    if (name === 'file') return "entry(asset || ' ' || n)"
    if (name === 'key' || name === 'version') return `${name} || n`
    return name === 'change' ? 'change - 8 * 86400000000 + n' : name
  })
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${versions})
    INSERT INTO records (${columns.join(', ')}) SELECT ${values.join(', ')} FROM records, numbers`)
  database.close()
}
