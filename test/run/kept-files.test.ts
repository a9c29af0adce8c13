import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'

const assets = (as: 'text' | 'bytes') => `import { source } from '#project'
export const pages = source.files('pages/*.md', { as: '${as}' })
`

/** Edits one after another; each is made on top of the one before it. */
const edits: readonly Files[] = [
  { 'pages/b.md': 'two, edited' },
  { 'pages/a.md': null, 'pages/aa.md': 'one' },
  { 'pages/B.md': '', 'pages/z.md': '\uFEFFmarked' },
  { 'pages/b.md': 'two', 'pages/c.md': 'two' },
  { 'assets/index.ts': assets('bytes'), 'pages/c.md': 'three' },
  { 'pages/c.md': 'four' },
]

test('rows of files of which some were edited are those of a store that knows nothing', async () => {
  const files = { 'assets/index.ts': assets('text'), 'pages/a.md': 'one', 'pages/b.md': 'two' }
  await using project = await createProject(files)
  await project.assets('materialize')
  for (const edit of edits) {
    project.edit(edit)
    await project.assets('materialize')
    const kept = await project.json('show', 'pages')
    const { version } = (await project.json('status')).assets[0]
    const fresh = ['--store', join(project.folder, 'fresh')]
    await project.assets('materialize', ...fresh)
    expect([kept.rows, version]).toEqual([
      (await project.json('show', 'pages', ...fresh)).rows,
      (await project.json('status', ...fresh)).assets[0].version,
    ])
    rmSync(join(project.folder, 'fresh'), { recursive: true })
  }
})
