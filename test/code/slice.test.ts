import { expect, test } from 'vitest'
import { basis, type Files, fingerprints, identity, nodeNamed } from './project.ts'

const one = async (files: Files, node: Parameters<typeof fingerprints>[1][number] = 'it') => {
  const [found] = Object.values(await fingerprints({ ...basis, ...files }, [node]))
  if (found === undefined) throw new Error('no fingerprint')
  return found
}
const index = (body: string): Files => ({
  'assets/index.ts': `import { asset, check, source } from '#project'\n${body}\n`,
})
const digest = async (body: string, more: Files = {}) => identity(await one({ ...index(body), ...more }))

test('a renamed upstream is the same code: its place in the parameter counts, not its name', async () => {
  const before = await digest('export const it = asset(({ raw_documents, other }) => raw_documents.concat(other))')
  expect(await digest('export const it = asset(({ documents, other }) => documents.concat(other))')).toBe(before)
  expect(await digest('export const it = asset(({ raw_documents: rows, other }) => rows.concat(other))')).toBe(before)
  expect(await digest('export const it = asset(({ crm: { documents }, other }) => documents.concat(other))')).toBe(
    before,
  )
  expect(await digest('export const it = asset(({ other, raw_documents }) => raw_documents.concat(other))')).not.toBe(
    before,
  )
  expect(
    await digest(
      'export const it = asset(({ other: raw_documents, raw_documents: other }) => raw_documents.concat(other))',
    ),
  ).toBe(before)
})

test('one upstream under two names is not two upstreams', async () => {
  const twice = await digest('export const it = asset(({ a: x, b: y, a: z }) => [x, y, z])')
  expect(await digest('export const it = asset(({ a: x, b: y, b: z }) => [x, y, z])')).not.toBe(twice)
})

test('a name that the function also looks its table up by counts', async () => {
  const before = await digest("export const it = asset(({ docs }, { db }) => db.selectFrom('docs').select('docs.id'))")
  expect(
    await digest("export const it = asset(({ texts }, { db }) => db.selectFrom('docs').select('docs.id'))"),
  ).not.toBe(before)
})

test('the names of the context count: they are resources', async () => {
  const before = await digest('export const it = asset((_, { embed }) => embed())')
  expect(await digest('export const it = asset((_, { other: embed }) => embed())')).not.toBe(before)
})

test('a renamed asset has the digest that it had', async () => {
  const files = index('export const before = asset(({ a }) => a)\nexport const after = asset(({ a }) => a)')
  const { before, after } = await fingerprints({ ...basis, ...files }, ['before', 'after'])
  expect(after?.digest).toBe(before?.digest)
})

test('reading other columns is another digest', async () => {
  const before = await digest("export const it = asset(({ docs }) => docs.pick('id', 'text'))")
  expect(await digest("export const it = asset(({ docs }) => docs.pick('id', 'title'))")).not.toBe(before)
})

test('a function that is declared elsewhere is the asset', async () => {
  const inPlace = await digest('export const it = asset(function build({ a }) { return a })')
  const apart = await digest("import { build } from '../src/build.ts'\nexport const it = asset({ tags: [] }, build)", {
    'src/build.ts': 'export async function build({ a }) { return a }\n',
  })
  const renamed = await digest("import { build } from '../src/build.ts'\nexport const it = asset(build)", {
    'src/build.ts': 'export async function build({ renamed: a }) { return a }\n',
  })
  expect(renamed).toBe(apart)
  expect(apart).not.toBe(inPlace)
})

test('a function that makes assets is part of what it makes', async () => {
  const made = (body: string) => ({
    'src/make.ts': `import { asset } from '#project'\nexport const make = (fn) => asset(${body})\n`,
  })
  const text = "import { make } from '../src/make.ts'\nexport const it = make(({ a }) => a)"
  expect(await digest(text, made('{ retries: 1 }, fn'))).not.toBe(await digest(text, made('(t) => fn(t).slice(1)')))
})

test('a function of the user that is called like one of the project is followed', async () => {
  const text =
    "import { asset as mine } from '../src/own.ts'\nexport const it = mine({ description: 'a' }, ({ a }) => a)"
  const own = (body: string) => ({ 'src/own.ts': `export function asset(options, fn) { ${body} }\n` })
  expect(await digest(text, own('return fn'))).not.toBe(await digest(text, own('return [fn]')))
})

test('options that are spread in count, the others still do not', async () => {
  const text = (description: string, more: string) =>
    `const common = { ${more} }\nexport const it = asset({ ...common, description: '${description}' }, ({ a }) => a)`
  const before = await digest(text('a', 'retries: 1'))
  expect(await digest(text('b', 'retries: 1'))).toBe(before)
  expect(await digest(text('a', 'schema: 1'))).not.toBe(before)
})

test.each([
  "import project from '#project'\nexport const it = project.asset({ description: 'a' }, ({ a }) => a)",
  "import project from '#project'\nconst { asset: define } = project\nexport const it = define({ description: 'a' }, ({ a }) => a)",
  "import * as all from '#project'\nexport const it = all.asset({ description: 'a' }, ({ a }) => a)",
  "import { asset as define } from '#project'\nexport const it = define({ description: 'a' }, ({ a }) => a)",
  "import { define } from '../src/dsl.ts'\nexport const it = define({ description: 'a' }, ({ a }) => a)",
])('however `asset` is called, its description is not code: %s', async (text) => {
  const more = { 'src/dsl.ts': "export { asset as define } from '#project'\n" }
  const found = async (body: string) => (await one({ ...more, 'assets/index.ts': body })).digest
  expect(await found(text.replace("'a'", "'b'"))).toBe(await found(text))
  expect(await found(text.replace('=> a)', '=> [a])'))).not.toBe(await found(text))
})

test('an object of exports is followed by its members', async () => {
  const found = await one(
    {
      'assets/index.ts': "export * as crm from './crm.ts'\n",
      'assets/crm.ts': "import { asset } from '#project'\nexport const customers = asset(({ a }) => a)\n",
    },
    nodeNamed('crm.customers'),
  )
  expect(Object.keys(found.parts)).toEqual(['assets/crm.ts customers'])
})

test('a default does not see what the body declares', async () => {
  const before = await digest('const x = 1\nexport const it = asset((_, { f = x }) => { var y = 2; return f })')
  expect(await digest('const x = 1\nexport const it = asset((_, { f = x }) => { var x = 2; return f })')).toBe(before)
})

test('let that is assigned is not const', async () => {
  const before = await digest('export const it = asset(() => { let n = 1; try { n = 2 } catch {} return n })')
  expect(await digest('export const it = asset(() => { const n = 1; try { n = 2 } catch {} return n })')).not.toBe(
    before,
  )
})

test.each([
  [
    'a variable that is hoisted over an import',
    'const x = 1\nexport const it = asset(() => { if (x) { var y = 2 } return x })',
    'const x = 1\nexport const it = asset(() => { if (x) { var x = 2 } return x })',
  ],
  [
    'a catch variable',
    'const e = 1\nexport const it = asset(() => { try { f() } catch (d) { return e } })',
    'const e = 1\nexport const it = asset(() => { try { f() } catch (e) { return e } })',
  ],
  [
    'a case that declares',
    'const v = 1\nexport const it = asset(() => { switch (v) { case 1: { let w = 1; return v } } })',
    'const v = 1\nexport const it = asset(() => { switch (v) { case 1: let v = 1; return v } })',
  ],
  [
    'the label of an outer loop',
    'export const it = asset(() => { a: for (;;) b: for (;;) break a })',
    'export const it = asset(() => { a: for (;;) b: for (;;) break b })',
  ],
  [
    'the name of a function expression',
    'const f = 1\nexport const it = asset(() => (function g() { return f })())',
    'const f = 1\nexport const it = asset(() => (function f() { return f })())',
  ],
  [
    'a class that hides a name',
    'const C = 1\nexport const it = asset(() => class D { m() { return C } })',
    'const C = 1\nexport const it = asset(() => class C { m() { return C } })',
  ],
  [
    'an optional call',
    'export const it = asset((_, { f }) => f.a?.b.c)',
    'export const it = asset((_, { f }) => (f.a?.b).c)',
  ],
  [
    'raw text of a tagged template',
    'export const it = asset(() => String.raw`\\n`)',
    'export const it = asset(() => String.raw`\n`)',
  ],
  [
    'a generator',
    'export const it = asset(function* () { yield 1 })',
    'export const it = asset(function () { return 1 })',
  ],
  [
    'a delegating yield',
    'export const it = asset(function* () { yield [1] })',
    'export const it = asset(function* () { yield* [1] })',
  ],
  [
    'for await',
    'export const it = asset(async ({ a }) => { for (const x of a) f(x) })',
    'export const it = asset(async ({ a }) => { for await (const x of a) f(x) })',
  ],
  [
    'a computed key',
    "const k = 'a'\nexport const it = asset(() => ({ [k]: 1 }))",
    "const k = 'a'\nexport const it = asset(() => ({ k: 1 }))",
  ],
  [
    'an accessor',
    'export const it = asset(() => ({ get a() { return 1 } }))',
    'export const it = asset(() => ({ a() { return 1 } }))',
  ],
  [
    'a number that is too large to be one',
    'export const it = asset(() => [1e999])',
    'export const it = asset(() => [null])',
  ],
  [
    'a prototype',
    'const __proto__ = { a: 1 }\nexport const it = asset(() => ({ __proto__: __proto__ }))',
    'const __proto__ = { a: 1 }\nexport const it = asset(() => ({ __proto__ }))',
  ],
  [
    'a static method',
    'export const it = asset(() => class { static m() {} })',
    'export const it = asset(() => class { m() {} })',
  ],
  [
    'a private name that is another',
    'export const it = asset(() => class { #a = 1; #b = 2; m() { return this.#a } })',
    'export const it = asset(() => class { #a = 1; #b = 2; m() { return this.#b } })',
  ],
  [
    'prefix and postfix',
    'export const it = asset(() => { let n = 0; return n++ })',
    'export const it = asset(() => { let n = 0; return ++n })',
  ],
  ['flags of a regular expression', 'export const it = asset(() => /a/g)', 'export const it = asset(() => /a/gi)'],
  [
    'a decorator',
    'export const it = asset(() => { @one class A {} return A })',
    'export const it = asset(() => { @two class A {} return A })',
  ],
  ['a hole in an array', 'export const it = asset(() => [, 1])', 'export const it = asset(() => [1])'],
  [
    'which of two destructured names',
    'const [a, b] = pair()\nexport const it = asset(() => a)',
    'const [a, b] = pair()\nexport const it = asset(() => b)',
  ],
  [
    'two imports that change places',
    "import { a as x, b as y } from '../src/ab.ts'\nexport const it = asset(() => x / y)",
    "import { b as x, a as y } from '../src/ab.ts'\nexport const it = asset(() => x / y)",
  ],
])('%s makes a difference', async (_, first, second) => {
  const more = { 'src/ab.ts': 'export const a = 1\nexport const b = 2\n' }
  expect(await digest(second, more)).not.toBe(await digest(first, more))
})
