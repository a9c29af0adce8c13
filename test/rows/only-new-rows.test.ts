import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'

interface Document1 {
  readonly id: string
  readonly text: string
  readonly title?: string
}
const documents = (...rows: readonly Document1[]) => ({ 'documents.json': `${JSON.stringify(rows)}\n` })
const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, text: `text of ${id}`, title: 'one' })) as [
  Document1,
  Document1,
  Document1,
]
const names = (...of: readonly [string, string][]) => ({
  'names.json': `${JSON.stringify(of.map(([text, name]) => ({ text, name })))}\n`,
})

const code = (options = "key: 'id'", body = '({ ...row, name })') => ({
  'assets/index.ts': `
import { called } from '../rig.ts'
import { asset, check, source } from '#project'
export const documents = source.table('documents.json')
export const names = source.table('names.json')
export const named = asset(async ({ documents, names }, { env }) =>
  documents.pick('id', 'text').map({ ${options} }, async (row) => {
    await called(String(row.id))
    const found = (await names.all()).find(({ text }) => text === row.text)
    const name = String(found?.name ?? env('UNKNOWN', 'nobody'))
    return ${body}
  }))
export const some = check(async ({ named }) => named.count < 4)
`,
})
const start = { ...documents(a, b), ...names(['text of a', 'Ada']), ...code() }

/** Which rows the function was called for, and what the run says of them. */
async function ran(project: Project, ...words: string[]): Promise<{ calls: readonly string[]; step: Document }> {
  project.calls.reset()
  const { steps } = await project.json('materialize', ...words)
  return { calls: project.calls.names.toSorted(), step: steps.find(({ asset }: Document) => asset === 'named') }
}
const shown = async (project: Project) => (await project.json('query', 'select * from named order by id')).rows

test('a row that is edited, one that is new, one that left: nothing is computed twice', async () => {
  await using project = await createProject(start)
  expect((await ran(project)).step.work).toMatchObject({ computed: 2, reused: 0 })
  project.edit(documents({ ...a, text: 'other' }, c))
  const { calls, step } = await ran(project)
  expect(calls).toEqual(['a', 'c'])
  expect(step.work).toEqual({ computed: 2, recovered: 0, reused: 0, removed: 1, changed: 1, failed: 0 })
  expect(await shown(project)).toEqual([
    { id: 'a', text: 'other', name: 'nobody' },
    { id: 'c', text: 'text of c', name: 'nobody' },
  ])
})

test('a column that is not picked, another order, a second run: no call', async () => {
  await using project = await createProject(start)
  await ran(project)
  project.edit(documents({ ...b, title: 'two' }, { ...a, title: 'three' }))
  expect((await ran(project)).calls).toEqual([])
  project.edit(documents(c, b, a))
  expect((await ran(project)).calls).toEqual(['c'])
  expect((await ran(project)).calls).toEqual([])
})

test('what is read beside the rows is part of each of them', async () => {
  await using project = await createProject(start)
  await ran(project)
  project.edit(names(['text of a', 'Ada'], ['text of b', 'Bea']))
  expect((await ran(project)).calls).toEqual(['a', 'b'])
  expect((await shown(project))[1]).toEqual({ ...b, title: undefined, name: 'Bea' })
})

test('but for lookups, which new rows see and old ones need not', async () => {
  await using project = await createProject({ ...start, ...code("key: 'id', lookups: [names]") })
  await ran(project)
  project.edit(names(['text of a', 'Eve'], ['text of c', 'Cyd']))
  expect((await ran(project)).calls).toEqual([])
  project.edit(documents(a, b, c))
  expect((await ran(project)).calls).toEqual(['c'])
  expect((await shown(project)).map(({ name }: Document) => name)).toEqual(['Ada', 'nobody', 'Cyd'])
})

test('other code, another variable and --force compute every row; going back computes none', async () => {
  await using project = await createProject(start)
  await ran(project)
  project.edit(code("key: 'id'", '({ ...row, name, more: 1 })'))
  expect((await ran(project)).calls).toEqual(['a', 'b'])
  project.edit({ ...code(), ...documents(a, b, c) })
  expect((await ran(project)).calls).toEqual(['c'])
  expect((await ran(project, '--force', 'named')).calls).toEqual(['a', 'b', 'c'])
  project.calls.reset()
  expect((await project.run(['materialize'], { env: { UNKNOWN: 'somebody' } })).exitCode).toBe(0)
  expect(project.calls.names.toSorted()).toEqual(['a', 'b', 'c'])
})

test('what a check held back is there when it is mended', async () => {
  await using project = await createProject(start)
  await ran(project)
  const d = { id: 'd', text: 'text of d' }
  project.edit(documents(a, b, c, d))
  const held = await ran(project)
  expect([held.calls, held.step.outcome]).toEqual([['c', 'd'], 'failed'])
  expect((await shown(project)).length).toBe(2)
  project.edit(documents(a, c, d))
  expect((await ran(project)).calls).toEqual([])
  expect((await shown(project)).map(({ id }: Document) => id)).toEqual(['a', 'c', 'd'])
})

test('a table or map that is lost is no loss of the right rows', async () => {
  await using project = await createProject(start)
  await ran(project)
  await project.loseObject('named')
  expect((await ran(project)).calls).toEqual(['a', 'b'])
  for (const folder of ['objects', 'partial'])
    rmSync(`${project.folder}/.assetstore/${folder}`, { recursive: true, force: true })
  project.edit(documents(a, b, c))
  expect((await ran(project)).calls).toEqual(['a', 'b', 'c'])
  expect((await shown(project)).length).toBe(3)
})
