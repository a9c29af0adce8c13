import { afterAll, beforeAll, expect, test } from 'vitest'
import { callRules as calls } from '../../src/api/call-options.ts'
import { type OpenProject, openProject } from '../../src/api/run.ts'
import { createProject, type Project } from '../rig/project.ts'

const ends = new AsyncDisposableStack()
let project: Project
let api: OpenProject
beforeAll(async () => {
  project = ends.use(
    await createProject({
      'assets/index.ts': `
        import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'
        import { asset, check, effect, source } from '#project'
        export const rows = asset(() => [{ id: 'a', text: 'moon', vector: new Float32Array([1, 0]) }])
        export const some = check(async ({ rows }) => rows.count > 0)
        export const found = effect(
          { target: vectorIndex({ index: sqliteIndex({ file: 'found.sqlite', dimensions: 2 }) }) },
          ({ rows }) => rows,
        )
        export const late = asset(({ rows }) => rows.pick('id'))
        export const sent = effect({ manual: true }, async ({ rows }) => ({ n: rows.count }))
        export const deployed = effect({ environments: ['production'] }, async ({ rows }) => ({ n: rows.count }))
        export const feed = source({ observe: () => 'v1' }, () => [{ id: 1 }])
        export const dated = asset(({ feed }) => feed.map((row) => ({ ...row, year: new Date().getFullYear() })))
      `,
    }),
  )
  api = ends.use(await openProject({ cwd: project.folder }))
  await api.materialize(['found', 'feed'])
})
afterAll(() => ends.disposeAsync())

type Method = Exclude<keyof typeof calls, 'openProject'>
interface Compared {
  readonly call: Method
  /** Of the command. */
  readonly words: readonly string[]
  readonly ask: () => Promise<object>
}
/** What two commands that follow each other do not say alike. */
const ofTheMoment = new Set(['run', 'durationMs', 'agoMs'])

const compared: readonly Compared[] = [
  { call: 'list', words: ['list'], ask: async () => ({ assets: await api.list() }) },
  { call: 'status', words: ['status'], ask: () => api.status() },
  { call: 'status', words: ['status', 'late'], ask: () => api.status('late') },
  { call: 'check', words: ['check'], ask: () => api.check() },
  { call: 'check', words: ['check', 'rows', 'found'], ask: () => api.check(['rows', 'found']) },
  { call: 'plan', words: ['plan'], ask: () => api.plan() },
  {
    call: 'plan',
    words: ['plan', 'rows', '--force', '--only'],
    ask: () => api.plan('rows', { force: true, only: true }),
  },
  { call: 'explain', words: ['explain', 'late'], ask: () => api.explain('late') },
  { call: 'lineage', words: ['lineage', 'late'], ask: () => api.lineage('late') },
  { call: 'history', words: ['history'], ask: async () => ({ records: await api.history() }) },
  { call: 'history', words: ['history', 'rows'], ask: async () => ({ records: await api.history('rows') }) },
  { call: 'search', words: ['search', 'found', 'moon'], ask: () => api.search('found', 'moon') },
  {
    call: 'query',
    words: ['query', 'select id, text from rows'],
    ask: async () => ({ ...(await api.query('select id, text from rows')), truncated: false }),
  },
  {
    call: 'table',
    words: ['show', 'rows', '--columns', 'id,text'],
    ask: async () => {
      const all = await api.table('rows')
      const columns = all.columns.filter(({ name }) => name !== 'vector')
      const table = all.pick('id', 'text')
      return { columns, rows: await table.all(), truncated: false }
    },
  },
  // What is not done, by either, and then by nobody: the last, since it makes what the others tell of.
  { call: 'materialize', words: ['materialize'], ask: () => api.materialize() },
]

test.each(compared)('$call gives the document of assets $words', async ({ words, ask }) => {
  // A run has something to do but once.
  if (words[0] === 'materialize') await api.materialize()
  const { schemaVersion, command, exitCode, ...document } = await project.json(...words)
  expect(schemaVersion).toBe(1)
  const answer = JSON.parse(JSON.stringify(await ask(), timeless))
  expect({ ok: document.ok, ...answer }).toEqual(JSON.parse(JSON.stringify(document, timeless)))
})

test('no call is left out', () => {
  const { openProject: _, ...all } = calls
  expect(new Set(compared.map(({ call }) => call))).toEqual(new Set(Object.keys(all)))
})

const timeless = (key: string, value: unknown): unknown => (ofTheMoment.has(key) ? undefined : value)
