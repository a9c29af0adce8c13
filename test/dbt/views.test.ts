import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse } from './warehouse.ts'

const warehouse: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nmodels: { +materialized: view }\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
  'seeds/orders.csv': 'id,amount\n1,10\n2,20\n',
  'models/priced.sql': "select id, amount * 2 as price from {{ ref('orders') }}",
  'models/dear.sql': "select * from {{ ref('priced') }} where price > 20",
  'models/log.sql': `{{ config(materialized='incremental') }}
select id, price from {{ ref('dear') }}
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}`,
}
const index = `
  import { dbt } from 'assetstore/dbt'
  import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'
  import { asset, effect } from '#project'
  export const warehouse = dbt({ project: './warehouse', command: './dbt' })
  export const totals = asset.python('./totals.py')
  const target = vectorIndex({ index: sqliteIndex({ file: 'found.sqlite', dimensions: 2 }) })
  export const found = effect({ target }, ({ dear }) =>
    dear.map(({ id, price }) => ({ id: String(id), text: 'order ' + id, vector: [price, 1] })))
`
const totals = `
import duckdb
from assetstore import asset

@asset
def totals(dear: duckdb.DuckDBPyRelation):
    return dear.aggregate('count(*) as n, sum(price)::bigint as total')
`

describePython('dbt', 'views of a dbt project, which are never stored', (python) => {
  test('are read by an asset in Python, a vector index and an incremental model', async () => {
    const config = `
      import { defineProject } from 'assetstore'
      const project = defineProject({ python: '${python.interpreter}', assets: () => import('./assets/index.ts') })
      export default project
      export const { asset, effect } = project
    `
    const files = { 'assets.config.ts': config, 'assets/totals.py': totals }
    await using project = await createWarehouse(python, { warehouse, index, files })
    const made = async () => {
      const { exitCode, steps } = await project.json('materialize')
      expect({ exitCode, errors: steps.flatMap(({ error }: { error?: object }) => error ?? []) }).toMatchObject({
        errors: [],
      })
      const rows = async (name: string) => (await project.json('show', name)).rows
      const [index] = await rows('found')
      return { totals: await rows('totals'), log: await rows('log'), indexed: index.rows }
    }
    expect(await made()).toEqual({ totals: [{ n: '1', total: '40' }], log: [{ id: 2, price: 40 }], indexed: 1 })
    project.edit({ 'warehouse/seeds/orders.csv': 'id,amount\n1,10\n2,20\n3,30\n' })
    expect(await made()).toEqual({
      totals: [{ n: '2', total: '100' }],
      log: [
        { id: 2, price: 40 },
        { id: 3, price: 60 },
      ],
      indexed: 2,
    })
    expect((await project.json('status')).counts).toMatchObject({ fresh: 6, stale: 0, broken: 0 })
  })
})
