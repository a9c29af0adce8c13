import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
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
  held: "asset({ schema: { '~standard': { version: 1, vendor: 't', validate: (value: any) => ({ value }) } } as any }, ({ numbers }) => numbers.where(late))",
}
const numbers = 'export const numbers = asset(() => sql`SELECT i AS n FROM range(300000) t(i)`)'
const condition = "const late = sql`CASE WHEN n = 299999 THEN error('no ' || n) ELSE true END`"

test.each(Object.entries(assets))('a condition that fails for a late row fails the asset: %s', async (name, made) => {
  await using project = await createProject(oneFile(numbers, condition, `export const ${name} = ${made}`))
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
