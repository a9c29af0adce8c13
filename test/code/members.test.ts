import { expect, test } from 'vitest'
import { basis, fingerprints, identity } from './project.ts'

const settings = (text: string) => `export const settings = ${text}\n`
const base = '{ chunk: { size: 500, overlap: 20 }, topK: 5, names: ["a", "b"] }'
const otherTopK = base.replace('topK: 5', 'topK: 6')

async function isStale(code: string, before: string, after: string): Promise<boolean> {
  const asset = (constant: string) => ({
    ...basis,
    'src/settings.ts': settings(constant),
    'assets/index.ts': `import { asset } from '#project'\nimport { settings } from '../src/settings.ts'\nimport * as all from '../src/settings.ts'\n${code}\n`,
  })
  const [one, other] = await Promise.all([before, after].map((text) => fingerprints(asset(text), ['it'])))
  return identity(one?.it as never) !== identity(other?.it as never)
}

const read = (expression: string) => `export const it = asset(() => [{ value: ${expression} }])`

test.each([
  ['one member', read('settings.chunk.size')],
  ['a member of a namespace', read('all.settings.chunk.overlap')],
  ['a member by its literal name', read("settings['chunk'].size")],
  ['a method of a member', read("settings.names.join(' ')")],
  ['a member, whole', read('JSON.stringify(settings.chunk)')],
  [
    'several members in several functions',
    `const size = () => settings.chunk.size\n${read('size() + settings.names.length')}`,
  ],
])('who reads %s does not depend on another', async (_, code) => {
  expect(await isStale(code, base, otherTopK)).toBe(false)
  expect(
    await isStale(
      code,
      base,
      base.replace('{ size: 500, overlap: 20 }', '{ size: 501, overlap: 21 }').replace('"b"', '"c"'),
    ),
  ).toBe(true)
})

test.each([
  ['its keys', read('Object.keys(settings)')],
  ['a spread', read('{ ...settings }.topK')],
  ['another name', `const other = settings\n${read('other.chunk.size')}`],
  ['a computed name', `const key = (name: string) => name as 'topK'\n${read("settings[key('topK')]")}`],
  ['an argument', `const size = (from: typeof settings) => from.chunk.size\n${read('size(settings)')}`],
  ['a question for a name', read("'topK' in settings ? 1 : settings.chunk.size")],
  [
    'nothing but one member, in a variable',
    `let held = { a: 1, b: 2 }\nexport const swap = () => { held = { a: 3, b: settings.topK } }\n${read('(swap(), held.a) + settings.topK')}`,
  ],
  ['a method that every object has', read('settings.toString() + settings.chunk.size')],
  ['a member and the whole', read('settings.chunk.size + JSON.stringify(settings).length')],
  [
    'a change while the project is loaded',
    `Object.assign(settings.chunk, { size: settings.topK })\n${read('settings.chunk.size')}`,
  ],
  [
    'a member of the whole that a statement changes',
    `for (const key in settings) settings.chunk.size += Number(settings[key as 'topK'])\n${read('settings.chunk.size')}`,
  ],
])('the whole constant counts where it is used by %s', async (_, code) => {
  expect(await isStale(code, base, otherTopK)).toBe(true)
})

test.each([
  [
    'a member that is not there yet',
    read('(settings as { more?: number }).more ?? 0'),
    base.replace('topK', 'more: 1, topK'),
  ],
  ['a member that goes', read('settings.topK'), base.replace('topK: 5, ', '')],
  ['a member that is written twice', read('settings.topK'), base.replace('topK: 5', 'topK: 5, topK: 6')],
  [
    'a deeper member that is not there yet',
    read('(settings.chunk as { more?: number }).more ?? 0'),
    base.replace('size: 500', 'size: 500, more: 1'),
  ],
  [
    'a prototype',
    read('(settings.chunk as { more?: number }).more ?? 0'),
    base.replace('size: 500', 'size: 500, __proto__: { more: 1 }'),
  ],
  ['an accessor', read('settings.topK'), base.replace('topK: 5', 'get topK() { return this.names.length }')],
])('%s counts', async (_, code, after) => {
  expect(await isStale(code, base, after)).toBe(true)
})

test('a constant whose members read each other counts as a whole', async () => {
  const before = '{ size: 1, twice() { return this.size * 2 } }'
  expect(await isStale(read('settings.twice()'), before, before.replace('size: 1', 'size: 2'))).toBe(true)
})
