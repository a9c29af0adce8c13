import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maps, selectOf, values } from '../python/corpus.ts'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'

/** How a function takes the table, and gives it back as it got it. */
const forms = {
  frame: '',
  lazy: '.then((frame) => frame.lazy())',
}
const names = Object.keys(values)

const project = {
  'assets/index.ts': [
    "import { asset, check } from '#project'",
    "import { isDeepStrictEqual } from 'node:util'",
    "import { sql } from 'assetstore'",
    // What TypeScript cannot read, such as a moment finer than a millisecond, is refused of both.
    'const rows = (table: any) => table.all().catch((error: any) => error.code)',
    'const same = async (a: any, b: any) => isDeepStrictEqual(await rows(a), await rows(b))',
    'export const numbers = asset(() => [{ i: 0 }, { i: 1 }, { i: 2 }])',
    ...names.flatMap((name) => [
      `export const ${name} = asset(({ numbers }) => sql\`${selectOf(name)}\`)`,
      ...Object.entries(forms).flatMap(([form, as]) => [
        `export const ${name}_${form} = asset(({ ${name} }) => ${name}.polars()${as})`,
        `export const same_${name}_${form} = check({ severity: 'warn' }, ({ ${name}, ${name}_${form} }) => same(${name}, ${name}_${form}))`,
      ]),
    ]),
    ...Object.keys(maps).flatMap((name) => [
      `export const ${name} = asset(({ numbers }) => sql\`${selectOf(name)}\`)`,
      `export const ${name}_frame = asset(({ ${name} }) => ${name}.polars())`,
    ]),
    '',
  ].join('\n'),
}

const withPolars = (project: Project) =>
  symlinkSync(join(repository, 'node_modules/nodejs-polars'), join(project.folder, 'node_modules/nodejs-polars'), 'dir')

describe('a table that goes through nodejs-polars', () => {
  let made: Project
  let steps: readonly Document[] = []
  beforeAll(async () => {
    made = await createProject(project)
    withPolars(made)
    steps = (await made.json('materialize')).steps
  })
  afterAll(() => made[Symbol.asyncDispose]())

  test('is made in every form, and is to TypeScript what it was', () => {
    expect(steps.flatMap(({ error }) => error ?? [])).toEqual([])
    expect(steps.flatMap(({ asset, warning }) => (warning === undefined ? [] : [asset]))).toEqual([])
  })

  test.each(Object.keys(forms))('has the values and the types that it had: %s', async (form) => {
    const parts = names.flatMap((name) => [
      `SELECT '${name}' AS name, 'before' AS side, i, x::VARCHAR AS x, typeof(x) AS type FROM ${name}`,
      `SELECT '${name}', 'after', i, x::VARCHAR, typeof(x) FROM ${name}_${form}`,
    ])
    const { rows } = await made.json('query', `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY name, side, i`)
    const of = (side: string) =>
      rows.filter((row: Document) => row.side === side).map(({ name, i, x, type }: Document) => ({ name, i, x, type }))
    expect(of('after')).toEqual(of('before'))
    expect(of('after')).toHaveLength(3 * names.length)
  })

  test('has of a MAP the entries, in their order, as a list of structs', async () => {
    const parts = Object.keys(maps).flatMap((name) => [
      `SELECT '${name}' AS name, 'before' AS side, i, map_entries(x)::VARCHAR AS x, typeof(map_entries(x)) AS type FROM ${name}`,
      `SELECT '${name}', 'after', i, x::VARCHAR, typeof(x) FROM ${name}_frame`,
    ])
    const { rows } = await made.json('query', `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY name, side, i`)
    const of = (side: string) =>
      rows.filter((row: Document) => row.side === side).map(({ name, i, x, type }: Document) => ({ name, i, x, type }))
    expect(of('after')).toEqual(of('before'))
    expect(of('after')).toHaveLength(3 * Object.keys(maps).length)
  })
})

test('what a query picks is a frame, UUIDs are text in it, and a map is a list of its entries', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import { asset } from '#project'
import { sql } from 'assetstore'
export const raw = asset(() => sql\`select i::integer as id, '11111111-1111-1111-1111-111111111111'::uuid as uuid, map {'k': [i::integer]} as counts, {'of': map {'a': 1}} as deep from range(3) t(i)\`)
export const frame = asset(async ({ raw }) => { const frame = await raw.where(sql\`id > 0\`).pick('uuid', 'counts', 'deep').polars(); return [{ columns: frame.columns.join(), text: JSON.stringify(frame.toRecords()) }] })
export const mapped = asset(({ raw }) => raw.map((row) => row).polars())
export const narrow = asset({ isolate: 'thread' }, ({ raw }) => raw.pick('id').where(sql\`id > 1\`).polars())
`,
  })
  withPolars(project)
  const { steps } = await project.json('materialize')
  const record =
    '{"uuid":"11111111-1111-1111-1111-111111111111","counts":[{"key":"k","value":[N]}],"deep":{"of":[{"key":"a","value":1}]}}'
  expect((await project.json('show', 'frame')).rows).toEqual([
    { columns: 'uuid,counts,deep', text: `[${record.replace('N', '1')},${record.replace('N', '2')}]` },
  ])
  expect((await project.json('show', 'narrow')).rows).toEqual([{ id: 2 }])
  expect(steps.find(({ asset }: Document) => asset === 'mapped').error).toMatchObject({
    code: 'ASSET_RESULT',
    message:
      'polars() was called on a query that calls a function (map, flatMap or mapBatches), whose rows are in no file',
  })
})

test('what a table cannot hold and give back is refused, and a column without values waits for its type', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import pl from 'nodejs-polars'
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
import { asset } from '#project'
const base = pl.DataFrame({ id: [1, 2] })
export const durations = asset(() => base.withColumn(pl.col('id').cast(pl.Duration('ms'))))
export const finer = asset(() => base.withColumn(pl.col('id').cast(pl.Time).alias('at')))
export const none = asset(() => pl.DataFrame({}))
export const twice = asset(() => pl.DataFrame({ a: [1], A: [2] }))
export const unknown = asset(() => base.withColumn(pl.lit(null).alias('later')))
export const empty = asset(() => base.filter(pl.col('id').gt(5)))
export const decimals = asset(() => base.withColumn(pl.col('id').cast(pl.Decimal(20, 2)).alias('price')).lazy())
export const parts = asset(function* (): any { yield base; yield base })
export const lazy_parts = asset(async function* (): any { yield base.lazy() })
export const column = asset((): any => [base.getColumn('id')])
export const judged = asset({ schema: z.object({ id: z.number() }) }, (): any => [base])
export const apart = asset({ isolate: 'thread' }, function* (): any { yield { id: 1 }; yield base })
export const by_row = asset(({ decimals }) => decimals.map((): any => base))
`,
  })
  withPolars(project)
  const { steps } = await project.json('materialize')
  const said = Object.fromEntries(
    steps.map(({ asset, outcome, error }: Document) => [asset, error?.message ?? outcome]),
  )
  expect(said).toEqual({
    durations: 'column "id" of durations has durations, which a table cannot store',
    finer: 'column "at" of finer has a time that is finer than a microsecond in row 1, which a table cannot store',
    none: 'none returned a frame without columns',
    twice: 'twice returned a frame that has the columns "a" and "A", which differ only by case',
    unknown: 'ran',
    empty: 'ran',
    decimals: 'ran',
    parts: 'row 1 of parts is a DataFrame of nodejs-polars, where a row is a plain object',
    lazy_parts: 'row 1 of lazy_parts is a LazyDataFrame of nodejs-polars, where a row is a plain object',
    column: 'row 1 of column is a Series of nodejs-polars, where a row is a plain object',
    judged: 'row 1 of judged is a DataFrame of nodejs-polars, where a row is a plain object',
    apart: 'row 2 of apart is a DataFrame of nodejs-polars, where a row is a plain object',
    by_row: 'row 1 of by_row is a DataFrame of nodejs-polars, where a row is a plain object',
  })
  const cures = steps.flatMap(({ asset, error }: Document) => (asset === 'parts' ? [error.fix] : []))
  expect(cures).toEqual(['return one frame: pl.concat(frames)'])
  expect((await project.json('show', 'unknown', '--schema')).columns).toEqual([
    { name: 'id', type: 'DOUBLE' },
    { name: 'later', type: 'NULL' },
  ])
  expect((await project.json('show', 'empty')).rows).toEqual([])
  expect((await project.json('show', 'decimals', '--schema')).columns[1]).toEqual({
    name: 'price',
    type: 'DECIMAL(20,2)',
  })
})

test('without the package it says what to install, and an edit of what is picked makes it again', async () => {
  const files = (pick: string) => ({
    'assets/index.ts': `
import { asset } from '#project'
export const raw = asset(() => [{ id: 1, text: 'a' }])
export const frame = asset(({ raw }) => raw.pick(${pick}).polars())
`,
  })
  await using project = await createProject(files("'id'"), { ownProcesses: true })
  const { steps } = await project.json('materialize')
  expect(steps[1].error).toMatchObject({
    code: 'PACKAGE_MISSING',
    message: 'polars() needs the package nodejs-polars, which the project does not have',
    fix: 'npm install nodejs-polars',
  })
  withPolars(project)
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 1, skipped: 1 })
  project.edit({ 'assets/index.ts': files("'id'")['assets/index.ts'].replace("text: 'a'", "text: 'b'") })
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 1, cut_off: 1 })
})
