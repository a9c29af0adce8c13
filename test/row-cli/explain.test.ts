import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { docs, rowProject } from './projects.ts'

const edited = [docs[0]!, { id: 'b', text: 'three and more' }, { id: 'd', text: 'five' }]

test('explain says which rows would be computed, with one before and after', async () => {
  await using project = await createProject(rowProject())
  await project.assets('materialize')
  const { path } = await project.json('show', 'docs', '--schema')
  project.edit(rowProject({ rows: edited }))
  expect((await project.assets('explain', 'chunks')).stdout).toContain(
    '  Rows\n    how many have to be computed is known when what it reads has run\n',
  )
  await project.assets('materialize', 'docs')
  const { stdout } = await project.assets('explain', 'chunks')
  expect(stdout).toContain(
    `  Rows
    computes 2 of 3 rows: 1 changed, 1 new, 1 left
    such as changed b
      - text  three
      + text  three and more
`,
  )
  const work = {
    ...{ compute: 2, of: 3, changed: 1, new: 1, left: 1 },
    examples: [{ what: 'changed', key: 'b', before: { text: 'three' }, after: { text: 'three and more' } }],
  }
  expect((await project.json('explain', 'chunks')).work).toEqual(work)
  rmSync(path)
  expect((await project.json('explain', 'chunks')).work.examples).toEqual([
    { what: 'changed', key: 'b', after: { id: 'b', text: 'three and more' } },
  ])
})

test('of a fresh asset it says what the last run did, remembered or not', async () => {
  await using project = await createProject(rowProject())
  await project.assets('materialize')
  project.edit(rowProject({ rows: edited }))
  await project.assets('materialize')
  const full = await project.json('explain', 'chunks')
  expect(full.lastWork).toMatchObject({ computed: 2, reused: 1, removed: 1 })
  expect((await project.json('explain', 'chunks')).lastWork).toEqual(full.lastWork)
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true })
  expect((await project.assets('explain', 'chunks')).stdout).toContain(
    '  Rows\n    the last run computed 2 rows, reused 1, removed 1\n',
  )
})

test('without a key there are one that is new and one that left', async () => {
  await using project = await createProject(rowProject({ options: '{}' }))
  await project.assets('materialize')
  project.edit(rowProject({ options: '{}', rows: edited }))
  await project.assets('materialize', 'docs')
  expect((await project.json('explain', 'chunks')).work).toMatchObject({
    ...{ compute: 2, of: 3, changed: 0, new: 2, left: 2 },
    examples: [
      { what: 'new', after: { id: 'b', text: 'three and more' } },
      { what: 'left', before: { id: 'b', text: 'three' } },
    ],
  })
})
