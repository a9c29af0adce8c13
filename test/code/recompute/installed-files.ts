import type { Edit } from './in-node.ts'
import { hooks, importing, requiring, tableOf, wasm, x } from './installed-tree.ts'

/** Files of every kind that is loaded, and such as were absent. */
export const files: Readonly<Record<string, Edit>> = {
  'a file with another ending beside the one that is required': {
    before: { ...requiring('../src/one'), 'src/one.ts': x(1), 'src/one.js': x(11) },
    edit: { 'src/one.js': x(77) },
  },
  'a file that appears beside the folder that is required': {
    before: { ...requiring('../src/one'), 'src/one/index.js': x(11) },
    edit: { 'src/one.js': x(77) },
  },
  'a file that appears before the ending of the one that is required': {
    before: { ...requiring('../src/one'), 'src/one.json': '{ "x": 11 }' },
    edit: { 'src/one.js': x(77) },
  },
  'the main file of a folder that is required': {
    before: { ...requiring('../src/one'), 'src/one/index.js': x(11), 'src/one/main.js': x(77) },
    edit: { 'src/one/package.json': '{ "main": "./main.js" }' },
  },
  'a module that is required and says what it gives': {
    before: {
      ...requiring('../src/one.mjs'),
      'src/one.mjs': "const given = { x: 11 }\nexport { given as 'module.exports' }\n",
    },
    edit: { 'src/one.mjs': "const given = { x: 77 }\nexport { given as 'module.exports' }\n" },
  },
  'what require resolves': {
    before: {
      ...tableOf(
        "import { createRequire } from 'node:module'\nimport { readFileSync } from 'node:fs'\nconst require = createRequire(import.meta.url)",
        "[readFileSync(require.resolve('../src/q.sql'), 'utf8')]",
      ),
      'src/q.sql': 'select 11',
    },
    edit: { 'src/q.sql': 'select 77' },
  },
  'JSON that is required': {
    before: { ...requiring('../src/one.json'), 'src/one.json': '{ "x": 11 }' },
    edit: { 'src/one.json': '{ "x": 77 }' },
  },
  'JSON that is imported while it runs, with its type': {
    before: {
      ...tableOf('', "[(await import('../src/one.json', { with: { type: 'json' } })).default.x]"),
      'src/one.json': '{ "x": 11 }',
    },
    edit: { 'src/one.json': '{ "x": 77 }' },
  },
  'a module in place of a file that was absent': {
    before: tableOf('', "[await import('../src/one.ts').then(({ x }) => x, () => 0)]"),
    edit: { 'src/one.ts': x(77) },
  },
  'a folder in place of a file': {
    before: {
      ...tableOf(
        "import { readdirSync, statSync } from 'node:fs'\nconst at = new URL('../src/texts', import.meta.url)",
        '[statSync(at).isDirectory() ? readdirSync(at) : 0]',
      ),
      'src/texts': 'a',
    },
    edit: { 'src/texts': null, 'src/texts/a.md': 'a' },
  },
  'a file that is a link by now': {
    before: {
      ...importing('../src/one.js'),
      'src/one.js': "export { x } from './two.js'\n",
      'src/two.js': x(11),
      'more/one.js': "export { x } from './two.js'\n",
      'more/two.js': x(77),
    },
    edit: { 'src/one.js': { link: 'more/one.js' } },
  },
  'the target of a WebAssembly module': {
    before: { ...tableOf("import { x } from '../src/one.wasm'", '[x]'), 'src/one.wasm': wasm(11) },
    edit: { 'src/one.wasm': wasm(33) },
  },
  'a WebAssembly module by its source': {
    before: {
      ...tableOf("import source one from '../src/one.wasm'", '[(await WebAssembly.instantiate(one)).exports.x.value]'),
      'src/one.wasm': wasm(11),
    },
    edit: { 'src/one.wasm': wasm(33) },
  },
  'a WebAssembly module by its source, while it runs': {
    before: {
      ...tableOf('', "[(await WebAssembly.instantiate(await import.source('../src/one.wasm'))).exports.x.value]"),
      'src/one.wasm': wasm(11),
    },
    edit: { 'src/one.wasm': wasm(33) },
  },
}

const setsMode = (value: number) => `globalThis.mode = ${value}\n`
const preloaded = (words: readonly string[], name: string, text = setsMode): Edit => ({
  before: {
    ...tableOf('', '[globalThis.mode ?? 0]'),
    'src/before.ts': "import { mode } from './mode.ts'\nglobalThis.mode = mode\n",
    'src/first.cjs': 'globalThis.mode = 5\n',
    [name]: text(11),
  },
  edit: { [name]: text(77) },
  words,
})

/** Files of the project that Node was told to load before it. */
export const preloads: Readonly<Record<string, Edit>> = {
  'a module that is imported before all': preloaded(['--import=<root>/src/before.ts'], 'src/before.ts'),
  'a module that is imported before all, as two words': preloaded(
    ['--import', '<root>/src/before.ts'],
    'src/before.ts',
  ),
  'a module that is required before all': preloaded(['--require=<root>/src/before.cjs'], 'src/before.cjs'),
  'a module that is required before all, without its ending': preloaded(['-r', '<root>/src/again'], 'src/again.js'),
  'what it imports': preloaded(
    ['--import=<root>/src/before.ts'],
    'src/mode.ts',
    (value) => `export const mode: number = ${value}\n`,
  ),
  'of two, the one that is imported after the one that is required': preloaded(
    ['--import=<root>/src/before.ts', '--require=<root>/src/first.cjs'],
    'src/before.ts',
  ),
}

/** Who decides what a module is decides it for everybody. */
export const everybodys: Readonly<Record<string, Edit>> = {
  'hooks that another file has': {
    before: {
      ...tableOf(
        "import '../src/register.js'\nimport { x } from '../src/one.js'",
        '[x, (await import("../src/two.js")).x]',
      ),
      'src/register.js': "import { register } from 'node:module'\nregister('./hooks.js', import.meta.url)\n",
      'src/hooks.js':
        "export const load = async (url, context, next) => url.endsWith('two.js') ? { format: 'module', shortCircuit: true, source: 'export const x = 11' } : next(url, context)\n",
      'src/one.js': x(1),
      'src/two.js': x(2),
    },
    edit: {
      'src/hooks.js':
        "export const load = async (url, context, next) => url.endsWith('two.js') ? { format: 'module', shortCircuit: true, source: 'export const x = 77' } : next(url, context)\n",
    },
  },
  'hooks in this thread': {
    before: {
      ...tableOf("import '../src/register.js'", '[(await import("../src/two.js")).x]'),
      'src/register.js': hooks(11),
      'src/two.js': x(2),
    },
    edit: { 'src/register.js': hooks(77) },
  },
}
