import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Project, repository } from '../rig/project.ts'
import { oneFile } from './projects.ts'

/** Each reads rows of which a late one fails: it would be done with fewer rows if nobody told it. */
const assets = {
  each: 'asset(async ({ numbers }) => { let n = 0; for await (const _ of numbers.where(late)) n += 1; return [{ n }] })',
  every: 'asset(async ({ numbers }) => [{ n: (await numbers.where(late).all()).length }])',
  mapped: 'asset(({ numbers }) => numbers.where(late).map(({ n }) => ({ n })))',
  batches: 'asset(({ numbers }) => numbers.where(late).mapBatches({ size: 1000 }, (rows) => rows))',
  apart: "asset({ isolate: 'thread' }, async ({ numbers }) => [{ n: (await numbers.where(late).all()).length }])",
  stored: 'asset(({ numbers }) => numbers.where(late))',
  ordered: 'asset({ ordered: true }, ({ numbers }) => numbers.where(late))',
  bound: `asset(async ({ numbers }) => {
    const one = sql\`CASE WHEN n = \${299_999} THEN error('no ' || n) ELSE true END\`
    return [{ n: (await numbers.where(one).all()).length }]
  })`,
  arrow: 'asset(async ({ numbers }) => [{ n: (await numbers.where(late).arrow()).numRows }])',
  polars: 'asset(async ({ numbers }) => [{ n: (await numbers.where(late).polars()).height }])',
  polars_apart:
    "asset({ isolate: 'thread' }, async ({ numbers }) => [{ n: (await numbers.where(late).polars()).height }])",
  held: "asset({ schema: { '~standard': { version: 1, vendor: 't', validate: (value: any) => ({ value }) } } as any }, ({ numbers }) => numbers.where(late))",
}
const numbers = 'export const numbers = asset(() => sql`SELECT i AS n FROM range(300000) t(i)`)'
const condition = "const late = sql`CASE WHEN n = 299999 THEN error('no ' || n) ELSE true END`"

function withPackages({ folder }: Project): void {
  for (const name of ['apache-arrow', 'nodejs-polars'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name), 'dir')
}

test.each(Object.entries(assets))('a condition that fails for a late row fails the asset: %s', async (name, made) => {
  await using project = await createProject(oneFile(numbers, condition, `export const ${name} = ${made}`))
  withPackages(project)
  const { exitCode, stderr, stdout } = await project.assets('materialize', name)
  expect([exitCode, stdout + stderr]).toEqual([1, expect.stringContaining('no 299999')])
  expect((await project.assets('show', name)).exitCode).not.toBe(0)
})

test.each([
  ['in the run', ''],
  ['in a thread', ", isolate: 'thread'"],
])('a function whose time is up is not told that its rows are over: %s', async (_, isolate) => {
  await using project = await createProject(
    oneFile(
      numbers,
      'const slow = sql`list_sum(list_transform(range(5000), x -> x * n)) >= 0`',
      `export const counted = asset({ timeout: '500ms'${isolate} }, async ({ numbers }) => {
        let n = 0
        for await (const _ of numbers.where(slow)) n += 1
        await called('ended')
        return [{ n }]
      })`,
    ),
  )
  await project.assets('materialize', 'numbers')
  const { steps } = await project.json('materialize', 'counted')
  expect(steps.map(({ error }: { error?: { code: string } }) => error?.code)).toContain('ASSET_TIMEOUT')
  expect(project.calls.count('ended')).toBe(0)
})

test('a query that fails for a late row says so, whatever it prints', async () => {
  await using project = await createProject(oneFile(numbers))
  await project.assets('materialize')
  const late = "CASE WHEN n = 299999 THEN error('no ' || n) ELSE n END AS n"
  const texts = [`SELECT ${late} FROM numbers`, `SELECT n, n, ${late} FROM numbers LIMIT 300000 -- all of them`]
  for (const text of texts) {
    for (const form of [[], ['--json'], ['--format', 'csv']]) {
      const { exitCode, stdout, stderr } = await project.assets('query', text, '--limit', '300000', ...form)
      expect([exitCode, stdout + stderr]).toEqual([2, expect.stringContaining('no 299999')])
    }
  }
})

test('an index whose rows fail late is not filled, and one that is there stays as it is', async () => {
  const files = (of: string) =>
    oneFile(
      "import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'",
      numbers.replace('300000', '5000'),
      "const late = sql`CASE WHEN n = 4999 THEN error('no ' || n) ELSE true END`",
      "const index = sqliteIndex({ file: 'numbers.sqlite', dimensions: 2 })",
      'export const numbers_index = effect({ target: vectorIndex({ index }) }, ({ numbers }) =>',
      `  numbers.where(${of}).map(({ n }) => ({ id: String(n), text: 'number ' + n, vector: [n, 1] })))`,
    )
  await using project = await createProject(files('late'))
  const failed = await project.assets('materialize')
  expect([failed.exitCode, failed.stdout + failed.stderr]).toEqual([1, expect.stringContaining('no 4999')])
  expect((await project.assets('search', 'numbers_index', 'number 7', '--json')).exitCode).not.toBe(0)
  project.edit(files('sql`n < 10`'))
  expect(await project.assets('materialize')).toMatchObject({ exitCode: 0 })
  const found = async () => (await project.json('search', 'numbers_index', 'number 7')).hits.length
  const before = await found()
  project.edit(files('late'))
  expect((await project.assets('materialize')).exitCode).toBe(1)
  expect([before > 0, await found()]).toEqual([true, before])
})
