import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

const warehouse: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nmodels: { +materialized: table }\n",
  'profiles.yml':
    'shop: { target: dev, outputs: { dev: { type: duckdb, path: other.duckdb, schema: other }, prod: { type: duckdb, path: shop.duckdb } } }\n',
  'seeds/orders.csv': 'id,amount\n1,10\n2,20\n',
  'models/priced.sql':
    "{{ config(schema='marts', alias='prices') }}select id, amount * {{ var('times') }} as price from {{ ref('orders') }}",
  'models/dear.sql':
    "{{ config(materialized='view') }}select * from {{ ref('priced') }} where price > 20 and '{{ target.name }}' = 'prod'",
  'models/dear.yml': 'models: [{ name: dear, columns: [{ name: id, data_tests: [not_null] }] }]',
}
const index = whole.replace(
  "command: './dbt'",
  "command: './dbt', target: 'prod', vars: { times: 2 }, database: 'out/shop.duckdb'",
)

describePython('dbt', 'the database of a dbt project', (python) => {
  test('is written whole where it is asked for, when something has changed, and never over what is not ours', async () => {
    await using project = await createWarehouse(python, { warehouse, index })
    const file = join(project.folder, 'out/shop.duckdb')
    const rows = async (schema: string, table: string) => {
      const from = `from read_duckdb('out/shop.duckdb', schema_name = '${schema}', table_name = '${table}')`
      return (await project.json('query', '--allow-files', `select * ${from} order by all`)).rows
    }
    const outcome = async (...words: string[]) => {
      const { steps } = await project.json('materialize', ...words)
      return steps.find(({ asset }: { asset: string }) => asset === 'shop.database')
    }
    expect(await outcome()).toMatchObject({ outcome: 'ran' })
    expect(await rows('main', 'orders')).toEqual([
      { id: 1, amount: 10 },
      { id: 2, amount: 20 },
    ])
    expect(await rows('main_marts', 'prices')).toEqual([
      { id: 1, price: 20 },
      { id: 2, price: 40 },
    ])
    expect(await rows('main', 'dear')).toEqual([{ id: 2, price: 40 }])

    const { ino } = statSync(file)
    expect(await outcome()).toMatchObject({ outcome: 'skipped' })
    project.edit({ 'warehouse/models/dear.sql': `${warehouse['models/dear.sql']} -- the dear ones` })
    expect(await outcome()).toMatchObject({ outcome: 'skipped' })
    expect(statSync(file).ino).toBe(ino)

    project.edit({ 'warehouse/seeds/orders.csv': 'id,amount\n1,10\n2,30\n' })
    expect(await outcome()).toMatchObject({ outcome: 'ran' })
    expect(await rows('main', 'dear')).toEqual([{ id: 2, price: 60 }])

    rmSync(file)
    const missing = await outcome('--verify')
    expect(missing.causes).toMatchObject([
      { kind: 'receipt_mismatch', message: expect.stringContaining('no such file') },
    ])
    expect(existsSync(file)).toBe(true)

    writeFileSync(file, 'somebody else’s')
    project.edit({ 'warehouse/seeds/orders.csv': 'id,amount\n1,10\n' })
    expect((await outcome()).error).toMatchObject({
      code: 'EXPORT_FAILED',
      message: 'out/shop.duckdb is there, and is not as this project has written it',
    })
    expect(statSync(file).size).toBe(17)
  })
})
