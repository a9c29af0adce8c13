/**
 * The clean-up with pandas and the queries with Polars of `assets/python`, over CSV files of 240 MB: as assets, from the file to the table that
 * is current, and as a bare script, which reads the file and writes Parquet. Time of the whole process, and the most memory of it and all below
 * it. `node bench/pipelines.ts [MB] [rounds]` after `npm run build`; the environment is that of the tests.
 */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pythonEnvironment } from '../test/rig/python/environment.ts'
import { benchProject, repository } from './lib/many-assets.ts'
import { type Measured, measureTree } from './lib/measure-tree.ts'
import { median } from './lib/processes.ts'

const found = await pythonEnvironment('frames')
if ('missing' in found) {
  console.log(`skipped: ${found.missing}`)
  process.exit(0)
}
const environment = found.folder
const interpreter = join(environment, 'bin/python')
const megabytes = Number(process.argv[2] ?? 240)
const rounds = Number(process.argv[3] ?? 3)

interface Pipeline {
  readonly name: string
  /** Of the example: code, function, and the source that it reads, if it reads one. */
  readonly file: string
  readonly asset: string
  readonly source?: string
  readonly csv: string
  /** What calls the function and writes what it returns, behind the import of it. */
  readonly script: string
}

const documents = 'data/documents.csv'
const orders = 'data/orders.csv'
const pipelines: readonly Pipeline[] = [
  {
    ...{ name: 'pandas over a table', file: 'documents.py', asset: 'clean_documents', csv: documents },
    source: `export const raw_documents = source.table('assets/${documents}', { types: { published: 'VARCHAR' } })`,
    script: `import pandas as pd\nclean_documents(pd.read_csv("assets/${documents}")).to_parquet("out.parquet")`,
  },
  {
    ...{ name: 'Polars over a file that it scans', file: 'orders.py', asset: 'scanned_orders', csv: orders },
    script: 'scanned_orders().write_parquet("out.parquet")',
  },
  {
    ...{ name: 'Polars over a table', file: 'orders.py', asset: 'large_orders', csv: orders },
    source: `export const order_files = source.table('assets/${orders}')`,
    script: `import polars as pl\nlarge_orders(pl.scan_csv("assets/${orders}")).collect().write_parquet("out.parquet")`,
  },
]
for (const pipeline of pipelines) await measure(pipeline)

async function measure({ name, file, asset, source = '', csv, script }: Pipeline): Promise<void> {
  using project = benchProject()
  mkdirSync(join(project.folder, 'assets/data'), { recursive: true })
  writeCsv(join(project.folder, 'assets', csv), csv === documents ? documentLines() : orderLines())
  project.write(`assets/${file}`, readFileSync(join(repository, 'assets/python', file), 'utf8'))
  const index = [
    "import { asset, source } from '#project'",
    source,
    `export const ${asset} = asset.python('./${file}')\n`,
  ]
  project.write('assets/index.ts', index.join('\n'))
  // There is no framework in the bare script: its decorator leaves the function as it is.
  project.write('bare/assetstore.py', 'def asset(function): return function\n')
  const path = 'import sys\nsys.path.append("assets")\n'
  project.write('bare/script.py', `${path}from ${file.replace('.py', '')} import ${asset}\n${script}\n`)
  const surroundings = { cwd: project.folder, env: { ...process.env, VIRTUAL_ENV: environment } }
  const assets = (...words: string[]) =>
    measureTree([process.execPath, join(repository, 'dist/bin.js'), 'materialize', '-q', ...words], surroundings)
  const bare: Measured[] = []
  const whole: Measured[] = []
  const alone: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    bare.push(await measureTree([interpreter, 'bare/script.py'], surroundings))
    whole.push(await assets('--store', `store_${round}`))
    alone.push(await assets('--store', `store_${round}`, '--only', '--force', asset))
  }
  console.log(`${name}, a CSV file of ${megabytes} MB`)
  const base = middle(bare)
  tell('the bare script', base)
  tell('materialize, with the source if any', middle(whole), base)
  tell('materialize, of the function alone', middle(alone), base)
}

function middle(all: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => median(all.map((each) => each[key]))
  return { wallMs: of('wallMs'), cpuMs: of('cpuMs'), peakMb: of('peakMb') }
}

function tell(name: string, { wallMs, cpuMs, peakMb }: Measured, base?: Measured): void {
  const times = (key: keyof Measured, value: number): string =>
    base === undefined ? '' : ` = ${(value / base[key]).toFixed(2)} times`
  console.log(
    `  ${name.padEnd(36)} ${(wallMs / 1000).toFixed(1)} s${times('wallMs', wallMs)}, cpu ${(cpuMs / 1000).toFixed(1)} s${times('cpuMs', cpuMs)}, ${peakMb.toFixed(0)} MB${times('peakMb', peakMb)}`,
  )
}

function writeCsv(file: string, lines: Iterable<string>): void {
  const out = openSync(file, 'w')
  let bytes = 0
  let held = ''
  for (const line of lines) {
    held += `${line}\n`
    if (held.length < 2 ** 20) continue
    bytes += writeSync(out, held)
    held = ''
    if (bytes >= megabytes * 1e6) break
  }
  closeSync(out)
}

function* documentLines(): Iterable<string> {
  const words =
    'the arctic ice sheet was measured again this spring and nobody had an answer that was short enough to print'
  const two = (n: number): string => String(n).padStart(2, '0')
  yield 'document_id,content,published'
  for (let id = 1; ; id++) {
    const text = `"  ${words.slice(id % 40)} ${id} ${words.slice(0, (id * 7) % 107)}  "`
    yield `${id},${id % 20 === 0 ? '' : text},2024-${two((id % 12) + 1)}-${two((id % 28) + 1)}`
  }
}

function* orderLines(): Iterable<string> {
  const cities = ['Oslo', 'Madrid', 'Lima', 'Accra', 'Hanoi']
  yield 'order_id,city,amount'
  for (let id = 1; ; id++) yield `${id},${cities[id % 5]},${((id * 7919) % 100_000) / 100}`
}
