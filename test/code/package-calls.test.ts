import { expect, test } from 'vitest'
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

test.each([
  ['a variable', 'let config\nexport const init = (o) => { config = o; return { o } }', 'pkg.init(10)'],
  [
    'an object',
    'export const defaults = {}\nexport const init = (o) => { defaults.o = o; return { o } }',
    'pkg.init(10)',
  ],
  ['a list', 'const list = []\nexport const init = (o) => { list.push(o); return { o } }', 'pkg.init(10)'],
  [
    'a map in a class',
    'class Registry { static all = new Map(); static add(k, v) { Registry.all.set(k, v) } }\nexport class Client { constructor(o) { Registry.add("c", o) } }',
    'new pkg.Client(10)',
  ],
  [
    'one instance for all',
    'class Client { constructor(o) { this.o = o } static get(o) { return (Client.one ??= new Client(o)) } }\nexport const get = (o) => Client.get(o)',
    'pkg.get(10)',
  ],
  [
    'an instance that a constructor gives back',
    'let one\nexport class Client { constructor(o) { if (one) return one; one = this; this.o = o } }',
    'new pkg.Client(10)',
  ],
  [
    'a counter of the class',
    'export class Client { static n = 0; constructor(o) { this.id = Client.n++ } }',
    'new pkg.Client(10)',
  ],
  [
    'by the constructor of this',
    'export class Client { static all = []; constructor(o) { this.constructor.all.push(o) } }',
    'new pkg.Client(10)',
  ],
  [
    'by new.target',
    'export class Client { static all = []; constructor(o) { new.target.all.push(o) } }',
    'new pkg.Client(10)',
  ],
  [
    'a getter',
    'const all = []\nclass Client { constructor(o) { this.o = o } get n() { all.push(this.o); return 1 } }\nexport const make = (o) => { const c = new Client(o); return { n: c.n } }',
    'pkg.make(10)',
  ],
  [
    'a getter on the way',
    'let n = 0\nexport const tools = { get kit() { n++; return { make: (o) => ({ o }) } } }',
    'pkg.tools.kit.make(10)',
  ],
  [
    'a setter',
    'const all = []\nclass Client { set o(v) { all.push(v) } constructor(o) { this.o = o } }\nexport const make = (o) => new Client(o)',
    'pkg.make(10)',
  ],
  [
    'a setter by a copy',
    'const all = []\nclass Client { set o(v) { all.push(v) } }\nexport const make = (o) => Object.assign(new Client(), { o })',
    'pkg.make(10)',
  ],
  [
    'a defined setter',
    'const all = []\nexport const make = (o) => { const c = {}; Object.defineProperty(c, "o", { set(v) { all.push(v) } }); c.o = o; return c }',
    'pkg.make(10)',
  ],
  [
    'a proxy',
    'const all = []\nexport const make = (o) => { const p = new Proxy({}, { set(t, k, v) { all.push(v); t[k] = v; return true } }); p.o = o; return { p } }',
    'pkg.make(10)',
  ],
  [
    'a proxy of the package',
    'const all = []\nconst door = new Proxy({}, { get: (t, k) => (o) => { all.push(o); return { o } } })\nexport const make = (o) => door.make(o)',
    'pkg.make(10)',
  ],
  [
    'a weak map by a key that all have',
    'const key = {}\nconst all = new WeakMap()\nexport const make = (o) => { all.set(key, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'an emitter',
    'import { EventEmitter } from "node:events"\nconst bus = new EventEmitter()\nbus.on("made", () => {})\nexport const make = (o) => { bus.emit("made", o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'an emitter by name',
    'const hooks = { make: [] }\nexport const on = (k, f) => hooks[k].push(f)\nlet last\non("make", (o) => { last = o })\nexport const make = (o) => { for (const f of hooks.make) f(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a registry of symbols',
    'const all = (globalThis[Symbol.for("all")] ??= new Map())\nexport const make = (o) => { all.set("o", o); return { o } }',
    'pkg.make(10)',
  ],
  ['a global', 'export const make = (o) => { globalThis.o = o; return { o } }', 'pkg.make(10)'],
  [
    'a global by another name',
    'const root = typeof window === "undefined" ? globalThis : window\nexport const make = (o) => { root["o" + 1] = o; return { o } }',
    'pkg.make(10)',
  ],
  ['a variable of the process', 'export const make = (o) => { process.env.O = o; return { o } }', 'pkg.make(10)'],
  ['a prototype', 'export const make = (o) => { Array.prototype.o = o; return { o } }', 'pkg.make(10)'],
  [
    'a prototype of its own',
    'class C {}\nexport const make = (o) => { C.prototype.o = () => o; return new C() }',
    'pkg.make(10)',
  ],
  [
    'the prototype of what it made',
    'class C {}\nexport const make = (o) => { const c = new C(); Object.getPrototypeOf(c).o = o; return c }',
    'pkg.make(10)',
  ],
  [
    'by __proto__',
    'class C {}\nexport const make = (o) => { const c = new C(); c.__proto__.o = o; return c }',
    'pkg.make(10)',
  ],
  [
    'what the first call sets',
    'let ready\nconst start = (o) => (ready ??= { o })\nexport const make = (o) => ({ r: start(o) })',
    'pkg.make(10)',
  ],
  ['code of a text', 'export const make = (o) => { (0, eval)("globalThis.o = 1"); return { o } }', 'pkg.make(10)'],
  [
    'code of a text by a constructor',
    'export const make = (o) => { (() => {}).constructor("globalThis.o = 1")(); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a closure of a factory',
    'const factory = () => { let n = 0; return (o) => { n = o; return { n: () => n } } }\nexport const make = factory()',
    'pkg.make(10)',
  ],
  [
    'a bound function',
    'const all = { list: [], add(o) { this.list.push(o); return { o } } }\nexport const make = all.add.bind(all)',
    'pkg.make(10)',
  ],
  [
    'a method of a list that is handed on',
    'const all = []\nexport const make = (o) => { [o].forEach(all.push, all); return { o } }',
    'pkg.make(10)',
  ],
  [
    'by apply',
    'const all = []\nexport const make = (o) => { Array.prototype.push.apply(all, [o]); return { o } }',
    'pkg.make(10)',
  ],
  [
    'by Reflect',
    'const all = {}\nexport const make = (o) => { Reflect.set(all, "o", o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a promise',
    'let last\nexport const make = (o) => { Promise.resolve(o).then((v) => { last = v }); return { o } }',
    'pkg.make(10)',
  ],
  [
    'after waiting',
    'let last\nexport const make = async (o) => { await null; last = o; return { o } }',
    'pkg.make(10)',
  ],
  ['a timer', 'let last\nexport const make = (o) => { setTimeout(() => { last = o }); return { o } }', 'pkg.make(10)'],
  [
    'a thenable',
    'let last\nexport const make = async (o) => { await { then(f) { last = o; f() } }; return { o } }',
    'pkg.make(10)',
  ],
  [
    'a conversion',
    'let last\nclass N { constructor(o) { this.o = o } toString() { last = this.o; return "" } }\nexport const make = (o) => ({ n: `${new N(o)}` })',
    'pkg.make(10)',
  ],
  [
    'toJSON',
    'let last\nexport const make = (o) => ({ n: JSON.stringify({ deep: { toJSON() { last = o; return 1 } } }) })',
    'pkg.make(10)',
  ],
  [
    'an iterator',
    'let last\nexport const make = (o) => ({ n: [...{ *[Symbol.iterator]() { last = o; yield 1 } }] })',
    'pkg.make(10)',
  ],
  [
    'a generator of the package',
    'const ids = (function* () { let n = 0; while (true) yield n++ })()\nexport const make = (o) => ({ o, id: ids.next().value })',
    'pkg.make(10)',
  ],
  [
    'a generator in a loop',
    'const ids = (function* () { yield 1; yield 2 })()\nexport const make = (o) => { for (const id of ids) return { id, o } }',
    'pkg.make(10)',
  ],
  [
    'instanceof',
    'let last\nclass K { static [Symbol.hasInstance](v) { last = v; return true } }\nexport const make = (o) => ({ n: o instanceof K })',
    'pkg.make(10)',
  ],
  [
    'a tag',
    'let last\nconst tag = (_, o) => { last = o }\nexport const make = (o) => { tag`a${o}`; return { o } }',
    'pkg.make(10)',
  ],
  ['a default of a parameter', 'let n = 0\nexport const make = (o, id = n++) => ({ o, id })', 'pkg.make(10)'],
  [
    'a pattern that remembers',
    'const word = /a/g\nexport const make = (o) => ({ n: word.test(String(o)) })',
    'pkg.make(10)',
  ],
  [
    'asynchronous storage',
    'import { AsyncLocalStorage } from "node:async_hooks"\nconst store = new AsyncLocalStorage()\nexport const make = (o) => { store.enterWith(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a channel of Node',
    'import { channel } from "node:diagnostics_channel"\nconst made = channel("made")\nexport const make = (o) => { made.publish(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a file',
    'import { writeFileSync } from "node:fs"\nexport const make = (o) => { writeFileSync("/dev/null", String(o)); return { o } }',
    'pkg.make(10)',
  ],
  ['a module that is loaded then', 'export const make = (o) => { import("node:fs"); return { o } }', 'pkg.make(10)'],
  [
    'a module by a computed name',
    'import { createRequire } from "node:module"\nconst require = createRequire(import.meta.url)\nexport const make = (o) => { require("./" + "x.cjs").o = o; return { o } }',
    'pkg.make(10)',
  ],
  [
    'an addon',
    'import { createRequire } from "node:module"\nconst addon = createRequire(import.meta.url)("./addon.node")\nexport const make = (o) => addon.make(o)',
    'pkg.make(10)',
  ],
  [
    'a member of a computed name',
    'const all = { add: [] }\nexport const make = (o, k = "add") => { all[k]["pu" + "sh"](o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'what an object of the package holds',
    'const cache = { list: [] }\nclass C { constructor(o) { this.cache = cache; this.o = o } keep() { this.cache.list.push(this.o); return this } }\nexport const make = (o) => new C(o).keep()',
    'pkg.make(10)',
  ],
  [
    'a static block',
    'let all\nclass C { static { all = (o) => { C.last = o } } }\nexport const make = (o) => { all(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a private static member',
    'export class C { static #all = []; constructor(o) { C.#all.push(o) } }',
    'new pkg.C(10)',
  ],
  ['a field', 'let n = 0\nexport class C { id = n++; constructor(o) { this.o = o } }', 'new pkg.C(10)'],
  [
    'a subclass that the call makes',
    'const all = []\nconst Base = class { constructor(o) { all.push(o) } }\nexport const make = (o) => new (class extends Base {})(o)',
    'pkg.make(10)',
  ],
  [
    'super',
    'const all = []\nclass A { keep(o) { all.push(o) } }\nclass B extends A { keep(o) { super.keep(o) } }\nexport const make = (o) => { const b = new B(); b.keep(o); return b }',
    'pkg.make(10)',
  ],
  [
    'a destructured target',
    'const all = {}\nexport const make = (o) => { [all.o] = [o]; return { o } }',
    'pkg.make(10)',
  ],
  [
    'a loop over a target',
    'const all = {}\nexport const make = (o) => { for (all.o of [o]); return { o } }',
    'pkg.make(10)',
  ],
  ['delete', 'const all = { o: 1 }\nexport const make = (o) => { delete all[o]; return { o } }', 'pkg.make(10)'],
  [
    'a catch',
    'const all = []\nexport const make = (o) => { try { throw all } catch (list) { list.push(o) } return { o } }',
    'pkg.make(10)',
  ],
  [
    'bytes of all',
    'const bytes = new Uint8Array(8)\nexport const make = (o) => { new DataView(bytes.buffer).setInt8(0, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'what is known of an array',
    'const all = [[]]\nexport const make = (o) => { all.at(0).push(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a copy that shares',
    'const all = { list: [] }\nexport const make = (o) => { const mine = { ...all }; mine.list.push(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'arguments',
    'const all = []\nfunction keep() { arguments[0].push(arguments[1]) }\nexport const make = (o) => { keep(all, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'a function of CommonJS',
    'const all = {}\nfunction Legacy(o) { if (!(this instanceof Legacy)) return new Legacy(o); all.o = o }\nexport { Legacy }',
    'pkg.Legacy(10)',
  ],
  [
    'an accessor that is defined',
    'const all = []\nconst door = {}\nObject.defineProperty(door, "make", { get: () => (o) => { all.push(o); return { o } } })\nexport const make = (o) => door.make(o)',
    'pkg.make(10)',
  ],
  [
    'accessors that are defined by a loop',
    'const all = []\nconst door = {}\nfor (const k of ["make"]) Object.defineProperty(door, k, { value: (o) => { all.push(o); return { o } } })\nexport const make = (o) => door.make(o)',
    'pkg.make(10)',
  ],
  [
    'what it hands to the function that it is given',
    'const all = { o: 1 }\nexport const make = (o, f) => { f(all); return { o } }',
    'pkg.make(10, (all) => { all.o = 10 })',
  ],
  [
    'a part of it that is written to',
    'const all = { o: {} }\nexport const get = (o) => all',
    'Object.assign(pkg.get(1), { n: 10 })',
  ],
])('a call that sets something is one of all that call the package: %s', async (_, text, call) => {
  expect(await edited(text, call)).toEqual(['one', 'two'])
})
