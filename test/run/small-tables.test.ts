import { expect, test } from 'vitest'
import { loadedBy } from '../rig/loaded.ts'
import { createProject } from '../rig/project.ts'
import { chain, oneFile } from './projects.ts'

test('a run whose tables are small loads DuckDB where a statement is run, and not before', async () => {
  await using project = await createProject(chain)
  const data = async () => (await loadedBy(project, 'materialize')).loaded.filter((url) => url.includes('@duckdb'))
  expect(await data()).toEqual([])
  expect((await project.assets('show', 'report', '--format', 'jsonl')).stdout).toBe('{"words":"a,b"}\n')
  project.edit(oneFile('export const one = asset(async () => sql`SELECT 1 AS a`)'))
  expect(await data()).not.toEqual([])
})
