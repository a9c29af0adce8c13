import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, madeWarehouse, whole } from './warehouse.ts'

const shop: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\nvars: { from: '2020-01-01' }\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
  'seeds/prices.csv': 'id,name,price,since\n1,bun,1.5,2024-01-01\n2,roll,0.8,2019-05-01\n3,pie,3.25,2024-02-01\n',
  'seeds/tallies.csv': 'id\n1\n',
  // A column and a parameter of the name of the other one call nothing.
  'macros/tax.sql':
    '{% macro tax(price=1, since=none) %}{% if price %}0.25{% endif %}{% endmacro %}\n' +
    '{% macro price() %}{{ modules.datetime.date.today() }}{% endmacro %}\n',
  'models/current.sql':
    "{{ config(materialized='view') }}\nselect id, upper(name) as name, price, since{{ ', 1 as wide' if var('wide', true) }}{{ ', 2 as more' if var('more', false) }} from {{ ref('prices') }} where since >= '{{ var(\"from\") }}'\n",
  'models/gross.sql': `{{ config(materialized='table') }}
select id, name, cast(price * (1 + {{ tax() }}) as decimal(10, 2)) as price, '{{ env_var("SHOP_CITY", "Ghent") }}' as city
from {{ ref('current') }}
`,
  'models/asking.sql': `{{ config(materialized='table') }}
select id, {{ run_query('select 3 as n').columns[0].values()[0] if execute else 0 }} as n from {{ ref('tallies') }}
`,
}

const passing = `
unit_tests:
  - name: asks
    model: asking
    given: [{ input: ref('tallies'), rows: [{ id: 1 }] }]
    expect: { rows: [{ id: 1, n: 3 }] }
  - name: only_since
    model: current
    given:
      - input: ref('prices')
        rows:
          - { id: 1, name: "o'b", price: 1.5, since: 2024-02-01 }
          - { id: 2, since: 2019-01-01 }
          - { ID: 3, name: null, since: '2020-01-01' }
    expect:
      rows:
        - { id: 3, name: null }
        - { id: 1, name: "O'B" }
  - name: with_tax
    model: gross
    overrides: { macros: { tax: 0.5 }, env_vars: { SHOP_CITY: Bruges } }
    given:
      - input: ref('current')
        format: csv
        rows: |
          id,name,price
          1,BUN,2
          1,BUN,2
          2,,
    expect:
      format: csv
      fixture: bruges
  - name: by_statement
    model: gross
    given:
      - input: ref('current')
        format: sql
        rows: select 7 as id, 'PIE' as name, 4 as price
    expect:
      format: sql
      rows: select 'Ghent' as city, 7 as id, 'PIE' as name, 5.0 as price
  - name: of_the_seed
    model: current
    overrides: { vars: { from: '2024-02-01' } }
    given: [{ input: ref('prices') }]
    expect: { rows: [{ id: '3', price: 3.25 }] }
  - name: of_other_columns
    model: current
    overrides: { vars: { wide: false } }
    given: [{ input: ref('prices'), rows: [] }]
    expect: { rows: [] }
  - name: of_more_columns
    model: current
    overrides: { vars: { more: true } }
    given: [{ input: ref('prices'), rows: [{ id: 1, since: 2024-02-01 }] }]
    expect: { rows: [{ id: 1, MORE: 2 }] }
  - name: of_nothing
    model: gross
    given: [{ input: ref('current'), rows: [] }]
    expect: { rows: [] }
`
const fixture = { 'tests/fixtures/bruges.csv': 'id,name,price,city\n2,,,Bruges\n1,BUN,3.00,Bruges\n1,BUN,3,Bruges\n' }

const sibling = "{{ config(materialized='table') }}\nselect id from {{ ref('current') }}\n"

const failing = `
unit_tests:
  - name: asks_otherwise
    model: asking
    given: [{ input: ref('tallies'), rows: [{ id: 1 }] }]
    expect: { rows: [{ id: 1, n: 4 }] }
  - name: another_value
    model: gross
    given: [{ input: ref('current'), rows: [{ id: 1, price: 2 }, { id: 2, price: 4 }] }]
    expect: { rows: [{ id: 1, price: 2.5 }, { id: 2, price: 6 }] }
  - name: once_too_often
    model: gross
    given: [{ input: ref('current'), rows: [{ id: 1 }, { id: 1 }] }]
    expect: { rows: [{ id: 1 }] }
  - name: none_expected
    model: gross
    given: [{ input: ref('current'), rows: [{ id: 1 }] }]
    expect: { rows: [] }
`

describePython('dbt', 'unit tests of a dbt project', (python) => {
  const warehouse = { ...shop, ...fixture, 'models/passing.yml': passing, 'models/sibling.sql': sibling }
  const made = madeWarehouse(python, { warehouse, index: whole })

  test('each has the verdict that dbt gives it', async () => {
    const project = made()
    await project.dbt('build')
    project.edit({ 'warehouse/models/failing.yml': failing })
    expect((await project.assets('materialize')).exitCode).toBe(1)
    await project.dbt('test', '--select', 'test_type:unit').catch(String)
    const { results } = JSON.parse(readFileSync(join(project.folder, 'warehouse/target/run_results.json'), 'utf8'))
    const theirs = results.map(({ unique_id, status }: Record<string, string>) => [
      unique_id?.split('.').at(-1),
      status === 'pass' ? 'fresh' : 'failed',
    ])
    const tables = ['prices', 'current', 'gross', 'asking', 'tallies', 'sibling']
    const { assets } = await project.json('status')
    const ours = assets.flatMap(({ name, status }: { name: string; status: string }) =>
      tables.includes(name) ? [] : [[name, status]],
    )
    expect(ours.toSorted()).toEqual(theirs.toSorted())
    expect(ours.toSorted()).toEqual([
      ['another_value', 'failed'],
      ['asks', 'fresh'],
      ['asks_otherwise', 'failed'],
      ['by_statement', 'fresh'],
      ['none_expected', 'failed'],
      ['of_more_columns', 'fresh'],
      ['of_nothing', 'fresh'],
      ['of_other_columns', 'fresh'],
      ['of_the_seed', 'fresh'],
      ['once_too_often', 'failed'],
      ['only_since', 'fresh'],
      ['with_tax', 'fresh'],
    ])
  })

  test('one that fails holds its model back, and shows what is expected beside what is there', async () => {
    const project = made()
    project.edit({
      'warehouse/models/gross.sql': (shop['models/gross.sql'] as string).replace('(1 +', '(2 +'),
      'warehouse/models/sibling.sql': sibling.replace('id', '-id as id'),
    })
    const { exitCode, stderr } = await project.assets('materialize')
    expect(exitCode).toBe(1)
    // It reads the input of the tests, and nothing of their model.
    expect((await project.json('show', 'sibling', '--where', 'id = -1')).rows).toEqual([{ id: -1 }])
    expect(stderr).toContain('error CHECK_FAILED  warehouse/models/passing.yml:1')
    expect(stderr).toContain('the new version of gross is held back: the check with_tax failed: 4 rows fail')
    expect(stderr).toContain(
      [
        '  actual_or_expected  id  name  price  city',
        '  expected            1   BUN   3      Bruges',
        '  expected            1   BUN   3      Bruges',
        '  actual              1   BUN   5      Bruges',
        '  actual              1   BUN   5      Bruges',
      ].join('\n'),
    )
    expect((await project.json('show', 'gross')).rows[0]).toMatchObject({ name: 'BUN', price: '1.88' })
  })

  test('it is judged again where the model or its rows are others, and not for a comment', async () => {
    const project = made()
    const stale = async () =>
      (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
        status === 'fresh' ? [] : [name],
      )
    project.edit({ 'warehouse/models/gross.sql': `{# with tax #}\n${shop['models/gross.sql']}` })
    expect(await stale()).toEqual([])
    project.edit({ 'warehouse/models/passing.yml': passing.replace("'PIE' as name, 4 as", "'PIE' as name, 4.00 as") })
    expect(await stale()).toEqual(['by_statement'])
    const { stdout } = await project.assets('explain', 'by_statement')
    expect(stdout).toContain('warehouse/models/passing.yml by_statement edited')
    expect(stdout).toContain(`+   "rows": "select 7 as id, 'PIE' as name, 4.00 as price"`)
    project.edit({ 'warehouse/tests/fixtures/bruges.csv': 'id,name,price,city\n2,,,Bruges\n1,BUN,3,Bruges\n' })
    expect(await stale()).toEqual(['by_statement', 'with_tax'])
    expect((await project.assets('materialize')).exitCode).toBe(1)
  })

  test('what is wrong with one is told at its place', async () => {
    const inlined = "{{ config(materialized='ephemeral') }}\nselect id from {{ ref('current') }}\n"
    const unit = (name: string, model: string, rest: string) =>
      `unit_tests:\n  - name: ${name}\n    model: ${model}\n${rest.replaceAll(/^/gm, '    ')}\n`
    const said = async (files: Files) => {
      await using project = await createWarehouse(python, { warehouse: { ...shop, ...files }, index: whole })
      return (await project.assets('materialize')).stderr
    }
    const atLoad = await said({
      'models/inlined.sql': inlined,
      'models/below.sql': "{{ config(materialized='table') }}\nselect * from {{ ref('inlined') }}\n",
      'models/a.yml': unit(
        'of_inlined',
        'below',
        "given: [{ input: ref('inlined'), rows: [{ id: 1 }] }]\nexpect: { rows: [] }",
      ),
      'models/b.yml': unit('without_input', 'gross', 'given: []\nexpect: { rows: [] }'),
    })
    expect(atLoad).toContain('error DBT_UNSUPPORTED  warehouse/models/a.yml:1')
    expect(atLoad).toContain('the unit test of_inlined gives rows for inlined, which is ephemeral')
    expect(atLoad).toContain('error DBT_PROJECT  warehouse/models/b.yml:1\n  dbt says of the unit test without_input:')

    const given = "given: [{ input: ref('current'), rows: [{ id: 1 }] }]\n"
    expect(await said({ 'models/a.yml': unit('odd', 'gross', `${given}expect: { rows: [{ ident: 1 }] }`) })).toContain(
      'the unit test odd names a column "ident", which gross does not have\n  its columns are id, name, price, city',
    )
    const uneven = `${given}expect: { rows: [{ id: 1 }, { id: 1, name: a }] }`
    expect(await said({ 'models/a.yml': unit('odd', 'gross', uneven) })).toContain(
      'row 2 of what the unit test odd expects has other columns than the first, which are compared',
    )
  })
})
