import type { Files } from '../rig/project.ts'

const incremental = (config: string, statement: string): string =>
  `{{ config(materialized='incremental'${config === '' ? '' : `, ${config}`}) }}\n${statement}\n`
const since = '{% if is_incremental() %} where day >= (select max(day) from {{ this }}) {% endif %}'
const orders = `select id, city, amount, day from {{ ref('orders') }} ${since}`

/** A dbt project of incremental models: each strategy of dbt-duckdb, and what can be said of it. */
export const incrementalModels: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1 } } }\n',
  'seeds/orders.csv': `id,city,amount,day,note
1,Oslo,10,2025-01-01,a
2,Rome,20,2025-01-01,b
3,Oslo,30,2025-01-02,c
`,
  'seeds/clicks.csv': `id,moment
1,2024-03-01 10:00:00
2,2025-03-01 10:00:00
3,2025-04-01 10:00:00
`,
  'models/appended.sql': incremental("incremental_strategy='append'", orders),
  'models/replaced.sql': incremental("incremental_strategy='delete+insert', unique_key='id'", orders),
  'models/replaced_where.sql': incremental(
    `incremental_strategy='delete+insert', unique_key=['id', 'city'], incremental_predicates=["DBT_INCREMENTAL_TARGET.amount > 15"]`,
    "select id, city, amount, day from {{ ref('orders') }}",
  ),
  'models/merged.sql': incremental(
    "incremental_strategy='merge', unique_key='id', merge_exclude_columns=['day']",
    "select id, city, amount, day from {{ ref('orders') }}",
  ),
  'models/merged_some.sql': incremental(
    "incremental_strategy='merge', unique_key=['id', 'city'], merge_update_columns=['amount']",
    "select id, city, amount, day from {{ ref('orders') }}",
  ),
  'models/by_default.sql': incremental("unique_key='id'", orders),
  'models/without_key.sql': incremental('', orders),
  'models/refreshed.sql': incremental("incremental_strategy='append', full_refresh=true", orders),
  ...Object.fromEntries(
    ['append_new_columns', 'sync_all_columns', 'fail'].map((change) => [
      `models/on_${change}.sql`,
      incremental(`unique_key='id', on_schema_change='${change}'`, "select * from {{ ref('orders') }}"),
    ]),
  ),
  'models/on_ignore.sql': incremental(
    "unique_key='id', on_schema_change='ignore'",
    "select id, amount{{ ', rush' if is_incremental() }} from {{ ref('orders') }}",
  ),
  // What dbt selects by the name of the one is the other, too.
  'models/nested.sql': incremental("unique_key='id'", "select * from {{ ref('inner_orders') }}"),
  'models/nested/inner_orders.sql': "{{ config(materialized='table') }}\nselect id, amount from {{ ref('orders') }}\n",
  // None of these types is one of Parquet's: that they are what they were is what keeps this one from failing.
  'models/of_odd_types.sql': incremental(
    "unique_key='city', on_schema_change='fail'",
    `select city, sum(amount) as total, interval (sum(amount)) minutes as took, '[1]'::json as js,
       'a'::enum('a', 'b') as letter, map {1: sum(amount)} as amounts, [sum(amount)] as listed
     from {{ ref('orders') }} group by city`,
  ),
  'models/asking.sql': incremental(
    "incremental_strategy='append'",
    `{% set last = run_query('select max(day) from ' ~ this).columns[0][0] if is_incremental() else '2000-01-01' %}
     select id, day from {{ ref('orders') }} where day > '{{ last }}'`,
  ),
  'models/clicks_by_year.sql': incremental(
    "incremental_strategy='microbatch', event_time='moment', batch_size='year', begin='2024-01-01', lookback=1",
    "select id, moment, date_trunc('year', moment) as year from {{ ref('clicks') }}",
  ),
  'models/held.sql': incremental(
    "unique_key='id', on_schema_change='append_new_columns'",
    "select id, amount from {{ ref('orders') }}",
  ),
  'models/held.yml': `
models:
  - name: held
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: integer, constraints: [{ type: not_null }] }
      - { name: amount, data_type: integer, constraints: [{ type: check, expression: amount < 1000 }] }
`,
  'seeds/clicks.yml': 'seeds: [{ name: clicks, config: { event_time: moment } }]\n',
}

/** Of the same columns as the seeds before it. */
export const thirdSeeds: Files = {
  'seeds/orders.csv': `id,city,amount,day,rush
4,Bern,7,2025-01-04,true
5,Oslo,9,2025-01-04,false
`,
}

/** Rows that are changed, added and taken away, a column that is new and one that is gone. */
export const changedSeeds: Files = {
  'seeds/orders.csv': `id,city,amount,day,rush
2,Rome,25,2025-01-01,true
3,Bonn,35,2025-01-02,false
4,Bern,5,2025-01-03,true
`,
  'seeds/clicks.csv': `id,moment
1,2024-03-01 10:00:00
4,2024-05-01 10:00:00
2,2025-03-02 10:00:00
5,2026-01-01 10:00:00
`,
}
