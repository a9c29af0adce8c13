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
      record: '{"n":5}',
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
      message: `the function of halves failed for 2 of 10 rows, and maxErrors allows ${plain}; the last: row 10: Error: no half of this`,
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
    // No version tells the columns of a table of which every row is set aside.
    expect([options, project.calls.names.length]).toEqual([options, calls])
    expect(document.ok).toBe(false)
    expect(document.error.message).toContain('no half of this')
    expect(document.error.code).toBe(ok ? 'ASSET_NO_ROWS' : 'ASSET_FAILED')
    if (ok) expect(document.error.message).toMatch(/^the function of halves failed for every row, and no earlier/)
  }
}, 90_000)

const named = (work: string) => ({
  'assets/index.ts': `
import { setTimeout } from 'node:timers/promises'
import { asset } from '#project'
const ids = [...'abcdef'].map((id, index) => ({ id, index }))
const odd = ({ id, index }: { id: string; index: number }) => { if (index % 2 === 1) throw new Error('odd ' + id); return { id, index } }
export const rows = asset(() => ids)
export const made = ${work}
`,
})

test('an error names the row by number and key, or the batch, in the message, the document and the log', async () => {
  await using project = await createProject(
    named("asset(({ rows }) => rows.map({ key: 'id', retries: { attempts: 2, delay: 1 } }, odd))"),
  )
  const one = await project.json('materialize')
  expect(one.error).toMatchObject({
    code: 'ASSET_FAILED',
    message: 'row 2 (id "b"): Error: odd b',
    facts: { row: 2, key: 'b' },
  })
  const { stdout } = await project.assets('logs', 'made')
  expect(stdout).toContain('row 2 (id "b"): the call failed (try 1), again in')
  expect(stdout).toContain('row 2 (id "b"): Error: odd b')

  const batches =
    "rows.mapBatches({ key: 'id', size: 2 }, (batch) => batch.map((row) => (row.index < 4 ? row : odd(row))))"
  project.edit(named(`asset(({ rows }) => ${batches})`))
  expect((await project.json('materialize')).error).toMatchObject({
    message: 'a batch of 2 rows, from row 5 (id "e") to row 6 (id "f"): Error: odd f',
    facts: { batch: { rows: 2, from: 5, to: 6, keys: ['e', 'f'] } },
  })
})

test('the number is the one of the row that is read, whatever was computed before', async () => {
  const schema = (most: number, value = 'index') => {
    const validate = `(value) => (value.index < ${most} ? { value } : { issues: [{ message: 'too large', path: ['index'] }] })`
    const options = `{ schema: { '~standard': { version: 1, vendor: 'test', validate: ${validate} } } as any }`
    return named(
      `asset(${options}, ({ rows }) => rows.map({ key: 'id' }, ({ id, index }) => ({ id, index: ${value} })))`,
    )
  }
  await using project = await createProject(schema(4))
  expect((await project.json('materialize')).error.message).toBe(
    'row 5 of made is refused by its schema: index: too large',
  )
  project.edit(schema(9, "index === 3 ? '3' : index"))
  expect((await project.json('materialize')).error.message).toBe(
    'column "index" of made holds a string in row 4, after a number in the rows before',
  )
})

test('rows that are set aside are told in their order, whichever call ends first', async () => {
  const slow = 'async (row) => { await setTimeout(60 - row.index * 10); return odd(row) }'
  await using project = await createProject(
    named(`asset(({ rows }) => rows.map({ key: 'id', concurrency: 6, onRowError: 'quarantine' }, ${slow}))`),
  )
  await project.assets('materialize')
  const { stdout } = await project.assets('logs', 'made')
  expect(stdout.match(/row \d \(id "."\)/g)).toEqual(['row 2 (id "b")', 'row 4 (id "d")', 'row 6 (id "f")'])
})

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
  ['retrys: 3', 'map was given an unknown option "retrys"', 'did you mean "retries"?'],
  [
    'retries: { attempts: 2, delay: "soon" }',
    'map was given the retries an object',
    "give retries as a number of further calls, such as 3, or as { attempts: 4, delay: '1s' }",
  ],
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
