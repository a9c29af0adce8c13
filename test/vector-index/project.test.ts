import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { search, sqliteIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { createProject, type Files } from '../rig/project.ts'
import { isInstalled } from './place.ts'

const files = (moon: string): Files => ({
  'assets.config.ts': `import { defineProject, resource } from 'assetstore'
import { sqliteIndex } from 'assetstore/vector-index'
const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: {
    index: resource({
      open: () => sqliteIndex({ file: 'search/notes.sqlite', dimensions: 2, metadata: { year: 'number' } }),
      close: (index) => index[Symbol.asyncDispose](),
    }),
  },
})
export default project
export const { asset } = project
`,
  'assets/index.ts': `import { asset } from '#project'
import { syncIndex } from 'assetstore/vector-index'
export const notes = asset(() => [
  { id: 'moon', text: '${moon}', year: 1962 },
  { id: 'taxes', text: 'Lower taxes', year: 1990 },
])
export const embedded_notes = asset(({ notes }) =>
  notes.map((note) => ({ ...note, embedding: Float32Array.of(note.year - 1900, 1) })))
export const notes_index = asset({ volatile: true }, async ({ embedded_notes }, { index, log, signal }) => {
  const rows = (await embedded_notes.all()).map(({ id, text, year, embedding }) => ({ id, text, vector: embedding, metadata: { year } }))
  const { upserted, deleted, receipt } = await syncIndex(index, rows, { signal })
  log(\`\${upserted} upserted, \${deleted} deleted\`)
  return { version: receipt.version, rows: receipt.rows }
})
`,
})

test.skipIf(!isInstalled('sqlite-vec'))('an asset keeps an index in step: one edited row is one upsert', async () => {
  await using project = await createProject(files('We choose to go to the moon'))
  expect((await project.assets('materialize')).exitCode).toBe(0)
  expect((await project.assets('logs', 'notes_index')).stdout).toContain('2 upserted, 0 deleted')
  const file = join(project.folder, 'search/notes.sqlite')
  expect(existsSync(file)).toBe(true)

  project.edit(files('We go to Mars'))
  expect((await project.assets('materialize')).exitCode).toBe(0)
  expect((await project.assets('logs', 'notes_index')).stdout).toContain('1 upserted, 0 deleted')
  await using index = sqliteIndex({ file, dimensions: 2, metadata: { year: 'number' } })
  expect(await search(index, { text: 'mars', vector: [90, 1], k: 1 })).toMatchObject([
    { id: 'moon', text: 'We go to Mars', metadata: { year: 1962 } },
  ])
  const again = await project.json('materialize')
  expect(again.counts).toMatchObject({ failed: 0 })
  expect((await project.assets('logs', 'notes_index')).stdout).toContain('0 upserted, 0 deleted')
})
