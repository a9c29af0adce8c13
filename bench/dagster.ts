/**
 * The three assets of `assets/python/trio.py` in Dagster and here: the same file with another line of import, each run a process of its own that
 * makes all three. `node bench/dagster.ts` after `npm run build` installs Dagster from PyPI, once a machine; `DAGSTER_VENV` names a virtual
 * environment that has it, pandas and pyarrow already.
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pythonEnvironment } from '../test/rig/python/environment.ts'
import { benchProject, repository } from './lib/many-assets.ts'
import { type Measured, measureTree } from './lib/measure-tree.ts'
import { median } from './lib/processes.ts'

const given = process.env.DAGSTER_VENV
const found = given === undefined ? await pythonEnvironment('dagster') : { folder: given }
if ('missing' in found) {
  console.log(`skipped: ${found.missing}`)
  process.exit(0)
}
const environment = found.folder
const example = join(repository, 'assets/python')
const names = ['loaded_documents', 'split_documents', 'embedded_documents']
const rounds = Number(process.argv[2] ?? 5)

using project = benchProject()
const { folder: cwd } = project
const code = readFileSync(join(example, 'trio.py'), 'utf8')
project.write('assets/trio.py', code)
project.write('dagster/trio.py', code.replace('from assetstore import asset', 'from dagster import asset'))
for (const folder of ['assets/data', 'dagster/data']) {
  mkdirSync(join(cwd, folder), { recursive: true })
  copyFileSync(join(example, 'data/documents.csv'), join(cwd, folder, 'documents.csv'))
}
const exported = names.map((name) => `export const ${name} = asset.python('./trio.py')\n`)
project.write('assets/index.ts', `import { asset } from '#project'\n${exported.join('')}`)
mkdirSync(join(cwd, 'home'))

const env = {
  ...process.env,
  VIRTUAL_ENV: environment,
  DAGSTER_HOME: join(cwd, 'home'),
  DAGSTER_DISABLE_TELEMETRY: '1',
}
const all: Record<'dagster' | 'assets' | 'fresh', Measured[]> = { dagster: [], assets: [], fresh: [] }
const materialize = [process.execPath, join(repository, 'dist/bin.js'), 'materialize', '-q']
const dagster = join(environment, 'bin/dagster')
for (let round = 0; round < rounds; round++) {
  all.dagster.push(
    await measureTree([dagster, 'asset', 'materialize', '-f', 'dagster/trio.py', '--select', '*'], { cwd, env }),
  )
  all.assets.push(await measureTree([...materialize, '--force'], { cwd, env }))
  all.fresh.push(await measureTree(materialize, { cwd, env }))
}
console.log('three assets of pandas over a file of five rows, whole processes, medians')
tell('dagster asset materialize', all.dagster)
tell('assets materialize --force', all.assets)
tell('assets materialize, nothing to do', all.fresh)

function tell(name: string, measured: readonly Measured[]): void {
  const of = (key: keyof Measured): number => median(measured.map((each) => each[key]))
  const times = (key: keyof Measured): string => (of(key) / median(all.dagster.map((each) => each[key]))).toFixed(2)
  console.log(
    `  ${name.padEnd(34)} ${of('wallMs').toFixed(0)} ms = ${times('wallMs')} times, cpu ${of('cpuMs').toFixed(0)} ms = ${times('cpuMs')} times, ${of('peakMb').toFixed(0)} MB`,
  )
}
