/**
 * What commands cost on large projects, as whole processes beside an empty Node process in the same run: 5,000 assets in 250 modules, and a
 * source of 100,000 small files beside an asset that has nothing to do with it. Run it with `node bench/scale.ts` after `npm run build`.
 * `ASSETS_BENCH_SCALE=0.1` takes a tenth of both.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeGrown, writeManyFiles } from './lib/large-projects.ts'
import { type BenchProject, benchProject, repository } from './lib/many-assets.ts'
import { type Command, timeProcesses } from './lib/processes.ts'

const command = join(repository, 'dist', 'bin.js')
const scale = Number(process.env.ASSETS_BENCH_SCALE ?? 1)

function measure(
  what: string,
  { folder: cwd }: BenchProject,
  commands: Readonly<Record<string, Omit<Command, 'cwd'>>>,
): void {
  const run = (...words: string[]) => execFileSync(process.execPath, [command, ...words], { cwd, stdio: 'ignore' })
  run('materialize', '-q')
  // What was written a moment ago is read again until the clock of the file system has moved on.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500)
  run('status', '-q')
  const base = 'node -e 0'
  const inFolder = Object.entries(commands).map(([name, one]) => [
    name,
    { ...one, words: [command, ...one.words], cwd },
  ])
  const rows = timeProcesses(
    { [base]: { words: ['-e', '0'] }, ...Object.fromEntries(inFolder) },
    { rounds: 3, warmUp: 1 },
  )
  console.log(what)
  for (const [name, { wallMs, cpuMs }] of Object.entries(rows)) {
    const ratio = (wallMs / (rows[base]?.wallMs as number)).toFixed(1)
    const [wall, cpu] = [wallMs, cpuMs].map((ms) => ms.toFixed(0).padStart(6))
    console.log(`  ${name.padEnd(34)} ${wall} ms  cpu ${cpu} ms  ${ratio.padStart(6)} times ${base}`)
  }
}

let edits = 0
using grown = benchProject()
writeGrown(grown, { count: 5_000 * scale, modules: Math.ceil(250 * scale) })
const part = 'assets/area_7/part_7.ts'
const text = readFileSync(join(grown.folder, part), 'utf8')
const edit = () => {
  edits += 1
  grown.write(part, text.replace('add(n, ', `add(${edits} * 0 + n, `))
}
measure(`${5_000 * scale} assets in ${Math.ceil(250 * scale)} modules`, grown, {
  'plan, nothing to do': { words: ['plan'] },
  'status, nothing to do': { words: ['status'] },
})
measure('  after one edited function', grown, {
  plan: { words: ['plan'], before: edit },
  status: { words: ['status'], before: edit },
})

using many = benchProject()
const files = 100_000 * scale
writeManyFiles(many, files)
const touch = () => appendFileSync(join(many.folder, 'pages/0/page_7.md'), 'More.\n')
using without = benchProject()
writeManyFiles(without, 0)
measure('without any file', without, {
  'plan beside': { words: ['plan', 'beside'] },
  'show beside': { words: ['show', 'beside'] },
})
measure(`${files} files of one source`, many, {
  'plan beside': { words: ['plan', 'beside'] },
  'show beside': { words: ['show', 'beside'] },
  status: { words: ['status'] },
  'status after one changed file': { words: ['status'], before: touch },
  'materialize after one changed file': { words: ['materialize', '-q'], before: touch },
})
