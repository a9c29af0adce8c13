import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const numbers = (count: number) => ({
  'numbers.json': `${JSON.stringify(Array.from({ length: count }, (_, n) => ({ n })))}\n`,
})
const code = (options: string, method = 'mapBatches', bad = 'Number(n) === 5') => ({
  'assets/index.ts': `
import { called } from '../rig.ts'
import { asset, source } from '#project'
export const numbers = source.table('numbers.json')
export const halves = asset(({ numbers }) =>
  numbers.pick('n').${method}({ ${options} }, async (given) => {
    const rows = Array.isArray(given) ? given : [given]
    await called(rows.map(({ n }) => n).join('+'))
    if (rows.some(({ n }) => ${bad})) throw new Error('no half of this')
    const halves = rows.map(({ n }) => ({ n, half: Number(n) / 2 }))
    return ${method === 'map' ? 'halves[0]' : 'halves'}
  }))
export const rejected_halves = asset(({ halves }) => halves.rejected())
`,
})
const stepOf = (document: Document, asset = 'halves') => document.steps.find((step: Document) => step.asset === asset)

test('quarantine: a batch is halved until the bad row is found, which is set aside and tried again', async () => {
  await using project = await createProject({ ...numbers(8), ...code("size: 8, onRowError: 'quarantine'") })
  const first = await project.json('materialize')
  expect(project.calls.names).toEqual(['0+1+2+3+4+5+6+7', '0+1+2+3', '4+5+6+7', '4+5', '4', '5', '6+7'])
  expect(stepOf(first)).toMatchObject({ outcome: 'ran', rows: 7, work: { computed: 8, failed: 1, reused: 0 } })
  const { rows } = await project.json('query', 'select * exclude (run) from rejected_halves')
  expect(rows).toEqual([
    {
      source: 'halves',
      row: 6,
      record: '{"n":"5"}',
      errors: [{ path: '', code: 'ASSET_FAILED', message: 'Error: no half of this', input: null }],
    },
  ])
  const status = await project.json('status')
  expect(status.assets.find(({ name }: Document) => name === 'halves')).toMatchObject({
    status: 'unknown',
    causes: [{ message: 'its function failed for a row that is set aside: every run tries it again' }],
  })

  project.calls.reset()
  const second = await project.json('materialize')
  expect(project.calls.names).toEqual(['5'])
  expect(stepOf(second)).toMatchObject({ outcome: 'unchanged', work: { computed: 1, failed: 1, reused: 7 } })

  project.edit({ 'numbers.json': '[{"n":0},{"n":6}]\n' })
  expect(stepOf(await project.json('materialize')).work).toMatchObject({
    computed: 0,
    failed: 0,
    reused: 2,
    removed: 6,
  })
  expect((await project.json('query', 'select count(*)::integer as n from rejected_halves')).rows).toEqual([{ n: 0 }])
})

test('maxErrors ends it as soon as it is passed, as a number or as a share of the rows', async () => {
  for (const [limit, allowed] of [
    ['2', true],
    ['1', false],
    ["'20%'", true],
    ["'19%'", false],
  ] as const) {
    await using project = await createProject({
      ...numbers(10),
      ...code(`onRowError: 'quarantine', maxErrors: ${limit}`, 'map', 'Number(n) > 7'),
    })
    const document = await project.json('materialize', 'halves')
    expect([limit, document.ok]).toEqual([limit, allowed])
    if (allowed) continue
    const plain = limit.replaceAll("'", '')
    expect(document.error).toMatchObject({
      code: 'ASSET_FAILED',
      message: `the function of halves failed for 2 of 10 rows, and maxErrors allows ${plain}; the last: Error: no half of this`,
      fix: 'mend what makes them fail, or allow more with maxErrors; rows that were computed are kept for the next attempt',
    })
  }
})

test('retry calls three times more; retries says how often', async () => {
  for (const [options, calls, ok] of [
    ["onRowError: 'retry'", 4, false],
    ['retries: { attempts: 2, delay: 1 }', 2, false],
    ["onRowError: 'quarantine', retries: { attempts: 3, delay: 1 }", 3, true],
    ['', 1, false],
  ] as const) {
    await using project = await createProject({ ...numbers(1), ...code(options, 'map', 'true') })
    const document = await project.json('materialize', 'halves')
    // A table of which every row is set aside has no columns.
    expect([options, project.calls.names.length]).toEqual([options, calls])
    expect(document.ok).toBe(false)
    if (!ok) expect(document.error.message).toContain('no half of this')
  }
}, 30_000)

test.each([
  ['onRowError: "skip"', 'map was given the onRowError skip', "give onRowError as 'fail', 'retry' or 'quarantine'"],
  [
    'maxErrors: "x"',
    'map was given the maxErrors x',
    "give maxErrors as a number of rows, such as 10, or as a share of them, such as '1%'",
  ],
  [
    'maxErrors: "101%"',
    'map was given the maxErrors 101%',
    "give maxErrors as a number of rows, such as 10, or as a share of them, such as '1%'",
  ],
  ['concurrency: 0', 'map was given the concurrency 0', 'give concurrency as a whole number of at least 1'],
  [
    'lookups: [1]',
    'map was given the lookups 1',
    'give lookups as a list of tables, parameters of the asset, such as lookups: [countries]',
  ],
])('%s is refused', async (options, message, fix) => {
  await using project = await createProject({ ...numbers(1), ...code(options.replaceAll('"', "'"), 'map') })
  const { error } = await project.json('materialize', 'halves')
  expect(error).toMatchObject({ code: 'ASSET_RESULT', message, fix })
})
