import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

test('a receipt with a null is a receipt: the effect is done once', async () => {
  await using project = await createProject(
    oneFile(
      "export const sent = effect(async () => { await called('sent'); return { id: null, to: ['a', null], n: 1 } })",
    ),
  )
  expect(outcomesOf(await project.json('materialize'))).toEqual({ sent: 'ran' })
  expect((await project.json('query', 'select id, n from sent')).rows).toEqual([{ id: null, n: 1 }])
  expect(outcomesOf(await project.json('materialize'))).toEqual({ sent: 'skipped' })
  expect(project.calls.count('sent')).toBe(1)
})

test.each([
  ['{ send: () => 1 }', 'holds a function, which a receipt cannot store, as "send"', 'leave the field out'],
  ["{ to: [1, 'x'] }", 'holds a string after a number in one list, "to[]"', 'in the whole list'],
  ['{ at: { of: new Date(NaN) } }', 'holds an invalid Date, as "at.of"', 'null where there is none'],
  ["{ '': 1 }", 'has a field without a name', 'give every field a name'],
  ['{}', 'sent returned an object without fields, where a receipt was expected', 'return one plain object'],
  ['{ id: 1, ID: 2 }', 'has the field "ID", which differs from "id" only by case', 'field names are compared'],
])(
  'a receipt is told as a receipt, and not as a table, and what was done is not done again: %s',
  async (receipt, message, fix) => {
    const sending = (text: string) =>
      oneFile(
        `export const sent = effect({ retries: 2 }, async () => { await called('${text}'); return (${receipt}) as never })`,
      )
    await using project = await createProject(sending('sent'))
    const { error } = await project.json('materialize')
    expect(error).toMatchObject({
      ...{ code: receipt === '{}' ? 'ASSET_RESULT' : 'ASSET_VALUE', message: expect.stringContaining(message) },
      ...{ at: expect.stringMatching(/^assets\/index\.ts:\d+$/), fix: expect.stringContaining(fix) },
      facts: { done: true },
    })
    expect(error.fix).toContain('what was done is not done again until then, but for --force')
    expect(JSON.stringify(error)).not.toMatch(/column|row/)
    const again = await project.json('materialize')
    expect([again.exitCode, outcomesOf(again), again.error.message]).toEqual([
      ...[1, { sent: 'failed' }, expect.stringContaining(message)],
    ])
    expect(project.calls.names).toEqual(['sent'])
    await project.assets('materialize', '--force')
    expect(project.calls.names).toEqual(['sent', 'sent'])
    project.edit(sending('mended'))
    await project.assets('materialize')
    expect(project.calls.names).toEqual(['sent', 'sent', 'mended'])
  },
)

test('what every command says of an effect whose receipt is refused is what a run does with it', async () => {
  const sending = (receipt: string, rows = '[{ a: 1 }]') =>
    oneFile(
      [
        `export const rows = asset(() => ${rows})`,
        `export const sent = effect(async ({ rows }) => { await called('sent ' + rows.count); return (${receipt}) as never })`,
        'export const report = asset(async ({ sent }) => [{ n: sent.count }])',
      ].join('\n'),
    )
  await using project = await createProject(sending('{}'))
  await project.assets('materialize')
  const refused = {
    kind: 'receipt_refused',
    subject: 'sent',
    at: 'assets/index.ts:5',
    message: 'done, and its receipt is refused: sent returned an object without fields, where a receipt was expected',
  }
  const planned = async (...words: string[]) =>
    (await project.json('plan', ...words)).steps.map(({ asset, action, causes }: Document) => [
      ...[asset, action],
      ...causes.flatMap((cause: Document) => (cause.kind === 'receipt_refused' ? [cause.subject] : [])),
    ])
  expect(await planned()).toEqual([
    ['rows', 'skip'],
    ['sent', 'blocked', 'sent'],
    ['report', 'blocked', 'sent'],
  ])
  const { stdout: plan } = await project.assets('plan')
  expect(plan).toMatch(/blocked +sent +done, and its receipt is refused: sent returned an object/)
  expect(plan).toMatch(/blocked +report +as sent/)
  expect(plan).not.toContain('to run')
  const { assets } = await project.json('status')
  expect(assets.map(({ status }: Document) => status)).toEqual(['fresh', 'failed', 'blocked'])
  expect(assets[1].error).toMatchObject({ code: 'ASSET_RESULT', done: true })
  expect(assets[2].causes).toContainEqual(refused)
  const check = await project.assets('check')
  expect([check.exitCode, check.stdout]).toEqual([
    ...[1, expect.stringContaining('fix: mend what sent (assets/index.ts:5) returns, then: assets materialize\n')],
  ])
  expect((await project.assets('check', '--fail-on', 'tests')).exitCode).toBe(0)
  const { stdout: explained } = await project.assets('explain', 'sent')
  expect(explained).toContain('until sent returns a receipt, report is blocked')
  expect(explained).toMatch(/assets materialize sent --force +does it again/)
  expect((await project.assets('explain', 'report')).stdout).toMatch(/assets explain sent +why the receipt of sent is/)
  expect(outcomesOf(await project.json('materialize'))).toEqual({ rows: 'skipped', sent: 'failed', report: 'blocked' })
  expect(await planned('--force', 'sent')).toEqual([
    ['rows', 'skip'],
    ['sent', 'run'],
  ])
  // With other rows it is done again; with the same ones, which nobody knows yet, it is not.
  project.edit(sending('{}', '[{ a: 2 - 1 }]'))
  expect(await planned()).toEqual([
    ['rows', 'run'],
    ['sent', 'run?', 'sent'],
    ['report', 'run?', 'sent'],
  ])
  expect(outcomesOf(await project.json('materialize'))).toEqual({
    rows: 'unchanged',
    sent: 'failed',
    report: 'blocked',
  })
  expect(project.calls.names).toEqual(['sent 1'])
  project.edit(sending('{}', '[{ a: 1 }, { a: 2 }]'))
  await project.assets('materialize')
  project.edit(sending('{ id: 1 }', '[{ a: 1 }, { a: 2 }]'))
  expect(await planned()).toEqual([
    ['rows', 'skip'],
    ['sent', 'run'],
    ['report', 'run'],
  ])
  expect(outcomesOf(await project.json('materialize'))).toEqual({ rows: 'skipped', sent: 'ran', report: 'ran' })
  expect(project.calls.names).toEqual(['sent 1', 'sent 2', 'sent 2'])
})

test('what reads a receipt alone is blocked by a refused one as well, and does not go by the older one', async () => {
  const sending = (receipt: string, report = 'n: sent.count') =>
    oneFile(
      `export const sent = effect(async () => { await called('sent'); return (${receipt}) as never })`,
      `export const report = asset(async ({ sent }) => { await called('report'); return [{ ${report} }] })`,
      'export const page = asset(({ report }) => report)',
    )
  await using project = await createProject(sending('{ id: 1 }'))
  await project.assets('materialize')
  project.edit(sending('{}'))
  await project.assets('materialize')
  project.edit(sending('{}', 'n: sent.count, more: 1'))
  project.calls.reset()
  for (const name of ['report', 'page']) {
    const { steps } = await project.json('plan', name, '--only')
    expect(steps).toMatchObject([{ asset: name, action: 'blocked' }])
    expect(steps[0].causes).toContainEqual(expect.objectContaining({ kind: 'receipt_refused', subject: 'sent' }))
    const run = await project.json('materialize', name, '--only')
    expect([run.exitCode, outcomesOf(run)]).toEqual([1, { [name]: 'blocked' }])
  }
  expect(project.calls.names).toEqual([])
})

test('an object without fields is no receipt, and what a receipt is told as has no rows', async () => {
  await using project = await createProject(oneFile('export const sent = effect(async () => ({}))'))
  expect((await project.json('materialize')).error).toMatchObject({
    code: 'ASSET_RESULT',
    message: 'sent returned an object without fields, where a receipt was expected',
  })
  project.edit(oneFile("export const sent = effect(async () => ({ id: 'a' }))"))
  const { stdout, stderr } = await project.assets('materialize')
  expect(`${stdout}${stderr}`).toContain('sent  ran')
  expect(`${stdout}${stderr}`).not.toContain('row')
  expect((await project.assets('explain', 'sent')).stdout).toMatch(/ done just now in [\d.]+ m?s, run /)
})

/** Two effects whose rows go to these indexes. */
const twoIndexes = (first: string, second: string) => ({
  'assets/index.ts': [
    "import { lanceIndex, postgresIndex, sqliteIndex, vectorIndex } from 'assetstore/vector-index'",
    "import { asset, effect } from '#project'",
    "export const rows = asset(() => [{ id: 'a', vector: new Float32Array([1]) }])",
    `export const one = effect({ target: vectorIndex({ index: ${first} }) }, ({ rows }) => rows)`,
    `export const two = effect({ target: vectorIndex({ index: ${second} }) }, ({ rows }) => rows)`,
  ].join('\n'),
})
const inFile = (file: string) => `sqliteIndex({ file: '${file}', dimensions: 1 })`
const inPostgres = (table: string) => `postgresIndex({ connection: 'DATABASE_URL', table: '${table}', dimensions: 1 })`
const inLance = (table: string) => `lanceIndex({ uri: 'lance', table: '${table}', dimensions: 1 })`

test.each([
  [
    'a file, however it is spelled',
    inFile('x/index.sqlite'),
    inFile('./x/../x/index.sqlite'),
    inFile('y/index.sqlite'),
  ],
  ['a table of Postgres', inPostgres('chunks'), inPostgres('chunks'), inPostgres('pages')],
  ['a table of Lance', inLance('chunks'), inLance('chunks'), inLance('pages')],
])('two effects on one target are refused before anything is done: %s', async (_, first, second, other) => {
  await using project = await createProject(twoIndexes(first, second))
  expect(await project.json('materialize')).toMatchObject({
    exitCode: 2,
    error: {
      code: 'ASSET_OPTIONS',
      message:
        "one (assets/index.ts:4) and two are effects on one target, and each would take the other's rows out of it",
      at: 'assets/index.ts:5',
    },
  })
  project.edit(twoIndexes(first, other))
  expect((await project.json('list')).assets).toHaveLength(3)
})
