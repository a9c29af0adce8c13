/**
 * A hundred thousand rows with vectors, of which ten change: the whole command, its most memory, and the step alone, beside what the
 * function itself takes for ten rows. Run it with `node bench/row-work.ts [rows]`.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { duck } from '../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../src/table/engine/open.ts'
import { benchProject, repository } from './lib/many-assets.ts'
import { median } from './lib/processes.ts'

const rows = Number(process.argv[2] ?? 100_000)
const dimensions = 384
using project = benchProject()
using engine = await openEngine({ tempFolder: join(project.folder, 'tmp') })
project.write(
  'assets/index.ts',
  `import { asset, source } from '#project'
export const chunks = source.table('chunks.parquet')
export const embedded = asset(({ chunks }) =>
  chunks.pick('id', 'content').mapBatches({ key: 'id', size: 512 }, (some) =>
    some.map((row) => ({ ...row, embedding: vectorOf(String(row.content)) }))))
function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(${dimensions})
  let hash = 2166136261
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619)
  for (let index = 0; index < ${dimensions}; index += 1) {
    hash = Math.imul(hash ^ (hash >>> 15), 2246822519)
    vector[index] = (hash >>> 8) / 2 ** 24
  }
  return vector
}
`,
)

await write(0)
const first = run()
const steps: number[] = []
const walls: number[] = []
const peaks: number[] = []
for (let round = 1; round <= 5; round += 1) {
  await write(round)
  const { stepMs, wallMs, peakMb, work } = run()
  if (work.computed !== 10) throw new Error(`${work.computed} rows were computed`)
  steps.push(stepMs)
  walls.push(wallMs)
  peaks.push(peakMb)
}
console.log(`${rows} rows with ${dimensions} dimensions; the function takes less than 1 ms for ten of them`)
console.log(`every row computed:   ${first.wallMs.toFixed(0)} ms, at most ${first.peakMb.toFixed(0)} MB`)
console.log(
  `ten rows edited:      ${median(walls).toFixed(0)} ms, the step ${median(steps).toFixed(0)} ms (target: 2,000 ms)`,
)
console.log(`most memory of these: ${median(peaks).toFixed(0)} MB (target: 400 MB)`)

/** Ten more rows are edited in each round. */
async function write(round: number): Promise<void> {
  const edited = `CASE WHEN i % ${rows / 10} BETWEEN 1 AND ${round} THEN ' edited' ELSE '' END`
  await withConnection(engine, (connection) =>
    duck.query(
      connection,
      `COPY (SELECT 'chunk-' || i AS id, 'row ' || i || ${edited} || repeat(' some words of text', 15) AS content, i AS year
FROM range(${rows}) t(i)) TO '${join(project.folder, 'chunks.parquet')}' (FORMAT parquet)`,
    ),
  )
}

interface Ran {
  readonly stepMs: number
  readonly wallMs: number
  readonly peakMb: number
  readonly work: { readonly computed: number }
}

/** The process tells at its end how much memory it had at most, in KB. */
function run(): Ran {
  const tells =
    'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nmost "+process.resourceUsage().maxRSS))'
  const words = ['--import', tells, join(repository, 'dist/bin.js'), 'materialize', '--json']
  const began = performance.now()
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: project.folder, encoding: 'utf8' })
  const wallMs = performance.now() - began
  const { steps } = JSON.parse(stdout) as { steps: { asset: string; durationMs: number; work: Ran['work'] }[] }
  const step = steps.find(({ asset }) => asset === 'embedded')
  const most = /most (\d+)$/.exec(stderr)?.[1]
  if (step === undefined || most === undefined) throw new Error(stderr)
  return { stepMs: step.durationMs, wallMs, work: step.work, peakMb: Number(most) / 1024 }
}
