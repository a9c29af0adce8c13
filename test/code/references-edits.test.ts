/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is quoted here is code */
import { describe, expect, test } from 'vitest'
import { assetOf, type Tree, treeProject } from '../discover/tree.ts'
import { basis, fingerprints } from './project.ts'

const files: Tree = {
  'src/q.sql': 'select 1\n',
  'src/other.sql': 'select 2\n',
  'src/old.cjs': 'exports.a = 1\n',
  'src/barrel.ts': "export * from './old.cjs'\n",
  'src/one.ts': 'export const star = 1\n',
  'src/two.ts': 'export const unstar = 2\n',
  'src/stars.ts': "export * from './one.ts'\nexport * from './two.ts'\n",
  'src/data.json': '{ "a": 1 }',
  'locales/en.ts': "import { inner } from './deep/inner.ts'\nexport const hello = `hello ${inner}`\n",
  'locales/es.ts': "export const hello = 'hola'\n",
  'locales/deep/inner.ts': 'export const inner = 1\n',
  'locales/notes.md': 'not code',
}
const edit = (path: string): Tree => ({ [path]: `${String(files[path])}//\nexport const more = ${Date.now()}\n` })

/** What it reads beside itself, in all the ways that people write it. */
const sql: readonly (readonly [expression: string, ...imports: string[]])[] = [
  [
    "join(here, 'q.sql')",
    "import { dirname, join } from 'node:path'",
    "import { fileURLToPath } from 'node:url'",
    'const here = join(dirname(fileURLToPath(import.meta.url)), "../src")',
  ],
  ["join(here, 'q.sql')", "import { join } from 'node:path'", "const here = import.meta.dirname + '/../src'"],
  [
    "resolve(dirname(fileURLToPath(import.meta.url)), '../src/q.sql')",
    "import { dirname, resolve } from 'node:path'",
    "import { fileURLToPath } from 'node:url'",
  ],
  ["join(dirname(import.meta.filename), '..', 'src', 'q.sql')", "import { dirname, join } from 'node:path'"],
  [
    "join(fileURLToPath(new URL('.', import.meta.url)), '../src/q.sql')",
    "import { join } from 'node:path'",
    "import { fileURLToPath } from 'node:url'",
  ],
  ["new URL('q.sql', base)", "const base = new URL('../src/', import.meta.url)"],
  ["new URL('src/q.sql', base)", "const base = new URL('..', import.meta.url)"],
  [
    "path.join(root, 'src', 'q.sql')",
    "import path from 'node:path'",
    "const root = path.resolve(import.meta.dirname, '..')",
  ],
  ['`${root}/src/q.sql`', "import path from 'node:path'", "const root = path.resolve(import.meta.dirname, '..')"],
  ["new URL('../src/q.sql', import.meta.url).pathname"],
]

const counts: readonly (readonly [name: string, Tree, Tree])[] = [
  ...sql.map(([expression, ...imports]): readonly [string, Tree, Tree] => [
    `a file that is named by ${expression} below ${imports.at(-1)}`,
    assetOf(expression, ...imports),
    { 'src/q.sql': 'select 3\n' },
  ]),
  ['export * of CommonJS', assetOf('a', "import { a } from '../src/barrel.ts'"), { 'src/old.cjs': 'exports.a = 2\n' }],
  [
    'a second star with the name',
    assetOf('ns.star', "import * as ns from '../src/stars.ts'"),
    { 'src/two.ts': 'export const star = 2\n' },
  ],
  ['a file of a pattern', assetOf('import(`../locales/${process.argv[2]}.ts`)'), edit('locales/es.ts')],
  ['a file of a sum', assetOf("import('../locales/' + process.argv[2] + '.ts')"), edit('locales/es.ts')],
  [
    'what a file of a pattern imports',
    assetOf('import(`../locales/${process.argv[2]}.ts`)'),
    edit('locales/deep/inner.ts'),
  ],
  [
    'a new file of a pattern',
    assetOf('import(`../locales/${process.argv[2]}.ts`)'),
    { 'locales/fr.ts': 'export {}\n' },
  ],
  [
    'a `require` under another name',
    assetOf(
      "load('../src/data.json')",
      "import { createRequire } from 'node:module'",
      'const load = createRequire(import.meta.url)',
    ),
    { 'src/data.json': '{ "a": 2 }' },
  ],
  [
    'a `require` under another name inside',
    assetOf(
      "{ const load = createRequire(import.meta.url); return load('../src/data.json') }",
      "import { createRequire } from 'node:module'",
    ),
    { 'src/data.json': '{ "a": 2 }' },
  ],
  [
    'a `require` inside',
    assetOf(
      "{ const require = module.createRequire(import.meta.url); return require('../src/data.json') }",
      "import module from 'node:module'",
    ),
    { 'src/data.json': '{ "a": 2 }' },
  ],
]

test.each(counts)('%s counts, and what is beside it does not', async (_, asset, change) => {
  using project = treeProject({ ...files, ...asset })
  const before = await project.it()
  project.write({ 'src/other.sql': 'select 4\n', 'locales/notes.md': 'still not' })
  expect(await project.it()).toEqual(before)
  project.write(change)
  const after = await project.it()
  expect(after.digest).not.toBe(before.digest)
  project.forget()
  expect(await project.it()).toEqual(after)
})

describe('reading a file', () => {
  const notes = async (body: string, ...imports: string[]) => {
    const asset = assetOf(body, ...imports) as Record<string, string>
    const { it } = await fingerprints({ ...basis, 'src/q.sql': 'select 1', ...asset }, ['it'])
    return it?.notes.map(({ message }) => message.replace(/^.*? it /, '')) ?? []
  }
  const fs = "import { readFileSync } from 'node:fs'"
  const url = "new URL('../src/q.sql', import.meta.url)"
  const seen = ['uses the file system (readFileSync), which no fingerprint of code can see']

  test.each([
    [`readFileSync(${url})`, [fs]],
    [`readFileSync(fileURLToPath(${url}))`, [fs, "import { fileURLToPath } from 'node:url'"]],
    ['readFileSync(query)', [fs, `const query = ${url}`]],
    [
      'readFileSync(join(here, "../src/q.sql"))',
      [fs, "import { join } from 'node:path'", 'const here = import.meta.dirname'],
    ],
    [`{ const query = ${url}; return readFileSync(query) }`, [fs]],
  ])('that is named beside the module is no news: %s', async (body, imports) => {
    expect(await notes(body, ...imports)).toEqual([])
  })

  test.each([
    [`[readFileSync(${url}), readFileSync('/etc/hosts')]`, [fs]],
    ['readFileSync(join(import.meta.dirname, process.argv[2]))', [fs, "import { join } from 'node:path'"]],
    [`{ const query = ${url}; return [query, readFileSync('other.sql')] }`, [fs]],
  ])('that is another one is told: %s', async (body, imports) => {
    expect((await notes(body, ...imports)).filter((note) => note.includes('file system'))).toEqual(seen)
  })

  test.each([
    ["{ const { readFileSync } = await import('node:fs'); return readFileSync('x') }"],
    ["(await import('node:fs')).readFileSync('x')"],
    ["{ const fs = await import('node:fs'); return fs.readFileSync('x') }"],
    ["process.getBuiltinModule('node:fs').readFileSync('x')"],
    ["{ const { readFileSync } = process.getBuiltinModule('fs'); return readFileSync('x') }"],
  ])('through a module that is loaded late is told: %s', async (body) => {
    expect((await notes(body)).some((note) => note.startsWith('uses the file system'))).toBe(true)
  })
})
