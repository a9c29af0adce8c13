/**
 * `explain` on a warm project of 1,000 assets in 200 files, as whole processes, beside an empty Node process in the same run: of an asset
 * that is fresh, of one that an edit made stale, and of one far below it. Run it with `node bench/explain.ts` after `npm run build`.
 */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchProject, repository, writeChain } from './lib/many-assets.ts'
import { timeProcesses } from './lib/processes.ts'

const target = 150
const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
const cwd = project.folder
writeChain(project, 1_000, 5)
const assets = (...words: string[]) => execFileSync(process.execPath, [command, ...words], { cwd, stdio: 'ignore' })
assets('materialize', '-q')
await warm()
const fresh = timeProcesses(
  { 'node -e 0': { words: ['-e', '0'] }, fresh: { words: [command, 'explain', 'asset_500'], cwd } },
  { rounds: 15 },
)
const part = readFileSync(join(cwd, 'assets/part_100.ts'), 'utf8')
project.write('assets/part_100.ts', part.replace('n + 1', 'n + 2'))
await warm()
const edited = timeProcesses(
  {
    'node -e 0': { words: ['-e', '0'] },
    stale: { words: [command, 'explain', 'asset_500'], cwd },
    'maybe, 400 below': { words: [command, 'explain', 'asset_900'], cwd },
    'against a run': { words: [command, 'explain', 'asset_500', '--vs', '20'], cwd },
  },
  { rounds: 15 },
)

console.log(`explain on 1,000 assets in 200 files, whole processes, medians; the target is node -e 0 and ${target} ms`)
const base = edited['node -e 0'].wallMs
for (const [name, { wallMs, cpuMs }] of Object.entries({ ...fresh, ...edited })) {
  const over = `${(wallMs - base).toFixed(0)} ms over`
  console.log(`${name.padEnd(18)} ${wallMs.toFixed(0).padStart(5)} ms  cpu ${cpuMs.toFixed(0).padStart(5)} ms  ${over}`)
}

/** What was written a moment ago is read again until the clock of the file system has moved on. */
async function warm(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  assets('status', '-q')
}
