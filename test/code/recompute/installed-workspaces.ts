import type { Tree } from '../../discover/tree.ts'
import { basis } from '../project.ts'
import type { Edit } from './in-node.ts'
import { importing, installed, linked, manifest, projectWith, tableOf, x } from './installed-tree.ts'

/** The project in the folder `app` of a workspace: packages, patches and package.json files lie above it. */
const inApp = (tree: Tree, above: Tree, edit: Tree): Edit => ({
  before: { ...below('app', { ...basis, ...tree }), 'package.json': manifest({ name: 'workspace' }), ...above },
  edit,
  folder: 'app',
})
const below = (folder: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([path, entry]) => [`${folder}/${path}`, entry]))

/** A package whose file and whose patch say the same. */
const patched = (folder: string, patch: string, value: number): Tree => ({
  ...installed(folder, '1.0.0'),
  [`${folder}/index.js`]: x(value),
  [patch]: `+${x(value)}`,
})

/** A package whose file is another under one version, as its lock says. */
function locked(name: string, lock: (integrity: string) => string): Edit {
  const made = (value: number): Tree => ({ 'node_modules/foo/index.js': x(value), [name]: lock(`of-${value}`) })
  const project = { ...importing('foo'), ...projectWith({ dependencies: { foo: '^1.0.0' } }) }
  return { before: { ...project, ...installed('node_modules/foo', '1.0.0'), ...made(11) }, edit: made(77) }
}

/** What lies above the project, and what of it Node looks at. */
export const workspaces: Readonly<Record<string, Edit>> = {
  'a patch of patch-package beside the packages of the workspace': inApp(
    importing('foo'),
    patched('node_modules/foo', 'patches/foo+1.0.0.patch', 11),
    patched('node_modules/foo', 'patches/foo+1.0.0.patch', 77),
  ),
  'a patch of pnpm beside its virtual store, without a lock': inApp(
    importing('foo'),
    {
      ...patched('node_modules/.pnpm/foo@1.0.0/node_modules/foo', 'patches/foo@1.0.0.patch', 11),
      'app/node_modules/foo': { link: 'node_modules/.pnpm/foo@1.0.0/node_modules/foo' },
    },
    patched('node_modules/.pnpm/foo@1.0.0/node_modules/foo', 'patches/foo@1.0.0.patch', 77),
  ),
  'a patch of a package of a scope, as Bun names it': inApp(
    importing('@scope/foo'),
    patched('node_modules/@scope/foo', 'patches/@scope%2Ffoo@1.0.0.patch', 11),
    patched('node_modules/@scope/foo', 'patches/@scope%2Ffoo@1.0.0.patch', 77),
  ),
  'a patch that a package of the workspace has for its own': inApp(
    importing('shared'),
    {
      ...linked('shared', { exports: './index.js' }, { 'index.js': "export { x } from 'foo'\n" }),
      ...patched('packages/shared/node_modules/foo', 'packages/shared/patches/foo+1.0.0.patch', 11),
    },
    patched('packages/shared/node_modules/foo', 'packages/shared/patches/foo+1.0.0.patch', 77),
  ),
  'the first patch of a package': inApp(
    importing('foo'),
    { ...installed('node_modules/foo', '1.0.0'), 'node_modules/foo/index.js': x(11) },
    patched('node_modules/foo', 'patches/foo+1.0.0.patch', 77),
  ),
  'imports of a package.json above, where the project has none': {
    ...inApp(importing('#x'), {}, {}),
    before: {
      ...below('app', importing('#x')),
      'app/assets.config.ts': basis['assets.config.ts'] as string,
      'package.json': manifest({ imports: { '#project': './app/assets.config.ts', '#x': './src/a.js' } }),
      'src/a.js': x(11),
      'src/b.js': x(77),
    },
    edit: { 'package.json': manifest({ imports: { '#project': './app/assets.config.ts', '#x': './src/b.js' } }) },
  },
  'the file that they lead to': {
    ...inApp(importing('#x'), {}, {}),
    before: {
      ...below('app', importing('#x')),
      'app/assets.config.ts': basis['assets.config.ts'] as string,
      'package.json': manifest({ imports: { '#project': './app/assets.config.ts', '#x': './src/a.js' } }),
      'src/a.js': x(11),
    },
    edit: { 'src/a.js': x(77) },
  },
  'a package.json that appears nearer, with imports of its own': {
    before: {
      ...importing('../src/deep/one.js'),
      'package.json': manifest({ imports: { '#project': './assets.config.ts', '#x': './src/a.js' } }),
      'src/deep/one.js': "export { x } from '#x'\n",
      'src/a.js': x(11),
    },
    edit: { 'src/deep/package.json': manifest({ imports: { '#x': './b.js' } }), 'src/deep/b.js': x(77) },
  },
  'a package that appears above the project': inApp(
    tableOf('', "[await import('foo').then(({ x }) => x, () => 'none')]"),
    {},
    installed('node_modules/foo', '7.0.0'),
  ),
  'the integrity that the lock of yarn has': locked('yarn.lock', (integrity) =>
    ['# yarn lockfile v1', '', 'foo@^1.0.0:', '  version "1.0.0"', `  integrity sha512-${integrity}`, ''].join('\n'),
  ),
  'the integrity that the lock of pnpm has': locked(
    'pnpm-lock.yaml',
    (integrity) =>
      `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      foo:\n        specifier: ^1.0.0\n        version: 1.0.0\npackages:\n  foo@1.0.0:\n    resolution: {integrity: sha512-${integrity}}\nsnapshots:\n  foo@1.0.0: {}\n`,
  ),
  'a package of the workspace that a lock above knows': inApp(
    importing('foo'),
    {
      ...installed('node_modules/foo', '1.0.0'),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { 'node_modules/foo': { version: '1.0.0', integrity: 'sha512-eleven' } },
      }),
    },
    {
      'node_modules/foo/index.js': "export const x = 'made anew'\n",
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { 'node_modules/foo': { version: '1.0.0', integrity: 'sha512-seventy' } },
      }),
    },
  ),
}
