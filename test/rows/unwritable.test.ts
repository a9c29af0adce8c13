import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

test('where nothing can be kept for another attempt, it is told once, and the asset is made all the same', async () => {
  await using project = await createProject({
    'assets/index.ts': `import { asset } from '#project'
export const documents = asset(() => [{ id: 'a' }, { id: 'b' }, { id: 'c' }])
export const embedded = asset(({ documents }) =>
  documents.mapBatches({ key: 'id', size: 2 }, async (rows) => {
    await new Promise((resolve) => setTimeout(resolve, 2))
    return rows.map(({ id }) => ({ id, upper: id.toUpperCase() }))
  }))
`,
  })
  await project.assets('materialize', 'documents')
  writeFileSync(join(project.folder, '.assetstore', 'partial'), 'a file where a folder should be')
  const { exitCode, stdout, stderr } = await project.assets('materialize')
  expect(stderr + stdout).toContain('what is computed cannot be kept for another attempt: ')
  expect((stderr + stdout).split('cannot be kept for another attempt').length).toBe(2)
  expect(exitCode).toBe(0)
  expect((await project.assets('show', 'embedded', '--format', 'jsonl')).stdout).toBe(
    '{"id":"a","upper":"A"}\n{"id":"b","upper":"B"}\n{"id":"c","upper":"C"}\n',
  )
})
