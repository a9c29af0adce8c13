import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'

/** Statements as an integration makes assets of them: each is a text in which the names of assets stand between `{` and `}`. */
const integration = `
  import { createHash } from 'node:crypto'
  import { readFileSync } from 'node:fs'
  import { join } from 'node:path'
  import { foreignFunction, sql, view } from 'assetstore'

  export function statement(name, { isView = true } = {}) {
    const path = \`sql/\${name}.sql\`
    const textOf = (root) => readFileSync(join(root, path), 'utf8')
    const piecesOf = (text) => text.split(/[{}]/)
    return foreignFunction({
      inlinesViews: true,
      facts({ root }) {
        const hash = createHash('sha256').update(textOf(root) + isView).digest('hex')
        const file = join(root, path)
        return {
          upstream: [...new Set(piecesOf(textOf(root)).filter((_, index) => index % 2 === 1))],
          at: { file, line: 1 },
          scheme: 'sql-1',
          declarations: [{ file, name: '', line: 1, hash, text: textOf(root) }],
          digest: hash,
          files: { [file]: createHash('sha256').update(textOf(root)).digest('hex') },
        }
      },
      call({ root, tables }) {
        const parts = piecesOf(textOf(root)).map((piece, index) => (index % 2 === 1 ? tables[piece] : sql.raw(piece)))
        const between = Array.from({ length: parts.length + 1 }, () => '')
        const query = sql(Object.assign(between, { raw: between }), ...parts)
        return isView ? view(query) : query
      },
    })
  }
`

const files: Files = {
  'integration.ts': integration,
  'sql/recent.sql': 'select id, upper(city) as city from {orders} where orders.id > 1',
  // A name of its own is the name of a table; the column is of the table's name.
  'sql/cities.sql':
    'with recent as (select * from {recent}) select recent.city, count(*) as n from recent group by all',
  'sql/fixed.sql': "select 'Oslo' as city, 3::hugeint as weight",
  'sql/weighed.sql':
    'select cities.city, n, weight from {cities} left join {fixed} on lower(cities.city) = lower(fixed.city) order by all',
  'assets/index.ts': `
    import { asset } from '#project'
    import { called } from '../rig.ts'
    import { statement } from '../integration.ts'
    export const orders = asset(async () => {
      await called('orders')
      return [{ id: 1, city: 'Rome' }, { id: 2, city: 'Oslo' }, { id: 3, city: 'Rome' }, { id: 4, city: 'Oslo' }]
    })
    export const recent = asset({}, statement('recent'))
    export const cities = asset({}, statement('cities'))
    export const fixed = asset({}, statement('fixed'))
    export const weighed = asset({}, statement('weighed', { isView: false }))
    export const named = asset(({ cities }) => cities.mapBatches({ key: 'city', size: 10 }, async (rows) => {
      for (const { city } of rows) await called(city)
      return rows.map(({ city, n }) => ({ city, n: Number(n) }))
    }))
  `,
}
const weighed = [
  { city: 'OSLO', n: '2', weight: '3' },
  { city: 'ROME', n: '1', weight: null },
]

type Project = Awaited<ReturnType<typeof createProject>>

const objects = ({ folder }: Project) =>
  readdirSync(join(folder, '.assetstore/objects'), { recursive: true }).filter((name) =>
    String(name).endsWith('.parquet'),
  )
const outcomes = async (project: Project) => {
  const { steps } = await project.json('materialize')
  return Object.fromEntries(steps.map(({ asset, outcome }: Record<string, string>) => [asset, outcome]))
}

describe('an asset that is a view', () => {
  test('is never stored, and is read by statements, functions and commands as any table', async () => {
    await using project = await createProject(files)
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    // Those of orders, weighed and named, and the row map.
    expect(objects(project)).toHaveLength(4)
    const rows = async (...words: string[]) => (await project.json(...words)).rows
    expect(await rows('show', 'weighed')).toEqual(weighed)
    expect(await rows('show', 'fixed')).toEqual([{ city: 'Oslo', weight: '3' }])
    expect(await rows('query', 'select city from cities order by city')).toEqual([{ city: 'OSLO' }, { city: 'ROME' }])
    expect(project.calls.names.toSorted()).toEqual(['OSLO', 'ROME', 'orders'])
    expect((await project.assets('show', 'cities', '--path')).stderr).toContain('cities is a view')
    expect((await project.assets('export', 'cities', 'cities.csv')).exitCode).toBe(0)
    expect((await project.assets('verify')).exitCode).toBe(0)
    const status = (await project.json('status')).assets
    expect(status.find(({ name }: { name: string }) => name === 'cities')).toMatchObject({ rows: 2, sizeBytes: 0 })
    expect(objects(project)).toHaveLength(4)
    expect((await project.assets('lineage', 'named', '--row', 'city=OSLO')).stdout).toContain('cities')
  })

  test('is stale by what it reads; equal rows stop the run below', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    project.calls.reset()
    project.edit({ 'sql/recent.sql': 'select id, upper(city) as city from {orders} where id >= 2' })
    const plan = (await project.json('plan')).steps
    expect(plan.find(({ asset }: { asset: string }) => asset === 'cities')).toMatchObject({ action: 'run?' })
    expect(await outcomes(project)).toMatchObject({ recent: 'unchanged', cities: 'cut_off', weighed: 'cut_off' })
    project.edit({ 'sql/recent.sql': 'select id, upper(city) as city from {orders}' })
    expect(await outcomes(project)).toMatchObject({ recent: 'ran', cities: 'ran', weighed: 'ran' })
    expect((await project.json('show', 'weighed')).rows[1]).toEqual({ city: 'ROME', n: '2', weight: null })
    expect(project.calls.names).toEqual(['ROME'])
  })

  test('keeps what it reads from being removed, and lives through a lost catalog', async () => {
    await using project = await createProject(files)
    await project.assets('materialize')
    const orders = (files['assets/index.ts'] as string).replace("{ id: 4, city: 'Oslo' }", "{ id: 4, city: 'Bern' }")
    project.edit({ 'assets/index.ts': orders })
    await project.assets('materialize')
    await project.assets('gc', '--keep', '1', '--older-than', '0s', '--yes')
    const rows = [
      { city: 'BERN', n: '1', weight: null },
      { city: 'OSLO', n: '1', weight: '3' },
      { city: 'ROME', n: '1', weight: null },
    ]
    expect((await project.json('show', 'weighed')).rows).toEqual(rows)
    const shown = (await project.json('query', 'select city, n from cities order by city')).rows
    expect(shown).toEqual(rows.map(({ city, n }) => ({ city, n })))
    project.edit({ '.assetstore/catalog.sqlite': null, '.assetstore/catalog.sqlite-wal': null })
    await project.assets('doctor', '--rebuild')
    expect((await project.json('query', 'select city, n from cities order by city')).rows).toEqual(shown)
    expect((await project.json('plan')).steps.filter(({ action }: { action: string }) => action !== 'skip')).toEqual([])
  })

  test('reads partitions as one table, and is made again where a file that it reads is gone', async () => {
    await using project = await createProject({
      ...files,
      'assets/index.ts': `
        import { partitions } from 'assetstore'
        import { asset } from '#project'
        import { statement } from '../integration.ts'
        export const orders = asset({ partitions: partitions.of(['north', 'south']) }, (_, { partition }) =>
          partition.key === 'north' ? [{ id: 1, city: 'Oslo' }, { id: 2, city: 'Bern' }] : [{ id: 3, city: 'Rome', late: true }])
        export const recent = asset({}, statement('recent'))
        export const cities = asset({}, statement('cities'))
      `,
    })
    const rows = async () => (await project.json('query', 'select * from cities order by city')).rows
    await project.assets('materialize')
    expect(objects(project)).toHaveLength(2)
    const expected = [
      { city: 'BERN', n: '1' },
      { city: 'ROME', n: '1' },
    ]
    expect(await rows()).toEqual(expected)
    const [first] = objects(project)
    rmSync(join(project.folder, '.assetstore/objects', String(first)), { force: true })
    const statuses = Object.fromEntries(
      (await project.json('status')).assets.map(({ name, status }: Record<string, string>) => [name, status]),
    )
    expect(statuses).toMatchObject({ recent: 'broken', cities: 'broken' })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(await rows()).toEqual(expected)
  })

  test('is stored where each reading would give other rows', async () => {
    await using project = await createProject({
      ...files,
      'sql/recent.sql': "select id, 'x' || random() as city from {orders}",
    })
    await project.assets('materialize')
    const read = async () => (await project.json('query', 'select * from recent order by id')).rows
    expect(await read()).toEqual(await read())
    expect(objects(project)).toHaveLength(5)
  })
})
