/**
 * What an asset in Python costs beside what pandas itself takes for its file, what the first of a run costs, and what a project of 1,000
 * of them costs that has nothing to do. Run it with `node bench/python.ts` after `npm run build`; the environment is that of the tests.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pythonEnvironment } from '../test/rig/python/environment.ts'
import { benchProject, repository } from './lib/many-assets.ts'
import { median, timeProcesses } from './lib/processes.ts'

const found = await pythonEnvironment('frames')
if ('missing' in found) {
  console.log(`skipped: ${found.missing}`)
  process.exit(0)
}
const environment = found.folder
const interpreter = join(environment, 'bin/python')
const command = join(repository, 'dist', 'bin.js')
const count = 40
using project = benchProject()
process.env.VIRTUAL_ENV = environment
const assets = (...words: string[]) =>
  execFileSync(process.execPath, [command, ...words], { cwd: project.folder, encoding: 'utf8' })

const names = Array.from({ length: count }, (_, at) => `asset_${at}`)
project.write(
  'assets/index.ts',
  [
    "import { asset } from '#project'",
    'export const rows = asset(() => Array.from({ length: 1000 }, (_, id) => ({ id, text: String(id), x: id / 7 })))',
    ...names.map((name) => `export const ${name} = asset.python('./many.py')`),
    ...names.map((name) => `export const typescript_${name} = asset(async ({ rows }) => rows.all())`),
    '',
  ].join('\n'),
)
project.write(
  'assets/many.py',
  ['import pandas as pd', ...names.map((name) => `def ${name}(rows: pd.DataFrame): return rows`), ''].join('\n'),
)
assets('materialize', '-q')

const bare = `
import time, pandas as pd
pd.read_parquet("in.parquet").to_parquet("out.parquet")
times = []
for _ in range(50):
    began = time.perf_counter()
    pd.read_parquet("in.parquet").to_parquet("out.parquet")
    times.append(time.perf_counter() - began)
print(sorted(times)[25] * 1000)
`
assets('export', 'rows', 'in.parquet', '--format', 'parquet')
const bareMs = Number(execFileSync(interpreter, ['-c', bare], { cwd: project.folder, encoding: 'utf8' }))
const { steps } = JSON.parse(assets('materialize', '--force', '--json', '--concurrency', '1')) as {
  readonly steps: readonly { readonly asset: string; readonly durationMs: number }[]
}
const timesOf = (prefix: string) =>
  steps.filter(({ asset }) => asset.startsWith(prefix)).map(({ durationMs }) => durationMs)
const times = timesOf('asset_')
const [first = 0, ...warm] = times
const importMs = median(
  Array.from({ length: 5 }, () => timed(() => execFileSync(interpreter, ['-c', 'import pandas, pyarrow.parquet']))),
)
console.log(`a table of 1,000 rows through pandas, ${count} assets one after the other`)
console.log(`pandas' own read and write    ${bareMs.toFixed(1)} ms`)
console.log(`a warm Python asset           ${median(warm).toFixed(1)} ms (whole step, with hash, file sync and record)`)
console.log(`a TypeScript asset of these    ${median(timesOf('typescript_')).toFixed(1)} ms`)
console.log(`overhead                      ${(median(warm) - bareMs).toFixed(1)} ms (target: at most 15)`)
console.log(`import pandas, pyarrow        ${importMs.toFixed(0)} ms, a process of its own`)
console.log(
  `the first Python asset        ${first} ms, ${(first / importMs).toFixed(2)} times that (target: at most 1.2)`,
)

const many = Array.from({ length: 1_000 }, (_, at) => `step_${at}`)
project.write(
  'assets/index.ts',
  [
    "import { asset } from '#project'",
    ...many.map((name) => `export const ${name} = asset.python('./many.py')`),
    '',
  ].join('\n'),
)
project.write(
  'assets/many.py',
  many
    .map((name, at) =>
      at === 0 ? `def ${name}(): return [{"n": 0}]` : `def ${name}(step_${at - 1}: list): return step_${at - 1}`,
    )
    .join('\n'),
)
const wholeMs = timed(() => assets('materialize', '-q'))
assets('status', '--json')
// What was written a moment ago is read again until the clock of the file system has moved on.
await new Promise((resolve) => setTimeout(resolve, 2_500))
const cwd = project.folder
const idle = timeProcesses(
  {
    'node -e 0': { words: ['-e', '0'] },
    materialize: { words: [command, 'materialize'], cwd },
    status: { words: [command, 'status'], cwd },
    check: { words: [command, 'check'], cwd },
  },
  { rounds: 15 },
)
console.log(`1,000 Python assets in a chain ${(wholeMs / 1_000).toFixed(1)} ms an asset, first run`)
console.log('nothing to do, whole processes, medians (target: at most 3 times node -e 0)')
for (const [name, { wallMs, cpuMs }] of Object.entries(idle)) {
  const [wall, cpu] = [wallMs / idle['node -e 0'].wallMs, cpuMs / idle['node -e 0'].cpuMs].map((n) => n.toFixed(2))
  console.log(`  ${name.padEnd(12)} ${wallMs.toFixed(0).padStart(6)} ms = ${wall} times, cpu ${cpu} times`)
}

function timed(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}
