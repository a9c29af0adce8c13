import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const index = (...lines: readonly string[]) =>
  [
    "import { asset, check, source } from '#project'",
    "export const raw = source.files('notes/*.md', { as: 'text' })",
    ...lines,
    '',
  ].join('\n')

const files: Files = {
  'notes/a.md': 'a b',
  'assets/index.ts': index("export const words = asset.python<{ word: string }>('./words.py')"),
  'assets/words.py': [
    'from assetstore import asset',
    '',
    '@asset',
    'def words(raw):',
    '    return [{"word": word} for row in raw for word in row["content"].split()]',
    '',
  ].join('\n'),
}

describePython('frames', 'asset.python', ({ commands }) => {
  const made = (more: Files = {}) =>
    createProject({ ...files, ...more }, { env: { VIRTUAL_ENV: join(commands, '..') } })

  test('reads what the parameters name, and stands where its function stands', async () => {
    await using project = await made()
    const { assets } = await project.json('list')
    expect(assets.find(({ name }: { name: string }) => name === 'words')).toMatchObject({
      kind: 'asset',
      upstream: ['raw'],
      at: 'assets/words.py:4',
    })
    expect((await project.json('status')).assets).toMatchObject([{ status: 'missing' }, { status: 'missing' }])
  })

  test('check.python and source.python are checks and sources, with the options of these', async () => {
    await using project = await made({
      'assets/index.ts': index(
        "export const events = source.python({ file: './more.py', observe: () => 'v1', maxAge: '1d' })",
        "export const words = asset.python('./words.py')",
        "export const some = check.python({ file: './more.py', function: 'has_words', severity: 'warn' })",
      ),
      'assets/more.py': 'def events():\n    yield {"id": 1}\n\ndef has_words(words):\n    return len(words) > 0\n',
    })
    const { assets } = await project.json('list')
    const kinds = assets.map(({ name, kind, upstream }: Record<string, unknown>) => [name, kind, upstream])
    expect(kinds).toEqual([
      ['raw', 'source', []],
      ['events', 'source', []],
      ['words', 'asset', ['raw']],
      ['some', 'check', ['words']],
    ])
  })

  test.each<[what: string, files: Files, place: string, says: string]>([
    [
      'a file that is not there',
      { 'assets/words.py': null },
      'assets/index.ts:3',
      'PYTHON_FILE  assets/index.ts:3\n  words is to be a function of assets/words.py, which is not there',
    ],
    [
      'a file that does not parse',
      { 'assets/words.py': 'def words(raw):\n    return (\n' },
      'assets/words.py:2',
      "Python cannot read it: '(' was never closed",
    ],
    [
      'a name that no function has',
      { 'assets/words.py': 'def wards(raw): ...' },
      'assets/index.ts:3',
      'PYTHON_FUNCTION  assets/index.ts:3\n  assets/words.py has no function "words" at its top level\n  did you mean "wards"?',
    ],
    [
      'a file without functions',
      { 'assets/words.py': 'words = 3' },
      'assets/index.ts:3',
      'write `def words(…):` in it',
    ],
    [
      'a parameter that is no asset',
      { 'assets/words.py': 'def words(rw): ...' },
      'assets/words.py:1',
      'did you mean "raw"?',
    ],
    [
      'a parameter that is no table',
      { 'assets/words.py': 'def words(raw, limit=3): ...' },
      'assets/words.py:1',
      'what is no table stands behind a star: def words(…, *, limit)',
    ],
    [
      'a context that does not stand first',
      { 'assets/words.py': 'def words(raw, context): ...' },
      'assets/words.py:1',
      'what is no table stands behind a star: def words(…, *, context)',
    ],
    [
      'any number of parameters',
      { 'assets/words.py': '\ndef words(*tables): ...' },
      'assets/words.py:2',
      'words takes any number of arguments (tables)',
    ],
    [
      'a keyword that is no resource',
      { 'assets/words.py': 'def words(raw, *, settings): ...' },
      'assets/words.py:1',
      'words names "settings" in its context, which is no resource',
    ],
    [
      'an option that nobody knows',
      { 'assets/index.ts': index("export const words = asset.python({ file: './words.py', retires: 3 })") },
      'assets/index.ts:3',
      'did you mean "retries"?',
    ],
    [
      'a file that is no Python',
      { 'assets/index.ts': index("export const words = asset.python('./words.ts')") },
      'assets/index.ts:3',
      "such as './documents.py'",
    ],
    [
      'no file at all',
      { 'assets/index.ts': index('export const words = asset.python({ retries: 3 })') },
      'assets/index.ts:3',
      'has no option "file"',
    ],
  ])('%s is told with place and cure', async (_, more, place, says) => {
    await using project = await made(more)
    const { exitCode, stderr } = await project.assets('status')
    expect(stderr).toContain(says)
    expect(stderr).toContain(place)
    expect(exitCode).toBe(2)
  })

  test('a module of the project that does not parse is told where it is imported from', async () => {
    await using project = await made({
      'assets/words.py': 'from helpers import split\n\ndef words(raw):\n    return split(raw)\n',
      'assets/helpers.py': '\n\ndef split(\n',
    })
    expect((await project.assets('status')).stderr).toBe(
      "error PYTHON_SYNTAX  assets/helpers.py:3\n  Python cannot read it: '(' was never closed\n  mend the file; the interpreter may also be older than what it is written for\n",
    )
  })

  test('an instance whose making may change anything is read', async () => {
    const text = ['import duckdb', '', 'class Base:', '    def __init__(self):', '        duckdb.sql("SET x = 1")', '']
    await using project = await made({
      'assets/words.py': [...text, 'base = Base()', '', 'def words(raw): ...'].join('\n'),
    })
    expect((await project.assets('status')).exitCode).toBe(0)
  })

  test('a keyword with a default is a resource where there is one of its name', async () => {
    await using project = await made({ 'assets/words.py': 'def words(raw, *, settings=None, partition, log): ...' })
    expect((await project.assets('status')).exitCode).toBe(0)
  })
})

describe('where there is no Python', () => {
  test('one that is too old is told with its version', async () => {
    await using project = await createProject({
      ...files,
      'old/bin/python': '#!/bin/sh\necho \'{"python": "3.9.10", "listings": [], "functions": []}\'\n',
    })
    chmodSync(join(project.folder, 'old/bin/python'), 0o755)
    const { exitCode, stderr } = await project.run(['status'], { env: { VIRTUAL_ENV: join(project.folder, 'old') } })
    expect(stderr).toBe(
      `error PYTHON_TOO_OLD\n  ${project.folder}/old/bin/python is Python 3.9.10, which is older than 3.10\n  make the environment with Python 3.10 or newer, or name another one as \`python\` in the project file\n`,
    )
    expect(exitCode).toBe(2)
  })

  test.each<[what: string, env: Record<string, string>, more: Files, says: string]>([
    ['none anywhere', { PATH: '/nowhere' }, {}, 'there is no Python: no environment is active'],
    [
      'an active environment that moved',
      { VIRTUAL_ENV: '/nowhere/.venv' },
      {},
      '/nowhere/.venv, which is the active environment by VIRTUAL_ENV, has no Python in it',
    ],
    [
      'an active environment of conda that moved',
      { CONDA_PREFIX: '/nowhere/conda' },
      {},
      '/nowhere/conda, which is the active environment by CONDA_PREFIX, has no Python in it',
    ],
    ['a local environment that moved', {}, { '.venv/pyvenv.cfg': 'home = /nowhere' }, 'remove '],
    ['a lock of uv and no environment', {}, { 'uv.lock': '' }, 'run `uv sync`'],
    [
      'one that the project names',
      {},
      {
        'assets.config.ts': `
          import { defineProject } from 'assetstore'
          const project = defineProject({ python: 'env/bin/python', assets: () => import('./assets/index.ts') })
          export default project
          export const { asset, source, check } = project`,
      },
      'env/bin/python, which `python` of the project file names, is not there',
    ],
  ])('%s is one sentence with the cure', async (_, env, more, says) => {
    await using project = await createProject(
      { ...files, ...more },
      { env: { VIRTUAL_ENV: '', CONDA_PREFIX: '', ...env } },
    )
    // What is there to be read is read without it.
    expect((await project.assets('status')).exitCode).toBe(0)
    const { exitCode, stderr } = await project.assets('materialize')
    const [, ...told] = stderr.slice(stderr.indexOf('error PYTHON_MISSING')).split('\n')
    expect(told.slice(0, 2).join('\n')).toContain(says)
    expect(exitCode).toBe(1)
  })
})
