import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
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
  ['{ id: 1, ID: 2 }', 'has the field "ID", which differs from "id" only by case', 'field names are compared'],
])('a receipt is told as a receipt, and not as a table: %s', async (receipt, message, fix) => {
  await using project = await createProject(oneFile(`export const sent = effect(async () => (${receipt}))`))
  const { error } = await project.json('materialize')
  expect(error).toMatchObject({
    ...{ code: 'ASSET_VALUE', message: `the receipt of sent ${message}` },
    ...{ at: expect.stringMatching(/^assets\/index\.ts:\d+$/), fix: expect.stringContaining(fix) },
  })
  expect(JSON.stringify(error)).not.toMatch(/column|row/)
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

test('two effects on one target are refused before anything is done, however the place is spelled', async () => {
  const head =
    "import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'\nimport { asset, effect } from '#project'\n"
  const index = (name: string, file: string) =>
    `export const ${name} = effect({ target: vectorIndex({ index: sqliteIndex({ file: '${file}', dimensions: 1 }) }) }, ({ rows }) => rows)`
  const rows = "export const rows = asset(() => [{ id: 'a', vector: new Float32Array([1]) }])"
  const files = (second: string) => ({
    'assets/index.ts': [head, rows, index('one', 'x/index.sqlite'), index('two', second)].join('\n'),
  })
  await using project = await createProject(files('./x/../x/index.sqlite'))
  expect(await project.json('materialize')).toMatchObject({
    exitCode: 2,
    error: {
      code: 'ASSET_OPTIONS',
      message: expect.stringContaining('one and two are effects on one target'),
      at: 'assets/index.ts:6',
    },
  })
  project.edit(files('y/index.sqlite'))
  expect((await project.json('list')).assets).toHaveLength(3)
})
