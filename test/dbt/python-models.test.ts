import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython, environments } from '../rig/python/describe.ts'
import { differences } from './differences.ts'
import { linkPackages } from './packages.ts'
import { createWarehouse, whole } from './warehouse.ts'

const model = (body: string, config = "materialized='table'", imports = ''): string =>
  `${imports}\ndef model(dbt, session):\n    dbt.config(${config})\n${body.replaceAll(/^/gm, '    ')}\n`

const warehouse: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\n",
  'profiles.yml':
    'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1, module_paths: [lib] } } }\n',
  'lib/rates.py': 'RATE = 2\n',
  'seeds/orders.csv': 'id,city,amount\n1,Oslo,10\n2,Rome,20\n3,Oslo,30\n',
  'models/sources.yml': 'sources: [{ name: main, tables: [{ name: orders }] }]\n',
  'models/of_relation.py': model("return dbt.ref('orders').filter('amount > 10')"),
  'models/of_pandas.py': model(
    `"""Totals by city."""
orders = dbt.source('main', 'orders').df()
totals = orders.groupby('city', as_index=False)['amount'].sum()
print('cities', len(totals))
totals['rate'] = dbt.config.get('rate')
return totals`,
    "materialized='table', rate=1.5",
  ),
  'models/of_polars.py': model(
    "orders = dbt.ref('orders').pl()\nreturn orders.with_columns(pl.col('city').str.to_uppercase().alias('loud'))",
    "materialized='table'",
    'import polars as pl\n',
  ),
  'models/of_arrow.py': model(
    "return dbt.ref('of_relation').project(f'*, amount * {RATE} as twice').arrow()",
    "materialized='table'",
    'from rates import RATE\n',
  ),
  'models/going_on.py': model(
    `orders = dbt.ref('orders')
if dbt.is_incremental:
    last = session.sql(f'select max(id) from {dbt.this}').fetchone()[0]
    orders = orders.filter(f'id > {last}')
return orders`,
    "materialized='incremental', incremental_strategy='append'",
  ),
  'models/below.sql':
    "{{ config(materialized='table') }}\nselect city, amount * rate as priced from {{ ref('of_pandas') }}\n",
}
const names = ['of_relation', 'of_pandas', 'of_polars', 'of_arrow', 'going_on', 'below']

describePython('dbt', 'models in Python of a dbt project', (python) => {
  const frames = environments.frames
  test.skipIf(!('folder' in frames))('are what dbt makes of them, whichever frame they return', async () => {
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const env = { PYTHONPATH: join(project.folder, 'frames') }
    linkPackages(env.PYTHONPATH, python, [frames])
    const sources = { 'assets/index.ts': whole.replace("'./dbt'", "'./dbt', sources: { 'main.orders': 'orders' }") }
    project.edit(sources)
    const { exitCode, stderr } = await project.run(['materialize'], { env })
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    await project.dbts({ env }, ['seed'], ['run'])
    expect(await differences(project, names, { env })).toEqual([])
    expect((await project.run(['logs', 'of_pandas'], { env })).stdout).toContain('cities 2')

    const stale = async () =>
      JSON.parse((await project.run(['status', '--json'], { env })).stdout).assets.flatMap(
        ({ name, status }: Record<string, string>) => (status === 'stale' ? [name] : []),
      )
    const polars = warehouse['models/of_polars.py'] as string
    project.edit({
      'warehouse/models/of_polars.py': `# loud\n${polars.replace("dbt.ref('orders').pl()", "dbt.ref(\n        'orders'\n    ).pl()")}`,
      'warehouse/models/of_pandas.py': (warehouse['models/of_pandas.py'] as string).replace(
        'Totals by',
        'The totals of a',
      ),
    })
    expect(await stale()).toEqual([])
    project.edit({
      'warehouse/models/of_polars.py': polars.replace('uppercase', 'lowercase'),
      'warehouse/lib/rates.py': '# doubled\nRATE = 2\n',
    })
    expect(await stale()).toEqual(['of_polars'])
    project.edit({ 'warehouse/lib/rates.py': 'RATE = 3\n' })
    expect((await stale()).toSorted()).toEqual(['of_arrow', 'of_polars'])
    project.edit({ 'warehouse/lib/rates.py': 'RATE = 2\n' })
    project.edit({ 'warehouse/seeds/orders.csv': 'id,city,amount\n2,Rome,25\n3,Oslo,30\n4,Bern,5\n' })
    expect(await project.run(['materialize'], { env })).toMatchObject({ exitCode: 0 })
    await project.dbts({ env }, ['seed'], ['run'])
    expect(await differences(project, names, { env })).toEqual([])

    project.edit({ 'warehouse/models/of_arrow.py': model("return dbt.ref('of_relation').nothing()") })
    const failed = await project.run(['materialize'], { env })
    expect(failed.stderr).toContain('error DBT_PROJECT  warehouse/models/of_arrow.py:1')
    expect(failed.stderr).toContain("does not contain a column by the name of 'nothing'")
  })
})
