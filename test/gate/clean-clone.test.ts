import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { type Clone, causesOf, clone, statusesOf } from './clone.ts'
import { everyName, library } from './library.ts'

let project: Project
beforeAll(async () => {
  project = await createProject(library)
  const made = await project.assets('materialize')
  expect(made.stderr).not.toContain('error')
  expect(made.exitCode).toBe(0)
})
afterAll(() => project[Symbol.asyncDispose]())

/** What the clone says after an edit, and what the store says after the same edit. */
async function both(edit: Record<string, string | null>, env?: Readonly<Record<string, string>>) {
  using copy = clone(project)
  copy.edit(edit)
  const lock = await copy.json(['check'], env)
  const before = Object.fromEntries(Object.keys(edit).map((path) => [path, original(path)]))
  project.edit(edit)
  try {
    const store: Document = JSON.parse(
      (await project.run(['check', '--json'], env === undefined ? {} : { env })).stdout,
    )
    return { lock, store }
  } finally {
    project.edit(before)
  }
}

const original = (path: string): string | null => (library as Record<string, string>)[path] ?? null

function openClone(): Clone {
  const copy = clone(project)
  expect(existsSync(join(copy.folder, '.assetstore/assets.lock'))).toBe(true)
  expect(existsSync(join(copy.folder, '.assetstore/catalog.sqlite'))).toBe(false)
  return copy
}

describe('a clean clone', () => {
  test('is up to date, by the lock alone: without data, database and network', async () => {
    using copy = openClone()
    const document = await copy.json(['check'])
    expect(document).toMatchObject({ command: 'check', ok: true, exitCode: 0, basis: 'lock' })
    expect(statusesOf(document)).toEqual(Object.fromEntries(everyName.map((name) => [name, 'fresh'])))
    expect(document.assets[2]).toEqual({
      name: 'words',
      status: 'fresh',
      causes: [],
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(existsSync(join(copy.folder, '.assetstore/catalog.sqlite'))).toBe(false)
    expect((await copy.assets(['check'])).stdout).toBe(
      '✓ all 7 assets are up to date\nsources that only a run asks: prices (never asked here); to ask now: assets materialize prices\n',
    )
  })

  test('answers from the store where there is one', async () => {
    expect((await project.json('check')).basis).toBe('store')
  })

  test('has no word for an asset that the lock does not know, and none for one that is gone', async () => {
    using copy = openClone()
    copy.edit({
      'assets/index.ts': `${library['assets/index.ts'].replace(/export const has_words.*\n/, '')}export const fresh_one = asset(() => [{ x: 1 }])\n`,
    })
    const document = await copy.json(['check'])
    expect(document.exitCode).toBe(1)
    expect(statusesOf(document)).toMatchObject({ words: 'fresh', fresh_one: 'missing' })
    expect(statusesOf(document)).not.toHaveProperty('has_words')
  })

  test('takes files that are not in it, and sources that only a run may ask, for what they were', async () => {
    using copy = openClone()
    copy.edit({ 'books/a.txt': null, 'books/b.txt': null })
    expect(statusesOf(await copy.json(['check']))).toMatchObject({ books: 'fresh', prices: 'fresh', words: 'fresh' })
  })

  test('a lock with the conflict of a merge is told, and how to mend it', async () => {
    using copy = openClone()
    const lock = readFileSync(join(copy.folder, '.assetstore/assets.lock'), 'utf8')
    copy.edit({ '.assetstore/assets.lock': lock.replace('\n\n', '\n<<<<<<< HEAD\n') })
    const ended = await copy.assets(['check'])
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toBe(`error LOCK_INVALID  .assetstore/assets.lock:2
  the lock has the conflict of a merge in it
  take either side, such as "git checkout --ours .assetstore/assets.lock", and run "assets materialize"
`)
  })

  test('without a lock everything is missing', async () => {
    using copy = openClone()
    rmSync(join(copy.folder, '.assetstore/assets.lock'))
    const document = await copy.json(['check'])
    expect(document).toMatchObject({ exitCode: 1, basis: 'lock', counts: { missing: 7 } })
  })
})

describe('gives the reasons that the store gives', () => {
  type Edit = Readonly<Record<string, string | null>>
  const index = library['assets/index.ts']
  const [clean, config] = [library['assets/clean.ts'], library['assets.config.ts']]
  const below = { short: 'maybe', has_words: 'maybe', report: 'maybe' }
  const edits: readonly [what: string, edit: Edit, expected: Record<string, string>, env?: Record<string, string>][] = [
    ['an edited helper', { 'assets/clean.ts': clean.replace('()', '().toLowerCase()') }, { words: 'stale', ...below }],
    ['a variable', {}, { greeting: 'stale', report: 'maybe' }, { GREETING: 'hi' }],
    ['a setting', { 'assets.config.ts': config.replace('est: 1', 'est: 2') }, { short: 'stale', report: 'maybe' }],
    ['an edited source file', { 'books/a.txt': 'one' }, { books: 'stale', words: 'maybe', ...below }],
    ['a new source file', { 'books/c.txt': 'four' }, { books: 'stale', words: 'maybe', ...below }],
    [
      'an option',
      { 'assets/index.ts': index.replace('greeting = asset(', 'greeting = asset({ ordered: true }, ') },
      { greeting: 'stale', report: 'maybe' },
    ],
    [
      'a removed input',
      { 'assets/index.ts': index.replace(', greeting })', ' })').replace('(await greeting.all())[0]?.text', "''") },
      { report: 'stale' },
    ],
    ['a comment and an unused helper', { 'assets/clean.ts': clean.replace('=> 1', '=> 2 // two') }, {}],
  ]
  test.each(edits)('%s', async (_, edit, expected, env) => {
    const { lock, store } = await both(edit, env)
    expect([lock.basis, store.basis]).toEqual(['lock', 'store'])
    expect(notFresh(lock)).toEqual(expected)
    const { prices: unasked, ...causes } = causesOf(store)
    expect(unasked).toMatchObject([{ kind: 'source_unobserved' }])
    expect(causesOf(lock)).toEqual(causes)
    expect(lock.exitCode).toBe(store.exitCode)
  })

  function notFresh(document: Document): Record<string, string> {
    return Object.fromEntries(Object.entries(statusesOf(document)).filter(([, status]) => status !== 'fresh'))
  }
})

test('an edited helper says which function it is, and what hangs on it', async () => {
  using copy = openClone()
  copy.edit({ 'assets/clean.ts': library['assets/clean.ts'].replace('trim()', 'trim().toLowerCase()') })
  const ended = await copy.assets(['check'])
  expect(ended.exitCode).toBe(1)
  expect(ended.stdout).toBe(`✗ 4 of 7 assets are not up to date
  ● words      stale   code changed: assets/clean.ts clean edited
  ○ short      maybe   words is stale
  ○ report     maybe   words is stale
  ○ has_words  maybe   words is stale
behind 4 assets: code changed: assets/clean.ts clean edited  assets/clean.ts:1
sources that only a run asks: prices (never asked here); to ask now: assets materialize prices
fix: assets materialize report has_words
`)
})
