import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'

const withKysely = (project: Project) =>
  symlinkSync(join(repository, 'node_modules/kysely'), join(project.folder, 'node_modules/kysely'), 'dir')

const crm = `
import { asset } from '#project'
export const customers = asset(() => [{ id: 1n, name: 'a', born: new Date(0) }, { id: 2n, name: 'b', born: new Date(1), vip: true }])
`

test('a query over the parameters runs in DuckDB, with every value bound, and reads no more than it did', async () => {
  await using project = await createProject({
    'assets/crm.ts': crm,
    'assets/index.ts': `
import { kysely } from 'assetstore/kysely'
import { asset } from '#project'
export * as crm from './crm.ts'
export const orders = asset(() => [{ id: 1, customer: 1n, total: 10.5 }, { id: 2, customer: 2n, total: 200 }, { id: 3, customer: 2n, total: 300 }])
export const large = asset(({ orders }) => kysely({ orders }).selectFrom('orders').selectAll().where('total', '>', 100))
export const by_name = asset(({ orders, crm: { customers } }) =>
  kysely({ orders, crm: { customers } })
    .with('sums', (db) => db.selectFrom('orders').select(['customer', (of) => of.fn.sum<number>('total').as('total')]).groupBy('customer'))
    .selectFrom('sums')
    .innerJoin('crm.customers', 'crm.customers.id', 'sums.customer')
    .select(['crm.customers.name', 'crm.customers.born', 'crm.customers.vip', 'sums.total'])
    .where('crm.customers.name', 'in', ["a' or true --", 'b'])
    .orderBy('name'))
export const apart = asset({ isolate: 'process' }, ({ orders }) => kysely({ orders }).selectFrom('orders').select('id').where('total', '>', 250))
`,
  })
  withKysely(project)
  const { steps } = await project.json('materialize')
  expect(steps.flatMap(({ error }: Document) => error ?? [])).toEqual([])
  expect((await project.json('show', 'large')).rows).toEqual([
    { id: 2, customer: '2', total: 200 },
    { id: 3, customer: '2', total: 300 },
  ])
  expect((await project.json('show', 'by_name')).rows).toEqual([
    { name: 'b', born: '1970-01-01T00:00:00.001Z', vip: true, total: 500 },
  ])
  expect((await project.json('show', 'apart')).rows).toEqual([{ id: 3 }])
})

test('what is no table of that name, and a query that is executed, are refused', async () => {
  await using project = await createProject({
    'assets/crm.ts': crm,
    'assets/index.ts': `
import { kysely } from 'assetstore/kysely'
import { sql } from 'assetstore'
import { asset, check } from '#project'
export * as crm from './crm.ts'
import * as declared from './crm.ts'
export const orders = asset(() => [{ id: 1 }])
export const renamed = asset(({ orders }) => kysely({ sales: orders }).selectFrom('sales').selectAll())
export const narrowed = asset(({ orders }) => kysely({ orders: orders.where(sql\`id > 1\`) as typeof orders }).selectFrom('orders').selectAll())
export const outside = asset(() => kysely({ customers: declared.customers }).selectFrom('customers').selectAll())
export const absent = asset(({ orders }) => kysely({ orders, other: undefined as any }).selectFrom('orders').selectAll())
export const bytes = asset(({ orders }) => kysely({ orders }).selectFrom('orders').selectAll().where('id', '=', Uint8Array.from([1]) as any))
export const nowhere = asset({ isolate: 'thread' }, ({ orders }) => kysely({ orders }).selectFrom('orders').selectAll().where('id', '=', undefined as any))
export const never = asset(({ orders }) => kysely({ orders }).selectFrom('orders').selectAll().where('id', '=', new Date(NaN) as any))
export const huge = asset(({ orders }) => sql\`select * from \${orders} where id = \${2n ** 130n}\`)
export const verdict = check({ severity: 'warn' }, ({ orders }) => kysely({ orders }).selectFrom('orders').selectAll() as any)
export const executed = asset(async ({ orders }) => await kysely({ orders }).selectFrom('orders').selectAll().execute())
`,
  })
  withKysely(project)
  const { steps } = await project.json('materialize')
  const said = Object.fromEntries(steps.map(({ asset, error }: Document) => [asset, error?.message]))
  expect(said).toMatchObject({
    renamed: 'kysely was given sales, which is the table of orders',
    narrowed: 'kysely was given orders, which is a query of it: its rows would be those of the whole table',
    outside: "kysely was given customers, which is an asset's declaration, where there are no rows yet",
    bytes: 'the Kysely query of bytes was given an object as a value, which cannot be bound',
    nowhere: 'the Kysely query of nowhere was given undefined as a value, which cannot be bound',
    never: 'the Kysely query of never was given an invalid Date as a value, which cannot be bound',
    huge: expect.stringMatching(/^a sql template was given a bigint of more than 128 bits/),
    verdict: 'the check verdict returned a Kysely query, which is run for assets alone',
    absent: 'kysely was given other, which is no table',
    executed: 'a Kysely query was executed where it is only written',
  })
})

test('where Kysely is not installed, one is told to install it', async () => {
  await using project = await createProject({
    'assets/index.ts': `
import { kysely } from 'assetstore/kysely'
import { asset } from '#project'
export const orders = asset(() => [{ id: 1 }])
export const some = asset(({ orders }) => kysely({ orders }).selectFrom('orders').selectAll())
`,
  })
  // What a link leads to would find the packages of this repository.
  const installed = join(project.folder, 'node_modules/assetstore')
  rmSync(installed)
  mkdirSync(join(installed, 'dist'), { recursive: true })
  for (const file of ['package.json', 'dist/kysely.js']) cpSync(join(repository, file), join(installed, file))
  symlinkSync(join(repository, 'dist/index.js'), join(installed, 'dist/index.js'))
  const { error } = await project.json('check')
  expect(error).toMatchObject({
    code: 'PROJECT_LOAD',
    message: 'node_modules/assetstore/dist/kysely.js imports "kysely", which is not there',
    fix: 'run `npm install kysely`, or correct the name',
  })
})
