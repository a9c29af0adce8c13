import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

const warehouse = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nmodels: { +materialized: table }\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
  'dbt_packages/rates/dbt_project.yml': "name: rates\nversion: '1.0'\n",
  'dbt_packages/rates/macros/rate.sql': "{% macro rate() %}{{ env_var('RATE', '2') }}{% endmacro %}\n",
  'models/late.sql': 'select {% if execute %}1{% else %}0{% endif %} as n',
  'seeds/orders.csv': 'id,amount\n1,10\n2,20\n',
  'models/priced.sql': "select id, amount * {{ rates.rate() }} as price from {{ ref('orders') }}",
  'models/priced.yml': 'models: [{ name: priced, columns: [{ name: id, data_tests: [not_null] }] }]',
}
const committed = [
  'package.json',
  'assets.config.ts',
  'assets',
  'warehouse',
  'node_modules',
  'rig.ts',
  '.assetstore/assets.lock',
]

describePython('dbt', 'a clean clone without dbt', (python) => {
  test('is checked by what dbt answered elsewhere, and says what it needs where that is not at hand', async () => {
    await using project = await createWarehouse(python, { warehouse, index: whole })
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const cloned = (...names: readonly string[]) => {
      for (const name of names)
        cpSync(join(project.folder, name), join(project.folder, 'clone', name), {
          recursive: true,
          verbatimSymlinks: true,
        })
    }
    cloned(...committed)
    // Packages are installed, and not committed.
    for (const name of ['warehouse/dbt_packages', 'node_modules/.cache'])
      rmSync(join(project.folder, 'clone', name), { recursive: true })
    const check = async () => await project.json('-C', 'clone', 'check')
    expect(await check()).toMatchObject({
      exitCode: 2,
      error: { code: 'DBT_UNAVAILABLE', at: 'warehouse/dbt_project.yml:1', fix: expect.stringContaining('cache/dbt') },
    })
    cloned('.assetstore/cache/dbt')
    expect(await check()).toMatchObject({ exitCode: 0, basis: 'lock', counts: { fresh: 4 } })

    project.edit({ 'clone/warehouse/seeds/orders.csv': 'id,amount\n1,10\n' })
    expect((await check()).error.message).toBe('there is no ./dbt, and the project has changed since it was asked last')
  })
})
