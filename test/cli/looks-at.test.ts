import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clone } from '../gate/clone.ts'
import { createProject } from '../rig/project.ts'

const files = {
  'assets/index.ts': `import { asset, source } from '#project'
export const few = source.files('few/*.txt', { as: 'text' })
export const many = source.files('many/*.txt', { as: 'text' })
export const names = asset(async ({ few }) => (await few.all()).map(({ path }) => ({ path })))
export const sizes = asset(async ({ many }) => (await many.all()).map(({ path }) => ({ path })))
`,
  'few/a.txt': 'a',
  'many/b.txt': 'b',
}
const questions = [
  ['check', 'names'],
  ['explain', 'names'],
  ['lineage', 'names'],
  ['plan', 'names'],
  ['status', 'names'],
]

/** Every source that is looked at has a memory of its own afterwards. */
function sourcesSeen(folder: string): number {
  const memories = join(folder, '.assetstore', 'cache')
  const seen = readdirSync(join(memories, 'files')).length
  rmSync(memories, { recursive: true })
  return seen
}

test('a command looks at the sources of what is asked alone: with a store, and on a clean clone', async () => {
  await using project = await createProject(files)
  expect((await project.assets('materialize')).exitCode).toBe(0)
  using copy = clone(project)
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true })
  for (const words of questions) {
    expect((await project.assets(...words)).exitCode, words.join(' ')).toBe(0)
    expect(sourcesSeen(project.folder), words.join(' ')).toBe(1)
  }
  for (const words of questions.slice(0, 3)) {
    expect((await copy.assets(words)).exitCode, words.join(' ')).toBe(0)
    expect(sourcesSeen(copy.folder), words.join(' ')).toBe(1)
  }
})
