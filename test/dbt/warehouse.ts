import { execFile } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { createProject, type Files, type Project } from '../rig/project.ts'
import type { Python } from '../rig/python/describe.ts'

/** A project of assets with a dbt project in its folder `warehouse`. */
export interface WarehouseProject extends Project {
  /** How often a Python was started. */
  starts(): number
  /** What the real dbt does with the same project, in its own DuckDB file. */
  dbt(...words: string[]): Promise<string>
  /** The same of several commands, in one process. What fails in one of them keeps none from the next. */
  dbts(...commands: readonly (readonly string[] | { readonly env: NodeJS.ProcessEnv })[]): Promise<void>
  /** What `dbt list` prints for each of these selections: its project is read once for all of them. */
  dbtLists(selections: readonly (readonly string[])[]): Promise<readonly (readonly string[])[]>
  /** Copies what a DuckDB file of that project has into Parquet files beside the project of assets, in types that a store has. */
  exportTables(database: string, tables: readonly string[]): Promise<void>
}

export interface Warehouse {
  /** Of the dbt project. */
  readonly warehouse: Files
  /** Of the project of assets, beside its table of contents. */
  readonly files?: Files
  readonly index: string
  /** Every start of Python by the project is a new process of the interpreter: where that it starts is what is tested. */
  readonly ownProcesses?: boolean
}

const within = (warehouse: Files): Files =>
  Object.fromEntries(Object.entries(warehouse).map(([path, text]) => [`warehouse/${path}`, text]))

/** `index` calls dbt with the command `./dbt`, whose Python counts how often it is started. */
export async function createWarehouse(
  { commands, interpreter, dbtHost }: Python,
  { warehouse, files = {}, index, ownProcesses = false }: Warehouse,
): Promise<WarehouseProject> {
  const project = await createProject({ ...within(warehouse), ...files, 'assets/index.ts': index })
  const python = ownProcesses ? `'${interpreter}'` : dbtHost
  // What dbt makes of it is the same in a process that is forked off.
  const start = (words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)('sh', ['-c', `exec ${dbtHost} "$@"`, 'sh', ...words], { cwd, env: { ...process.env, ...env } })
  const log = join(project.folder, 'starts.log')
  program(join(project.folder, 'python'), `#!/bin/sh\necho started >> '${log}'\nexec ${python} "$@"\n`)
  program(join(project.folder, 'dbt'), `#!${join(project.folder, 'python')}\n`)
  return {
    ...project,
    starts: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0),
    async dbt(...words) {
      const cwd = join(project.folder, 'warehouse')
      const quiet = ['--no-send-anonymous-usage-stats', '--no-version-check', '--no-use-colors']
      return (await start([join(commands, 'dbt'), ...words, ...quiet], cwd)).stdout
    },
    async dbts(...given) {
      const cwd = join(project.folder, 'warehouse')
      const commands = given.filter((one) => Array.isArray(one))
      const env = given.flatMap((one) => ('env' in one ? [one.env] : []))
      const script = `from dbt.cli.main import dbtRunner\nfor words in ${JSON.stringify(commands)}: dbtRunner().invoke(['--quiet', '--no-version-check', '--no-send-anonymous-usage-stats', *words])`
      await start(['-c', script], cwd, Object.assign({}, ...env))
    },
    async dbtLists(selections) {
      const script = `
import contextlib, io, json
from dbt.cli.main import dbtRunner
words = ['--quiet', '--no-version-check', '--no-send-anonymous-usage-stats']
manifest = dbtRunner().invoke([*words, 'parse']).result
lists = []
for selection in ${JSON.stringify(selections)}:
    with contextlib.redirect_stdout(io.StringIO()):
        listed = dbtRunner(manifest=manifest).invoke([*words, 'list', *selection])
    if listed.exception: raise listed.exception
    lists.append(listed.result)
print(json.dumps(lists))
`
      return JSON.parse((await start(['-c', script], join(project.folder, 'warehouse'))).stdout)
    },
    async exportTables(database, tables) {
      const script = `
import duckdb
c = duckdb.connect('${database}', read_only=True)
at_rest = {'HUGEINT': 'BIGINT', 'HUGEINT[]': 'BIGINT[]', 'INTERVAL': 'VARCHAR', 'JSON': 'VARCHAR', "ENUM('a', 'b')": 'VARCHAR'}
for t in ${JSON.stringify(tables)}:
    columns = [(name, type) for name, type, *_ in c.execute(f'describe {t}').fetchall()]
    values = [f'map_entries("{n}")::struct(key integer, value bigint)[] as "{n}"' if type.startswith('MAP') else f'"{n}"::{at_rest.get(type, type)} as "{n}"' for n, type in columns]
    c.sql(f"copy (select {', '.join(values)} from {t}) to '../{t}.parquet'")
`
      // Views over files name them from there on.
      await start(['-c', script], join(project.folder, 'warehouse'))
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  }
}

/**
 * One project for all tests of a `describe`, of which these assets, or all, are made once. dbt reads it once, and each test
 * begins with the dbt project and the store as they were then.
 */
export function madeWarehouse(python: Python, description: Warehouse, ...selection: string[]): () => WarehouseProject {
  let project: WarehouseProject
  const store = () => join(project.folder, '.assetstore')
  const kept = () => `${project.folder}.kept`
  beforeAll(async () => {
    project = await createWarehouse(python, description)
    const { exitCode, stderr } = await project.assets('materialize', ...selection)
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    cpSync(store(), kept(), { recursive: true })
  })
  afterEach(() => {
    for (const folder of [store(), join(project.folder, 'warehouse')]) rmSync(folder, { recursive: true })
    project.edit(within(description.warehouse))
    cpSync(kept(), store(), { recursive: true })
  })
  afterAll(async () => {
    rmSync(kept(), { recursive: true })
    await project[Symbol.asyncDispose]()
  })
  return () => project
}

function program(file: string, text: string): void {
  writeFileSync(file, text)
  chmodSync(file, 0o755)
}

/** The whole of a dbt project, all of whose names are in the graph. */
export const whole = `
  import { dbt } from 'assetstore/dbt'
  export const warehouse = dbt({ project: './warehouse', command: './dbt' })
`
