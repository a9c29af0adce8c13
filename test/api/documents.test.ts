import { expect, test } from 'vitest'
import { openProject } from '../../src/api/run.ts'
import { createProject } from '../rig/project.ts'

test('each call gives the document of the command', async () => {
  await using project = await createProject({
    'assets/index.ts': `
      import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'
      import { asset, check, effect } from '#project'
      export const rows = asset(() => [{ id: 'a', text: 'moon', vector: new Float32Array([1, 0]) }])
      export const some = check(async ({ rows }) => rows.count > 0)
      export const found = effect(
        { target: vectorIndex({ index: sqliteIndex({ file: 'found.sqlite', dimensions: 2 }) }) },
        ({ rows }) => rows,
      )
      export const late = asset(({ rows }) => rows.pick('id'))
    `,
  })
  await using api = await openProject({ cwd: project.folder })
  await api.materialize('found')
  const documents: readonly (readonly [words: readonly string[], () => Promise<object>])[] = [
    [['list'], async () => ({ assets: await api.list() })],
    [['status'], () => api.status()],
    [['status', 'late'], () => api.status('late')],
    [['check', 'rows', 'found'], () => api.check(['rows', 'found'])],
    [['plan'], () => api.plan()],
    [['plan', 'rows', '--force', '--only'], () => api.plan('rows', { force: true, only: true })],
    [['explain', 'late'], () => api.explain('late')],
    [['lineage', 'late'], () => api.lineage('late')],
    [['history', 'rows'], async () => ({ records: await api.history('rows') })],
    [['search', 'found', 'moon', '-k', '1'], () => api.search('found', 'moon', { k: 1 })],
  ]
  for (const [words, call] of documents) {
    const { schemaVersion, command, exitCode, ...document } = await project.json(...words)
    expect(schemaVersion, words.join(' ')).toBe(1)
    const given: object = await call()
    expect({ ok: document.ok, ...given }, words.join(' ')).toEqual(document)
  }
})
