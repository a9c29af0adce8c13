import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const scripts = join(import.meta.dirname, '../../src/integrations/dbt/ask/ask-dbt')
/** Imports all of dbt first, so that nothing of it can be left out. */
const whole = `
import sys
sys.path.insert(0, ${JSON.stringify(scripts)})
import dbt.cli.main, dbt.adapters.duckdb, dbt.contracts.graph.semantic_manifest, networkx
exec(compile(open(${JSON.stringify(join(scripts, 'main.py'))}).read(), 'main.py', 'exec'))
`
const shop: Files = {
  'dbt_project.yml': "name: shop\nversion: '1.0'\nprofile: shop\n",
  'profiles.yml': 'shop: { target: dev, outputs: { dev: { type: duckdb, path: shop.duckdb } } }\n',
  'seeds/codes.csv': 'id,day\n1,2026-01-01\n',
  'macros/all.sql': '{% macro all() %}{{ graph.nodes | length }}{% endmacro %}',
  'models/coded.sql': "select id, day from {{ ref('codes') }}",
  'models/named.sql': "select '{{ all() }}' as names from {{ ref('coded') }}",
  'models/time_spine.sql': "select cast('2025-01-01' as date) as date_day",
  'models/all.yml': `
models:
  - { name: coded, columns: [{ name: id, data_tests: [unique, not_null] }] }
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
unit_tests:
  - { name: keeps_ids, model: coded, given: [{ input: ref('codes'), rows: [{ id: 1 }] }], expect: { rows: [{ id: 1 }] } }
`,
}
const cycle: Files = { 'models/time_spine.sql': "select * from {{ ref('named') }} -- {{ ref('time_spine') }}" }
const unknownMeasure: Files = {
  'models/all.yml': (shop['models/all.yml'] as string).replace('measure: the', 'measure: no'),
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'dbt-imports-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text as string)
  }
  return folder
}

describePython('dbt', 'what is asked of a dbt of which a part is imported', ({ interpreter, dbtHost }) => {
  const ask = async (project: string, program: string, words: readonly string[]): Promise<unknown> => {
    const request = { project, profiles: project, ask: 'describe', folder: folderOf({}), mark: 'answer:' }
    const asked = promisify(execFile)(program, words, { cwd: project })
    asked.child.stdin?.end(`${JSON.stringify(request)}\n`)
    const { stdout } = await asked
    return JSON.parse(stdout.slice(stdout.indexOf('answer:') + 'answer:'.length))
  }
  test.each<[string, Files, object]>([
    [
      'a project with a semantic layer',
      shop,
      { nodes: expect.arrayContaining([expect.objectContaining({ name: 'named' })]) },
    ],
    ['a cycle', { ...shop, ...cycle }, { mistake: { message: expect.stringContaining('cycle') } }],
    [
      'a metric of nothing',
      { ...shop, ...unknownMeasure },
      { mistake: { message: expect.stringContaining('no_number') } },
    ],
  ])('has the answer of one that is imported whole: %s', async (_, files, expected) => {
    const project = folderOf(files)
    const [less, all] = await Promise.all([
      ask(project, interpreter, [join(scripts, 'main.py')]),
      // Its host has imported all of dbt already.
      ask(project, 'sh', ['-c', `exec ${dbtHost} "$@"`, 'sh', '-c', whole]),
    ])
    expect(less).toEqual(all)
    expect(less).toMatchObject(expected)
  })
})
