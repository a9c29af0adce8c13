import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'

const tables = ['a', 'b', 'c'].map(
  (name, index) =>
    `export const ${name} = asset(async () => { await called('${name}'); return [{ n: ${index + 1} }] })`,
)
const index = (pattern: string, body = '(await a.all())[0].n * 10 - (await b.all())[0].n'): Files => ({
  'assets/index.ts': [
    "import { asset } from '#project'",
    "import { called } from '../rig.ts'",
    ...tables,
    `export const it = asset(async (${pattern}) => { await called('it'); return [{ n: ${body} }] })`,
  ].join('\n'),
})
const freshOf = async (project: { json(...words: string[]): Promise<{ assets: { status: string }[] }> }) =>
  (await project.json('status', 'it')).assets[0]?.status

test('tables that a pattern names in another order are read as before, and nothing runs', async () => {
  await using project = await createProject(index('{ a, b }'))
  await project.assets('materialize')
  project.calls.reset()
  for (const pattern of ['{ b, a }', '{ a, b }', '{ b, a }']) {
    project.edit(index(pattern))
    expect([pattern, await freshOf(project)]).toEqual([pattern, 'fresh'])
    await project.assets('materialize')
    expect((await project.assets('check')).exitCode).toBe(0)
  }
  expect(project.calls.names).toEqual([])
})

test('a record whose pattern was in no order of use is read as well, under its own order', async () => {
  const body = '[await a.all(), await b.all(), await c.all()].map(([row]) => row.n).join()'
  await using project = await createProject(index('{ c, a, b }', body))
  await project.assets('materialize')
  project.calls.reset()
  project.edit(index('{ b, c, a }', body))
  expect(await freshOf(project)).toBe('fresh')
  // What is read at another position now is still the table that it was.
  project.edit({ 'assets/index.ts': (index('{ b, c, a }', body)['assets/index.ts'] as string).replace('n: 2', 'n: 7') })
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['b', 'it'])
  expect((await project.json('query', 'select n from it')).rows).toEqual([{ n: '1,7,3' }])
})

test('names that are exchanged in the body are an edit, in whichever order they are named', async () => {
  const body = '(await b.all())[0].n * 10 - (await a.all())[0].n'
  await using project = await createProject(index('{ a, b }'))
  await project.assets('materialize')
  for (const pattern of ['{ a, b }', '{ b, a }']) {
    project.edit(index(pattern, body))
    expect([pattern, await freshOf(project)]).toEqual([pattern, 'stale'])
  }
  project.edit(index('{ b, a }', body))
  await project.assets('materialize')
  expect((await project.json('query', 'select n from it')).rows).toEqual([{ n: 19 }])
})

test('a clean clone reads its lock in the order of the code', async () => {
  await using project = await createProject(index('{ b, a }'))
  await project.assets('materialize')
  project.edit(index('{ a, b }'))
  await project.assets('materialize')
  const store = join(project.folder, '.assetstore')
  cpSync(join(store, 'assets.lock'), join(project.folder, 'kept.lock'))
  rmSync(store, { recursive: true })
  cpSync(join(project.folder, 'kept.lock'), join(store, 'assets.lock'))
  expect((await project.assets('check')).exitCode).toBe(0)
  project.edit(index('{ b, a }'))
  expect((await project.assets('check')).exitCode).toBe(0)
  project.edit(index('{ b, a }', '(await b.all())[0].n * 10 - (await a.all())[0].n'))
  expect((await project.assets('check')).exitCode).toBe(1)
})
