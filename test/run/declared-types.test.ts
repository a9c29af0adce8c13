import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rowTypesIn } from '../../src/discover/declared/row-type-of.ts'
import { duck } from '../../src/table/engine/bindings.ts'
import { openEngine, withConnection } from '../../src/table/engine/open.ts'
import { createProject, type Document } from '../rig/project.ts'

const files = {
  'orders.csv': 'id,zip,day,price\n1,02134,2026-01-31,1.5\n',
  'assets/index.ts': `
import { sql } from 'assetstore'
import { asset, source } from '#project'
interface Order { id: string; zip: string; day: Date; price: number; note?: string; gone: boolean }
type Count = Readonly<{ n: bigint | string; many: number[]; who: { name: string | null; tags: string[] }; at: Date | string }>
export const orders = source.table<Order>('orders.csv')
export const right = source.table<{ id: number; zip: string; day: Date; price: number | null }>('orders.csv')
export const counted = asset(({ orders }) => {
  return sql<Count>\`select count(*) as n, [1.5] as many, { name: 'x', tags: [1] } as who, day as at from \${orders} group by day\`
})
export const read = asset(({ orders, right, counted }) => [{ n: orders.count + right.count + counted.count }])
export const again = asset(({ counted }) => [{ n: counted.count }])
`,
}
const said = ({ warnings }: Document) =>
  warnings.map(({ kind, at, message, fix }: Document) => `${kind} ${at} ${message} | ${fix}`)

test('a type that the columns contradict is told in one sentence, once, with its place and its cure', async () => {
  await using project = await createProject(files)
  const run = await project.json('materialize')
  expect([run.ok, said(run)]).toEqual([
    true,
    [
      `declared-type assets/index.ts:4:19 the type of orders says that the column "id" is a string, and it is a number | declare it as a number, or read it as text: "id"::VARCHAR in sql, types: { "id": 'VARCHAR' }`,
      'declared-type assets/index.ts:4:85 the type of orders says that it has a column "gone", and the table has none | take it out of the type, or say that it is optional',
      'declared-type assets/index.ts:5:25 the type of counted says that the column "n" is a bigint or a string, and it is a number | declare it as a number, or give the source a schema or types that make it a bigint or a string',
      `declared-type assets/index.ts:5:89 the type of counted says that the column "who.tags[]" is a string, and it is a number | declare it as a number, or read it as text: "who"::VARCHAR in sql, types: { "who": 'VARCHAR' }`,
    ],
  ])
  // What is not read is not opened.
  expect((await project.json('materialize')).warnings).toEqual([])
  const doctor = await project.assets('doctor')
  expect(doctor.stdout + doctor.stderr).toContain(
    'the type of orders says that the column "id" is a string, and it is a number',
  )
})

const typed = (id: string, n: string) => `
import { sql } from 'assetstore'
import { asset, source } from '#project'
type Order = { id: ${id}; zip: string }
export const orders = source.table<Order>('orders.csv')
export const packed = source.table<{ id: ${id}; small: bigint; far: bigint | null; tags: readonly bigint[] }>('packed.parquet')
export const counted = asset(({ orders }) => sql<{ n: ${n}; by: { total: ${n} }; price: bigint }>\`
  select count(*) as n, { total: sum(id) } as by, 1.5 as price from \${orders}\`)
export const seen = asset(async ({ orders, packed, counted }) => {
  const [order] = await orders.all(), [row] = await packed.all(), [count] = await counted.all()
  const { id, small, far, tags } = row
  return [{ seen: [order.id, id, small, far, tags[0], count.n, count.by.total].map((value) => typeof value).join(' ') }]
})
`

test('an integer that the type calls a bigint is one, and the type is a part of what the asset is', async () => {
  await using project = await createProject({ ...files, 'assets/index.ts': typed('bigint', 'bigint') })
  using engine = await openEngine({ tempFolder: join(project.folder, 'spill'), threads: 1 })
  await withConnection(engine, (connection) =>
    duck.query(
      connection,
      `COPY (SELECT 1::BIGINT AS id, 2::SMALLINT AS small, 18446744073709551615::UBIGINT AS far, [3::UINTEGER] AS tags) TO '${join(project.folder, 'packed.parquet')}'`,
    ),
  )
  const seen = async () => (await project.json('show', 'seen')).rows[0].seen
  const run = await project.json('materialize')
  expect(said(run)).toEqual([
    'declared-type assets/index.ts:7:86 the type of counted says that the column "price" is a bigint, and it is a number | declare it as a number, or make whole numbers of it: "price"::BIGINT in sql, types: { "price": \'BIGINT\' }',
  ])
  expect(await seen()).toBe('bigint bigint bigint bigint bigint bigint bigint')
  project.edit({ 'assets/index.ts': typed('number', 'bigint') })
  const plan = await project.json('status')
  expect(plan.assets.map(({ name, status }: Document) => [name, status])).toEqual([
    ['orders', 'stale'],
    ['packed', 'stale'],
    ['counted', 'maybe'],
    ['seen', 'maybe'],
  ])
  expect((await project.json('explain', 'orders')).causes).toMatchObject([
    { message: 'config changed: /columns/id "bigint" → unset' },
  ])
  await project.json('materialize')
  expect(await seen()).toBe('number number bigint bigint bigint bigint bigint')
  project.edit({ 'assets/index.ts': typed('number', 'number') })
  expect((await project.json('check')).ok).toBe(false)
  await project.json('materialize')
  expect(await seen()).toBe('number number bigint bigint bigint number number')
  project.edit({ 'assets/index.ts': typed('number', 'bigint') })
  expect((await project.json('materialize', 'counted')).steps.map(({ outcome }: Document) => outcome)).toContain(
    'reused',
  )
})

test('a type of another file is held to the columns, where its name stands', async () => {
  await using project = await createProject({
    ...files,
    'src/rows.ts':
      "import type { Money } from './money.ts'\nexport interface Order { id: Date; zip: boolean; price: Money }\n",
    'src/money.ts': 'export type Money = string\n',
    'assets/index.ts': `
import { asset, source } from '#project'
import type { Order as Row } from '../src/rows.ts'
import type { Gone } from '../src/gone.ts'
export const orders = source.table<Row>('orders.csv')
export const others = source.table<Gone>('orders.csv')
export const read = asset(({ orders, others }) => [{ n: orders.count + others.count }])
`,
  })
  const warnings = said(await project.json('materialize'))
  expect(warnings.map((text: string) => text.split(' | ')[0])).toEqual([
    'declared-type assets/index.ts:5:36 the type of orders says that the column "id" is a Date, and it is a number',
    'declared-type assets/index.ts:5:36 the type of orders says that the column "price" is a string, and it is a number',
    'declared-type assets/index.ts:5:36 the type of orders says that the column "zip" is a boolean, and it is a string',
  ])
})

test('what is not spelled out in the file is not looked at, unless it is followed there', () => {
  const of = (text: string, column: number, line = 1) =>
    rowTypesIn('a.ts', text)({ line, column })?.fields.map(({ name, type }) => `${name} ${type.kinds?.join(' ')}`)
  expect(of("const a = source.table<{ a: Foo; b: any; c: 'x' | 1; d: -1n; e: Record<string, 1> }>('x')", 18)).toEqual([
    'a undefined',
    'b undefined',
    'c string number',
    'd bigint',
    'e object',
  ])
  expect(of("import type { Row } from './row.ts'; const a = source.table<Row>('x')", 55)).toBe(undefined)
  expect(of("const a = source.table('x'), sql = 1 < 2", 18)).toBe(undefined)
  expect(of('type A = { a: A[] }\nconst a = asset(() => sql<A>`x`)', 11, 2)).toEqual(['a array'])
  expect(of('const a = asset(({ b }) => { const c = 1; return sql<{ a: 1 }>`x` })', 11)).toBe(undefined)
})

test('null in a column that has none by its type is told by the run that makes it', async () => {
  await using project = await createProject({
    'orders.csv': 'id,zip,day,note\n1,02134,2026-01-31,a\n,02135,,\n',
    'assets/index.ts': `
import { sql } from 'assetstore'
import { asset, source } from '#project'
type Maybe = string | undefined
export const orders = source.table<{ id: number; zip: string; day: Date | null; note: Maybe }>('orders.csv')
export const counted = asset(({ orders }) => sql<{ id: number; note?: string; zip: string }>\`select id, note, zip from \${orders}\`)
`,
  })
  expect(said(await project.json('materialize'))).toEqual([
    'declared-type assets/index.ts:5:38 the type of orders says that the column "id" has a value in every row, and some row has null there | add | null to its type, or make a value in every row',
    'declared-type assets/index.ts:6:52 the type of counted says that the column "id" has a value in every row, and some row has null there | add | null to its type, or make a value in every row',
  ])
  expect((await project.json('materialize')).warnings).toEqual([])
})
