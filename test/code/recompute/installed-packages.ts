import type { Edit } from './in-node.ts'
import { cjs, importing, installed, linked, manifest, requiring, tableOf, x } from './installed-tree.ts'

/** Which version of a package it is, and where it lies. */
export const packages: Readonly<Record<string, Edit>> = {
  'two versions of one package of the workspace': {
    before: {
      ...tableOf("import { x } from 'a'\nimport { y } from 'b'", '[x, y]'),
      ...linked('a', { exports: './index.js' }, { 'index.js': x(1) }),
      ...linked(
        'b',
        { exports: './index.js' },
        { 'index.js': "export { x as y } from 'a'\n", 'node_modules/a': { link: 'packages/a-old' } },
      ),
      'packages/a-old/package.json': manifest({ name: 'a', exports: './index.js' }),
      'packages/a-old/index.js': x(11),
    },
    edit: { 'packages/a-old/index.js': x(77) },
  },
  'a link that leads to the other version of a package of the workspace': {
    before: {
      ...importing('a'),
      ...linked('a', { exports: './index.js' }, { 'index.js': x(1) }),
      'packages/a-old/package.json': manifest({ name: 'a', exports: './index.js' }),
      'packages/a-old/index.js': x(11),
    },
    edit: { 'node_modules/a': { link: 'packages/a-old' } },
  },
  'an override that gives one package another dependency': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/foo', '1.0.0', { dependencies: { bar: '^1.0.0' } }),
      'node_modules/foo/index.js': "export { x } from 'bar'\n",
      ...installed('node_modules/bar', '1.0.0'),
    },
    edit: installed('node_modules/foo/node_modules/bar', '7.0.0'),
  },
  'an override that gives another package under the name': {
    before: { ...importing('foo'), ...installed('node_modules/foo', '1.0.0') },
    edit: {
      ...installed('node_modules/foo', '1.0.0', { name: '@scope/fork' }),
      'node_modules/foo/index.js': "export const x = 'fork'\n",
    },
  },
  'a dependency in the virtual store of pnpm': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/.pnpm/foo@1.0.0/node_modules/foo', '1.0.0', { dependencies: { bar: '*' } }),
      'node_modules/.pnpm/foo@1.0.0/node_modules/foo/index.js': "export { x } from 'bar'\n",
      ...installed('node_modules/.pnpm/bar@1.0.0/node_modules/bar', '1.0.0'),
      ...installed('node_modules/.pnpm/bar@7.0.0/node_modules/bar', '7.0.0'),
      'node_modules/foo': { link: 'node_modules/.pnpm/foo@1.0.0/node_modules/foo' },
      'node_modules/.pnpm/foo@1.0.0/node_modules/bar': { link: 'node_modules/.pnpm/bar@1.0.0/node_modules/bar' },
    },
    edit: {
      'node_modules/.pnpm/foo@1.0.0/node_modules/bar': { link: 'node_modules/.pnpm/bar@7.0.0/node_modules/bar' },
    },
  },
  'the same package beside another peer in the virtual store of pnpm': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/.pnpm/foo@1.0.0_peer@1.0.0/node_modules/foo', '1.0.0', {
        peerDependencies: { peer: '*' },
      }),
      'node_modules/.pnpm/foo@1.0.0_peer@1.0.0/node_modules/foo/index.js': "export { x } from 'peer'\n",
      ...installed('node_modules/.pnpm/foo@1.0.0_peer@1.0.0/node_modules/peer', '1.0.0'),
      ...installed('node_modules/.pnpm/foo@1.0.0_peer@7.0.0/node_modules/foo', '1.0.0', {
        peerDependencies: { peer: '*' },
      }),
      'node_modules/.pnpm/foo@1.0.0_peer@7.0.0/node_modules/foo/index.js': "export { x } from 'peer'\n",
      ...installed('node_modules/.pnpm/foo@1.0.0_peer@7.0.0/node_modules/peer', '7.0.0'),
      'node_modules/foo': { link: 'node_modules/.pnpm/foo@1.0.0_peer@1.0.0/node_modules/foo' },
    },
    edit: { 'node_modules/foo': { link: 'node_modules/.pnpm/foo@1.0.0_peer@7.0.0/node_modules/foo' } },
  },
  'a package of the workspace that a package depends on': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/foo', '1.0.0', { dependencies: { shared: '*' } }),
      'node_modules/foo/index.js': "export { x } from 'shared'\n",
      ...linked('shared', { exports: './index.js' }, { 'index.js': x(11) }),
    },
    edit: { 'packages/shared/index.js': x(77) },
  },
  'a package that is linked into the project': {
    before: {
      ...importing('local'),
      'node_modules/local': { link: 'work/local' },
      'work/local/package.json': manifest({ name: 'local', main: './index.js' }),
      'work/local/index.js': x(11),
    },
    edit: { 'work/local/index.js': x(77) },
  },
  'what a package that is linked into the project depends on': {
    before: {
      ...importing('local'),
      'node_modules/local': { link: 'work/local' },
      'work/local/package.json': manifest({ name: 'local', main: './index.js' }),
      'work/local/index.js': "export { x } from 'dep'\n",
      ...installed('work/node_modules/dep', '1.0.0'),
    },
    edit: installed('work/node_modules/dep', '7.0.0'),
  },
  'an optional peer that appears': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/foo', '1.0.0', {
        peerDependencies: { peer: '*' },
        peerDependenciesMeta: { peer: { optional: true } },
      }),
      'node_modules/foo/index.js': "export const x = await import('peer').then(({ x }) => x, () => 'none')\n",
    },
    edit: installed('node_modules/peer', '1.0.0'),
  },
  'an optional peer that is named there alone, and appears': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/foo', '1.0.0', { peerDependenciesMeta: { peer: { optional: true } } }),
      'node_modules/foo/index.js': "export const x = await import('peer').then(({ x }) => x, () => 'none')\n",
    },
    edit: installed('node_modules/peer', '1.0.0'),
  },
  'a package without a package.json': {
    before: { ...importing('bare'), 'node_modules/bare/index.js': 'exports.x = 11\n' },
    edit: { 'node_modules/bare/index.js': 'exports.x = 77\n' },
  },
  'the folder of a package that is required, with a package.json of its own': {
    before: {
      ...requiring('shared/deep'),
      ...linked(
        'shared',
        {},
        { 'deep/package.json': '{ "main": "./a.cjs" }', 'deep/a.cjs': cjs(11), 'deep/b.cjs': cjs(77) },
      ),
    },
    edit: { 'packages/shared/deep/package.json': '{ "main": "./b.cjs" }' },
  },
  'a folder without a package.json that appears nearer to who imports it': {
    before: { ...importing('foo'), ...installed('node_modules/foo', '1.0.0') },
    edit: { 'assets/node_modules/foo/index.js': 'exports.x = 77\n' },
  },
  'a folder without a package.json that is nearer': {
    before: {
      ...importing('foo'),
      ...installed('node_modules/foo', '1.0.0'),
      'assets/node_modules/foo/index.js': 'exports.x = 11\n',
    },
    edit: { 'assets/node_modules/foo/index.js': 'exports.x = 77\n' },
  },
  'a package that lies nearer to who imports it': {
    before: { ...importing('foo'), ...installed('node_modules/foo', '1.0.0') },
    edit: installed('assets/node_modules/foo', '7.0.0'),
  },
  'a package that an asset which cannot be analysed imports in another file': {
    before: {
      ...tableOf(
        "import { open } from '../src/open.js'\nexport const twice = (text) => eval(text)",
        "[twice('1'), await open()]",
      ),
      'src/open.js': "export const open = async () => (await import('./more.js')).more()\n",
      'src/more.js': "export const more = async () => (await import('foo')).x\n",
      ...installed('node_modules/foo', '1.0.0'),
    },
    edit: installed('node_modules/foo', '7.0.0'),
  },
}
