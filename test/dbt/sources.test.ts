import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython, environments } from '../rig/python/describe.ts'
import { differences } from './differences.ts'
import { linkPackages } from './packages.ts'
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
  - name: gone
    database: nowhere
    tables: [{ name: buns }]
`,
  'models/all_orders.sql': "select * from {{ source('raw', 'orders') }}",
  'models/all_guests.sql': "select guests.* from {{ source('raw', 'guests') }}",
  'models/all_buns.sql': `select count(*) as n from {{ source('raw', 'buns') }} as b
-- It was {{ source('gone', 'buns') }}, which is nowhere any more.`,
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
    expect((await project.json('list', '+all_buns')).assets).toMatchObject([{ name: 'buns' }, { name: 'all_buns' }])
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
  test('are the files of their external_location, read as dbt-duckdb reads them', async () => {
    const lake: Files = {
      'dbt_project.yml': warehouse['dbt_project.yml'] as string,
      'profiles.yml': 'bakery: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
      'data/loaves.csv': 'kind,amount\nrye,1\noat,2\n',
      'data/days-1.csv': 'day\n007\n',
      'data/days-2.csv': 'day\n008\n',
      'models/sources.yml': `
sources:
  - name: lake
    meta: { external_location: 'data/{name}.csv' }
    tables:
      - name: loaves
      - { name: days, meta: { external_location: "read_csv('data/days-*.csv', all_varchar = true)" } }
`,
      'models/some_loaves.sql': "select loaves.kind, amount from {{ source('lake', 'loaves') }} where amount > 1",
      'models/all_days.sql': "select count(*) as n, min(day) as first from {{ source('lake', 'days') }} as d",
      'models/direct.sql': `
select kind, loaves.amount, d.n, read_csv.day as day -- from 'none.csv'
from 'data/loaves.csv', (select count(*) as n from read_csv(['data/days-1.csv'], header = (true)) e) d, read_csv('data/days-*.csv', all_varchar = true)
where kind <> 'data/loaves.csv'`,
      'models/counted.sql': `
{% set loaves = source('lake', 'loaves') %}
{% set n = run_query('select sum(amount) from ' ~ loaves).columns[0].values()[0] if execute else 0 %}
select {{ n }} as n`,
    }
    await using project = await createWarehouse(python, { warehouse: lake, index: whole })
    const made = async () => {
      const { exitCode, stderr } = await project.assets('materialize')
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      const { rows } = await project.json(
        'query',
        "select (select string_agg(kind, ',') from some_loaves) as kinds, first, all_days.n as days, counted.n as loaves from all_days, counted",
      )
      return rows
    }
    expect(await made()).toEqual([{ kinds: 'oat', first: '007', days: '2', loaves: 3 }])
    await project.dbts(['run'])
    expect(await differences(project, ['some_loaves', 'all_days', 'counted', 'direct'])).toEqual([])
    const direct = async () => (await project.json('query', 'select kind, day from direct order by all')).rows
    expect(await direct()).toHaveLength(4)
    project.edit({ 'warehouse/data/loaves.csv': 'kind,amount\nbun,7\n', 'warehouse/data/days-2.csv': null })
    expect((await project.assets('explain', 'direct')).stdout).toContain('files.data_loaves_csv')
    expect(await made()).toEqual([{ kinds: 'bun', first: '007', days: '1', loaves: 7 }])
    expect(await direct()).toEqual([{ kind: 'bun', day: '007' }])

    const mapped = `
      import { dbt } from 'assetstore/dbt'
      import { asset } from '#project'
      export const warehouse = dbt({ project: './warehouse', command: './dbt', sources: { 'lake.loaves': 'typed_loaves' } })
      export const typed_loaves = asset(() => [{ kind: 'pie', amount: 9 }])
    `
    project.edit({ 'assets/index.ts': mapped })
    expect(await made()).toEqual([{ kinds: 'pie', first: '007', days: '1', loaves: '9.0' }])

    const away = (lake['models/sources.yml'] as string).replace('data/{name}', 's3://bakery/{name}')
    project.edit({ 'assets/index.ts': whole, 'warehouse/models/sources.yml': away })
    expect((await project.assets('status')).stderr).toContain(
      "the source lake.loaves is 's3://bakery/loaves.csv', which is no file of this machine",
    )
  })
  const { frames, sheets } = environments
  test.skipIf(!('folder' in frames && 'folder' in sheets))('are what a plugin of dbt-duckdb loads', async () => {
    const loaded: Files = {
      'dbt_project.yml': warehouse['dbt_project.yml'] as string,
      'profiles.yml': `
bakery:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: shop.duckdb
      module_paths: [lib]
      plugins: [{ module: excel }, { module: loader, alias: own, config: { factor: 2 } }]
`,
      'data/numbers.json': '[{"n": 1}, {"n": 2}]',
      'lib/factors.py': 'OFFSET = 10\n',
      'lib/loader.py': `
import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from factors import OFFSET

class Rows:
    def __init__(self, rows):
        self.rows = rows
    def __arrow_c_stream__(self, schema=None):
        return self.rows.__arrow_c_stream__()

class Plugin(BasePlugin):
    def initialize(self, config):
        self.factor = config['factor']
    def load(self, source):
        print('loading', source.identifier)
        return Rows(duckdb.sql(f"select n * {self.factor} + {OFFSET} as n from '{source['path']}'"))
`,
      'models/sources.yml': `
sources:
  - name: sheets
    meta: { plugin: excel, external_location: 'data/{name}.xlsx' }
    tables: [{ name: loaves }]
  - name: own
    tables: [{ name: numbers, config: { meta: { plugin: own, path: data/numbers.json } } }]
`,
      'models/some_loaves.sql': "select kind, amount, baked from {{ source('sheets', 'loaves') }} where amount > 1",
      'models/all_numbers.sql': "select numbers.n from {{ source('own', 'numbers') }}",
      'models/counted.sql': `
{% set numbers = source('own', 'numbers') %}
{% set n = run_query('select sum(n) from ' ~ numbers).columns[0].values()[0] if execute else 0 %}
select {{ n }} as n`,
    }
    await using project = await createWarehouse(python, { warehouse: loaded, index: whole })
    const write = (amount: number) => {
      const script = `
import datetime, openpyxl
book = openpyxl.Workbook()
for row in [['kind', 'amount', 'baked'], ['rye', 1, None], ['oat', ${amount}, datetime.datetime(2025, 1, 2, 3, 4)]]: book.active.append(row)
book.save('warehouse/data/loaves.xlsx')`
      const folder = 'folder' in sheets ? sheets.folder : ''
      execFileSync(join(folder, 'bin/python'), ['-c', script], { cwd: project.folder })
    }
    write(2)
    const env = { PYTHONPATH: join(project.folder, 'frames') }
    linkPackages(env.PYTHONPATH, python, [frames, sheets])
    const made = async () => {
      const { exitCode, stderr } = await project.run(['materialize'], { env })
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      const { stdout } = await project.run(['query', '--json', 'select n from all_numbers order by n'], { env })
      return JSON.parse(stdout).rows.map(({ n }: { n: string }) => n)
    }
    const changed = async () => {
      const { stdout } = await project.run(['status', '--json'], { env })
      const { assets } = JSON.parse(stdout)
      return assets.flatMap(({ name, status }: Record<string, string>) => (status === 'stale' ? [name] : [])).sort()
    }
    expect(await made()).toEqual(['12', '14'])
    await project.dbts({ env }, ['run'])
    expect(await differences(project, ['some_loaves', 'all_numbers', 'counted'], { env })).toEqual([])
    expect((await project.run(['logs', 'own.numbers'], { env })).stdout).toContain('loading numbers')

    expect(await changed()).toEqual([])
    write(3)
    const { stdout } = await project.run(['materialize', 'some_loaves', '--json'], { env })
    const outcomes = JSON.parse(stdout).steps.map(({ asset, outcome }: Record<string, string>) => [asset, outcome])
    expect(outcomes).toEqual([
      ['sheets.loaves', 'observed'],
      ['some_loaves', 'ran'],
    ])
    // Nothing says whether these rows have changed, so that every run loads them.
    project.edit({ 'warehouse/data/numbers.json': '[{"n": 3}]' })
    expect(await made()).toEqual(['16'])
    project.edit({ 'warehouse/lib/factors.py': '# Of the day.\nOFFSET = 10\n' })
    expect(await changed()).toEqual([])
    project.edit({ 'warehouse/lib/factors.py': 'OFFSET = 20\n' })
    expect(await made()).toEqual(['26'])

    project.edit({ 'warehouse/data/numbers.json': null })
    const missing = await project.run(['materialize'], { env })
    expect(missing.stderr).toContain('error DBT_PROJECT  warehouse/models/sources.yml:1')
    expect(missing.stderr).toContain('No files found that match the pattern "data/numbers.json"')
    project.edit({ 'warehouse/profiles.yml': loaded['profiles.yml']!.replace('alias: own', 'alias: mine') })
    expect((await project.run(['status'], { env })).stderr).toContain(
      'warehouse/models/sources.yml:1\n  the source own.numbers is loaded by the plugin own, which the profile does not have',
    )
  })
})
