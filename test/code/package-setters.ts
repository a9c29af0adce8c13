/** Packages with a call that leaves something in them: in what they hold, or in what all have. */
export const packageSetters: readonly (readonly [name: string, text: string, call: string])[] = [
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
]
