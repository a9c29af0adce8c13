/**
 * What `isolate` gives and what it costs: two assets that compute at the same time, beside both in the process of the run, and an asset whose
 * rows cross, beside the same in the process of the run. Each as a ratio within one run. `node bench/isolate.ts` after `npm run build`.
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { benchProject, repository } from './lib/many-assets.ts'

const command = join(repository, 'dist', 'bin.js')
const rows = 200_000
const kinds = ['', 'thread', 'process'] as const

interface Step {
  readonly durationMs: number
}
/** Ms of the whole command, and of its last step. */
function timesOf(assets: string): readonly [wholeMs: number, lastMs: number] {
  using project = benchProject()
  project.write('assets/index.ts', assets)
  const began = performance.now()
  const words = [command, 'materialize', '--json', '--concurrency', '2']
  const said = execFileSync(process.execPath, words, { cwd: project.folder, encoding: 'utf8' })
  const wholeMs = performance.now() - began
  const { steps } = JSON.parse(said) as { readonly steps: readonly Step[] }
  return [wholeMs, steps.at(-1)?.durationMs ?? 0]
}
const option = (isolate: string) => (isolate === '' ? '{}' : `{ isolate: '${isolate}' }`)
const computing = (isolate: string) => `
import { asset } from '#project'
const compute = (seed: number) => { let x = seed; for (let i = 0; i < 600_000_000; i++) x = (x * 1103515245 + 12345) | 0; return [{ x }] }
export const one = asset(${option(isolate)}, () => compute(1))
export const two = asset(${option(isolate)}, () => compute(2))
`
const crossing = (isolate: string) => `
import { asset } from '#project'
export const raw = asset(function* () { for (let id = 0; id < ${rows}; id++) yield { id, text: 'text ' + id, at: new Date(id), x: id / 7 } })
export const copy = asset(${option(isolate)}, async function* ({ raw }) { for await (const row of raw) yield row })
`

console.log(`two assets that compute, on ${availableParallelism()} cores`)
const [inline] = timesOf(computing(''))
for (const isolate of kinds.slice(1)) {
  const [ms] = timesOf(computing(isolate))
  console.log(`  isolate: '${isolate}'  ${(ms / inline).toFixed(2)} of the time in the process of the run`)
}
console.log(`an asset that copies ${rows} rows of four columns`)
const [, inlineMs] = timesOf(crossing(''))
for (const isolate of kinds.slice(1)) {
  const [, ms] = timesOf(crossing(isolate))
  console.log(`  isolate: '${isolate}'  ${(ms / inlineMs).toFixed(1)} times the time in the process of the run`)
}
