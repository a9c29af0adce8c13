import { expect, test } from 'vitest'
import { loadedBy } from '../rig/loaded.ts'
import { createProject } from '../rig/project.ts'
import { chain, oneFile } from './projects.ts'

test('small tables are made and shown without DuckDB, which is loaded where a statement is run', async () => {
  await using project = await createProject(chain)
  const data = async (...words: string[]) =>
    (await loadedBy(project, ...words)).loaded.filter((url) => url.includes('@duckdb'))
  expect(await data('materialize')).toEqual([])
  expect(await data('show', 'report', '--format', 'jsonl')).toEqual([])
  expect((await project.assets('show', 'report', '--format', 'jsonl')).stdout).toBe('{"words":"a,b"}\n')
  project.edit(oneFile('export const one = asset(async () => sql`SELECT 1 AS a`)'))
  expect(await data('materialize')).not.toEqual([])
})

test('a small table is shown as DuckDB reads it', async () => {
  await using project = await createProject(
    oneFile(
      'export const mixed = asset(async () => [',
      '  { id: 1, "a b": 2n ** 60n, yes: true, none: null, text: "é\\n" },',
      '  { id: -0, "a b": null, yes: null, none: null, text: "", later: 0.1 },',
      '  { id: 1e300, "a b": -1n, yes: false, none: null, text: null, later: 1 },',
      '])',
    ),
  )
  await project.assets('materialize')
  const windows: [string[], string][] = [
    [[], 'SELECT * FROM mixed'],
    [['--columns', 'text,a b,none'], 'SELECT text, "a b", "none" FROM mixed'],
    [['--columns', 'text,text'], 'SELECT text, text FROM mixed'],
    [['--limit', '1', '--offset', '1'], 'SELECT * FROM mixed LIMIT 1 OFFSET 1'],
    [['--offset', '3'], 'SELECT * FROM mixed OFFSET 3'],
  ]
  for (const [words, statement] of windows) {
    const shown = await project.json('show', 'mixed', ...words)
    const asked = await project.json('query', statement)
    expect([words, shown.columns, shown.rows]).toEqual([words, asked.columns, asked.rows])
    expect(shown.rows.length).toBe(words[0] === '--offset' ? 0 : words[0] === '--limit' ? 1 : 3)
  }
})
