import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

const warehouse: Files = {
  'dbt_project.yml': "name: bakery\nversion: '1.0'\nprofile: bakery\nmodels: { +materialized: table }\n",
  'profiles.yml': 'bakery: { target: dev, outputs: { dev: { type: duckdb, path: env=prod/bakery.duckdb } } }\n',
  // As of partitions, which would be columns of the table.
  'env=prod/here': '',
  'models/sources.yml': `
sources:
  - name: raw
    meta: { owner: ada@example.com }
    tables:
      - { name: orders, description: As they come in., columns: [{ name: Amount, description: In euros. }] }
      - { name: guests }
      - { name: buns }
`,
  'models/all_orders.sql': "select * from {{ source('raw', 'orders') }}",
  'models/all_guests.sql': "select guests.* from {{ source('raw', 'guests') }}",
  'models/all_buns.sql': "select count(*) as n from {{ source('raw', 'buns') }} as b",
}
const index = `
  import { dbt } from 'assetstore/dbt'
  import { asset, source } from '#project'
  export const warehouse = dbt({ project: './warehouse', command: './dbt', sources: { 'raw.guests': 'typed_guests' } })
  export const typed_guests = asset(() => [{ name: 'Mina' }])
  export const buns = source.table('buns.csv')
`

describePython('dbt', 'sources of a dbt project', (python) => {
  test('are what the call says, a source of their name, or the table of the DuckDB file', async () => {
    await using project = await createWarehouse(python, { warehouse, index, files: { 'buns.csv': 'kind\nrye\noat\n' } })
    const fill = (amount: number) =>
      execFileSync(
        python.interpreter,
        [
          '-c',
          `
import duckdb
c = duckdb.connect('warehouse/env=prod/bakery.duckdb')
c.sql('create schema if not exists raw')
c.sql('create or replace table raw.orders as select ${amount} as amount')`,
        ],
        { cwd: project.folder },
      )
    fill(3)
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    const rows = async (name: string) => (await project.json('show', name)).rows
    expect(await rows('all_orders')).toEqual([{ amount: 3 }])
    expect(await rows('all_guests')).toEqual([{ name: 'Mina' }])
    expect(await rows('all_buns')).toEqual([{ n: '2' }])
    const [{ owners, description }] = (await project.json('list', 'raw.orders')).assets
    expect({ owners, description }).toEqual({ owners: ['ada@example.com'], description: 'As they come in.' })
    await project.assets('docs', 'raw.orders', '--out', 'pages')
    expect(readFileSync(join(project.folder, 'pages/table-raw.orders.html'), 'utf8')).toContain('<td>In euros.</td>')
    fill(4)
    await project.assets('materialize')
    expect(await rows('all_orders')).toEqual([{ amount: 4 }])
    project.edit({ 'assets/index.ts': whole })
    expect((await project.assets('materialize', 'all_buns')).stderr).toContain('does not have any tables matching')
  })
})
