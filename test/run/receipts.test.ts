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
