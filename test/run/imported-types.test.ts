import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'

/** Of each asset, how JavaScript sees the first row of its table. */
const seen = async (project: Project) => (await project.json('show', 'seen')).rows[0]
const statuses = async (project: Project) =>
  Object.fromEntries((await project.json('status')).assets.map(({ name, status }: Document) => [name, status]))

const rows = {
  'src/base.ts': 'export interface Keyed { id: bigint }\nexport default interface Timed { at: bigint }\n',
  'src/rows.ts': `
import type Timed from './base.ts'
import type { Keyed } from './base.ts'
export interface Order extends Keyed, Timed { small: number }
export type Alias = Order
type Hidden = { id: bigint; inner: Pick<Order, 'id' | 'small'> }
export type { Hidden as Shown }
`,
  'src/barrel.ts': "export * from './rows.ts'\nexport type { Keyed as Renamed } from './base.ts'\n",
}
const orders = { 'orders.csv': 'id,at,small\n1,2,3\n' }

/** An asset that says which kinds of values the rows of some others have. */
const seeing = (...names: readonly string[]) => `export const seen = asset(async ({ ${names.join(', ')} }) => {
  const kindsOf = (row) => Object.values(row).map((value) => value !== null && typeof value === 'object' ? \`(\${kindsOf(value)})\` : typeof value).join()
  return [{ ${names.map((name) => `${name}: kindsOf((await ${name}.all())[0])`).join(', ')} }]
})`

describe('bigint in a type of another file makes bigints', () => {
  test('of files and of SQL, whatever way the type is written', async () => {
    await using project = await createProject({
      ...rows,
      ...orders,
      'assets/index.ts': `
import { sql } from 'assetstore'
import { asset, source } from '#project'
import type { Order } from '../src/rows.ts'
import type { Alias as Other, Renamed } from '../src/barrel'
import type * as all from '../src/barrel.ts'
type Local = Readonly<Other> & { extra?: string }
export const plain = source.table<Order>('orders.csv')
export const local = source.table<Local>('orders.csv')
export const renamed = source.table<Renamed>('orders.csv')
export const inline = source.table<import('../src/rows.ts').Order>('orders.csv')
export const partly = source.table<Omit<all.Order, 'at'>>('orders.csv')
export const counted = asset(({ plain }) => sql<all.Shown>\`select count(*) as id, { id: 1, small: 2 } as inner from \${plain}\`)
export const number = asset(({ plain }) => sql<{ n: number }>\`select count(*) as n from \${plain}\`)
${seeing('plain', 'local', 'renamed', 'inline', 'partly', 'counted', 'number')}
`,
    })
    const run = await project.json('materialize')
    expect([run.ok, run.warnings]).toEqual([true, []])
    expect(await seen(project)).toEqual({
      ...{ plain: 'bigint,bigint,number', local: 'bigint,bigint,number', renamed: 'bigint,number,number' },
      ...{ inline: 'bigint,bigint,number', partly: 'bigint,number,number' },
      ...{ counted: 'bigint,(bigint,number)', number: 'number' },
    })
  })

  const index = (more = '') => ({
    'assets/index.ts': `
import { sql } from 'assetstore'
import { asset, source } from '#project'
import type { Order, Alias } from '../src/rows.ts'${more}
export const plain = source.table<Order>('orders.csv')
export const query = asset(({ plain }) => sql<Alias>\`select 1 as id, 2 as at, small from \${plain}\`)
export const other = asset(({ plain }) => sql\`select count(*) as n from \${plain}\`)
${seeing('plain', 'query')}
`,
  })
  test.each([
    ['that nothing loads', '', {}],
    [
      'that is loaded as well',
      "\nimport { limit } from '../src/base.ts'\nexport const limited = asset(() => [{ limit: limit() }])",
      { 'src/base.ts': `${rows['src/base.ts']}export const limit = () => 5\n` },
    ],
  ])('and an edit of a file %s makes stale what it is the type of', async (_, more, files) => {
    await using project = await createProject({ ...rows, ...orders, ...index(more), ...files })
    await project.json('materialize')
    expect(await seen(project)).toEqual({ plain: 'bigint,bigint,number', query: 'bigint,bigint,number' })
    expect(new Set(Object.values(await statuses(project)))).toEqual(new Set(['fresh']))
    const text = { ...rows, ...files }['src/base.ts']
    project.edit({ 'src/base.ts': text.replace('id: bigint', 'id: number') })
    expect(await statuses(project)).toMatchObject({ plain: 'stale', query: 'stale', other: 'maybe', seen: 'maybe' })
    expect((await project.json('explain', 'query')).causes[0].message).toBe(
      'config changed: /columns/id "bigint" → unset',
    )
    await project.json('materialize')
    expect(await seen(project)).toEqual({ plain: 'number,bigint,number', query: 'number,bigint,number' })
    // A comment, a name, and a type that is no bigint change nothing.
    project.edit({ 'src/base.ts': `// of rows\n${text.replace('id: bigint', 'id: string')}` })
    expect(new Set(Object.values(await statuses(project)))).toEqual(new Set(['fresh']))
    project.edit({ 'src/base.ts': text })
    expect((await project.json('materialize')).steps.find(({ asset }: Document) => asset === 'query').outcome).toBe(
      'reused',
    )
  })

  test('but not where its file is gone, or names itself', async () => {
    await using project = await createProject({
      ...orders,
      'src/rows.ts':
        "export type { Row } from './rows.ts'\nexport interface A extends B { id: bigint }\nexport interface B extends A { at: string }\n",
      'assets/index.ts': `
import { asset, source } from '#project'
import type { Row, A } from '../src/rows.ts'
import type { Gone } from '../src/gone.ts'
export const round = source.table<Row>('orders.csv')
export const gone = source.table<Gone>('orders.csv')
export const each = source.table<A>('orders.csv')
${seeing('round', 'gone', 'each')}
`,
    })
    expect((await project.json('materialize')).ok).toBe(true)
    expect(await seen(project)).toEqual({
      ...{ round: 'number,number,number', gone: 'number,number,number', each: 'bigint,number,number' },
    })
    project.edit({ 'src/gone.ts': 'export type Gone = { at: bigint }' })
    expect(await statuses(project)).toMatchObject({ round: 'fresh', gone: 'stale', each: 'fresh' })
  })
})
