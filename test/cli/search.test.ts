import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'
import { isInstalled } from '../vector-index/place.ts'

const options = "{ file: 'search/notes.sqlite', dimensions: 2, metadata: { year: 'number' } }"

/** Vectors that say in which direction a note is: the question is embedded by a resource, which tells of its opening. */
const notes = (text = 'We choose to go to the moon') => ({
  'assets.config.ts': `import { defineProject, resource } from 'assetstore'
import { called } from './rig.ts'
const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: {
    embed: resource({ open: async () => { await called('open'); return (text: string) => Float32Array.of(text.length, 1) } }),
    other: resource({ open: async () => { await called('other') } }),
  },
})
export default project
export const { asset, source, check, effect } = project
`,
  ...oneFile(
    "import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'",
    'export const notes = asset(() => [',
    `  { id: 'moon', text: '${text}', year: 1962 },`,
    "  { id: 'taxes', text: 'Lower taxes', year: 1990 },",
    '])',
    `const index = sqliteIndex(${options})`,
    'export const notes_index = effect(',
    '  { target: vectorIndex({ index, embed: async (question, { embed }) => embed(question) }) },',
    '  ({ notes }, { embed }) => notes.map(({ id, text, year }) => ({ id, text, vector: embed(text), metadata: { year } })))',
    'export const sent = effect(({ notes }) => ({ sent: notes.count }))',
  ),
})

async function made(files = notes()): Promise<Project> {
  const project = await createProject(files)
  expect((await project.assets('materialize')).exitCode).toBe(0)
  project.calls.reset()
  return project
}

describe.skipIf(!isInstalled('sqlite-vec'))('assets search', () => {
  test('ranks by words and by meaning, and opens the resource that the question needs', async () => {
    await using project = await made()
    const answer = await project.json('search', 'notes_index', 'taxes, or the', '-k', '1')
    expect(answer).toEqual({
      schemaVersion: 1,
      command: 'search',
      ok: true,
      exitCode: 0,
      index: 'notes_index',
      status: 'fresh',
      question: 'taxes, or the',
      k: 1,
      filter: {},
      hits: [
        {
          id: 'taxes',
          text: 'Lower taxes',
          metadata: { year: 1990 },
          score: expect.any(Number),
          ranks: { vector: 1, text: expect.any(Number) },
          distance: expect.any(Number),
        },
      ],
    })
    expect(project.calls.names).toEqual(['open'])
  })

  test('says in the terminal what is found, with what it can be filtered by', async () => {
    await using project = await made()
    const { stdout, stderr } = await project.assets('search', 'notes_index', 'moon')
    expect(stdout.replaceAll(/0\.\d{3}/g, 'N')).toMatch(
      /^1 {2}moon {2}year 1962 · vector [12] · text 1 · distance N\n {3}We choose to go to the moon\n2 {2}taxes {2}year 1990 · vector [12] · distance N\n {3}Lower taxes\n$/,
    )
    expect(stderr).toBe('')
    const filtered = await project.json('search', 'notes_index', 'moon', '--filter', '{ "year": { "gte": 1970 } }')
    expect(filtered.hits.map(({ id }: { id: string }) => id)).toEqual(['taxes'])
    const none = await project.assets('search', 'notes_index', 'moon', '--filter', '{ "year": 1 }')
    expect(none).toMatchObject({ exitCode: 0, stdout: '(nothing found)\n' })
  })

  test('answers from what was written last, and says that it is not up to date', async () => {
    await using project = await made()
    project.edit(notes('We go to Mars'))
    const { stdout, stderr } = await project.assets('search', 'notes_index', 'moon', '-k', '1')
    expect(stdout).toContain('We choose to go to the moon')
    expect(stderr).toBe('warning notes_index is maybe (notes is stale): what is found was written before\n')
    expect((await project.json('search', 'notes_index', 'moon')).status).toBe('maybe')
  })

  test.each([
    [['notes_indx', 'moon'], 2, 'SELECTION_EMPTY', 'there is no asset "notes_indx"', 'did you mean "notes_index"?'],
    [['notes', 'moon'], 2, 'CLI_USAGE', 'notes is an asset that cannot be searched', 'search notes_index'],
    [['sent', 'moon'], 2, 'CLI_USAGE', 'sent is an effect that cannot be searched', 'search notes_index'],
    [
      ['notes_index', ' '],
      2,
      'CLI_USAGE',
      'the question is empty',
      'say it as one argument: assets search notes "what is …"',
    ],
    [
      ['notes_index', 'moon', '--filter', 'year'],
      2,
      'CLI_USAGE',
      '--filter is no JSON object',
      'say it as JSON: --filter \'{ "year": { "gte": 1990 } }\'',
    ],
    [
      ['notes_index', 'moon', '--filter', '{ "yaer": 1 }'],
      1,
      'INDEX_QUERY',
      'the filter names "yaer", which is no column of the index',
      'use one of year',
    ],
  ])('%j is refused', async (words, exitCode, code, message, fix) => {
    await using project = await made()
    const answer = await project.json('search', ...words)
    expect(answer).toMatchObject({ ok: false, exitCode, error: { code, message, fix } })
    // Nothing is opened or embedded for a question that cannot be asked.
    expect(project.calls.names).toEqual([])
  })

  test('an index that was never made, and one that is gone', async () => {
    await using project = await createProject(notes())
    expect(await project.json('search', 'notes_index', 'moon')).toMatchObject({
      exitCode: 1,
      error: {
        code: 'STORE_EMPTY',
        message: 'notes_index has never been made',
        fix: 'assets materialize notes_index',
      },
    })
    await project.assets('materialize')
    for (const ending of ['', '-wal', '-shm'])
      project.edit({ [`.assetstore/index/search/notes.sqlite${ending}`]: null })
    expect(await project.json('search', 'notes_index', 'moon')).toMatchObject({
      exitCode: 1,
      error: {
        code: 'INDEX_UNAVAILABLE',
        message: 'there is no index of this shape in SQLite (search/notes.sqlite) yet',
        facts: { file: join(realpathSync(project.folder), '.assetstore', 'index', 'search', 'notes.sqlite') },
        fix: expect.stringContaining(join('search', 'notes.sqlite')),
      },
    })
  })
})

test('the help tells what --json gives', async () => {
  await using project = await createProject({})
  const { stdout } = await project.assets('help', 'search')
  expect(stdout).toContain('With --json: { index, status, question, k, filter, hits: [{ id, text, metadata, score,')
})
