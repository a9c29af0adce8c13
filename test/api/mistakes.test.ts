import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AssetError, type OpenProject, openProject } from '../../src/api/run.ts'
import { createProject, type Project } from '../rig/project.ts'

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
    'remove it, or use one of exclude, partitions, effects, only, force, fromScratch, changed',
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

describe('an option of a request is told in the words of who has asked', () => {
  let files: Project
  let asked: Script
  beforeAll(async () => {
    files = await createProject({
      'assets/index.ts': `
        import { partitions } from 'assetstore'
        import { asset } from '#project'
        import { called } from '../rig.ts'
        export const a = asset(async () => { await called('a'); return [{ id: 1 }] })
        export const topics = asset({ partitions: partitions.of(['x', 'y']) }, () => [{ id: 1 }])
        export const found = asset({ partitions: partitions.from(({ a }) => a.pick('id')) }, () => [{ id: 1 }])
      `,
    })
    const api = await openProject({ cwd: files.folder })
    ends.push(api, files)
    asked = api as unknown as Script
  })

  /** `{--from-scratch}` is `fromScratch` to a program, and `{-C|cwd}` is `cwd`. */
  const options: readonly (readonly [what: string, words: readonly string[], () => Promise<unknown>, text: string])[] =
    [
      [
        'partitions of what has none',
        ['status', 'a', '--partitions', 'x'],
        () => asked.status('a', { partitions: 'x' }),
        '{--partitions} was given, and a has none',
      ],
      [
        'a partition of a table that has none',
        ['show', 'a', '--partitions', 'x'],
        () => asked.table('a', { partition: 'x' }),
        '{--partitions|partition} was given, and a has none',
      ],
      [
        'partitions that cannot be read',
        ['plan', 'topics', '--partitions', 'x,,y'],
        () => asked.plan('topics', { partitions: 'x,,y' }),
        '{--partitions} "x,,y" names no partitions',
      ],
      [
        'keys that nobody has asked for',
        ['plan', 'found', '--partitions', '7'],
        () => asked.plan('found', { partitions: '7' }),
        'there are none yet: data decides its keys, and a run without {--partitions} asks for them',
      ],
      [
        'two partitions of one explanation',
        ['explain', 'topics', '--partitions', 'x,y'],
        () => asked.explain('topics', { partitions: 'x,y' }),
        'explain tells of one partition, and {--partitions} x,y is 2 partitions',
      ],
      [
        'no past to leave',
        ['plan', 'a', '--from-scratch'],
        () => asked.plan('a', { fromScratch: true }),
        '{--from-scratch} was given, and a does not read its last version\nleave it out: an asset without `previous` always starts from scratch, and {--force} makes it again',
      ],
      [
        'nothing that is left',
        ['list', 'a', '--exclude', 'a'],
        () => asked.list('a', { exclude: 'a' }),
        '{--exclude} a leaves nothing of a',
      ],
      [
        'a commit that there is not',
        ['check', '--changed', 'nowhere'],
        () => asked.check(undefined, { changed: 'nowhere' }),
        '{--changed} nowhere cannot be answered',
      ],
      [
        'rows that fail, of a version',
        ['show', 'a', '--failing', 'b', '--version', 'ab'],
        () => asked.table('a', { failing: 'b', version: 'ab' }),
        'leave out {--version}',
      ],
      [
        'a file of the machine',
        ['query', "from 'rows.csv'"],
        () => asked.query("from 'rows.csv'"),
        'add {--allow-files} where it may read any file of this machine',
      ],
      [
        'a folder that is not there',
        ['-C', '/nowhere', 'list'],
        () => openProject({ cwd: '/nowhere' }),
        'correct the path given with {-C|cwd}',
      ],
      [
        'a project file that is not there',
        ['--config', 'other.ts', 'list'],
        () => openProject({ cwd: files.folder, config: 'other.ts' }),
        'correct the path given with {--config}, or run `assets init`',
      ],
    ]

  test.each(options)('%s', async (_, words, call, text) => {
    const camel = (flag: string) => flag.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    const inFlags = text.replaceAll(/\{([^|}]+)[^}]*\}/g, '$1')
    const inCalls = text.replaceAll(
      /\{([^|}]+)\|?([^}]*)\}/g,
      (_, flag: string, word: string) => `\`${word === '' ? camel(flag) : word}\``,
    )
    const { error } = await files.json(...words)
    expect(`${error.message}\n${error.fix}`).toContain(inFlags)
    const refused = (await call().catch((one) => one)) as AssetError
    expect(`${refused.message}\n${refused.fix}`).toContain(inCalls)
    expect(refused).toMatchObject({ code: error.code })
  })

  test('so is that of a step which waits for nobody', async () => {
    const held = files.calls.hold('a')
    const first = asked.materialize('a') as Promise<{ ok: boolean }>
    await held.waiting()
    expect(await asked.materialize('a', { wait: false })).toMatchObject({
      error: { code: 'STORE_BUSY', fix: 'run again when it has finished, or leave out `wait` to wait for it' },
    })
    expect((await files.json('materialize', 'a', '--no-wait')).error).toMatchObject({
      code: 'STORE_BUSY',
      fix: 'run again when it has finished, or leave out --no-wait and --wait to wait for it',
    })
    held.release()
    expect((await first).ok).toBe(true)
  })
})
