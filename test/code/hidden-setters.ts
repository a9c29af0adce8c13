/** The same, in code that does not say so. */
export const hiddenSetters: readonly (readonly [name: string, text: string, call: string])[] = [
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
]
