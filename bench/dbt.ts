/**
 * A dbt project of 1,000 models, or of as many as are said: read for the first time, made, with nothing to do, and with one edited
 * model, as whole processes, beside an empty Node process and beside dbt itself, which makes all of it only where that ends within
 * minutes. `node bench/dbt.ts <dbt> [models]` after `npm run build`, with the dbt of an environment that has dbt-duckdb.
 */
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { benchProject, repository } from './lib/many-assets.ts'
import { childCpu, timeProcesses } from './lib/processes.ts'

const [dbt = 'dbt', count = '1000'] = process.argv.slice(2)
const command = join(repository, 'dist', 'bin.js')
using project = benchProject()
const cwd = project.folder
const model = (index: number, add = index) =>
  index % 10 === 0 ? 'select 1 as n' : `select n + ${add} as n from {{ ref('m${index - 1}') }}`
const said = dbt.includes('/') ? `, command: '${resolve(dbt)}'` : ''
project.write(
  'assets/index.ts',
  `import { dbt } from 'assetstore/dbt'\nexport const warehouse = dbt({ project: './warehouse'${said} })\n`,
)
project.write(
  'warehouse/dbt_project.yml',
  "name: many\nversion: '1.0'\nprofile: many\nmodels: { +materialized: table }\n",
)
project.write(
  'warehouse/profiles.yml',
  'many: { target: dev, outputs: { dev: { type: duckdb, path: many.duckdb } } }\n',
)
for (let index = 0; index < Number(count); index += 1) project.write(`warehouse/models/m${index}.sql`, model(index))

const assets = (...words: string[]) => execFileSync(process.execPath, [command, ...words], { cwd, stdio: 'ignore' })
/** With the CPU time of its processes, which a busy machine changes less. */
const report = (name: string, work: () => void): void => {
  const [began, cpu] = [performance.now(), childCpu()]
  work()
  const [wall, busy] = [performance.now() - began, childCpu() - cpu].map((ms) => (ms / 1000).toFixed(1))
  console.log(`${name.padEnd(22)} ${wall} s, ${busy} s of CPU`)
}
console.log(`${count} models`)
report('load cold', () => assets('list', '-q'))
report('first materialize', () => assets('materialize', '-q'))
assets('status', '-q')
await new Promise((resolve) => setTimeout(resolve, 2_500))
assets('status', '-q')
const idle = timeProcesses(
  {
    'node -e 0': { words: ['-e', '0'] },
    status: { words: [command, 'status'], cwd },
    materialize: { words: [command, 'materialize', '-q'], cwd },
  },
  { rounds: 15 },
)
for (const [name, { wallMs }] of Object.entries(idle))
  console.log(
    `${name.padEnd(22)} ${wallMs.toFixed(0)} ms, ${(wallMs / idle['node -e 0'].wallMs).toFixed(1)} times node -e 0`,
  )
const edited = Math.floor(Number(count) / 20) * 10 + 5
const edit = (add: number) => project.write(`warehouse/models/m${edited}.sql`, model(edited, add))
edit(5)
report('one edited model', () => assets('materialize', '-q'))
const own = (...words: string[]) =>
  execFileSync(dbt, [...words, '--quiet', '--no-send-anonymous-usage-stats', '--no-version-check'], {
    ...{ cwd: join(cwd, 'warehouse'), stdio: 'ignore' },
  })
report('dbt parse, cold', () => own('parse'))
edit(6)
report('dbt parse, one edit', () => own('parse'))
if (Number(count) <= 1000) {
  report('dbt build', () => own('build'))
  report('dbt build, once more', () => own('build'))
}
edit(7)
report('dbt compile, one edit', () => own('compile', '--select', `m${edited}`))
