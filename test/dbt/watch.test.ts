import { test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

const warehouse = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nmodels: { +materialized: table }\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
  'macros/rate.sql': '{% macro rate() %}2{% endmacro %}\n',
  'seeds/orders.csv': 'id,amount\n1,10\n2,20\n',
  'models/priced.sql': "select id, amount * {{ rate() }} as price from {{ ref('orders') }}",
}

describePython('dbt', 'watch', (python) => {
  test('makes what an edit of a model, a macro or a seed changes', async () => {
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const watching = project.start(['watch'])
    const idle = 'waiting for an edit'
    await project.said(watching, idle)
    for (const [path, text, planned] of [
      ['models/priced.sql', `${warehouse['models/priced.sql']} where id > 0`, 'warehouse/models/priced.sql'],
      ['macros/rate.sql', '{% macro rate() %}3{% endmacro %}\n', 'warehouse/macros/rate.sql rate edited'],
      ['seeds/orders.csv', 'id,amount\n1,10\n2,25\n', 'to run: orders ('],
    ] as const) {
      const [told, made] = [project.said(watching, planned), project.said(watching, idle)]
      project.edit({ [`warehouse/${path}`]: text })
      await told
      await made
    }
    watching.process.kill('SIGINT')
    await watching.ended
  })

  test('sees an edit of a dbt project that lies outside of the folder of the project', async () => {
    const own = {
      'own/package.json': '{ "type": "module", "imports": { "#project": "./assets.config.ts" } }',
      'own/assets.config.ts': `
        import { defineProject } from 'assetstore'
        const project = defineProject({ assets: () => import('./assets/index.ts') })
        export default project
        export const { asset } = project`,
      'own/assets/index.ts': `
        import { dbt } from 'assetstore/dbt'
        import { asset } from '#project'
        import { rateNow } from '../../rate.ts'
        export const rate = asset(() => [{ rate: rateNow() }])
        export const warehouse = dbt({ project: '../warehouse', command: '../dbt' })`,
      'rate.ts': 'export const rateNow = () => 2',
    }
    await using project = await createWarehouse(python, { warehouse, files: own, index: '' })
    const watching = project.start(['-C', 'own', 'watch'])
    const idle = 'waiting for an edit'
    await project.said(watching, idle)
    for (const [path, text, planned] of [
      ['warehouse/models/priced.sql', `${warehouse['models/priced.sql']} where id > 0`, 'warehouse/models/priced.sql'],
      ['rate.ts', own['rate.ts'].replace('2', '3'), 'to run: rate ('],
    ] as const) {
      const [told, made] = [project.said(watching, planned), project.said(watching, idle)]
      project.edit({ [path]: text })
      await told
      await made
    }
    watching.process.kill('SIGINT')
    await watching.ended
  })
})
