import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createProject, type Files, type Project } from '../rig/project.ts'
import type { Python } from '../rig/python/describe.ts'

/** A project of assets with a dbt project in its folder `warehouse`. */
export interface WarehouseProject extends Project {
  /** How often a Python was started. */
  starts(): number
  /** What the real dbt does with the same project, in its own DuckDB file. */
  dbt(...words: string[]): Promise<string>
  /** Copies what a DuckDB file of that project has into Parquet files beside the project of assets. */
  exportTables(database: string, tables: readonly string[]): Promise<void>
}

export interface Warehouse {
  /** Of the dbt project. */
  readonly warehouse: Files
  /** Of the project of assets, beside its table of contents. */
  readonly files?: Files
  readonly index: string
}

/** `index` calls dbt with the command `./dbt`, whose Python counts how often it is started. */
export async function createWarehouse(
  { commands, interpreter }: Python,
  { warehouse, files = {}, index }: Warehouse,
): Promise<WarehouseProject> {
  const within = Object.fromEntries(Object.entries(warehouse).map(([path, text]) => [`warehouse/${path}`, text]))
  const project = await createProject({ ...within, ...files, 'assets/index.ts': index })
  const log = join(project.folder, 'starts.log')
  program(join(project.folder, 'python'), `#!/bin/sh\necho started >> '${log}'\nexec '${interpreter}' "$@"\n`)
  program(join(project.folder, 'dbt'), `#!${join(project.folder, 'python')}\n`)
  return {
    ...project,
    starts: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0),
    async dbt(...words) {
      const cwd = join(project.folder, 'warehouse')
      const quiet = ['--no-send-anonymous-usage-stats', '--no-version-check', '--no-use-colors']
      return (await promisify(execFile)(join(commands, 'dbt'), [...words, ...quiet], { cwd })).stdout
    },
    async exportTables(database, tables) {
      const script = `import duckdb; c = duckdb.connect('warehouse/${database}', read_only=True); [c.sql(f"copy {t} to '{t}.parquet'") for t in ${JSON.stringify(tables)}]`
      await promisify(execFile)(interpreter, ['-c', script], { cwd: project.folder })
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  }
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
