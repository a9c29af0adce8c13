import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

/** The same note on each model: three of them read it. */
const notes = (level: string): string => `
groups: [{ name: core, owner: { name: Core, email: core@example.com } }]
models:
${['plain', 'compiled', 'rendered', 'rendered_of_it', 'of_python', 'rated', 'going_on']
  .map(
    (name) => `  - name: ${name}
    description: Of the level ${level}.
    config: { group: core, tags: [${level}], meta: { level: ${level}, nested: { open: true } } }
    columns: [{ name: n, description: A number., config: { meta: { unit: ${level} } } }]`,
  )
  .join('\n')}
sources:
  - { name: raw, meta: { owner: [ada@example.com, bob@example.com] }, tables: [{ name: days, config: { meta: { external_location: days.csv } } }] }
`
const asking = "{% set n = run_query('select 1 as n').columns[0].values()[0] if execute else 0 %}\n"

const warehouse: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nmodels: { +materialized: table }\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb, threads: 1 } } }\n',
  'days.csv': 'n\n1\n',
  'models/notes.yml': notes('low'),
  'models/plain.sql': "select n from {{ source('raw', 'days') }}",
  'models/compiled.sql': "select 1 as n, '{{ config.get('meta', {}).get('level') }}' as level",
  'models/rendered.sql': `${asking}select {{ n }} as n`,
  'models/rendered_of_it.sql': `${asking}select {{ n }} as n, '{{ model.description }}' as level`,
  'models/of_python.py': `
def model(dbt, session):
    dbt.config(materialized='table')
    level = dbt.config.get('meta')['level']
    return session.sql(f"select 1 as n, '{level}' as level")
`,
  'models/rated.py': `
def model(dbt, session):
    dbt.config(materialized='table', rate=2)
    return session.sql(f"select {dbt.config.get('rate')} as n")
`,
  'models/going_on.sql': "{{ config(materialized='incremental') }}\nselect 1 as n",
}

describePython('dbt', 'what a dbt project notes of its models', (python) => {
  test('is shown, and stale are those alone whose code reads it', async () => {
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    const { assets } = await project.json('list', 'plain', 'raw.days')
    expect(assets).toMatchObject([
      { name: 'raw.days', owners: ['ada@example.com', 'bob@example.com'] },
      { name: 'plain', owners: ['core@example.com'], meta: { level: 'low', nested: { open: true } } },
    ])
    const { columns } = await project.json('show', 'plain', '--schema')
    expect(columns).toEqual([{ name: 'n', type: 'INT64', description: 'A number.', meta: { unit: 'low' } }])

    project.edit({ 'warehouse/models/notes.yml': notes('high') })
    const stale = (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
      status === 'stale' ? [name] : [],
    )
    expect(stale.sort()).toEqual(['compiled', 'of_python', 'rendered_of_it'])
    expect((await project.assets('materialize')).exitCode).toBe(0)
    const levels = 'select level from compiled union all from (select level from of_python)'
    expect((await project.json('query', levels)).rows).toEqual([{ level: 'high' }, { level: 'high' }])
  })
})
