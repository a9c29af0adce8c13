import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { differences } from './differences.ts'
import { elsewhere } from './elsewhere.ts'
import { createWarehouse, whole } from './warehouse.ts'

/** Names and references are the project's own macros, and what dbt knows besides models is all there. */
const warehouse: Files = {
  'dbt_project.yml': `
name: shop
version: '1.0'
profile: shop
models:
  +materialized: table
  shop:
    idle: { +enabled: false }
    marts: { +schema: marts, +tags: [mart] }
vars:
  a: 1
  shop: { b: 2 }
  kit: { b: 3, c: { deep: [1, 2] } }
seeds:
  shop:
    +delimiter: ';'
    +quote_columns: true
    blanks: { +post-hook: "update {{ this }} set note = null where note = '-'" }
`,
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1 } } }\n',
  'packages.yml': 'packages: [{ local: ./kit }]\n',
  'dbt_packages/kit/dbt_project.yml':
    "name: kit\nversion: '1.0'\nmodels: { kit: { +materialized: table, +schema: kit } }\nvars: { b: 9, d: 10 }\n",
  'dbt_packages/kit/models/from_kit.sql':
    "select {{ var('b') }} as b, {{ var('c')['deep'][1] }} as c, {{ var('d') }} as d, '{{ this.schema }}' as schema_name",
  'dbt_packages/kit/macros/twice.sql': '{% macro twice(x) %}({{ x }} * 2){% endmacro %}',
  'macros/names.sql': `
{% macro generate_schema_name(custom, node) %}{{ 'x_' ~ custom if custom else target.schema }}{% endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) %}{{ 'pre_' ~ (custom_alias_name or node.name) ~ ('_v' ~ node.version if node.version else '') }}{% endmacro %}
{% macro ref() %}{% do return(builtins.ref(*varargs, **kwargs).include(database=false)) %}{% endmacro %}
`,
  'models/marts/one.sql':
    "select {{ var('a') }} as a, {{ var('b') }} as b, {{ kit.twice(4) }} as twice, '{{ this }}' as me",
  'models/two.sql': 'select *, \'{{ target.name }}\' as target from {{ ref(\'one\') }} where "pre_one"."a" > 0',
  // The names of these tests differ by case alone.
  'models/two.yml': `
models:
  - name: two
    columns:
      - name: target
        data_tests:
          - accepted_values: { arguments: { values: [dev] } }
          - accepted_values: { arguments: { values: [DEV] }, config: { severity: warn } }
`,
  'models/three.sql': "select * from {{ ref('kit', 'from_kit') }}",
  'models/idle/never.sql': "select nonsense from {{ ref('nowhere') }}",
  'models/sizes_v1.sql': "select 1 as id, 'old' as name",
  'models/sizes_v2.sql': "select 1 as id, 'new' as label",
  'models/sized.sql':
    "select a.id, a.name, b.label, '{{ ref('sizes') }}' as latest from {{ ref('sizes') }} a join {{ ref('sizes', v=2) }} b using (id)",
  'models/sizes.yml': `
groups: [{ name: core, owner: { name: Core, email: core@example.com } }]
models:
  - name: sizes
    latest_version: 1
    access: private
    group: core
    columns: [{ name: id, data_tests: [not_null] }, { name: name }]
    versions: [{ v: 1 }, { v: 2, columns: [{ include: '*', exclude: [name] }, { name: label }] }]
  - { name: sized, group: core }
`,
  'models/select.sql': 'select 1 as "order", 2 as "Group by"',
  'models/reserved.sql': 'select "order" + "Group by" as "select" from {{ ref(\'select\') }}',
  'models/reserved.yml': `
models:
  - name: select
    columns:
      - { name: order, quote: true, data_tests: [not_null, unique] }
      - { name: 'Group by', quote: true, data_tests: [not_null] }
`,
  'seeds/codes.csv': 'id;Big Name;day\r\n007;a,b;2025-01-01\r\n010;"c;d";2025-01-02\r\n',
  'seeds/codes.yml': 'seeds: [{ name: codes, config: { column_types: { id: varchar } } }]\n',
  'seeds/blanks.csv': 'id;note\n1;a\n2;-\n3;c\n',
  'macros/hooks.sql': `
{% macro log_audit() %}
  create table if not exists {{ this.schema }}.audit (model varchar, moment timestamp);
  insert into {{ this.schema }}.audit values ('{{ this }}', current_timestamp)
{% endmacro %}
{% macro leave_out_low() %}delete from {{ this }} where id < {{ var('b') }}{% endmacro %}
{% materialization twofold, adapter='duckdb' %}
  {%- set target = this.incorporate(type='table') -%}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') %}create or replace table {{ target }} as (from ({{ sql }}) union all from ({{ sql }})){% endcall %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}
`,
  'models/hooked.sql': `
{{ config(
  pre_hook='create or replace macro shout(x) as upper(x)',
  post_hook=["{{ log_audit() }}", "{{ leave_out_low() }}", "insert into {{ this }} select 9, count(*)::varchar from {{ ref('idly') }}"],
) }}
select id, shout(note) as note from {{ ref('blanks') }}`,
  'models/idly.sql':
    "{{ config(post_hook=['analyze {{ this }}', 'create index of_ids on {{ this }} (id)']) }}\nfrom {{ ref('blanks') }}",
  'models/twofold.sql': "{{ config(materialized='twofold') }}\nfrom {{ ref('hooked') }}",
  'models/headed.sql':
    "{{ config(sql_header='create or replace temp macro plus(x) as x + 1;') }}\nselect plus(id) as id from {{ ref('idly') }}",
  // The quote in the comment opens no text.
  'models/commented.sql':
    "{{ config(post_hook=\"analyze {{ this }} -- it's\\n; delete from {{ this }} where id = 2 and 'a' = 'a'\") }}\nselect id from {{ ref('idly') }}",
  'models/indexed.sql':
    "{{ config(indexes=[{'columns': ['id'], 'unique': true}]) }}\nselect id{{ ' // 2' if env_var('HALVED', '') }} as id from {{ ref('idly') }}",
  // A source may be what the project itself makes.
  'models/sown.yml': 'sources: [{ name: sown, schema: main, tables: [{ name: seeds, identifier: pre_codes }] }]\n',
  'models/sown.sql':
    "select id, 'seed' as of from {{ ref('codes') }} union all select id, 'source' from {{ source('sown', 'seeds') }}",
  'models/coded.sql': 'select id, "Big Name" as n, day from {{ ref(\'codes\') }}\r\nwhere true -- x\r\n',
  'models/windows.sql':
    '{% set x = [1, 2] %}\r\nselect {% for i in x %}\r\n  {{ i }} as c{{ i }}{% if not loop.last %},{% endif %}\r\n{% endfor %}\r\n',
  'analyses/looked_into.sql': "select * from {{ ref('one') }}",
  'models/semantics.yml': `
exposures: [{ name: dash, type: dashboard, owner: { name: x }, depends_on: [ref('two')] }]
models:
  - name: time_spine
    time_spine: { standard_granularity_column: date_day }
    columns: [{ name: date_day, granularity: day }]
semantic_models:
  - name: codes_of_days
    model: ref('coded')
    defaults: { agg_time_dimension: the_day }
    entities: [{ name: id, type: primary }]
    dimensions: [{ name: the_day, expr: day, type: time, type_params: { time_granularity: day } }]
    measures: [{ name: the_number, agg: count, expr: id }]
metrics: [{ name: number_of_codes, label: N, type: simple, type_params: { measure: the_number } }]
`,
  'models/time_spine.sql': "select cast('2025-01-01' as date) as date_day",
  'selectors.yml': 'selectors: [{ name: nightly, definition: { method: tag, value: mart } }]\n',
}
const byDbt = ['blanks', 'hooked', 'idly', 'twofold', 'headed', 'indexed', 'commented']
const names = [...byDbt, 'sown', 'two', 'three', 'sized', 'reserved', 'coded', 'windows', 'from_kit', 'one', 'codes']
const relations: Readonly<Record<string, string>> = { one: 'x_marts.pre_one', from_kit: 'x_kit.pre_from_kit' }

describePython('dbt', 'a dbt project with ways of its own', (python) => {
  test('is what dbt makes of it: names, references, versions, quotes, seeds, packages, line ends', async () => {
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(stderr).toContain('hooked: a hook has written main.audit, which is no part of the graph')
    await project.dbts(['seed'], ['run'])
    expect(await differences(project, names, { relationOf: (name) => relations[name] ?? `pre_${name}` })).toEqual([])
    const listed = async (selection: string) =>
      (await project.json('list', selection)).assets.map(({ name }: { name: string }) => name)
    expect(await listed('tag:mart group:core')).toEqual(
      expect.arrayContaining(['one', 'sizes_v1', 'sizes_v2', 'sized']),
    )
    const stale = async (...edits: Files[]) => {
      project.edit(Object.assign({}, ...edits))
      return (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
        status === 'fresh' || status === 'maybe' ? [] : [name],
      )
    }
    const edit = (path: string, from: string, to: string): Files => ({
      [`warehouse/${path}`]: warehouse[path]!.replace(from, to),
    })
    expect(await stale(edit('macros/hooks.sql', 'id < ', 'id <= '))).toEqual(['hooked'])
    expect(await stale(edit('macros/hooks.sql', ' union all', '\nunion all by name'))).toEqual(['twofold'])
    const back = edit('macros/hooks.sql', '', '')
    expect(await stale(back, edit('seeds/blanks.csv', '3;c', '3;d'))).toEqual(['blanks'])
    const halved = await project.run(['materialize', 'indexed'], { env: { HALVED: 'yes' } })
    expect(halved.stderr).toContain('UNIQUE constraint violation')
  })

  test('is made in the session that the project and its profile say, and judged in it', async () => {
    const session: Files = {
      'dbt_project.yml': `
name: shop
version: '1.0'
profile: shop
on-run-start: ["{{ prepare() }}"]
on-run-end: "insert into runs select '{{ results | length }}'"
models: { +materialized: table, +post-hook: 'analyze {{ this }}' }
`,
      'profiles.yml':
        'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1, settings: { integer_division: true, memory_limit: 1GB } } } }\n',
      'macros/prepare.sql':
        '{% macro prepare() %}create table if not exists runs (n varchar); create or replace macro half(x) as x / 2{% endmacro %}',
      'models/halves.sql': 'select half(7) as h, 7 / 2 as d',
      'models/of_halves.sql': "select half(h * 2) + 7 / 2 as h from {{ ref('halves') }}",
      'models/unit.yml': `
unit_tests:
  - { name: sevens, model: of_halves, given: [{ input: ref('halves'), rows: [{ h: 1 }] }], expect: { rows: [{ h: 4 }] } }
`,
      'tests/whole.sql': "{{ config(severity='warn') }}\nselect h, half(h) as half from {{ ref('of_halves') }}",
    }
    await using project = await createWarehouse(python, { warehouse: session, index: whole })
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    await project.dbts(['build'])
    expect(await differences(project, ['halves', 'of_halves'])).toEqual([])
    expect((await project.json('show', 'of_halves', '--failing', 'whole')).rows).toEqual([{ h: 6, half: 3 }])
    const edited = (path: string, from: string, to: string) =>
      project.edit({ [`warehouse/${path}`]: session[path]!.replace(from, to) })
    const stale = async () =>
      (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
        status === 'stale' ? [name] : [],
      )
    expect(await stale()).toEqual([])
    edited('profiles.yml', '1GB', '2GB')
    expect(await stale()).toEqual([])
    edited('profiles.yml', 'true', 'false')
    expect(await stale()).toEqual(['halves', 'of_halves', 'whole', 'sevens'])
  })

  test('writes the files that it says, creates its functions, holds its keys and judges by its own macros', async () => {
    await using project = await createWarehouse(python, { warehouse: elsewhere, index: whole })
    const { stderr } = await project.assets('materialize')
    expect(stderr).toContain('orphans: parent has values that are not among id of parents')
    expect(stderr).toContain('the check twice failed: dbt says warn: 20 failures')
    expect(stderr).toContain('1 failed, 20 ran, 1 warning')
    const files = ['out/priced.csv', 'none.json', 'years/year=2025/data_0.parquet'].map((path) =>
      join(project.folder, 'warehouse', path),
    )
    const written = files.map((file) => readFileSync(file))
    const stamped = "from 'warehouse/stamped.parquet' union from stamped"
    const once = await project.json('query', '--allow-files', `select count(*)::int as n from (${stamped})`)
    expect(once.rows).toEqual([{ n: 1 }])
    rmSync(join(project.folder, 'warehouse/years'), { recursive: true })
    await project.dbts(['build'])
    expect(files.map((file) => readFileSync(file))).toEqual(written)
    expect(await differences(project, ['priced', 'none', 'years', 'recent', 'read_back', 'circle', 'kin'])).toEqual([])
    const { results } = JSON.parse(readFileSync(join(project.folder, 'warehouse/target/run_results.json'), 'utf8'))
    const theirs = results.flatMap(({ unique_id, status }: Record<string, string>) =>
      status === 'success' || status === 'pass' ? [] : [`${unique_id!.split('.')[2]} ${status}`],
    )
    expect(theirs.sort()).toEqual(['orphans error', 'twice warn'])

    const stale = async (path: string, from: string, to: string) => {
      project.edit({ [`warehouse/${path}`]: elsewhere[path]!.replace(from, to) })
      const { assets } = await project.json('status')
      return assets.flatMap(({ name, status }: Record<string, string>) => (status === 'stale' ? [name] : [])).sort()
    }
    expect(await stale('models/priced.sql', 'out/priced', 'out/moved')).toEqual(['priced.file'])
    const called = await stale('functions/doubled.sql', '2', '3')
    expect(called).toEqual(['circle', 'of_circle', 'once', 'priced.file', 'recent'])
    project.edit({ 'warehouse/functions/doubled.sql': elsewhere['functions/doubled.sql']! })
    expect(await stale('models/years_from.sql', 'select', 'select /* as of */')).toEqual(['priced.file'])
    expect(await stale('models/years_from.sql', '>= since', '> since')).toEqual(['priced.file', 'recent'])
    expect(await stale('models/more_than.sql', "low, high')", "low, high := 9')")).toEqual(['priced.file', 'recent'])
    rmSync(files[0]!)
    project.edit({ 'warehouse/models/priced.sql': elsewhere['models/priced.sql']! })
    const { steps } = await project.json('materialize', 'priced.file', '--verify')
    expect(steps.find(({ asset }: { asset: string }) => asset === 'priced.file').causes).toMatchObject([
      { kind: 'receipt_mismatch', message: 'receipt mismatch: there is no warehouse/out/priced.csv' },
    ])
    expect(readFileSync(files[0]!)).toEqual(written[0])
  })
})
