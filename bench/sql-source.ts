/**
 * A CSV file through a `sql` asset (filter, trim, count words, sort, Parquet), and a Parquet file as well, beside DuckDB
 * alone, which does the same in a process of its own, and a quarter as many MB of doubles of 17 digits as a source:
 * whole processes in turn, medians of their CPU time. Run it with `node bench/sql-source.ts [MB]`.
 */
import { once } from 'node:events'
import { createWriteStream, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { benchProject, repository } from './lib/many-assets.ts'
import { timeProcesses } from './lib/processes.ts'

const megabytes = Number(process.argv[2] ?? 60)
using project = benchProject()
const csv = join(project.folder, 'documents.csv')
const parquet = join(project.folder, 'documents.parquet')
const numbers = join(project.folder, 'numbers.csv')
await writeCsv()
writeNumbers()
const client = await (await DuckDBInstance.create(':memory:')).connect()
await client.run(`COPY (FROM '${csv}') TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`)

const pipeline = (from: string) =>
  `select id, trim(content) as content, len(string_split(trim(content), ' ')) as words, lang, published from ${from} where lang <> 'fr' order by words, id`
const interpolated = (name: string) => `$\{${name}}`
project.write(
  'assets/index.ts',
  `import { sql } from 'assetstore'
import { asset, source } from '#project'
export const from_csv = source.table('documents.csv')
export const words_of_csv = asset(({ from_csv }) => sql\`${pipeline(interpolated('from_csv'))}\`)
export const from_parquet = source.table('documents.parquet')
export const words_of_parquet = asset(({ from_parquet }) => sql\`${pipeline(interpolated('from_parquet'))}\`)
export const from_numbers = source.table('numbers.csv')
`,
)
const bin = join(repository, 'dist', 'bin.js')
const assets = (...names: readonly string[]) => ({
  words: [bin, 'materialize', ...names, '-q'],
  cwd: project.folder,
  before: () => rmSync(join(project.folder, '.assetstore'), { recursive: true, force: true }),
})
const bare = (name: string, select: string) => {
  const script = join(repository, 'bench', 'lib', 'bare-duckdb.ts')
  const text = `COPY (${select}) TO '${join(project.folder, name)}' (FORMAT parquet, COMPRESSION zstd)`
  return { words: [script, text], cwd: project.folder }
}
const times = timeProcesses(
  {
    csvAlone: bare('1.parquet', pipeline(`'${csv}'`)),
    csvSource: assets('from_csv'),
    csvAsset: assets('words_of_csv'),
    parquetAlone: bare('2.parquet', pipeline(`'${parquet}'`)),
    parquetSource: assets('from_parquet'),
    parquetAsset: assets('words_of_parquet'),
    numbersAlone: bare('3.parquet', `FROM '${numbers}'`),
    numbersSource: assets('from_numbers'),
  },
  { rounds: 3, warmUp: 1 },
)
console.log(
  `${(statSync(csv).size / 1e6).toFixed(0)} MB of CSV, ${(statSync(parquet).size / 1e6).toFixed(0)} MB of Parquet`,
)
for (const format of ['csv', 'parquet'] as const) {
  const alone = times[`${format}Alone`]
  tell(`${format}: DuckDB alone`, alone)
  tell(`${format}: the source`, times[`${format}Source`], alone)
  tell(`${format}: the source and a sql asset`, times[`${format}Asset`], alone)
}

tell('numbers: DuckDB alone', times.numbersAlone)
tell('numbers: the source', times.numbersSource, times.numbersAlone)

type Time = { readonly cpuMs: number; readonly wallMs: number }
function tell(what: string, { cpuMs, wallMs }: Time, alone?: Time): void {
  const ratio = alone === undefined ? '' : `= ${(cpuMs / alone.cpuMs).toFixed(2)} times DuckDB alone`
  console.log(
    `${what.padEnd(32)} ${cpuMs.toFixed(0).padStart(7)} ms CPU ${ratio.padEnd(32)} ${wallMs.toFixed(0).padStart(7)} ms`,
  )
}

function writeNumbers(): void {
  const lines = ['id,part,share']
  for (let id = 0, bytes = 0; bytes < megabytes * 2.5e5; id += 1) {
    const line = `${id},${id / 7},${1 / (id + 3)}`
    bytes += line.length
    lines.push(line)
  }
  writeFileSync(numbers, `${lines.join('\n')}\n`)
}

async function writeCsv(): Promise<void> {
  const words = ['data', 'model', 'query', 'vector', 'index', 'of', 'the', 'and', 'pipeline', 'Übung', 'stale', 'fresh']
  const stream = createWriteStream(csv)
  stream.write('id,content,lang,published,score\n')
  let [state, bytes] = [1, 0]
  const draw = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  for (let id = 0; bytes < megabytes * 1e6; id += 1) {
    const content = Array.from({ length: 20 + draw(40) }, () => `${words[draw(words.length)]}${draw(1000)}`).join(' ')
    const line = `${id},"  ${content}",${['en', 'de', 'fr'][draw(3)]},2026-${String(1 + draw(12)).padStart(2, '0')}-0${1 + draw(9)},${draw(1e6) / 1000}\n`
    bytes += line.length
    if (!stream.write(line)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}
