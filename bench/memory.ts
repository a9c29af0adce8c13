/**
 * The most memory that `assets materialize` had for a table of a generator, of one million and of ten million rows of 200 characters, each a
 * process of its own: what grows with the rows is told. Run it with `node bench/memory.ts [million rows]` after `npm run build`.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { benchProject, repository } from './lib/many-assets.ts'

const most = Number(process.argv[2] ?? 10)
const tells =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nmost "+process.resourceUsage().maxRSS))'
const words = ['--import', tells, join(repository, 'dist/bin.js'), 'materialize', '-q']

const [one, many] = [peakMb(1e6), peakMb(most * 1e6)]
console.log(`1 million rows       ${one.toFixed(0).padStart(6)} MB at most`)
console.log(
  `${most} million rows ${many.toFixed(0).padStart(12 - String(most).length)} MB at most = ${(many / one).toFixed(2)} times (flat: 1)`,
)

function peakMb(rows: number): number {
  using project = benchProject()
  project.write(
    'assets/index.ts',
    `import { asset } from '#project'
const text = 'words and words '.repeat(12)
export const documents = asset(function* () {
  for (let n = 0; n < ${rows}; n++) {
    const lang = n % 7 === 0 ? 'de' : 'en'
    yield { id: \`row-\${n}\`, content: (n + ' ' + text).padEnd(200, 'x'), lang, at: new Date(1_600_000_000_000 + n * 1000), score: n / 7, n }
  }
})
`,
  )
  const { stderr, status } = spawnSync(process.execPath, words, { cwd: project.folder, encoding: 'utf8' })
  const peak = /most (\d+)$/.exec(stderr)?.[1]
  if (status !== 0 || peak === undefined) throw new Error(stderr)
  return Number(peak) / 1024
}
