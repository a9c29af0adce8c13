import { describe, expect, test } from 'vitest'
import { assetOf, packageIn, type Tree, treeProject } from './tree.ts'

const foo = assetOf('foo', "import { x as foo } from 'foo'")
const packagesOf = async (tree: Tree) => {
  using project = treeProject(tree)
  return (await project.it()).packages
}
const needs = (...names: string[]) => ({ dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) })

/** foo depends on bar, bar on baz; qux is beside them. */
const installed: Tree = {
  ...foo,
  ...packageIn('node_modules/foo', '1.0.0', needs('bar')),
  ...packageIn('node_modules/bar', '1.0.0', needs('baz')),
  ...packageIn('node_modules/baz', '2.0.0'),
  ...packageIn('node_modules/qux', '1.0.0'),
}

describe('a package counts with all that it depends on', () => {
  test('by the way to it, and nothing that it cannot reach', async () => {
    expect(await packagesOf(installed)).toEqual({ foo: '1.0.0', 'foo > bar': '1.0.0', 'foo > bar > baz': '2.0.0' })
  })

  test('the framework itself is no part of it, also as the dependency of a package', async () => {
    const plugin = packageIn('node_modules/foo', '1.0.0', { peerDependencies: { assetstore: '*' } })
    expect(await packagesOf({ ...foo, ...plugin, ...packageIn('node_modules/assetstore', '0.1.0') })).toEqual({
      foo: '1.0.0',
    })
  })

  test('a cycle of packages comes to an end', async () => {
    const cycle = { ...installed, ...packageIn('node_modules/baz', '2.0.0', needs('foo')) }
    expect(Object.keys(await packagesOf(cycle))).toEqual(['foo', 'foo > bar', 'foo > bar > baz'])
  })

  test('where one name means two packages, who gets which is part of it', async () => {
    const both = {
      ...foo,
      ...packageIn('node_modules/foo', '1.0.0', needs('a', 'b', 'c')),
      ...packageIn('node_modules/a', '1.0.0', needs('x')),
      ...packageIn('node_modules/b', '1.0.0', needs('x')),
      ...packageIn('node_modules/c', '1.0.0', needs('x')),
      ...packageIn('node_modules/x', '1.0.0'),
      ...packageIn('node_modules/b/node_modules/x', '1.2.0'),
    }
    const before = await packagesOf(both)
    expect(before).toMatchObject({ 'foo > a > x': '1.0.0', 'foo > b > x': '1.2.0', 'foo > c > x': '1.0.0' })
    const after = await packagesOf({ ...both, ...packageIn('node_modules/c/node_modules/x', '1.2.0') })
    expect(after).toEqual({ ...before, 'foo > c > x': '1.2.0' })
  })

  test('a package that lies elsewhere under another name is known by its own', async () => {
    expect(await packagesOf({ ...foo, ...packageIn('node_modules/foo', '1.0.0', { name: 'bar' }) })).toEqual({
      foo: 'bar@1.0.0',
    })
  })

  test('of what is for one system only, the lock file says the rest; without one it does not count', async () => {
    const native = { optionalDependencies: { 'foo-linux': '1.0.0', 'foo-mac': '1.0.0' } }
    const here = {
      ...foo,
      ...packageIn('node_modules/foo', '1.0.0', native),
      ...packageIn('node_modules/foo-linux', '1.0.0', { os: ['linux'] }),
    }
    const there = {
      ...foo,
      ...packageIn('node_modules/foo', '1.0.0', native),
      ...packageIn('node_modules/foo-mac', '1.0.0', { os: ['darwin'] }),
    }
    expect(await packagesOf(here)).toEqual(await packagesOf(there))
    const entry = (name: string) => ({ version: '1.0.0', integrity: `sha512-${name}`, os: ['any'] })
    const packages = {
      'node_modules/foo': { ...entry('foo'), ...native },
      'node_modules/foo-linux': entry('linux'),
      'node_modules/foo-mac': entry('mac'),
    }
    const lock = { 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) }
    const locked = await packagesOf({ ...here, ...lock })
    expect(Object.keys(locked)).toEqual(['foo', 'foo > foo-linux', 'foo > foo-mac'])
    expect(await packagesOf({ ...there, ...lock })).toEqual(locked)
  })
})

describe('where a package comes from', () => {
  test('two linked packages with two versions of one dependency have two', async () => {
    const two: Tree = {
      ...assetOf('[a, b]', "import { a } from 'a'", "import { b } from 'b'"),
      'packages/a/package.json': '{"name":"a","version":"1.0.0","type":"module","exports":"./a.js"}',
      'packages/a/a.js': "export { x as a } from 'dep'\n",
      'packages/b/package.json': '{"name":"b","version":"1.0.0","type":"module","exports":"./b.js"}',
      'packages/b/b.js': "export { x as b } from 'dep'\n",
      'node_modules/a': { link: 'packages/a' },
      'node_modules/b': { link: 'packages/b' },
      ...packageIn('node_modules/dep', '1.0.0'),
      ...packageIn('packages/b/node_modules/dep', '2.0.0'),
    }
    expect(await packagesOf(two)).toEqual({ dep: '1.0.0', 'b > dep': '2.0.0' })
    const swapped = {
      ...two,
      ...packageIn('node_modules/dep', '2.0.0'),
      ...packageIn('packages/b/node_modules/dep', '1.0.0'),
    }
    expect(await packagesOf(swapped)).toEqual({ dep: '2.0.0', 'b > dep': '1.0.0' })
  })

  test('a name of the project that leads to a package is that package', async () => {
    const manifest = (imports: object) => ({
      'package.json': JSON.stringify({ type: 'module', imports: { '#project': './assets.config.ts', ...imports } }),
    })
    const vendor = assetOf('x', "import { x } from '#vendor'")
    for (const target of [{ default: 'foo' }, { node: 'foo', default: './other.ts' }, 'foo'])
      expect(await packagesOf({ ...installed, ...vendor, ...manifest({ '#vendor': target }) })).toMatchObject({
        foo: '1.0.0',
        'foo > bar': '1.0.0',
      })
  })

  test('a linked package is code of the project, wherever it lies', async () => {
    using project = treeProject({
      ...assetOf('x', "import { x } from 'local'"),
      'elsewhere/node_modules/deep/local/package.json':
        '{"name":"local","version":"1.0.0","type":"module","exports":"./x.js"}',
      'elsewhere/node_modules/deep/local/x.js': 'export const x = 1\n',
      'node_modules/local': { link: 'elsewhere/node_modules/deep/local' },
    })
    const before = await project.it()
    expect(before.packages).toEqual({})
    project.write({ 'elsewhere/node_modules/deep/local/x.js': 'export const x = 2\n' })
    expect((await project.it()).digest).not.toBe(before.digest)
  })

  test('pnpm keeps packages behind links: what they depend on lies beside them', async () => {
    const store = (name: string, version: string, more?: object) =>
      packageIn(`node_modules/.pnpm/${name}@${version}/node_modules/${name}`, version, more)
    const tree: Tree = {
      ...foo,
      ...store('foo', '1.0.0', needs('bar')),
      ...store('bar', '1.0.0'),
      ...store('bar', '1.1.0'),
      'node_modules/foo': { link: 'node_modules/.pnpm/foo@1.0.0/node_modules/foo' },
      'node_modules/.pnpm/foo@1.0.0/node_modules/bar': { link: 'node_modules/.pnpm/bar@1.0.0/node_modules/bar' },
    }
    expect(await packagesOf(tree)).toEqual({ foo: '1.0.0', 'foo > bar': '1.0.0' })
    const other = { link: 'node_modules/.pnpm/bar@1.1.0/node_modules/bar' }
    expect(await packagesOf({ ...tree, 'node_modules/.pnpm/foo@1.0.0/node_modules/bar': other })).toEqual({
      foo: '1.0.0',
      'foo > bar': '1.1.0',
    })
  })

  test.each(['foo+1.0.0.patch', 'foo@1.0.0.patch', 'other++foo+1.0.0+001+fix.patch'])(
    '%s is part of the package',
    async (name) => {
      const before = await packagesOf({ ...installed, [`patches/${name}`]: '-a\n+b\n' })
      expect(before.foo).toMatch(/^1\.0\.0 patch [0-9a-f]{12}$/)
      const after = await packagesOf({ ...installed, [`patches/${name}`]: '-a\n+c\n' })
      expect(after.foo).not.toBe(before.foo)
      expect(after['foo > bar']).toBe('1.0.0')
    },
  )
})

test('a package that is imported by the path to a file in it is that package', async () => {
  const byPath = assetOf('x', "import { x } from '../node_modules/foo/index.js'")
  expect(await packagesOf({ ...installed, ...byPath })).toEqual({
    foo: '1.0.0',
    'foo > bar': '1.0.0',
    'foo > bar > baz': '2.0.0',
  })
})
