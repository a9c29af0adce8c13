import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Entry, packageIn, type Tree, treeProject } from './tree.ts'

const runs = Number(process.env.QUESTION_RUNS ?? 15)
const needs = (...names: string[]) => ({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) })
const pnpmFolder = (version: string) => `node_modules/.pnpm/hidden@${version}/node_modules/hidden`

/** One asset that asks the disk everything that can be asked. */
const before: Tree = {
  'assets/index.ts': `import { asset } from '#project'
import { readFileSync, existsSync } from 'node:fs'
import { x as foo } from 'foo'
import { x as hidden } from 'hidden'
import { linked } from 'linked'
import { vendor } from '#vendor'
import { helper } from '../src/link.ts'
const textOf = (name: string) => new URL('../texts/' + name + '.md', import.meta.url)
const note = new URL('../notes/today.md', import.meta.url)
export const it = asset(async () => {
  const found = existsSync(note) ? readFileSync(note, 'utf8') : ''
  const local = await import('../src/local.ts').catch(() => undefined)
  return [foo, hidden, linked, vendor, helper, found, local?.value, textOf('a'), new URL('../prompts/', import.meta.url)]
})
`,
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#project': './assets.config.ts', '#vendor': { default: './src/vendor.ts' } },
  }),
  'src/vendor.ts': 'export const vendor = 1\n',
  'src/other-vendor.ts': 'export const vendor = 2\n',
  'real/helper.ts': "export { helper } from './inner.ts'\n",
  'real/inner.ts': 'export const helper = 1\n',
  'src/inner.ts': 'export const helper = 2\n',
  'src/link.ts': { link: 'real/helper.ts' },
  'prompts/a.md': 'a',
  'prompts/more/b.md': 'b',
  'texts/a.md': 'a',
  ...packageIn('node_modules/foo', '1.0.0', needs('bar')),
  ...packageIn('node_modules/bar', '1.0.0'),
  ...packageIn(pnpmFolder('1.0.0'), '1.0.0'),
  ...packageIn(pnpmFolder('2.0.0'), '2.0.0'),
  'node_modules/hidden': { link: pnpmFolder('1.0.0') },
  'node_modules/linked': { link: 'packages/linked' },
  'packages/linked/package.json': JSON.stringify({ name: 'linked', type: 'module', exports: './one.js' }),
  'packages/linked/one.js': "export { x as linked } from 'dep'\n",
  'packages/linked/two.js': "export { x as linked } from 'dep'\nconsole.log(2)\n",
  ...packageIn('packages/linked/node_modules/dep', '1.0.0'),
}
const linkedTo = (file: string) => JSON.stringify({ name: 'linked', type: 'module', exports: file })
const manifest = (vendor: string) =>
  JSON.stringify({
    type: 'module',
    imports: { '#project': './assets.config.ts', '#vendor': { default: vendor } },
  })
const lock = (version: string) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { 'node_modules/foo': { version, integrity: `sha512-${version}` } },
  })

/** What each of them changes is seen, with a memory and without one. */
const edits: readonly (readonly [name: string, edit: Tree])[] = [
  ['a release of a package', packageIn('node_modules/foo', '1.0.1', needs('bar'))],
  ['a release of what a package depends on', packageIn('node_modules/bar', '1.0.1')],
  ['a package that gets a dependency', packageIn('node_modules/foo', '1.0.0', needs('bar', 'dep'))],
  ['a package of its own for a package', packageIn('node_modules/foo/node_modules/bar', '1.1.0')],
  ['a package that lies nearer', packageIn('assets/node_modules/foo', '1.2.0')],
  ['a link of pnpm that leads elsewhere', { 'node_modules/hidden': { link: pnpmFolder('2.0.0') } }],
  ['the dependency of a linked package', packageIn('packages/linked/node_modules/dep', '1.0.1')],
  [
    'the dependency of a linked package, hoisted',
    {
      'packages/linked/node_modules/dep': null,
      ...packageIn('node_modules/dep', '3.0.0'),
    },
  ],
  ['the exports of a linked package', { 'packages/linked/package.json': linkedTo('./two.js') }],
  ['the imports of the project', { 'package.json': manifest('./src/other-vendor.ts') }],
  ['imports of a nested package.json', { 'assets/package.json': manifest('../src/other-vendor.ts') }],
  ['a lock file that is there now', { 'package-lock.json': lock('1.0.0') }],
  ['a patch that is there now', { 'patches/foo+1.0.0.patch': '+a\n' }],
  ['a file that is there now', { 'notes/today.md': 'here' }],
  ['a module that is there now', { 'src/local.ts': 'export const value = 1\n' }],
  ['a helper behind a link', { 'real/inner.ts': 'export const helper = 3\n' }],
  ['a link that is a file now', { 'src/link.ts': "export { helper } from './inner.ts'\n" }],
  ['a file that a computed path leads to', { 'texts/a.md': 'A' }],
  ['a new one', { 'texts/b.md': 'b' }],
  ['a file of a folder', { 'prompts/more/b.md': 'B' }],
  ['a new file of a folder', { 'prompts/c.md': 'c' }],
  ['a file of a folder that is gone', { 'prompts/a.md': null }],
  ['a folder that is gone', { prompts: null }],
]

describe('everything that was asked is remembered', () => {
  test.each(edits)('%s', async (_, edit) => {
    using project = treeProject(before)
    const first = await project.it()
    expect(await project.it()).toEqual(first)
    project.write(edit)
    const remembered = await project.it()
    project.forget()
    expect(remembered).toEqual(await project.it())
    expect(remembered).not.toEqual(first)
    project.write(inverse(edit))
    expect(await project.it()).toEqual(first)
  })

  test('what is in a hidden file, in a package that nobody reaches, or beside the files is not asked', async () => {
    using project = treeProject(before)
    const first = await project.it()
    project.write({ 'prompts/.DS_Store': 'x', ...packageIn('node_modules/unused', '1.0.0'), 'src/unused.ts': '' })
    expect(await project.it()).toEqual(first)
  })
})

type Step = { readonly edit: number } | { readonly back: number } | 'forget'
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edit: fc.nat(edits.length - 1) }) },
  { weight: 3, arbitrary: fc.record({ back: fc.nat(edits.length - 1) }) },
  { weight: 1, arbitrary: fc.constant('forget' as const) },
)

test('over random edits what is remembered is what is found anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      using remembering = treeProject(before)
      using fresh = treeProject(before)
      for (const one of steps) {
        if (one === 'forget') remembering.forget()
        else {
          const edit = 'edit' in one ? edits[one.edit]?.[1] : inverse(edits[one.back]?.[1] ?? {})
          for (const project of [remembering, fresh]) project.write(edit ?? {})
        }
        fresh.forget()
        expect(await remembering.it()).toEqual(await fresh.it())
      }
    }),
    { numRuns: runs },
  )
})

/** The edit taken back; what it took away as a folder is written again file by file. */
function inverse(edit: Tree): Tree {
  const paths = Object.keys(edit).flatMap((path) => [
    path,
    ...Object.keys(before).filter((file) => file.startsWith(`${path}/`)),
  ])
  return Object.fromEntries(paths.map((path): [string, Entry] => [path, before[path] ?? null]))
}
