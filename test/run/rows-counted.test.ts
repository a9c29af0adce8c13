import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { oneFile } from './projects.ts'

const numbers = `
  import { partitions } from 'assetstore'
  export const numbers = asset(() => sql\`SELECT i AS n, i % 7 AS rest FROM range(10000) t(i)\`)
  export const parts = asset(
    { partitions: partitions.of(['a', 'b']) },
    (_, { partition }) => sql\`SELECT i AS n, \${partition.key} AS key FROM range(5000) t(i)\`,
  )`

/** Each reads all of a table. */
const readers = {
  each: 'asset(async ({ numbers }) => { let n = 0; for await (const _ of numbers) n += 1; return [{ n }] })',
  every: 'asset(async ({ numbers }) => [{ n: (await numbers.all()).length }])',
  picked: "asset(async ({ numbers }) => [{ n: (await numbers.pick('rest').all()).length }])",
  mapped: 'asset(({ numbers }) => numbers.map(({ n }) => ({ n })))',
  keyed: "asset(({ numbers }) => numbers.mapBatches({ key: 'n', size: 1000 }, (rows) => rows))",
  inside: 'asset(async ({ numbers }) => [{ n: (await numbers.map(({ n }) => ({ n })).all()).length }])',
  arrow: 'asset(async ({ numbers }) => [{ n: (await numbers.arrow()).numRows }])',
  thread: "asset({ isolate: 'thread' }, async ({ numbers }) => [{ n: (await numbers.all()).length }])",
  apart: "asset({ isolate: 'process' }, async ({ numbers }) => [{ n: (await numbers.all()).length }])",
  held: "asset({ schema: { '~standard': { version: 1, vendor: 't', validate: (value: any) => ({ value }) } } as any }, ({ numbers }) => numbers)",
  united: 'asset(async ({ parts }) => [{ n: (await parts.all()).length }])',
  apiece: `asset(async ({ parts }) => {
    let n = 0
    for (const part of parts.partitions()) n += (await part.all()).length
    return [{ n }]
  })`,
}
/** Here DuckDB or Polars reads the files by itself. */
const byDuckdb = {
  polars: 'asset(async ({ numbers }) => [{ n: (await numbers.polars()).height }])',
  copied: "asset(async ({ parts }) => [{ n: (await parts.pick('n').polars()).height }])",
  remote: "asset({ isolate: 'thread' }, async ({ parts }) => [{ n: (await parts.pick('n').polars()).height }])",
}
const effects = {
  sent: 'effect({ verify: () => true }, async ({ numbers }) => ({ n: (await numbers.all()).length }))',
}

const codes = (document: Document): Record<string, string | undefined> =>
  Object.fromEntries(document.steps.map(({ asset, error }: Document) => [asset, error?.code]))

/** With these variables the binding of DuckDB ends each long result behind its second chunk, as if it were over. */
function withShortResults(project: Project): Readonly<Record<string, string>> {
  const fault = join(project.folder, 'fault.mjs')
  writeFileSync(
    fault,
    `import { createRequire } from 'node:module'
    const require = createRequire(${JSON.stringify(join(repository, 'package.json'))})
    const duck = require('@duckdb/node-bindings')
    const chunks = new WeakMap()
    const fetch_chunk = async (result) => {
      const nth = (chunks.get(result) ?? 0) + 1
      chunks.set(result, nth)
      return nth > 2 ? null : duck.fetch_chunk(result)
    }
    const loaded = require.cache[require.resolve('@duckdb/node-bindings')]
    loaded.exports = Object.create(duck, { fetch_chunk: { value: fetch_chunk } })`,
  )
  return { NODE_OPTIONS: `--import ${pathToFileURL(fault)}` }
}

/** The records say of each table that it has one row more than its file. */
function withOtherRecord(project: Project): void {
  const catalog = new Sqlite(join(project.folder, '.assetstore', 'catalog.sqlite'))
  const { changes } = catalog.prepare('UPDATE records SET rows = rows + 1').run()
  catalog.close()
  expect(changes).toBeGreaterThan(0)
}

const projectOf = async (lines: readonly string[]): Promise<Project> => {
  const project = await createProject(oneFile(numbers, ...lines))
  for (const name of ['apache-arrow', 'nodejs-polars'])
    symlinkSync(join(repository, 'node_modules', name), join(project.folder, 'node_modules', name), 'dir')
  expect(await project.assets('materialize', 'numbers', 'parts')).toMatchObject({ exitCode: 0 })
  return project
}
const linesOf = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, made]) => `export const ${name} = ${made}`)
const failing = (all: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(Object.keys(all).map((name) => [name, 'STORE_ROWS'])),
  ...{ numbers: undefined, parts: undefined },
})

describe('a table that is read whole has as many rows as its record says, or reading it fails', () => {
  test('where a result ends early', async () => {
    const all = { ...readers, ...effects }
    await using project = await projectOf(linesOf(all))
    const env = withShortResults(project)
    const { stdout } = await project.run(['materialize', '--json'], { env })
    expect(codes(JSON.parse(stdout))).toEqual(failing(all))
    const readings = [
      ...['csv', 'jsonl', 'arrow', 'xlsx'].map((format) => ['export', 'numbers', `out.${format}`]),
      ['show', 'numbers', '--limit', '9000', '--offset', '10'],
    ]
    for (const words of readings) {
      const { exitCode, stderr } = await project.run(words, { env })
      expect([words, exitCode, stderr]).toEqual([words, 1, expect.stringContaining('STORE_ROWS')])
    }
    // Without the fault all of it goes through.
    expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  })

  test('where its record says another number than its file has, whoever reads it', async () => {
    const all = { ...readers, ...effects, ...byDuckdb }
    await using project = await projectOf(linesOf(all))
    withOtherRecord(project)
    expect(codes(await project.json('materialize'))).toEqual(failing(all))
    for (const format of ['csv', 'jsonl', 'arrow', 'xlsx']) {
      const { exitCode, stderr } = await project.assets('export', 'numbers', `out.${format}`)
      const said =
        'error STORE_ROWS\n  a table was read to its end and gave 10000 rows, where its record says 10001 rows\n'
      expect([format, exitCode, stderr]).toEqual([format, 1, expect.stringContaining(said)])
    }
    expect((await project.assets('export', 'parts', 'parts.parquet')).stderr).toContain('STORE_ROWS')
    // The bytes are those of their names, so that the numbers alone tell it.
    const verified = await project.assets('verify', 'numbers')
    expect([verified.exitCode, verified.stdout]).toEqual([
      1,
      expect.stringMatching(
        /numbers {2}its file has not as many rows as its record says: .*\nfix: assets materialize numbers --force\n$/,
      ),
    ])
    await project.assets('materialize', 'numbers', '--force')
    expect(codes(await project.json('materialize', 'every'))).toMatchObject({ every: undefined })
  })
})
