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

/** The same tree in each kind of lock file, where only `foo` is installed: the rest is what the lock file says. */
const locks = {
  'package-lock.json': (baz: string) =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        'node_modules/foo': { version: '1.0.0', integrity: 'sha512-foo', dependencies: { bar: '^1.0.0' } },
        'node_modules/bar': { version: '1.0.0', integrity: 'sha512-bar', dependencies: { baz: '^2.0.0' } },
        'node_modules/baz': { version: '1.0.0', integrity: 'sha512-not-this-one' },
        'node_modules/bar/node_modules/baz': { version: baz, integrity: `sha512-baz-${baz}` },
      },
    }),
  'pnpm-lock.yaml': (baz: string) => `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      foo:
        specifier: ^1.0.0
        version: 1.0.0(peer@3.0.0)

packages:

  foo@1.0.0:
    resolution: {integrity: sha512-foo}
    engines: {node: '>=18'}
    deprecated: >-
      use something else: it has
      two lines

  bar@1.0.0:
    resolution: {integrity: sha512-bar}

  baz@${baz}:
    resolution: {integrity: sha512-baz-${baz}}

snapshots:

  foo@1.0.0(peer@3.0.0):
    dependencies:
      bar: 1.0.0

  bar@1.0.0:
    dependencies:
      baz: ${baz}

  baz@${baz}: {}
`,
  'yarn.lock': (baz: string) => `# yarn lockfile v1


bar@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example/bar-1.0.0.tgz#aaaa"
  integrity sha512-bar
  dependencies:
    baz "^2.0.0"

baz@^1.0.0:
  version "1.0.0"
  integrity sha512-not-this-one

baz@^2.0.0, "baz@^2.0.0 || ^3.0.0":
  version "${baz}"
  integrity sha512-baz-${baz}

"foo@^1.0.0":
  version "1.0.0"
  integrity sha512-foo
  dependencies:
    bar "^1.0.0"
`,
}
const berry = (baz: string) => `__metadata:
  version: 8
  cacheKey: 10c0

"bar@npm:^1.0.0":
  version: 1.0.0
  resolution: "bar@npm:1.0.0"
  dependencies:
    baz: "npm:^2.0.0"
  checksum: 10c0/bar
  languageName: node
  linkType: hard

"baz@npm:^1.0.0":
  version: 1.0.0
  resolution: "baz@npm:1.0.0"
  checksum: 10c0/not-this-one

"baz@npm:^2.0.0, baz@npm:^2.0.1":
  version: ${baz}
  resolution: "baz@npm:${baz}"
  checksum: 10c0/baz-${baz}

"foo@npm:^1.0.0":
  version: 1.0.0
  resolution: "foo@npm:1.0.0"
  dependencies:
    bar: "npm:^1.0.0"
  checksum: 10c0/foo
`

describe.each([
  ['package-lock.json', locks['package-lock.json'], 'sha512-foo'],
  ['pnpm-lock.yaml', locks['pnpm-lock.yaml'], 'sha512-foo'],
  ['yarn.lock', locks['yarn.lock'], 'sha512-foo'],
  ['yarn.lock', berry, '10c0/foo'],
] as const)('%s', (file, lock, integrity) => {
  test('says what is not installed, with its integrity', async () => {
    const before = await packagesOf({ ...foo, ...packageIn('node_modules/foo', '1.0.0'), [file]: lock('2.0.0') })
    expect(before.foo).toBe(`1.0.0 ${integrity}`)
    expect(before['foo > bar']).toMatch(/^1\.0\.0 [0-9a-f]{12}$/)
    expect(before['foo > bar > baz']).toMatch(/^2\.0\.0 [0-9a-f]{12}$/)
    const after = await packagesOf({ ...foo, ...packageIn('node_modules/foo', '1.0.0'), [file]: lock('2.0.1') })
    expect(after['foo > bar > baz']).toMatch(/^2\.0\.1 [0-9a-f]{12}$/)
    expect({ ...after, 'foo > bar > baz': '' }).toEqual({ ...before, 'foo > bar > baz': '' })
  })

  test('is the same whether or not the packages are installed', async () => {
    const tree: Tree = {
      ...installed,
      ...packageIn('node_modules/baz', '1.0.0'),
      ...packageIn('node_modules/bar/node_modules/baz', '2.0.0'),
      'package.json': JSON.stringify({ ...JSON.parse(basisManifest), dependencies: { foo: '^1.0.0' } }),
      [file]: lock('2.0.0'),
    }
    const none = Object.fromEntries(
      Object.keys(tree).map((path) => [path, path.startsWith('node_modules') ? null : tree[path]]),
    )
    expect(await packagesOf(none as Tree)).toEqual(await packagesOf(tree))
  })

  test('knows another version than the one that is installed: that one counts, without integrity', async () => {
    const tree = { ...installed, ...packageIn('node_modules/foo', '1.1.0', needs('bar')), [file]: lock('2.0.0') }
    expect((await packagesOf(tree)).foo).toBe('1.1.0')
  })
})

const basisManifest = '{"type":"module","imports":{"#project":"./assets.config.ts"}}'
