import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { bakery } from './bakery.ts'
import { createWarehouse, madeWarehouse, whole } from './warehouse.ts'

const index = `
  import { sql } from 'assetstore'
  import { dbt } from 'assetstore/dbt'
  import { asset } from '#project'
  export const { guests, sales } = dbt({ project: './warehouse', command: './dbt' })
  export const regulars = asset(({ guests }) => sql\`select first_name from \${guests} where number_of_sales > 1\`)
`

describePython('dbt', 'a dbt project', (python) => {
  test('its seeds, models and tests are made in one graph with typed functions, and equal what dbt builds', async () => {
    await using project = await createWarehouse(python, { warehouse: bakery, index, ownProcesses: true })
    const { exitCode, stderr } = await project.assets('materialize')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    const { assets } = await project.json('status')
    const counts = Map.groupBy((await project.json('list')).assets, ({ kind }: { kind: string }) => kind)
    expect([...counts].map(([kind, all]) => [kind, all.length]).sort()).toEqual([
      ['asset', 6],
      ['check', 20],
      ['source', 3],
    ])
    expect(assets.filter(({ status }: { status: string }) => status !== 'fresh')).toEqual([])
    expect((await project.json('show', 'regulars')).rows).toEqual([{ first_name: 'Mina' }])
    expect(existsSync(join(project.folder, 'warehouse/bakery.duckdb'))).toBe(false)
    expect(readdirSync(join(project.folder, 'warehouse')).sort()).toEqual([
      'dbt_project.yml',
      'macros',
      'models',
      'profiles.yml',
      'seeds',
    ])

    await project.dbt('build')
    const tables = ['raw_guests', 'raw_sales', 'raw_payments', 'stg_payments', 'sales', 'guests']
    await project.exportTables('bakery.duckdb', tables)
    const theirs = (name: string) => `select * from '${name}.parquet'`
    const shape = (from: string) => `select list((column_name, column_type)) from (describe ${from})`
    const compared = tables.map(
      (name) => `select '${name}' as name,
        (select count(*) from (${theirs(name)} except all from ${name})) as missing,
        (select count(*) from (from ${name} except all ${theirs(name)})) as added,
        (${shape(`from ${name}`)}) = (${shape(theirs(name))}) as same_columns`,
    )
    const { rows } = await project.json('query', '--allow-files', compared.join(' union all '))
    expect(rows).toEqual(tables.map((name) => ({ name, missing: '0', added: '0', same_columns: true })))
  })

  test('a command that has nothing to do starts no Python, and neither does one that has edits of TypeScript alone', async () => {
    await using project = await createWarehouse(python, { warehouse: bakery, index })
    // Before there is a store, which a command that reads does not make.
    await project.assets('status')
    await project.assets('plan')
    expect(readdirSync(project.folder)).not.toContain('.assetstore')
    expect(project.starts()).toBe(1)
    await project.assets('materialize')
    expect(project.starts()).toBe(1)
    rmSync(join(project.folder, 'node_modules/.cache'), { recursive: true })
    await project.assets('status')
    await project.assets('materialize')
    await project.assets('check')
    project.edit({ 'assets/index.ts': index.replace('> 1', '> 0') })
    const { steps } = await project.json('plan')
    expect(steps.flatMap(({ asset, action }: Record<string, string>) => (action === 'skip' ? [] : [asset]))).toEqual([
      'regulars',
    ])
    await project.assets('materialize')
    expect(project.starts()).toBe(1)
  })

  test('an edit of SQL between tags of Jinja starts no Python, and makes what it makes where dbt is asked', async () => {
    const own = "select {{ model.raw_code | length }} as n, 'one' as text"
    const long = "select * from {{ ref('short') }}"
    const more = {
      'models/own.sql': own,
      'models/short.sql': "{{ config(materialized='ephemeral') }}select 1 as n",
      'models/long.sql': long,
    }
    await using project = await createWarehouse(python, { warehouse: { ...bakery, ...more }, index })
    await project.assets('materialize')
    const texts = { ...bakery, ...more } as Record<string, string>
    const edit = (path: string, from: string, to: string) => {
      texts[path] = (texts[path] as string).replace(from, () => to)
      project.edit({ [`warehouse/${path}`]: texts[path] })
    }
    edit('models/guests.sql', 'sum(sales.amount)', "2 * sum(sales.amount /* it's */) -- {# twice #}")
    edit('models/sales.sql', 'using (sale_id)', 'using (sale_id) where amount > 5')
    edit('models/staging/stg_payments.sql', 'method,', 'lower(method) as method,')
    const { exitCode, stderr } = await project.assets('materialize', 'guests')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(project.starts()).toBe(1)
    const stale = async () =>
      (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
        status === 'stale' ? [name] : [],
      )
    const before = await stale()
    for (const cache of ['.assetstore/cache', 'node_modules/.cache'])
      rmSync(join(project.folder, cache), { recursive: true, force: true })
    expect(await stale()).toEqual(before)
    expect(project.starts()).toBe(2)
    // The text that is edited may be read by what is rendered, and another text may have it in it.
    edit('models/own.sql', 'one', 'three')
    expect((await project.json('explain', 'own')).status).toBe('stale')
    edit('models/short.sql', '1', '2')
    edit('models/long.sql', 'select *', 'select n')
    await project.assets('materialize', 'own', 'long')
    expect((await project.json('show', 'own')).rows).toEqual([{ n: own.length + 2, text: 'three' }])
    expect((await project.json('show', 'long')).rows).toEqual([{ n: 2 }])
    expect(project.starts()).toBe(4)
  })

  describe('that is made', () => {
    const made = madeWarehouse(python, { warehouse: bakery, index: whole })

    test('comments and layout run nothing; explain shows the lines of a model and of its macro', async () => {
      const project = made()
      const stale = async () =>
        (await project.json('status')).assets.flatMap(({ name, status }: Record<string, string>) =>
          status === 'stale' ? [name] : [],
        )
      const payments = bakery['models/staging/stg_payments.sql'] as string
      project.edit({
        'warehouse/models/staging/stg_payments.sql': `{# of cents #}\n-- and crowns\n${payments.replace('select id', 'select\n  id')}`,
        'warehouse/macros/money.sql': `{# money #}\n${bakery['macros/money.sql']}`,
      })
      expect(await stale()).toEqual([])
      project.edit({
        'warehouse/macros/money.sql': (bakery['macros/money.sql'] as string).replace('digits=2', 'digits=1'),
      })
      expect(await stale()).toEqual(['stg_payments'])
      const { stdout } = await project.assets('explain', 'stg_payments')
      expect(stdout).toContain('warehouse/macros/money.sql crowns edited  line 1')
      expect(stdout).toContain('-{% macro crowns(column, digits=2) -%}')
      project.edit({ 'warehouse/models/sales.sql': (bakery['models/sales.sql'] as string).replace(", 'transfer'", '') })
      expect(await stale()).toEqual(['stg_payments', 'sales'])
      expect((await project.assets('explain', 'sales')).stdout).toContain(
        "-{% set methods = ['card', 'cash', 'voucher', 'transfer'] %}",
      )
      project.edit({ 'warehouse/seeds/raw_guests.csv': `${bakery['seeds/raw_guests.csv']}5,Ulf,Berg\n` })
      expect((await project.json('explain', 'stg_guests')).status).toBe('maybe')
    })

    test('a new model, and one that is gone, are seen by the next command', async () => {
      const project = made()
      await project.assets('status')
      project.edit({ 'warehouse/models/returns.sql': "select * from {{ ref('sales') }} where state = 'returned'" })
      const returns = async () =>
        (await project.json('status')).assets.find(({ name }: { name: string }) => name === 'returns')
      expect(await returns()).toMatchObject({ status: 'missing' })
      expect((await project.assets('list')).stdout).toMatch(/returns +asset +sales +warehouse\/models\/returns.sql:1/)
      await project.assets('materialize')
      expect((await project.json('show', 'returns')).rows).toMatchObject([{ sale_id: 2 }])
      project.edit({ 'warehouse/models/returns.sql': null })
      expect(await returns()).toBe(undefined)
    })

    test('tests that fail hold their model back, each with its rows, and the others of the model are judged', async () => {
      const project = made()
      project.edit({ 'warehouse/seeds/raw_sales.csv': `${bakery['seeds/raw_sales.csv']}4,2,2025-03-05,lost\n` })
      const { steps } = await project.json('materialize')
      const outcomes = steps.map(({ asset, outcome }: Record<string, string>) => [asset, outcome])
      const failed = { stg_sales: 'failed', unique_stg_sales_sale_id: 'failed', sales: 'blocked' }
      expect(Object.fromEntries(outcomes)).toMatchObject({ ...failed, not_null_stg_sales_sale_id: 'ran' })
      const { exitCode, stderr } = await project.assets('materialize')
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/unique_field +n_records\n +4 +2/)
      expect(stderr).toContain('error CHECK_FAILED  warehouse/models/staging/staging.yml')
      expect(stderr).toContain('the new version of stg_sales is held back')
      expect(stderr).toMatch(/value_field +n_records\n +lost +1/)
      expect((await project.json('show', 'stg_sales')).rows).toHaveLength(4)
    })
  })

  test('tests of several tables that fail hold back what comes after all of these, as in dbt', async () => {
    const table = (text: string) => `{{ config(materialized='table') }}\n${text}`
    const models = {
      'models/names.sql': table("select first_name from {{ ref('stg_guests') }}"),
      'models/methods.sql': table("select method from {{ ref('stg_payments') }}"),
      // It reads neither of the tables of the test, and comes after both.
      'models/cross.sql': table("select * from {{ ref('names') }}, {{ ref('methods') }}"),
      'models/brief.sql': "{{ config(materialized='ephemeral') }}\nselect guest_id from {{ ref('stg_guests') }}",
      'models/of_brief.sql': table("select * from {{ ref('brief') }}"),
      'tests/over_both.sql': "select 1 as n from {{ ref('stg_guests') }}, {{ ref('stg_payments') }}",
      'tests/over_brief.sql': "select * from {{ ref('brief') }}",
    }
    const files = {
      'assets/typed.ts': `
        import { asset } from '#project'
        export const typed = asset(({ names, methods }) => [{ n: 1 }])
        export const single = asset(({ names }) => [{ n: 1 }])
      `,
    }
    const withTyped = `${whole}\n  export * from './typed.ts'\n`
    await using project = await createWarehouse(python, {
      warehouse: { ...bakery, ...models },
      files,
      index: withTyped,
    })
    await project.dbts(['build'])
    const { results } = JSON.parse(readFileSync(join(project.folder, 'warehouse/target/run_results.json'), 'utf8'))
    const skipped = results.flatMap(({ unique_id: id, status }: Record<string, string>) =>
      status === 'skipped' ? [id?.split('.')[2]] : [],
    )
    const { steps } = await project.json('materialize')
    const ours = (word: string) =>
      steps.flatMap(({ asset, outcome }: Record<string, string>) => (outcome === word ? [asset] : []))
    expect(ours('failed').sort()).toEqual(['over_both', 'over_brief'])
    expect(ours('blocked').sort()).toEqual([...skipped, 'typed'].sort())
    expect(skipped).toEqual(expect.arrayContaining(['cross', 'guests', 'of_brief']))
    const { assets } = await project.json('status')
    const blocked = assets.flatMap(({ name, status }: Record<string, string>) => (status === 'blocked' ? [name] : []))
    expect(blocked.sort()).toEqual(ours('blocked').sort())
  })

  test('the rows that fail a test are the table that dbt stores of it', async () => {
    const tests = {
      'tests/small.sql': `{{ config(severity='warn', warn_if='> 5', limit=3) }}
select * from {{ ref('stg_payments') }} where amount < 20`,
      'tests/unkept.sql': "{{ config(severity='warn', store_failures=false) }}\nselect * from {{ ref('guests') }}",
      'tests/some.sql':
        "{{ config(warn_if='> 1', error_if='> 3') }}\nselect * from {{ ref('guests') }} where guest_id < 3",
      'models/named.yml': `
models:
  - name: guests
    columns:
      - name: first_name
        data_tests:
          - accepted_values:
              name: named
              arguments: { values: [Mina] }
              config: { severity: warn, where: guest_id < 4, store_failures: true }
`,
    }
    const marts = bakery['models/marts.yml'] as string
    const [, sales = ''] = marts.split('  - name: sales\n')
    const warehouse = { ...bakery, ...tests, 'models/marts.yml': `models:\n  - name: sales\n${sales}` }
    await using project = await createWarehouse(python, { warehouse, index: whole })
    const { steps } = await project.json('materialize')
    const warning = (name: string) => steps.find(({ asset }: { asset: string }) => asset === name).warning
    // Three are no more than five: what is stored is told of all the same.
    expect(['small', 'some', 'named', 'unkept'].map(warning)).toEqual([
      undefined,
      '2 failures: it warns if > 1',
      'the check named failed: 2 rows fail',
      'the check unkept failed: 4 rows fail',
    ])
    // What is said of a column comes from a docs block.
    await project.assets('docs', 'sales', '--out', 'pages')
    expect(readFileSync(join(project.folder, 'pages/table-sales.html'), 'utf8')).toContain(
      '<td>Where the sale stands: ordered, delivered or returned.</td>',
    )

    const failing = async (asset: string, check: string) => await project.json('show', asset, '--failing', check)
    expect((await failing('guests', 'unkept')).error.message).toBe('unkept tells no rows that fail: 4 rows fail')
    expect((await failing('stg_payments', 'small')).rows).toHaveLength(3)

    await project.dbts(['build', '--store-failures'])
    await project.exportTables('bakery.duckdb', ['main_dbt_test__audit.small', 'main_dbt_test__audit.named'])
    const stored = async (name: string) =>
      await project.json('query', '--allow-files', `from 'main_dbt_test__audit.${name}.parquet' order by all`)
    expect((await stored('small')).rows).toHaveLength(3)
    expect((await failing('stg_payments', 'small')).columns).toEqual((await stored('small')).columns)
    const named = await failing('guests', 'named')
    // A GROUP BY of two threads gives its rows in either order.
    const values: string[] = named.rows.map(({ value_field }: { value_field: string }) => value_field)
    expect(values.sort()).toEqual(['Jon', 'Lea'])
    expect(named.columns).toEqual((await stored('named')).columns)
    expect((await stored('named')).rows).toMatchObject([{ value_field: 'Jon' }, { value_field: 'Lea' }])
  })
})
