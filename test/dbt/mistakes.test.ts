import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { createWarehouse, whole } from './warehouse.ts'

const small: Files = {
  'dbt_project.yml': "name: small\nversion: '1.0'\nprofile: small\n",
  'profiles.yml': 'small: { target: dev, outputs: { dev: { type: duckdb, path: small.duckdb } } }\n',
  'models/numbers.sql': "{{ config(materialized='table') }}\nselect 1 as n",
}

describePython('dbt', 'what is wrong with a dbt project', (python) => {
  /** What `assets status` says of it. */
  async function said(warehouse: Files, index = whole, files: Files = {}): Promise<string> {
    await using project = await createWarehouse(python, { warehouse: { ...small, ...warehouse }, index, files })
    const { exitCode, stderr } = await project.assets('status')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2 })
    return stderr.trim()
  }

  test('no dbt is there', async () => {
    const message = await said({}, whole.replace("'./dbt'", "'./nowhere/dbt'"))
    expect(message).toBe(
      [
        'error DBT_UNAVAILABLE  warehouse/dbt_project.yml:1',
        '  there is no ./nowhere/dbt, and nothing that dbt said of the project is kept here',
        "  install dbt-core 1.8 or newer and dbt-duckdb, and say where: dbt({ command: '.venv/bin/dbt' }); without dbt, bring .assetstore/cache/dbt from where these very files were materialized",
      ].join('\n'),
    )
  })

  test('a Python without dbt', async () => {
    const stderr = await said({}, whole.replace("'./dbt'", "['python3', 'dbt']"))
    expect(stderr).toContain('error DBT_UNAVAILABLE')
  })

  test('a dbt that is too old, or has no dbt-duckdb', async () => {
    const old = {
      'old/run': `shift; PYTHONPATH=../old exec '${python.interpreter}' "$@"`,
      'old/dbt/__init__.py': '',
      'old/dbt/version.py': "__version__ = '1.7.9'",
      'old/dbt/cli/main.py': 'dbtRunner = None',
    }
    const index = whole.replace("'./dbt'", "['sh', '../old/run', 'dbt']")
    const [first, second, fix] = (await said({}, index, old)).split('\n')
    expect([first, fix]).toEqual([
      'error DBT_UNAVAILABLE  warehouse/dbt_project.yml:1',
      "  install dbt-core 1.8 or newer and dbt-duckdb, and say where: dbt({ command: '.venv/bin/dbt' })",
    ])
    expect(second).toContain('has no dbt-duckdb: No module named')
    const adapter = {
      'old/dbt/adapters/duckdb/__init__.py': '',
      'old/dbt/adapters/duckdb/__version__.py': "version = '1.7.9'",
    }
    expect(await said({}, index, { ...old, ...adapter })).toContain('\n  dbt-core is 1.7.9\n')
  })

  test('no dbt project is there, or an option is none', async () => {
    const message = await said({ 'dbt_project.yml': null })
    expect(message).toBe(
      [
        'error DBT_PROJECT  assets/index.ts:3',
        '  there is no dbt_project.yml in warehouse',
        "  say the folder of the dbt project, relative to the project of assets: dbt({ project: './warehouse' })",
      ].join('\n'),
    )
    expect(await said({}, whole.replace('command:', 'comand:'))).toContain('dbt has no option "comand"')
    expect(await said({}, whole.replace('command:', 'database: true, command:'))).toContain('names no file')
  })

  test('dbt’s own words, at the file and line that they are of', async () => {
    expect(await said({ 'models/odd.sql': "select *\nfrom {{ ref('nothing') }}" })).toContain(
      "depends on a node named 'nothing' which was not found",
    )
    const broken = await said({ 'models/odd.sql': 'select\n  {{ cents( }}' })
    expect(broken).toContain('error DBT_PROJECT  warehouse/models/odd.sql:2')
    expect(broken).toContain('dbt says: Compilation Error in model odd (models/odd.sql)')
  })

  test('no profiles.yml beside the project: it is looked for where dbt does', async () => {
    const profiles = small['profiles.yml']!
    const files = { 'there/profiles.yml': profiles, 'home/.dbt/profiles.yml': profiles.replaceAll('dev', 'other') }
    const warehouse = {
      ...small,
      'profiles.yml': null,
      'models/numbers.sql': "{{ config(meta={'of': target.name}) }}\nselect 1 as n",
    }
    await using project = await createWarehouse(python, { warehouse, index: whole, files })
    const env = { HOME: join(project.folder, 'home'), DBT_PROFILES_DIR: '' }
    const listed = async (selection: string, more: Readonly<Record<string, string>> = {}) =>
      (await project.run(['list', '-q', selection], { env: { ...env, ...more } })).stderr
    expect(await listed('config.meta.of:other')).toBe('')
    expect(await listed('config.meta.of:dev', { DBT_PROFILES_DIR: join(project.folder, 'there') })).toBe('')
  })

  test('a name that the project does not have', async () => {
    const index =
      "import { dbt } from 'assetstore/dbt'\nexport const { number } = dbt({ project: './warehouse', command: './dbt' })"
    const stderr = await said({}, index)
    expect(stderr).toContain('the dbt project small has no model, seed or test "number"')
    expect(stderr).toContain('did you mean "numbers"?')
  })

  test('what is not carried out as dbt does it is refused with its place, all of it at once', async () => {
    const stderr = await said({
      'models/envs.sql': "select '{{ env_var('HO' ~ 'ME') }}' as home, '{{ env_var(name) if false }}' as name",
      'models/kin.sql': 'select 1 as n',
      'models/kin.yml': `
models:
  - name: kin
    config: { contract: { enforced: true }, materialized: table }
    constraints:
      - { type: foreign_key, columns: [n], to: ref('numbers'), to_columns: [n] }
      - { type: foreign_key, columns: [n], expression: main.numbers (n) }
    columns: [{ name: n, data_type: integer }]
`,
      'tests/numbers.sql': "select * from {{ ref('numbers') }}",
    })
    expect(stderr).toContain(
      'models/kin.sql:1\n  a foreign key of kin names n of numbers, whose contract has no primary key and no unique',
    )
    expect(stderr).toContain(
      'error DBT_UNSUPPORTED  warehouse/models/envs.sql:1\n  a variable is read by a name that is computed',
    )
    expect(stderr).toContain(
      '"numbers" is the name of the model at warehouse/models/numbers.sql and of the test at warehouse/tests/numbers.sql',
    )
  })

  test('a cycle through a source and a typed asset, and a source that is no table', async () => {
    const sources = 'sources: [{ name: raw, tables: [{ name: doubled }] }]'
    const warehouse = {
      'models/sources.yml': sources,
      'models/more.sql': "select n + 1 as n from {{ source('raw', 'doubled') }}",
    }
    const index = `
      import { sql } from 'assetstore'
      import { dbt } from 'assetstore/dbt'
      import { asset } from '#project'
      export const { more } = dbt({ project: './warehouse', command: './dbt', sources: { 'raw.doubled': 'doubled' } })
      export const doubled = asset(({ more }) => sql\`select n * 2 as n from \${more}\`)
    `
    const stderr = await said(warehouse, index)
    expect(stderr).toContain('ASSET_CYCLE')
    expect(stderr).toContain('more → doubled → more')
    expect(await said(warehouse, index.replace("'raw.doubled': 'doubled'", "'raw.dubbled': 'doubled'"))).toContain(
      'dbt({ sources }) names "raw.dubbled", which is no source of small',
    )
  })
})
