import type { Files } from '../rig/project.ts'

/** What it makes is no table of a statement alone. */
export const elsewhere: Files = {
  'dbt_project.yml': `
name: shop
version: '1.0'
profile: shop
on-run-start: "{{ register_upstream_external_models() }}"
models: { +materialized: table }
`,
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1 } } }\n',
  'out/here': '',
  'models/priced.sql':
    "{{ config(materialized='external', location='out/priced.csv') }}\nselect '007' as code, 1.50 as price, date '2025-01-02' as day",
  'models/years.sql': `
{{ config(materialized='external', location='years', options={'partition_by': 'year', 'overwrite': 1}) }}
select * from (values ('2024', 1), ('2025', 2)) as t(year, n)`,
  'models/none.sql':
    "{{ config(materialized='external', format='json') }}\nselect * from {{ ref('years') }} where false",
  // Another row each time that the statement runs.
  'models/stamped.sql':
    "{{ config(materialized='external') }}\nselect uuid() as id, sum(n) as n from {{ ref('years') }}",
  'models/years_from.sql':
    "{{ config(materialized='table_function', parameters=['since']) }}\nselect year, n from {{ ref('years') }} where year >= since",
  'models/more_than.sql':
    "{{ config(materialized='table_function', parameters='low, high') }}\nselect n from {{ ref('years_from') }}(2024) where n between {{ function('doubled') }}(low) and high",
  'models/recent.sql':
    "select more.n, since.n as m from {{ ref('more_than') }}(1, 9) more, {{ ref('years_from') }}(2025) since",
  'models/read_back.sql': "select code, price, day, n from {{ ref('priced') }}, {{ ref('years') }} where year = 2025",
  'functions/area.sql': '{{ function("doubled") }}(r) * r * {{ pi() }}',
  'functions/doubled.sql': 'x * 2',
  'functions/functions.yml': `
functions:
  - { name: area, arguments: [{ name: r, data_type: integer }], returns: { data_type: integer } }
  - { name: doubled, arguments: [{ name: x, data_type: integer }], returns: { data_type: integer } }
`,
  'macros/own.sql': `
{% macro duckdb__scalar_function_sql(target_relation) %}
create or replace function {{ target_relation.render() }}({{ model.arguments | map(attribute='name') | join(', ') }}) as ({{ model.compiled_code }})
{% endmacro %}
{% macro pi() %}3{% endmacro %}
{% macro default__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) %}
select count(*) * 10 as failures, count(*) > 1 as should_warn, count(*) > 1 as should_error from ({{ main_sql }}) as t
{% endmacro %}
`,
  'models/inlined.sql': "{{ config(materialized='ephemeral') }}\nselect {{ function('area') }}(2) as n",
  'models/circle.sql': "select n + {{ function('doubled') }}(n) as n from {{ ref('inlined') }}",
  'tests/once.sql': "select n from {{ ref('circle') }} where n > {{ function('area') }}(1)",
  'tests/twice.sql': "{{ config(severity='warn') }}\nselect code from {{ ref('priced') }}, {{ ref('years') }}",
  'models/parents.sql': 'select 1 as id',
  'models/orphans.sql': 'select 2 as parent',
  'models/kin.sql':
    "{{ config(materialized='incremental', on_schema_change='fail') }}\nselect 1 as id, 1 as parent union all select 2, null",
  'models/contracts.yml': `
models:
  - name: parents
    config: { contract: { enforced: true } }
    columns: [{ name: id, data_type: integer, constraints: [{ type: primary_key }] }]
  - name: orphans
    config: { contract: { enforced: true } }
    constraints: [{ type: foreign_key, columns: [parent], to: ref('parents'), to_columns: [id] }]
    columns: [{ name: parent, data_type: integer }]
  - name: kin
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: integer, constraints: [{ type: custom, expression: check (id < 3) }] }
      - { name: parent, data_type: integer, constraints: [{ type: foreign_key, to: ref('parents'), to_columns: [id] }] }
unit_tests:
  - { name: of_circle, model: circle, given: [{ input: ref('inlined'), format: sql, rows: select 2 as n }], expect: { rows: [{ n: 6 }] } }
`,
}
