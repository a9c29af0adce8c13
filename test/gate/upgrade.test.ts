import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readLock } from '../../src/store/lock/read-lock.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { clone, statusesOf } from './clone.ts'
import { everyName, library } from './library.ts'

let project: Project
beforeEach(async () => {
  project = await createProject(library)
  await project.assets('materialize')
  await project.assets('materialize')
  age(project)
  project.calls.reset()
})
afterEach(() => project[Symbol.asyncDispose]())

const older = (hash: string): string => [...hash].reverse().join('')
const lockOf = ({ folder }: Project) => join(folder, '.assetstore', 'assets.lock')

/** Makes catalog and lock what an older version would have left: it cut the code and put keys together in another way. */
function age({ folder }: Project): void {
  using database = disposable(new Sqlite(join(folder, '.assetstore', 'catalog.sqlite')))
  const rows = database.prepare('select id, key, definition, ingredients, schemes from records').all() as Document[]
  const update = database.prepare(
    'update records set key = ?, definition = ?, ingredients = ?, schemes = ? where id = ?',
  )
  for (const { id, key, definition, ingredients, schemes } of rows) {
    const old = { ...JSON.parse(schemes), key: 'key0', code: 'slice-0' }
    update.run(older(key), older(definition), JSON.stringify(oldCode(JSON.parse(ingredients))), JSON.stringify(old), id)
  }
  const lines = readFileSync(lockOf({ folder } as Project), 'utf8').split('\n')
  const text = lines.map((line) => {
    if (!line.startsWith('{')) return line
    const entry = oldCode(JSON.parse(line)) as Document
    const schemes = ['key0', 'slice-0', entry.schemes[2]]
    return JSON.stringify({ ...entry, key: older(entry.key), definition: older(entry.definition), schemes })
  })
  writeFileSync(lockOf({ folder } as Project), text.join('\n'))
}

/** It saw one declaration fewer, and a package that is not looked at any more. */
function oldCode<T extends { code?: Record<string, string>; packages?: Record<string, string> }>(of: T): T {
  const code = Object.entries(of.code ?? {}).map(([label, hash]) => [label, older(hash)])
  return { ...of, code: Object.fromEntries(code.slice(1)), packages: { ...of.packages, 'left-pad': '1.0.0' } }
}

function disposable(database: Sqlite.Database): Sqlite.Database & Disposable {
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() })
}

const allFresh = Object.fromEntries(everyName.map((name) => [name, name === 'prices' ? 'unknown' : 'fresh']))

describe('after an upgrade that cuts code in another way', () => {
  test('nothing is stale by the store, and nothing runs', async () => {
    expect(statusesOf(await project.json('status'))).toEqual(allFresh)
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.calls.names).toEqual([])
  })

  test('nothing is stale by the lock of a clean clone', async () => {
    using copy = clone(project)
    expect(statusesOf(await copy.json(['check']))).toEqual({ ...allFresh, prices: 'fresh' })
  })

  test('an edit makes stale what reaches the edited file, and the reason says that it is compared by files', async () => {
    project.edit({ 'assets/clean.ts': library['assets/clean.ts'].replace('trim()', 'trim().trim()') })
    const { assets } = await project.json('status', 'words', 'greeting')
    expect(assets).toMatchObject([
      {
        name: 'words',
        status: 'stale',
        causes: [{ kind: 'code_changed', message: 'code changed: a file that words reaches was edited' }],
      },
      { name: 'greeting' },
    ])
  })

  test('a changed variable, setting and source are the causes that they were', async () => {
    project.edit({
      'assets.config.ts': library['assets.config.ts'].replace('shortest: 1', 'shortest: 2'),
      'books/a.txt': 'one',
    })
    const status = await project.run(['status', '--json'], { env: { GREETING: 'hi' } })
    const { assets } = JSON.parse(status.stdout)
    const kinds = assets.map(({ name, causes }: Document) => [name, causes[0]?.kind])
    expect(Object.fromEntries(kinds)).toMatchObject({
      books: 'source_changed',
      greeting: 'env_changed',
      words: 'upstream_stale',
    })
  })

  test('the next run writes the records once more, so that they are compared by declaration again', async () => {
    await project.assets('materialize')
    const { entries } = readLock(readFileSync(lockOf(project), 'utf8'))
    expect(entries.map(({ schemes }) => schemes.key)).toEqual(everyName.map(() => 'key1'))
    project.edit({ 'assets/clean.ts': `${library['assets/clean.ts']}// a comment\n` })
    expect(statusesOf(await project.json('status'))).toEqual(allFresh)
    project.edit({ 'assets/clean.ts': library['assets/clean.ts'].replace('trim()', 'trim().trim()') })
    const { assets } = await project.json('status', 'words')
    expect(assets[0].causes).toMatchObject([{ message: 'code changed: assets/clean.ts clean edited' }])
  })
})

test('where only what counts is found in another way, a comment runs nothing, and an edit is told by its declaration', async () => {
  await using cut = await createProject(library)
  await cut.assets('materialize')
  using database = disposable(new Sqlite(join(cut.folder, '.assetstore', 'catalog.sqlite')))
  database.prepare(`update records set schemes = replace(schemes, '"slice-', '"slice-0')`).run()
  cut.edit({ 'assets/clean.ts': `${library['assets/clean.ts']}// a comment\n` })
  expect(statusesOf(await cut.json('status'))).toEqual(allFresh)
  cut.edit({ 'assets/clean.ts': library['assets/clean.ts'].replace('trim()', 'trim().trim()') })
  const { assets } = await cut.json('status', 'words')
  expect(assets[0].causes).toMatchObject([{ message: 'code changed: assets/clean.ts clean edited' }])
})

test('a variable that an older version did not see counts from the first run on', async () => {
  const variable = { 'assets/index.ts': variableReader }
  await using reader = await createProject(variable, { env: { MODEL: 'small' } })
  await reader.assets('materialize')
  withoutVariables(reader)
  reader.calls.reset()
  expect((await reader.assets('materialize')).exitCode).toBe(0)
  expect(reader.calls.names).toEqual([])
  expect((await reader.run(['explain', 'model'], { env: { MODEL: 'large' } })).stdout).toContain(
    'environment changed: MODEL has another value',
  )
  await reader.run(['materialize'], { env: { MODEL: 'large' } })
  expect(reader.calls.names).toEqual(['model'])
})

const variableReader = `
import { asset } from '#project'
import { called } from '../rig.ts'
export const model = asset(async () => {
  await called('model')
  return [{ model: process.env.MODEL }]
})
`

/** The release before saw only what was read through `env`. */
function withoutVariables({ folder }: Project): void {
  using database = disposable(new Sqlite(join(folder, '.assetstore', 'catalog.sqlite')))
  const [row] = database.prepare('select id, ingredients from records').all() as Document[]
  const ingredients = JSON.parse(row.ingredients)
  expect(ingredients.environment).toHaveProperty('MODEL')
  const text = JSON.stringify({ ...ingredients, environment: {} })
  database.prepare('update records set ingredients = ? where id = ?').run(text, row.id)
}
