import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenProject, openProject } from '../../src/api/run.ts'
import { createProject } from '../rig/project.ts'

/** As a plain script has it: no compiler has looked at the call. */
// biome-ignore lint/suspicious/noExplicitAny: what a plain script may pass
type Script = { readonly [Name in keyof OpenProject]: (...words: any[]) => Promise<unknown> }

let project: Script
const ends: AsyncDisposable[] = []
beforeAll(async () => {
  const made = await createProject({
    'assets/index.ts': "import { asset } from '#project'\nexport const a = asset(() => [{ id: 1 }])",
  })
  const api = await openProject({ cwd: made.folder })
  ends.push(api, made)
  project = api as unknown as Script
})
afterAll(async () => {
  for (const end of ends) await end[Symbol.asyncDispose]()
})

const selection = "a name or an expression of the selection grammar, such as '+report tag:daily', or a list of them"
const calls: readonly (readonly [string, () => Promise<unknown>, string, string])[] = [
  [
    'options in the place of the selection',
    () => project.materialize({ force: true }),
    'materialize() was given an object as its selection',
    `give ${selection}; options stand behind it: materialize(selection, { … })`,
  ],
  [
    'a selection of something else',
    () => project.status(['a', 1]),
    'status() was given a list as its selection',
    `give ${selection}`,
  ],
  [
    'no selection that is null',
    () => project.list(null),
    'list() was given null as its selection',
    `give ${selection}`,
  ],
  [
    'an option that there is not',
    () => project.materialize('a', { forse: true }),
    'materialize() has an unknown option "forse"',
    'did you mean "force"?',
  ],
  [
    'an option of another call',
    () => project.plan('a', { concurrency: 2 }),
    'plan() has an unknown option "concurrency"',
    'remove it, or use one of exclude, partitions, effects, only, force, fromScratch',
  ],
  [
    'no step at once',
    () => project.materialize('a', { concurrency: 0 }),
    'materialize() has concurrency: 0, which is to be a whole number of at least 1',
    'give a whole number of at least 1',
  ],
  [
    'a list that is empty',
    () => project.materialize([]),
    'materialize() was given an empty list as its selection',
    'leave the selection out where everything is meant, and the call where nothing is',
  ],
  [
    'a signal that is none',
    () => project.materialize('a', { signal: {} }),
    'materialize() has signal: an object, which is to be the signal of an AbortController',
    'give the signal of an AbortController',
  ],
  [
    'a wait that is no duration',
    () => project.materialize('a', { wait: 'soon' }),
    "materialize() has wait: 'soon', which is to be a number of ms or a number with a unit, such as '250ms', '30s', '5m', '2h' or '1d', or false",
    "give a number of ms or a number with a unit, such as '250ms', '30s', '5m', '2h' or '1d', or false",
  ],
  [
    'partitions that are no text',
    () => project.check('a', { partitions: ['2026-01-01'] }),
    'check() has partitions: a list, which is to be a string',
    'give a string',
  ],
  ['no name', () => project.explain(), 'explain() was given undefined as its name', 'give a string'],
  [
    'options that are none',
    () => project.explain('a', '2026-01-01'),
    "explain() was given '2026-01-01' as its options",
    'give an object, or leave it out',
  ],
  [
    'steps below none',
    () => project.lineage('a', { up: -1 }),
    'lineage() has up: -1, which is to be a whole number',
    'give a whole number',
  ],
  [
    'a limit of none',
    () => project.history('a', { limit: 0 }),
    'history() has limit: 0, which is to be a whole number of at least 1',
    'give a whole number of at least 1',
  ],
  [
    'a partition that is misspelt',
    () => project.table('a', { partiton: '2026-01-01' }),
    'table() has an unknown option "partiton"',
    'did you mean "partition"?',
  ],
  [
    'a statement that is an object',
    () => project.query({ sql: 'select 1' }),
    'query() was given an object as its sql',
    'give a string; options stand behind it: query(sql, { … })',
  ],
  ['a question that is none', () => project.search('a', 5), 'search() was given 5 as its question', 'give a string'],
]

test.each(calls)('%s is told, and nothing is done', async (_, call, message, fix) => {
  await expect(call()).rejects.toMatchObject({ code: 'ASSET_OPTIONS', message, fix })
  expect(await project.status()).toMatchObject({ counts: { missing: 1 } })
})

test('several mistakes of one call are told together', async () => {
  await expect(project.materialize('a', { forse: true, concurrency: '4' })).rejects.toMatchObject({
    errors: [
      { message: 'materialize() has an unknown option "forse"' },
      { message: "materialize() has concurrency: '4', which is to be a whole number of at least 1" },
    ],
  })
})

test('a folder by a misspelt option is not the working folder', async () => {
  await expect(openProject({ cdw: '/nowhere' } as never)).rejects.toMatchObject({
    code: 'ASSET_OPTIONS',
    message: 'openProject() has an unknown option "cdw"',
    fix: 'did you mean "cwd"?',
  })
})
