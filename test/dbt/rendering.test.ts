import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { bakery } from './bakery.ts'
import { createWarehouse, type WarehouseProject, whole } from './warehouse.ts'

/** Macros that ask the database: the columns of a relation, and the values of a column. */
const asking: Files = {
  ...bakery,
  'macros/asking.sql': `
{% macro all_but(relation, left_out) -%}
  {%- for column in adapter.get_columns_in_relation(relation) if column.name not in left_out -%}
    {{ column.name }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro values_of(relation, column) %}
  {%- set found = run_query('select distinct ' ~ column ~ ' from ' ~ relation ~ ' order by 1') -%}
  {{ return(found.columns[0].values() if execute else []) }}
{% endmacro %}
`,
  'models/payments_by_method.sql': `
select sale_id
  {%- for method in values_of(ref('stg_payments'), 'method') %},
  sum(case when method = '{{ method }}' then amount end) as {{ method }}
  {%- endfor %}
from {{ ref('stg_payments') }}
group by sale_id
`,
  'models/named.sql':
    "{{ config(materialized='ephemeral') }}\nselect guest_id, first_name, last_name from {{ ref('stg_guests') }}",
  'macros/shout.sql': '{% macro shout(column) %}upper({{ column }}){% endmacro %}',
  'models/loud.sql': `
select guest_id, {% if execute %}{{ shout('first_name') }}{% else %}first_name{% endif %} as first_name
from {{ ref('named') }}`,
  'models/names.sql': "select {{ all_but(ref('stg_guests'), ['last_name']) }} from {{ ref('stg_guests') }}",
}

const statuses = async (project: WarehouseProject): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await project.json('status')).assets.map(({ name, status }: Record<string, string>) => [name, status]),
  )

describePython('dbt', 'a model whose macros ask the database', (python) => {
  test('is rendered over the tables of the run, and equals what dbt builds', async () => {
    await using project = await createWarehouse(python, { warehouse: asking, index: whole })
    const { exitCode, stderr } = await project.assets('materialize', 'payments_by_method', 'names', 'loud')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(project.starts()).toBe(2)
    await project.dbt('build')
    await project.exportTables('bakery.duckdb', ['payments_by_method', 'names', 'loud'])
    for (const name of ['payments_by_method', 'names', 'loud']) {
      const theirs = (await project.json('query', '--allow-files', `from '${name}.parquet' order by 1`)).rows
      expect((await project.json('query', `from ${name} order by 1`)).rows).toEqual(theirs)
    }

    expect(await statuses(project)).toMatchObject({ payments_by_method: 'fresh', names: 'fresh' })
    project.edit({ 'warehouse/seeds/raw_payments.csv': bakery['seeds/raw_payments.csv']!.replace('cash', 'card') })
    await project.assets('materialize', 'payments_by_method')
    const [row] = (await project.json('show', 'payments_by_method')).rows
    expect(Object.keys(row)).toEqual(['sale_id', 'card', 'transfer', 'voucher'])
    project.edit({
      'warehouse/macros/asking.sql': asking['macros/asking.sql']!.replace(' order by 1', ' order by 1 desc'),
    })
    expect(await statuses(project)).toMatchObject({ payments_by_method: 'stale', names: 'fresh', loud: 'fresh' })
    project.edit({ 'warehouse/macros/shout.sql': asking['macros/shout.sql']!.replace('upper', 'lower') })
    expect(await statuses(project)).toMatchObject({ loud: 'stale' })
    project.edit({ 'warehouse/macros/shout.sql': asking['macros/shout.sql']! })
    project.edit({ 'warehouse/models/named.sql': `${asking['models/named.sql']} where guest_id > 1` })
    expect(await statuses(project)).toMatchObject({ loud: 'stale' })
  })

  test('is rendered by a Python that prints when it starts', async () => {
    const start = 'import sys\nprint("{ of the start }", flush=True)\nsys.stdout.write("no end")\n'
    const files = {
      'start/sitecustomize.py': start,
      'printing.sh': `shift; PYTHONPATH="$PWD/../start" exec '${python.interpreter}' "$@"`,
    }
    const index = whole.replace("'./dbt'", "['sh', '../printing.sh', 'dbt']")
    await using project = await createWarehouse(python, { warehouse: asking, index, files })
    const { exitCode, stderr } = await project.assets('materialize', 'names')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(Object.keys((await project.json('show', 'names')).rows[0])).toEqual(['guest_id', 'first_name'])
  })
})

const contract = (columns: string) => `
models:
  - name: prices
    config: { contract: { enforced: true } }
    columns: [${columns}]
`

describePython('dbt', 'a contract', (python) => {
  test('is held: names, types and constraints', async () => {
    const columns =
      '{ name: item, data_type: varchar, constraints: [{ type: unique }] }, { name: price, data_type: integer, constraints: [{ type: not_null }, { type: check, expression: price > 0 }] }'
    const warehouse: Files = {
      'dbt_project.yml': bakery['dbt_project.yml']!,
      'profiles.yml': bakery['profiles.yml']!,
      'models/prices.sql': "select 12 as price, 'bun' as item",
      'models/prices.yml': contract(columns),
    }
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const made = async (statement: string) => {
      project.edit({ 'warehouse/models/prices.sql': statement })
      const { exitCode, stderr } = await project.assets('materialize')
      return exitCode === 0 ? 'made' : stderr
    }
    expect(await made("select 12 as price, 'bun' as item")).toBe('made')
    expect((await project.json('show', 'prices')).columns.map(({ name }: { name: string }) => name)).toEqual([
      'item',
      'price',
    ])
    expect(await made("select 12::bigint as price, 'bun' as item")).toContain(
      'the contract of prices: the column price is BIGINT, and is to be INTEGER',
    )
    expect(await made("select 12 as price, 'bun' as item, 1 as more")).toContain('same number of result columns')
    expect(await made("select 12 as cost, 'bun' as item")).toContain('"price"')
    expect(await made("select null::integer as price, 'bun' as item")).toContain(
      'the contract of prices: price has nulls',
    )
    expect(await made("select 12 as price, 'bun' as item union all select 13, 'bun'")).toContain('item is not unique')
    expect(await made("select -1 as price, 'bun' as item")).toContain('price > 0 does not hold')
  })
})
