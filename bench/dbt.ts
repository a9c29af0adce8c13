/**
 * A dbt project of 1,000 models, or of as many as are said: read for the first time, made, with nothing to do, and with one edited
 * model, as whole processes, beside an empty Node process and beside dbt itself. `node bench/dbt.ts <dbt> [models]` after
 * `npm run build`, with the dbt of an environment that has dbt-duckdb.
 */
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { benchProject, repository } from './lib/many-assets.ts'
import { timeProcesses } from './lib/processes.ts'

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
const seconds = (work: () => void): string => {
  const began = performance.now()
  work()
  return `${((performance.now() - began) / 1000).toFixed(1)} s`
}
console.log(`${count} models`)
console.log(
  'load cold             ',
  seconds(() => assets('list', '-q')),
)
console.log(
  'first materialize     ',
  seconds(() => assets('materialize', '-q')),
)
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
project.write('warehouse/models/m505.sql', model(505, 5))
console.log(
  'one edited model      ',
  seconds(() => assets('materialize', '-q')),
)
const build = ['build', '--quiet', '--no-send-anonymous-usage-stats', '--no-version-check']
const own = () => execFileSync(dbt, build, { cwd: join(cwd, 'warehouse'), stdio: 'ignore' })
console.log('dbt build             ', seconds(own))
console.log('dbt build, once more  ', seconds(own))
