import { expect, test } from 'vitest'
import { basis, fingerprints, identity } from './project.ts'

const edited = async (shared: readonly [string, string], asset = 'value(2)', more = '') => {
  const project = (text: string) => ({
    ...basis,
    'src/shared.ts': `${text}\n`,
    'assets/index.ts': `import { asset } from '#project'\nimport * as shared from '../src/shared.ts'\n${more}\nconst { value } = shared\nexport const it = asset(() => [${asset}])\n`,
  })
  const [before, after] = await Promise.all(shared.map((text) => fingerprints(project(text), ['it'])))
  return identity(before?.it as never) !== identity(after?.it as never)
}
const arrow = 'export const value = (n: number) => { return n + 1 }'
const declared = 'export function value(n: number) { return n + 1 }'

test.each<readonly [string, readonly [string, string]]>([
  ['a function, an arrow', [declared, arrow]],
  ['an expression', ['export const value = function (n: number) { return n + 1 }', arrow]],
  ['async', ['export async function value(n: number) { return n }', 'export const value = async (n: number) => n']],
  [
    'a local one',
    [
      'export const value = (n: number) => { function add(m: number) { return m + 1 } return add(n) }',
      'export const value = (n: number) => { const add = (m: number) => m + 1; return add(n) }',
    ],
  ],
  ['a message', [arrow.replace('{ return', "{ console.log('half', 1); return"), arrow]],
  ['a message with a local', [arrow.replace('{ return', "{ console.log('half', n); return"), arrow]],
  ['another message', [declared.replace('{', "{ console.warn('a')\n"), declared.replace('{', '{ console.warn(`b`)\n')]],
  [
    'a message in a loop',
    [
      "export const value = (n: number) => { for (;;) { console.info('x'); return n } }",
      'export const value = (n: number) => { for (;;) { return n } }',
    ],
  ],
])('%s: no edit', async (_, shared) => {
  expect(await edited(shared)).toBe(false)
})

const told: readonly (readonly [what: string, shared: readonly [string, string], asset?: string, more?: string])[] = [
  ['this', ['export function value(this: unknown) { return this }', 'export const value = () => this']],
  ['arguments', ['export function value() { return arguments.length }', 'export const value = () => arguments.length']],
  ['a generator', ['export function* value() {}', 'export const value = () => {}']],
  ['new', [declared, arrow], 'new (value as never)(2)'],
  ['new of a parameter', [declared, arrow], '((f: never) => new (f as never)(2))(value as never)'],
  ['a prototype', [declared, arrow], 'shared.value.prototype'],
  ['instanceof', [declared, arrow], '({}) instanceof (value as never)'],
  ['a base class', [declared, arrow], 'new (class extends (value as never) {})()'],
  [
    'one that is used above',
    [
      'export const value = (n: number) => { try { return add(n) } catch { return 0 } function add(m: number) { return m + 1 } }',
      'export const value = (n: number) => { try { return add(n) } catch { return 0 } const add = (m: number) => m + 1 }',
    ],
  ],
  [
    'two of one name',
    [
      'export const value = (n: number) => { function add() { return 1 } function add() { return n } return add() }',
      'export const value = (n: number) => { function add() { return 2 } function add() { return n } return add() }',
    ],
  ],
  ['work in a message', [arrow.replace('{ return', '{ console.log(n++); return'), arrow]],
  ['a member in a message', [arrow.replace('{ return', '{ console.log(n.x); return'), arrow]],
  [
    'a value that says how it is printed',
    [arrow.replace('{ return', '{ console.log(n); return'), arrow],
    'value(shown as never)',
    "const shown = { n: 0, [Symbol.for('nodejs.util.inspect.custom')]() { return String(this.n++) } }",
  ],
  [
    'a console that does something',
    [arrow.replace('{ return', "{ console.log('a'); return"), arrow],
    'value(2)',
    'const said: unknown[] = []\nconsole.log = (text: unknown) => { said.push(text) }\nconst read = () => said',
  ],
  [
    'a console that is handed on',
    [arrow.replace('{ return', "{ console.log('a'); return"), arrow],
    '[value(2), Object.keys(console)]',
  ],
  [
    'a console of the file',
    [
      `const console = { log: (n: string) => {} }\n${arrow.replace('{ return', "{ console.log('a'); return")}`,
      `const console = { log: (n: string) => {} }\n${arrow}`,
    ],
  ],
  ['a method', ['export const value = { f() { return 1 } }', 'export const value = { f: () => 1 }'], 'value.f()'],
]
for (const [what, shared, asset, more] of told) {
  test(`${what}: an edit`, async () => {
    expect(await edited(shared, asset, more)).toBe(true)
  })
}

test('the older form stays what it was', async () => {
  const of = async (text: string) => {
    const files = {
      ...basis,
      'assets/index.ts': `import { asset } from '#project'\n${text}\nexport const it = asset(() => [value(2)])\n`,
    }
    return (await fingerprints(files, ['it'])).it
  }
  const [one, another] = [await of(declared.slice(7)), await of(arrow.slice(7))]
  expect(one?.digest).toBe(another?.digest)
  expect(one?.older).not.toBe(another?.older ?? another?.digest)
})
