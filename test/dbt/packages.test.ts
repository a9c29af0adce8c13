import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { differences } from './differences.ts'
import { createWarehouse, whole } from './warehouse.ts'

const dispatched = (name: string, parameters: string, body: string): string => `
{% macro ${name}(${parameters}) %}{{ return(adapter.dispatch('${name}', 'kit')(${parameters.replaceAll(/=[^,]*/g, '')})) }}{% endmacro %}
{% macro default__${name}(${parameters}) %}${body}{% endmacro %}
`

/** A package as dbt has them in `dbt_packages`: macros that dispatch, that call each other, and that ask the database. */
const kit: Files = {
  'dbt_project.yml': "name: kit\nversion: '1.0'\n",
  'macros/keys.sql': dispatched(
    'row_key',
    'columns',
    `
  {%- set texts = [] -%}
  {%- for column in columns -%}
    {%- do texts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '_none_')") -%}
    {%- if not loop.last %}{%- do texts.append("'-'") -%}{%- endif -%}
  {%- endfor -%}
  {{ dbt.hash(dbt.concat(texts)) }}
`,
  ),
  'macros/days.sql': `${dispatched('numbers', 'most', '(select unnest(range({{ most }})) as n)')}
${dispatched(
  'days_between',
  'first, last',
  `
  select cast({{ dbt.dateadd('day', 'n', "cast(" ~ first ~ " as date)") }} as date) as day
  from {{ kit.numbers(400) }} counted
  where {{ dbt.dateadd('day', 'n', "cast(" ~ first ~ " as date)") }} < cast({{ last }} as date)
`,
)}`,
  'macros/relations.sql': `${dispatched(
    'values_of',
    'relation, column',
    `
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set found = run_query('select ' ~ column ~ ' from ' ~ relation ~ ' group by 1 order by count(*) desc, 1') -%}
  {{ return(found.columns[0].values() | list) }}
`,
  )}
${dispatched(
  'others',
  'relation, left_out',
  `
  {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | reject('in', left_out) | list -%}
  {%- if names -%}{{ names | join(', ') }},{%- elif flags.WHICH == 'compile' -%}*{%- else -%}/* none */{%- endif -%}
`,
)}
${dispatched(
  'pivoted',
  'column, values, of',
  `
  {%- for value in values %}
  sum(case when {{ column }} = '{{ dbt.escape_single_quotes(value) }}' then {{ of }} else 0 end) as {{ adapter.quote(value) }}{{ ',' if not loop.last }}
  {%- endfor %}
`,
)}
${dispatched(
  'united',
  'relations',
  `
  {%- set names = [] -%}
  {%- for relation in relations -%}
    {%- for column in adapter.get_columns_in_relation(relation) if column.name not in names -%}
      {%- do names.append(column.name) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- for relation in relations %}
  {%- set own = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
  (select '{{ relation.identifier }}' as read_from
    {%- for name in names %}, {{ adapter.quote(name) if name in own else 'null' }} as {{ adapter.quote(name) }}{% endfor %}
  from {{ relation }})
  {{ 'union all' if not loop.last }}
  {%- endfor %}
`,
)}`,
  'macros/tests.sql':
    '{% test at_least(model, column_name, least) %}select * from {{ model }} where {{ column_name }} < {{ least }}{% endtest %}\n',
}

const warehouse: Files = {
  ...Object.fromEntries(Object.entries(kit).map(([path, text]) => [`dbt_packages/kit/${path}`, text])),
  'dbt_project.yml': `
name: shop
version: '1.0'
profile: shop
dispatch: [{ macro_namespace: kit, search_order: [shop, kit] }]
models: { +materialized: table, shop: { staging: { +materialized: view } } }
`,
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1 } } }\n',
  // Takes the place of the package's own.
  'macros/numbers.sql': '{% macro shop__numbers(most) %}(select range as n from range({{ most }} - 1)){% endmacro %}\n',
  'seeds/orders.csv': 'id,kind,amount\n1,book,10\n2,map,20\n3,book,5\n',
  'seeds/returns.csv': 'id,amount,why\n2,20,late\n',
  'models/staging/stg_orders.sql': 'select * from {{ ref("orders") }}',
  'models/staging/stg_recent.sql': 'select id, amount from {{ ref("stg_orders") }} where id > 1',
  'models/staging/stg_marked.sql':
    "select {{ kit.others(ref('stg_recent'), ['amount']) }} 1 as mark from {{ ref('stg_recent') }}",
  'models/keyed.sql': "select {{ kit.row_key(['id', 'kind']) }} as key, id from {{ ref('stg_orders') }}",
  'models/calendar.sql': '{{ kit.days_between("\'2025-02-26\'", "\'2025-03-03\'") }}',
  'models/by_kind.sql': `
{% set kinds = kit.values_of(ref('stg_orders'), 'kind') %}
select {{ kit.pivoted('kind', kinds, 'amount') }} from {{ ref('stg_orders') }}`,
  'models/moves.sql': "{{ kit.united([ref('stg_recent'), ref('returns')]) }}",
  // What dbt says while it only compiles is no statement.
  'models/marked.sql':
    "select {{ kit.others(ref('returns'), ['id', 'amount', 'why']) }} 1 as mark from {{ ref('returns') }}",
  'models/shop.yml': `
models:
  - name: gone
    columns: [{ name: id, data_tests: [not_null] }]
  - name: stg_recent
    columns: [{ name: amount, data_tests: [kit.at_least: { arguments: { least: 1 } }] }]
`,
}
const names = ['keyed', 'calendar', 'by_kind', 'moves', 'marked', 'stg_marked']

describePython('dbt', 'a package of a dbt project', (python) => {
  test('has its macros dispatched and asked as dbt has them, over views too', async () => {
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    await project.dbts(['seed'], ['run'])
    expect(await differences(project, names)).toEqual([])
    const stale = async () =>
      (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
        status === 'stale' ? [name] : [],
      )
    const days = kit['macros/days.sql'] as string
    project.edit({ 'warehouse/dbt_packages/kit/macros/days.sql': days.replace("'day', 'n'", "'day', 'n + 1'") })
    expect(await stale()).toEqual(['calendar'])
  })
})
