import { expect, test } from 'vitest'
import { changedOf } from './two-assets.ts'

const state = 'let last\nexport const set = (o) => { last = o; return { o } }\nexport const read = () => last'
const through =
  "import { read, set } from 'state'\nexport { read }\nexport const init = (o) => { set(o); return { o } }"
const depending = (name: string, on: string) =>
  JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'index.js', dependencies: { [on]: '*' } })

const packages = {
  state,
  direct: through,
  'direct/package.json': depending('direct', 'state'),
  beside: through,
  'beside/package.json': depending('beside', 'state'),
  far: "export { read } from 'direct'",
  'far/package.json': depending('far', 'direct'),
  apart: state,
}

/** One asset has what `called` gives at load, and the second asks the package `asked`, which it alone imports. */
const changedBy = (called: readonly [name: string, from: string], asked: string) => {
  const [name, from] = called
  const calling = (n: number) =>
    `import { ${name} } from '${from}'\nconst it_ = ${name}(${n})\nexport const it = (n) => it_.o + n\n`
  const index = `import { asset } from '#project'
import { read } from '${asked}'
import { it as one_ } from '../src/one.ts'
export const one = asset(() => [one_(1)])
export const two = asset(() => [read()])
`
  return changedOf({ packages, index }, calling(10), calling(11))
}

test.each([
  ['what the package depends on', ['init', 'direct'], 'state'],
  ['what depends on the package', ['set', 'state'], 'direct'],
  ['what depends on it by another one', ['set', 'state'], 'far'],
  ['another package that depends on the same one', ['init', 'direct'], 'beside'],
  ['another package that depends on the same one by another one', ['init', 'beside'], 'far'],
] as const)('a call of a package at load is one of all that use %s', async (_, called, asked) => {
  expect(await changedBy(called, asked)).toEqual(['one', 'two'])
})

test('and none of who uses a package that has nothing to do with it', async () => {
  expect(await changedBy(['init', 'direct'], 'apart')).toEqual(['one'])
})
