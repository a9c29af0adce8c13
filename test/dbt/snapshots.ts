import type { Files } from '../rig/project.ts'

const snapshot = (name: string, config: string): Files => ({
  [`snapshots/${name}.sql`]: `{% snapshot ${name} %}
{{ config(unique_key='id', ${config}) }}
select * from {{ ref('people') }}
{% endsnapshot %}
`,
})

/** A dbt project of snapshots, whose clock is the variable SHOP_NOW. */
export const snapshots: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1 } } }\n',
  'macros/clock.sql': `{% macro duckdb__snapshot_get_time() %}cast('{{ env_var("SHOP_NOW") }}' as timestamp){% endmacro %}\n`,
  'seeds/people.csv': `id,name,city,seen
1,Ada,Oslo,2025-01-01 00:00:00
2,Bo,Rome,2025-01-01 00:00:00
3,Cy,Bern,2025-01-01 00:00:00
`,
  ...snapshot('by_time', "strategy='timestamp', updated_at='seen'"),
  ...snapshot('by_city', "strategy='check', check_cols=['city'], hard_deletes='invalidate'"),
  ...snapshot('by_all', "strategy='check', check_cols='all', hard_deletes='new_record'"),
  ...snapshot(
    'to_the_end',
    `strategy='timestamp', updated_at='seen', dbt_valid_to_current="cast('9999-12-31' as timestamp)"`,
  ),
  'snapshots/of_relation.yml': `
snapshots:
  - name: of_relation
    relation: ref('people')
    config:
      strategy: timestamp
      unique_key: [id, name]
      updated_at: seen
      snapshot_meta_column_names: { dbt_valid_from: since, dbt_valid_to: until }
`,
  'models/cities_of_ada.sql':
    "{{ config(materialized='table') }}\nselect city, dbt_valid_from from {{ ref('by_city') }} where name = 'Ada'\n",
}

/** Each with the moment of its run: rows that change, come, go and come again, and a column that is new. */
export const later: readonly { readonly now: string; readonly people: string }[] = [
  {
    now: '2025-01-02 00:00:00',
    people: `id,name,city,seen
1,Ada,Bonn,2025-01-02 00:00:00
2,Bo,Rome,2025-01-01 00:00:00
4,Di,Pisa,2025-01-02 00:00:00
`,
  },
  {
    now: '2025-01-03 00:00:00',
    people: `id,name,city,seen,tall
1,Ada,Oslo,2025-01-03 00:00:00,true
3,Cy,Bern,2025-01-03 00:00:00,false
4,Di,Pisa,2025-01-02 00:00:00,true
`,
  },
]
