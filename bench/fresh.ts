/**
 * Commands on 1,000 fresh assets in 200 files, as whole processes, beside an empty Node process in the same run.
 * Run it with `node bench/fresh.ts` after `npm run build`.
 */

import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { benchProject, repository, writeChain } from './lib/many-assets.ts'
import { timeProcesses } from './lib/processes.ts'

const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
const cwd = project.folder
writeChain(project, 1_000, 5)
execFileSync(process.execPath, [command, 'materialize', '-q'], { cwd, stdio: 'inherit' })
// What was written a moment ago is read again until the clock of the file system has moved on.
await new Promise((resolve) => setTimeout(resolve, 2_500))
execFileSync(process.execPath, [command, 'status', '-q'], { cwd, stdio: 'ignore' })

const program =
  "import { openProject } from 'assetstore/run'\nconst project = await openProject()\nawait project.status()\n"
project.write('status.mjs', program)

let edits = 0
const edit = () => {
  edits += 1
  project.write('assets/part_199.ts', `${lastPart.replace('n + 1', `n + 1 + ${edits} * 0`)}`)
}
const lastPart = (await import('node:fs')).readFileSync(join(cwd, 'assets/part_199.ts'), 'utf8')

/** As git has it: the lock and no store. */
using clone = benchProject()
cpSync(cwd, clone.folder, {
  recursive: true,
  filter: (path) => !/catalog\.sqlite|objects|records|cache|logs|node_modules/.test(path),
})

report(
  '1,000 fresh assets in 200 files, whole processes, medians',
  timeProcesses(
    {
      'node -e 0': { words: ['-e', '0'] },
      materialize: { words: [command, 'materialize'], cwd },
      status: { words: [command, 'status'], cwd },
      'openProject and status': { words: ['status.mjs'], cwd },
      check: { words: [command, 'check'], cwd },
      'check on a clean clone': { words: [command, 'check'], cwd: clone.folder },
      'explain one': { words: [command, 'explain', 'asset_500'], cwd },
      completion: { words: [command, 'completion', 'bash', '--', 'assets', 'show', 'asset_50'], cwd },
    },
    { rounds: 15 },
  ),
)
// In rounds of its own: after an edit nothing is fresh. So it has a base of its own, of the same minute.
report(
  'after one edited file of 200',
  timeProcesses(
    {
      'node -e 0': { words: ['-e', '0'] },
      status: { words: [command, 'status'], cwd, before: edit },
    },
    { rounds: 15 },
  ),
)

function report(what: string, rows: Readonly<Record<string, { wallMs: number; cpuMs: number }>>): void {
  const base = rows['node -e 0']
  console.log(what)
  for (const [name, { wallMs, cpuMs }] of Object.entries(rows)) {
    const [wall, cpu] = [wallMs / (base?.wallMs ?? 0), cpuMs / (base?.cpuMs ?? 0)].map((ratio) => ratio.toFixed(2))
    console.log(
      `${name.padEnd(30)} ${wallMs.toFixed(0).padStart(6)} ms  cpu ${cpuMs.toFixed(0).padStart(5)} ms  ${wall} times node -e 0, cpu ${cpu}`,
    )
  }
}
