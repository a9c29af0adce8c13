import type { Tree } from '../../discover/tree.ts'
import type { Edit } from './in-node.ts'
import { cjs, importing, installed, linked, manifest, projectWith, requiring, tableOf, x } from './installed-tree.ts'

const readingResolved = (specifier: string): Tree =>
  tableOf(
    "import { readFileSync } from 'node:fs'",
    `[readFileSync(new URL(import.meta.resolve('${specifier}')), 'utf8')]`,
  )
const dataOf = (name: string, value: number): Tree => ({ [`node_modules/${name}/data.json`]: `${value}` })

/** Which file of a package a name means: conditions, patterns, names of its own. */
export const names: Readonly<Record<string, Edit>> = {
  'two names of one package in the virtual store of pnpm, of which one is called at load': {
    before: {
      ...tableOf("import { last } from 'other'\nimport '../src/client.js'", '[last()]'),
      'src/client.js': "import { open } from 'foo'\nexport const client = open(11)\n",
      ...installed('node_modules/.pnpm/foo@1.0.0/node_modules/foo', '1.0.0'),
      'node_modules/.pnpm/foo@1.0.0/node_modules/foo/index.js':
        'let made\nexport const open = (size) => ({ size: (made = size) })\nexport const last = () => made\n',
      'node_modules/foo': { link: 'node_modules/.pnpm/foo@1.0.0/node_modules/foo' },
      'node_modules/other': { link: 'node_modules/.pnpm/foo@1.0.0/node_modules/foo' },
    },
    edit: { 'src/client.js': "import { open } from 'foo'\nexport const client = open(77)\n" },
  },
  'a condition of exports that comes first': {
    before: {
      ...importing('shared'),
      ...linked(
        'shared',
        { exports: { node: './node.js', default: './any.js' } },
        { 'node.js': x(11), 'any.js': x(2) },
      ),
    },
    edit: { 'packages/shared/node.js': x(77) },
  },
  'conditions of exports that change places': {
    before: {
      ...importing('shared'),
      ...linked(
        'shared',
        { exports: { node: './node.js', default: './any.js' } },
        { 'node.js': x(11), 'any.js': x(2) },
      ),
    },
    edit: {
      'packages/shared/package.json': manifest({ name: 'shared', exports: { default: './any.js', node: './node.js' } }),
    },
  },
  'conditions within conditions': {
    before: {
      ...importing('shared'),
      ...linked(
        'shared',
        {
          exports: {
            '.': { browser: './b.js', node: { require: './b.js', 'module-sync': './sync.js', import: './i.js' } },
          },
        },
        { 'b.js': x(1), 'sync.js': x(11), 'i.js': x(3) },
      ),
    },
    edit: { 'packages/shared/sync.js': x(77) },
  },
  'a condition that Node is started with': {
    before: {
      ...importing('shared'),
      ...linked(
        'shared',
        { exports: { development: './dev.js', default: './any.js' } },
        { 'dev.js': x(11), 'any.js': x(2) },
      ),
    },
    edit: { 'packages/shared/dev.js': x(77) },
    words: ['--conditions=development'],
  },
  'a dual package that is imported': {
    before: {
      ...importing('shared'),
      ...linked('shared', { exports: { import: './i.js', require: './r.cjs' } }, { 'i.js': x(11), 'r.cjs': cjs(1) }),
    },
    edit: { 'packages/shared/i.js': x(77) },
  },
  'a dual package that is required': {
    before: {
      ...requiring('shared'),
      ...linked('shared', { exports: { import: './i.js', require: './r.cjs' } }, { 'i.js': x(1), 'r.cjs': cjs(11) }),
    },
    edit: { 'packages/shared/r.cjs': cjs(77) },
  },
  'a dual package that is required by another file': {
    before: {
      ...tableOf("import { x } from '../src/one.cjs'", '[x]'),
      'src/one.cjs': "exports.x = require('shared').x\n",
      ...linked('shared', { exports: { import: './i.js', require: './r.cjs' } }, { 'i.js': x(1), 'r.cjs': cjs(11) }),
    },
    edit: { 'packages/shared/r.cjs': cjs(77) },
  },
  'a dual package of which somebody imports one half and somebody the other': {
    before: {
      ...tableOf("import { x } from 'shared'\nimport { x as y } from '../src/one.cjs'", '[x, y]'),
      'src/one.cjs': "exports.x = require('shared').x\n",
      ...linked('shared', { exports: { import: './i.js', require: './r.cjs' } }, { 'i.js': x(1), 'r.cjs': cjs(11) }),
    },
    edit: { 'packages/shared/r.cjs': cjs(77) },
  },
  'a condition of imports for who requires': {
    before: {
      ...projectWith({ imports: { '#x': { require: './src/r.cjs', default: './src/i.js' } } }),
      ...requiring('#x'),
      'src/r.cjs': cjs(11),
      'src/i.js': x(1),
    },
    edit: { 'src/r.cjs': cjs(77) },
  },
  'a pattern of exports': {
    before: {
      ...importing('shared/features/a'),
      ...linked('shared', { exports: { './features/*': './src/*.js' } }, { 'src/a.js': x(11), 'other/a.js': x(77) }),
    },
    edit: { 'packages/shared/package.json': manifest({ name: 'shared', exports: { './features/*': './other/*.js' } }) },
  },
  'a longer pattern of exports': {
    before: {
      ...importing('shared/features/in/a'),
      ...linked('shared', { exports: { './features/*': './src/*.js' } }, { 'src/in/a.js': x(11), 'other/a.js': x(77) }),
    },
    edit: {
      'packages/shared/package.json': manifest({
        name: 'shared',
        exports: { './features/*': './src/*.js', './features/in/*': './other/*.js' },
      }),
    },
  },
  'a wildcard of imports': {
    before: {
      ...projectWith({ imports: { '#lib/*': './lib/*.js' } }),
      ...importing('#lib/a'),
      'lib/a.js': x(11),
      'lib2/a.js': x(77),
    },
    edit: projectWith({ imports: { '#lib/*': './lib2/*.js' } }),
  },
  'a file behind a wildcard of imports': {
    before: { ...projectWith({ imports: { '#lib/*': './lib/*.js' } }), ...importing('#lib/a'), 'lib/a.js': x(11) },
    edit: { 'lib/a.js': x(77) },
  },
  'a wildcard of imports that leads to a package': {
    before: {
      ...projectWith({ imports: { '#vendor/*': 'vendored/*.js' } }),
      ...importing('#vendor/index'),
      ...installed('node_modules/vendored', '1.1.0'),
    },
    edit: installed('node_modules/vendored', '7.7.0'),
  },
  'the project by its own name': {
    before: { ...projectWith({ exports: { './x': './src/x.js' } }), ...importing('fixture/x'), 'src/x.js': x(11) },
    edit: { 'src/x.js': x(77) },
  },
  'the project by its own name, where a package has it too': {
    before: {
      ...projectWith({ exports: { '.': './src/x.js' } }),
      ...importing('fixture'),
      'src/x.js': x(11),
      ...installed('node_modules/fixture', '1.0.0'),
    },
    edit: { 'src/x.js': x(77) },
  },
  'a linked package by its own name': {
    before: {
      ...importing('shared'),
      ...linked(
        'shared',
        { exports: { '.': './index.js', './deep': './deep.js' } },
        { 'index.js': "export { x } from 'shared/deep'\n", 'deep.js': x(11) },
      ),
    },
    edit: { 'packages/shared/deep.js': x(77) },
  },
  'a name of its own that the project gives away': {
    before: {
      ...projectWith({ exports: { '.': './src/x.js' } }),
      ...importing('fixture'),
      'src/x.js': x(11),
      'src/y.js': x(77),
    },
    edit: projectWith({ exports: { '.': './src/y.js' } }),
  },
  'a package that import.meta.resolve finds': {
    before: {
      ...tableOf('', "[(await import(import.meta.resolve('foo'))).x]"),
      ...installed('node_modules/foo', '1.0.0'),
    },
    edit: installed('node_modules/foo', '7.0.0'),
  },
  'a file of a package that import.meta.resolve finds': {
    before: { ...readingResolved('foo/data.json'), ...installed('node_modules/foo', '1.0.0'), ...dataOf('foo', 11) },
    edit: { ...installed('node_modules/foo', '7.0.0'), ...dataOf('foo', 77) },
  },
  'a file of a package of the workspace that import.meta.resolve finds': {
    before: { ...readingResolved('shared/data.txt'), ...linked('shared', {}, { 'data.txt': '11' }) },
    edit: { 'packages/shared/data.txt': '77' },
  },
  'a name of the project that import.meta.resolve finds': {
    before: {
      ...projectWith({ imports: { '#x': './src/one.js' } }),
      ...tableOf('', "[(await import(import.meta.resolve('#x'))).x]"),
      'src/one.js': x(11),
    },
    edit: { 'src/one.js': x(77) },
  },
  'a name that import.meta.resolve finds elsewhere': {
    before: {
      ...projectWith({ imports: { '#x': './src/one.js' } }),
      ...tableOf('', "[(await import(import.meta.resolve('#x'))).x]"),
      'src/one.js': x(11),
      'src/two.js': x(77),
    },
    edit: projectWith({ imports: { '#x': './src/two.js' } }),
  },
}
