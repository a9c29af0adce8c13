import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FileFacts } from '../../src/discover/code/facts.ts'
import { openCode } from '../../src/discover/code/open-code.ts'
import type { CodeFingerprint } from '../../src/discover/code/slice/fingerprint.ts'
import { basis, type Files, fingerprints, identity, nodeNamed, writeProject } from './project.ts'

const labels = async (body: string, more: Files = {}) => {
  const { it } = await fingerprints(
    { ...basis, 'assets/index.ts': `import { asset } from '#project'\n${body}\n`, ...more },
    ['it'],
  )
  return Object.keys(it?.parts ?? {}).filter((label) => label !== 'assets/index.ts it')
}
const ab: Files = {
  'src/ab.ts': 'export const a = 1\nexport const b = 2\nexport default 3\n',
  'src/ab.json': '{"a":{"x":1},"b":2}',
}

test.each([
  ["import { a } from '../src/ab.ts'", 'a', ['src/ab.ts a']],
  ["import * as ns from '../src/ab.ts'", 'ns.a', ['src/ab.ts a']],
  ["import * as ns from '../src/ab.ts'", "ns['a']", ['src/ab.ts a']],
  ["import * as ns from '../src/ab.ts'", 'Object.keys(ns)', ['src/ab.ts a', 'src/ab.ts b', 'src/ab.ts default']],
  ["import * as ns from '../src/ab.ts'", '{ const { a } = ns; return a }', ['src/ab.ts a']],
  ["import it_ from '../src/ab.ts'", 'it_', ['src/ab.ts default']],
  ['', "import('../src/ab.ts')", ['src/ab.ts a', 'src/ab.ts b', 'src/ab.ts default']],
  ['', "(await import('../src/ab.ts')).default", ['src/ab.ts default']],
  ['', "{ const { a: x } = await import('../src/ab.ts'); return x }", ['src/ab.ts a']],
  [
    "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
    "require('../src/ab.json').b",
    ['src/ab.json b'],
  ],
  ["import json from '../src/ab.json' with { type: 'json' }", 'json.a.x.toFixed()', ['src/ab.json a.x']],
  ["import json from '../src/ab.json' with { type: 'json' }", '{ const { b } = json; return b }', ['src/ab.json b']],
  ["import json from '../src/ab.json' with { type: 'json' }", 'JSON.stringify(json)', ['src/ab.json']],
  ["import text from '../src/ab.ts' with { type: 'text' }", 'text', ['src/ab.ts']],
  ["import { join } from 'node:path'", "join(import.meta.dirname, '../src', 'ab.json')", ['src/ab.json']],
  ['', "import.meta.dirname + '/../src/ab.json'", ['src/ab.json']],
  ['', "new URL('../src', import.meta.url)", ['src']],
])('%s, then %s: reaches %j', async (imports, expression, expected) => {
  expect((await labels(`${imports}\nexport const it = asset(async () => ${expression})`, ab)).sort()).toEqual(
    expected.sort(),
  )
})

test('a namespace that is exported again is followed to the member', async () => {
  const more = {
    ...ab,
    'src/index.ts': "export * as inner from './ab.ts'\nexport { inner as again } from './index.ts'\n",
  }
  expect(await labels("import { again } from '../src/index.ts'\nexport const it = asset(() => again.b)", more)).toEqual(
    ['src/ab.ts b'],
  )
})

test('barrels that export each other come to an end', async () => {
  const more = {
    ...ab,
    'src/one.ts': "export * from './two.ts'\n",
    'src/two.ts': "export * from './one.ts'\nexport { a } from './ab.ts'\n",
  }
  expect(await labels("import { a } from '../src/one.ts'\nexport const it = asset(() => a)", more)).toEqual([
    'src/ab.ts a',
  ])
})

test('a CommonJS module is what its statements do', async () => {
  const more = { 'src/old.cjs': 'const x = 1\nmodule.exports = { x }\n' }
  expect(await labels("import old from '../src/old.cjs'\nexport const it = asset(() => old.x)", more)).toEqual([
    'src/old.cjs statement 1',
    'src/old.cjs x',
  ])
})

test('what the project file declares beside the project is followed, the project is not', async () => {
  const config = `${basis['assets.config.ts']}export const FROM = 1990\nexport const salt = project\n`
  const text = "import { FROM, salt } from '#project'\nexport const it = asset(() => [FROM, salt])"
  expect(await labels(text, { 'assets.config.ts': config })).toEqual(['assets.config.ts FROM'])
})

test('every resource counts where the context is not destructured', async () => {
  const config = `import { defineProject } from 'assetstore'
const resources = { b: () => two, a: [two], c: { from: 1990 } }
const two = 2
const project = defineProject({ assets: () => import('./assets/index.ts'), resources })
export default project
export const { asset } = project
`
  const files = {
    ...basis,
    'assets.config.ts': config,
    'assets/index.ts': "import { asset } from '#project'\nexport const it = asset((_, context) => context.a)\n",
  }
  const { it } = await fingerprints(files, [nodeNamed('it', { resources: 'all' })])
  expect(Object.keys(it?.parts ?? {})).toEqual([
    'assets/index.ts it',
    'assets.config.ts resources.a',
    'assets.config.ts resources.b',
    'assets.config.ts two',
  ])
})

test('a workspace package is source, an installed one is a version', async () => {
  using project = writeProject({
    ...basis,
    'assets/index.ts':
      "import { asset } from '#project'\nimport { local } from 'workspace'\nimport { far } from 'far/deep'\nexport const it = asset(() => local + far)\n",
    'packages/workspace/package.json': JSON.stringify({
      name: 'workspace',
      version: '1.0.0',
      type: 'module',
      exports: './src/index.ts',
    }),
    'packages/workspace/src/index.ts': 'export const local = 1\nexport const other = 2\n',
    'node_modules/far/package.json': JSON.stringify({
      name: 'far',
      version: '2.1.0',
      exports: { './deep': './index.js' },
    }),
    'node_modules/far/index.js': 'export const far = 1\n',
  })
  const { root } = project
  symlinkSync(join(root, 'packages/workspace'), join(root, 'node_modules/workspace'))
  const code = await openCode({
    root,
    configFile: join(root, 'assets.config.ts'),
    entry: join(root, 'assets/index.ts'),
  })
  const found = code.fingerprint(nodeNamed('it'))
  expect(Object.keys(found.parts)).toEqual(['assets/index.ts it', 'packages/workspace/src/index.ts local'])
  expect(found.packages).toEqual({ far: '2.1.0' })
})

test('labels, the way to them, places and sources are for people', async () => {
  const { it } = await fingerprints(
    {
      ...basis,
      ...ab,
      'assets/index.ts':
        "import { asset } from '#project'\nimport { helper } from '../src/helper.ts'\n\nexport const it = asset(() => helper())\n",
      'src/helper.ts':
        "import { a } from './ab.ts'\n// Helps.\nexport const helper = () => a + inner()\nfunction inner() { return 1 }\n",
    },
    ['it'],
  )
  expect(it?.via).toEqual({
    'assets/index.ts it': [],
    'src/helper.ts helper': ['assets/index.ts it'],
    'src/ab.ts a': ['assets/index.ts it', 'src/helper.ts helper'],
    'src/helper.ts inner': ['assets/index.ts it', 'src/helper.ts helper'],
  })
  expect(it?.places).toMatchObject({
    'assets/index.ts it': 'assets/index.ts:4',
    'src/helper.ts inner': 'src/helper.ts:4',
  })
  expect(it?.sources['src/helper.ts helper']).toBe('export const helper = () => a + inner()')
  expect(it?.parts['src/helper.ts helper']).toMatch(/^[0-9a-f]{12}$/)
})

test('a file whose facts are remembered is not read again', async () => {
  using project = writeProject({
    ...basis,
    'assets/index.ts': "import { asset } from '#project'\nexport const it = asset(() => 1)\n",
  })
  const { root } = project
  const options = { root, configFile: join(root, 'assets.config.ts'), entry: join(root, 'assets/index.ts') }
  const kept = new Map<string, string>()
  const cache = {
    get: (path: string) => (kept.has(path) ? (JSON.parse(kept.get(path) ?? '') as FileFacts) : undefined),
    set: (path: string, facts: FileFacts) => kept.set(path, JSON.stringify(facts)),
  }
  const first = (await openCode({ ...options, cache })).fingerprint(nodeNamed('it'))
  expect([...kept.keys()].sort()).toEqual([join(root, 'assets.config.ts'), join(root, 'assets/index.ts')])
  rmSync(join(root, 'assets/index.ts'))
  mkdirSync(join(root, 'other'))
  writeFileSync(join(root, 'assets/index.ts'), 'not TypeScript at all {')
  const second = (await openCode({ ...options, cache })).fingerprint(nodeNamed('it'))
  expect(identity(second)).toBe(identity(first))
})

test.each([
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the templates are in the code under test
  ['new URL(`../prompts/${name}.md`, import.meta.url)'],
  ["new URL('../prompts/' + name + '.md', import.meta.url)"],
  ['`${import.meta.dirname}/../prompts/${name}.md`'],
  ["join(import.meta.dirname, '../prompts', `${name}.md`)"],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the templates are in the code under test
])('%s counts every file that it can lead to, and is no news', async (path) => {
  const files = (more: Files) => ({
    ...basis,
    'assets/index.ts': [
      "import { readFileSync } from 'node:fs'",
      "import { join } from 'node:path'",
      "import { asset } from '#project'",
      `const load = (name: string) => readFileSync(${path}, 'utf8')`,
      "export const it = asset(() => [load('ask')])",
    ].join('\n'),
    'prompts/ask.md': 'ask',
    ...more,
  })
  const at = async (more: Files) => (await fingerprints(files(more), ['it'])).it as CodeFingerprint
  const first = await at({})
  expect(first.notes).toEqual([])
  expect(first.parts).toHaveProperty(['prompts/*.md'])
  expect(identity(await at({ 'prompts/ask.md': 'answer' }))).not.toBe(identity(first))
  expect(identity(await at({ 'prompts/more.md': '' }))).not.toBe(identity(first))
  expect(identity(await at({ 'prompts/more.txt': '', 'other/more.md': '' }))).toBe(identity(first))
})
