import { expect, test } from 'vitest'
import { describePython } from '../rig/python/describe.ts'
import { bakery } from './bakery.ts'
import { createWarehouse, madeWarehouse } from './warehouse.ts'

const index = `
  import { dbt } from 'assetstore/dbt'
  export const warehouse = dbt({ project: './warehouse', command: './dbt' })
  export * as shop from './shop.ts'
`
const files = {
  'assets/shop.ts':
    "import { source } from '#project'\nexport const weather = source(() => [{ day: 1, rain: true }])\n",
}
const more = {
  'models/sources.yml': 'sources: [{ name: shop, tables: [{ name: weather }] }]',
  'models/marts/rain.sql': "{{ config(tags=['weekly']) }}\nselect * from {{ source('shop', 'weather') }} where rain",
  'tests/no_rain.sql': "select * from {{ ref('rain') }} where not rain",
  'models/exposures.yml': `
exposures:
  - name: weekly_report
    type: dashboard
    owner: { email: ada@example.com }
    depends_on: [ref('rain'), ref('stg_sales')]
`,
  'models/more.yml': `
models:
  - name: rain
    access: public
    config: { meta: { level: high, open: true } }
    columns: [{ name: day, data_tests: [{ not_null: { config: { severity: warn } } }] }]
`,
  'selectors.yml': `
selectors:
  - name: nightly
    default: true
    definition:
      union:
        - { method: tag, value: weekly, parents: true }
        - intersection: [{ method: config.materialized, value: view }, { method: fqn, value: 'stg_s*' }]
        - exclude: [{ method: path, value: models/marts }]
  - { name: but_tests, definition: { method: package, value: bakery, indirect_selection: empty } }
  - { name: of_state, definition: { method: state, value: modified } }
`,
  'models/unit.yml': `
unit_tests:
  - name: dry
    model: rain
    given: [{ input: "source('shop', 'weather')", rows: [{ day: 1, rain: false }] }]
    expect: { rows: [] }
`,
}

/** dbt adds the tests of what is selected, which are run here with what is selected and listed where they are selected. */
const asJson = ['--output', 'json', '--output-keys', 'name source_name resource_type', '--indirect-selection', 'empty']

const namesIn = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line): { name: string; source_name?: string; resource_type: string } => JSON.parse(line))
    // It makes nothing, so that it is a word of a selection here and nothing that is selected.
    .filter(({ resource_type: type }) => type !== 'exposure')
    .map(({ name, source_name: source }) => (source === undefined ? name : `${source}.${name}`))
    .toSorted()

describePython('dbt', 'selection by the grammar of dbt', (python) => {
  // Before a project has a store every command asks dbt anew, and with one it is asked once for all that follow.
  const made = madeWarehouse(python, { warehouse: { ...bakery, ...more }, files, index }, 'shop.weather')

  test('picks what `dbt list` picks', async () => {
    const project = made()
    const ours = async (...words: string[]) =>
      (await project.json('list', ...words)).assets.map(({ name }: { name: string }) => name).toSorted()
    const selections = [
      '1+guests,resource_type:model source:shop',
      'resource_type:seed resource_type:source test_type:singular',
      'stg_sales+,config.materialized:table',
      'path:models/staging,resource_type:model tag:crm tag:weekly',
      'test_type:unit package:bakery,config.materialized:view',
      'source:bakery.shop.weather package:bakery,resource_type:source',
      'source:shop.weather+ test_type:generic,stg_sales+1',
      'config.tags:weekly config.meta.level:high,access:public config.severity:warn',
      'config.meta.open:TRUE,version:none test_name:accepted_values unit_test:dry',
      'config.contract.enforced:false,staging,resource_type:model bakery.marts',
      'fqn:bakery.staging.stg_p* stg_sales.sql file:guests models/marts,resource_type:model',
    ]
    const exposed = '+exposure:weekly_report'
    const selectors = ['nightly', 'but_tests']
    const lists = await project.dbtLists([
      ...[...selections, exposed].map((words) => [...asJson, '--select', ...words.split(' ')]),
      ...selectors.map((name) => [...asJson.slice(0, 4), '--selector', name]),
    ])
    const theirs = lists.map(namesIn)
    for (const [index, words] of selections.entries()) {
      const picked = await ours(words)
      expect(picked).not.toEqual([])
      expect([words, picked]).toEqual([words, theirs[index]])
    }
    const [ofExposure, ...ofSelectors] = theirs.slice(selections.length)
    expect(ofExposure).toHaveLength(4)
    expect(await ours(exposed)).toEqual(ofExposure)
    for (const [index, name] of selectors.entries())
      expect([name, await ours(`selector:${name}`)]).toEqual([name, ofSelectors[index]])
    const { stderr } = await project.assets('list', 'result:error')
    expect(stderr).toContain('"result:" is dbt\'s and nothing to select by here')
    expect(await ours('resource_type:model', '--exclude', 'path:models/staging')).toEqual(['guests', 'rain', 'sales'])
  })

  test('a source of dbt that is another asset is that asset', async () => {
    const mapped = `
      import { dbt } from 'assetstore/dbt'
      import { source } from '#project'
      export const forecast = source(() => [{ day: 1, rain: true }])
      export const warehouse = dbt({ project: './warehouse', command: './dbt', sources: { 'shop.weather': 'forecast' } })
    `
    const exposed = `exposures:
  - { name: almanac, type: dashboard, url: https://example.com/almanac, owner: { email: ada@example.com }, depends_on: ["source('shop', 'weather')"] }
`
    await using project = await createWarehouse(python, {
      warehouse: { ...bakery, ...more, 'models/almanac.yml': exposed },
      index: mapped,
    })
    const picked = async (words: string) =>
      (await project.json('list', words)).assets.map(({ name }: { name: string }) => name)
    await project.assets('materialize', 'forecast')
    expect(await picked('source:shop.weather')).toEqual(['forecast'])
    expect(await picked('source:shop+,resource_type:model')).toEqual(['rain'])
    expect(await picked('source:bakery.shop.weather')).toEqual(['forecast'])
    expect(await picked('exposure:almanac')).toEqual(['forecast'])
    expect(await picked('source:forecast')).toEqual(['forecast'])
    const { nodes, edges } = await project.json('lineage', 'forecast', '--down', '1')
    expect(nodes.at(-1)).toEqual({
      name: 'exposure:almanac',
      kind: 'exposure',
      exposure: { name: 'almanac', type: 'dashboard', owner: 'ada@example.com', url: 'https://example.com/almanac' },
    })
    expect(edges.at(-1)).toEqual({ from: 'forecast', to: 'exposure:almanac', parameter: 'forecast' })
  })

  test('state is what is other than its record', async () => {
    const project = made()
    const picked = async (words: string) =>
      (await project.json('list', words)).assets.map(({ name }: { name: string }) => name)
    expect(await picked('state:new,resource_type:model')).toHaveLength(6)
    const leftOut = /dbt leaves out \w+, \w+, \w+ and 25 more, by the default of selectors.yml: .* selector:nightly/
    expect((await project.assets('materialize')).stderr).toMatch(leftOut)
    expect((await project.assets('plan')).stderr).toMatch(leftOut)
    expect((await project.assets('materialize')).stderr).toMatch(leftOut)
    expect((await project.assets('materialize', 'selector:nightly')).stderr).not.toContain('dbt leaves out')
    project.edit({ 'warehouse/models/sales.sql': `${bakery['models/sales.sql']} where true` })
    expect(await picked('state:modified')).toEqual(['sales'])
    expect(await picked('state:unmodified,kind:source')).toHaveLength(3)
    const { exitCode, stderr } = await project.assets('list', 'state:modifed')
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2 })
    expect(stderr).toContain('did you mean "state:modified"?')
  })
})
