import { expect, test } from 'vitest'
import { hiddenSetters } from './hidden-setters.ts'
import { packageSetters } from './package-setters.ts'
import { settersByHooks } from './setters-by-hooks.ts'
import { settersInCommon } from './setters-in-common.ts'
import { settersOfPlatform } from './setters-of-platform.ts'
import { changedOf } from './two-assets.ts'

const index = `import { asset } from '#project'
import { it as one_ } from '../src/one.ts'
import { it as two_ } from '../src/two.ts'
export const one = asset(() => [one_(1)])
export const two = asset(() => [two_(1)])
`

/** Both assets call a package at load; the first calls it with something else. */
const edited = (text: string, call: string) =>
  changedOf(
    { packages: { pkg: text }, index },
    `import * as pkg from 'pkg'\nconst it_ = ${call}\nexport const it = (n) => it_.n + n\n`,
    `import * as pkg from 'pkg'\nconst it_ = ${call.replace('10', '11')}\nexport const it = (n) => it_.n + n\n`,
  )

test.each([
  [
    'a class',
    'export class Client { constructor(o) { this.o = { ...o }; this.list = []; this.list.push(o) } }',
    'new pkg.Client({ timeout: 10 })',
  ],
  [
    'a class with fields',
    'class Base { #n = 0; items = new Map(); set(k, v) { this.items.set(k, v); return this } }\nexport class Client extends Base { constructor(o) { super(); this.set("o", o) } }',
    'new pkg.Client({ timeout: 10 })',
  ],
  [
    'a closure',
    'export function limit(n) { let active = 0; const queue = []; const run = (f) => { active++; queue.push(f); return n }; run.n = n; return run }',
    'pkg.limit(10)',
  ],
  [
    'a default client that the package made',
    'const create = (o) => { const f = (id) => ({ id, o }); f.model = f; return f }\nexport const openai = create({ a: 1 })',
    'pkg.openai("gpt-10")',
  ],
  [
    'tables',
    'const kind = Symbol.for("kind"); class Column { static [kind] = "c"; constructor(n) { this.n = n } }\nexport const table = (name, columns) => { const t = { name }; for (const [k, v] of Object.entries(columns)) { t[k] = v(k) } return Object.assign(t, { all: Object.values(columns) }) }\nexport const integer = (n) => (k) => new Column(n ?? k)',
    'pkg.table("u10", { id: pkg.integer() })',
  ],
  [
    'private members of the time before #',
    'const _o = new WeakMap()\nexport class Client { constructor(o) { _o.set(this, o) } get o() { return _o.get(this) } }',
    'new pkg.Client({ timeout: 10 })',
  ],
  [
    'settings that are only read',
    'let defaults = { day: 1 }\nexport const setDefaults = (d) => { defaults = d }\nexport const format = (d, f) => ({ n: `${d}${f}${defaults.day}` })',
    'pkg.format(1, "yyyy-10")',
  ],
  [
    'steps that follow each other',
    'class Stream { constructor(v) { this.v = v } pipe(...fs) { return fs.reduce((s, f) => f(s), this) } }\nexport const of = (...v) => new Stream(v)\nexport const map = (f) => (s) => new Stream(s.v.map(f))',
    'pkg.of(1).pipe(pkg.map((x) => x * 10))',
  ],
  [
    'a reader of texts',
    'export class Parser { constructor(t) { this.t = t; this.at = 0 } parse() { const out = {}; for (const line of this.t.split("\\n")) { const [k, v] = line.split(":"); out[k] = v; this.at++ } return out } }\nexport const parse = (t) => new Parser(t).parse()',
    'pkg.parse("a: 10")',
  ],
  [
    'an emitter of its own',
    'import { EventEmitter } from "node:events"\nexport class Bus extends EventEmitter { constructor(o) { super(); this.o = o; this.on("x", () => this.o) } }',
    'new pkg.Bus({ n: 10 })',
  ],
])('a call that makes something is one of the asset that has it: %s', async (_, text, call) => {
  expect(await edited(text, call)).toEqual(['one'])
})

test.each([...packageSetters, ...hiddenSetters, ...settersByHooks, ...settersOfPlatform])(
  'a call that sets something is one of all that call the package: %s',
  async (_, text, call) => {
    expect(await edited(text, call)).toEqual(['one', 'two'])
  },
)

test.each(settersInCommon)('so is one in CommonJS: %s', async (_, text) => {
  const call = (n: number) =>
    `import * as pkg from 'pkg'\nconst it_ = pkg.make(${n})\nexport const it = (n) => it_.n + n\n`
  const packages = {
    pkg: "export * from './part.cjs'\nexport { default } from './part.cjs'",
    'pkg/part.cjs': text,
    'pkg/data.json': '{ "values": [] }',
  }
  expect(await changedOf({ packages, index }, call(10), call(11))).toEqual(['one', 'two'])
})

test.each([
  [
    'a constructor that is called without new',
    'function Client(o) { if (!(this instanceof Client)) return new Client(o); this.o = o }\nexports.make = (o) => Client(o)',
  ],
  ['a function on its own object', 'exports.make = function (o) { return { o, get() { return this.o } } }'],
])('and one in CommonJS that makes something is one of the asset that has it: %s', async (_, text) => {
  const call = (n: number) =>
    `import * as pkg from 'pkg'\nconst it_ = pkg.make(${n})\nexport const it = (n) => it_.n + n\n`
  const packages = { pkg: "export * from './part.cjs'\nexport { default } from './part.cjs'", 'pkg/part.cjs': text }
  expect(await changedOf({ packages, index }, call(10), call(11))).toEqual(['one'])
})

/** `other` depends on `pkg`; one asset has what one of them was called for at load, and the second asks the other of them. */
const related = (init: string, call: string, read: string) => {
  const packages = {
    pkg: 'let last\nexport const set = (o) => { last = o; return { o } }\nexport const read = () => last',
    other: `import { read, set } from 'pkg'\nexport { read }\nexport const init = ${init}`,
    'other/package.json':
      '{ "name": "other", "version": "1.0.0", "type": "module", "main": "index.js", "dependencies": { "pkg": "*" } }',
  }
  const calling = (n: number) => `import { ${call} } from '${call === 'init' ? 'other' : 'pkg'}'
const it_ = ${call}(${n})
export const it = (n) => it_.o + n
`
  const readIn = `import { asset } from '#project'
import { read } from '${read}'
import { it as one_ } from '../src/one.ts'
export const one = asset(() => [one_(1)])
export const two = asset(() => [read()])
`
  return changedOf({ packages, index: readIn }, calling(10), calling(11))
}

test('a call that sets something is one of all that use what the package depends on', async () => {
  expect(await related('(o) => { set(o); return { o } }', 'init', 'pkg')).toEqual(['one', 'two'])
})

test('a call that sets something is one of all that use what depends on the package', async () => {
  expect(await related('(o) => ({ o })', 'set', 'other')).toEqual(['one', 'two'])
})

test('a call that makes something is no matter of what the package depends on', async () => {
  expect(await related('(o) => ({ o })', 'init', 'pkg')).toEqual(['one'])
})
