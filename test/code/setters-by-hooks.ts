// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are code of packages.
/** Calls that set something by what the platform asks for or calls: hooks, iterators, subclasses. */
export const settersByHooks: readonly (readonly [name: string, text: string, call: string])[] = [
  [
    'counted update of an object',
    'let last\nclass N { constructor(o) { this.o = o } valueOf() { last = this.o; return 1 } }\nexport const make = (o) => { let x = new N(o); x++; return { o } }',
    'pkg.make(10)',
  ],
  [
    'counted assignment',
    'let last\nclass N { constructor(o) { this.o = o } valueOf() { last = this.o; return 1 } }\nexport const make = (o) => { let x = new N(o); x += 1; return { o } }',
    'pkg.make(10)',
  ],
  [
    'proxy has',
    'let last\nconst p = new Proxy({}, { has(t, k) { last = k; return true } })\nexport const make = (o) => ({ n: o in p })',
    'pkg.make(10)',
  ],
  [
    'proxy get',
    'let last\nconst p = new Proxy({}, { get(t, k) { last = k; return 1 } })\nexport const make = (o) => ({ n: p[o] })',
    'pkg.make(10)',
  ],
  [
    'proxy keys',
    'let last = 0\nconst p = new Proxy({}, { ownKeys(t) { last++; return [] } })\nexport const make = (o) => ({ n: Object.keys(p), o })',
    'pkg.make(10)',
  ],
  [
    'proxy spread',
    'let last = 0\nconst p = new Proxy({}, { ownKeys(t) { last++; return [] } })\nexport const make = (o) => ({ ...p, o })',
    'pkg.make(10)',
  ],
  [
    'proxy for in',
    'let last = 0\nconst p = new Proxy({}, { ownKeys(t) { last++; return [] } })\nexport const make = (o) => { for (const k in p); return { o } }',
    'pkg.make(10)',
  ],
  [
    'proxy proto',
    'let last = 0\nconst p = new Proxy({}, { getPrototypeOf(t) { last++; return null } })\nexport const make = (o) => ({ n: Object.getPrototypeOf(p), o })',
    'pkg.make(10)',
  ],
  [
    'proxy instanceof',
    'let last = 0\nclass A {}\nconst p = new Proxy({}, { getPrototypeOf(t) { last++; return null } })\nexport const make = (o) => ({ n: p instanceof A, o })',
    'pkg.make(10)',
  ],
  [
    'iterator of list destructured',
    'const ids = [1, 2, 3].values()\nexport const make = (o) => { const [id] = ids; return { id, o } }',
    'pkg.make(10)',
  ],
  [
    'iterator by symbol',
    'const ids = [1, 2, 3][Symbol.iterator]()\nexport const make = (o) => ({ id: ids.next().value, o })',
    'pkg.make(10)',
  ],
  [
    'iterator spread',
    'const ids = new Map([[1, 2]]).keys()\nexport const make = (o) => ({ id: [...ids], o })',
    'pkg.make(10)',
  ],
  [
    'iterator from',
    'const ids = new Set([1, 2]).values()\nexport const make = (o) => ({ id: Array.from(ids), o })',
    'pkg.make(10)',
  ],
  [
    'iterator helper',
    'const ids = (function* () { yield 1; yield 2 })()\nexport const make = (o) => ({ id: ids.take(1).toArray(), o })',
    'pkg.make(10)',
  ],
  [
    'iterator mapped',
    'const ids = (function* () { yield 1; yield 2 })().map((x) => x)\nexport const make = (o) => { for (const id of ids) return { id, o } }',
    'pkg.make(10)',
  ],
  [
    'iterator some',
    'const ids = (function* () { yield 1; yield 2 })()\nexport const make = (o) => ({ id: ids.some((x) => x), o })',
    'pkg.make(10)',
  ],
  [
    'array subclass from',
    'let n = 0\nclass L extends Array { constructor(...a) { super(...a); n++ } }\nexport const make = (o) => ({ n: L.from([o]) })',
    'pkg.make(10)',
  ],
  [
    'array subclass of',
    'let n = 0\nclass L extends Array { constructor(...a) { super(...a); n++ } }\nexport const make = (o) => ({ n: L.of(o) })',
    'pkg.make(10)',
  ],
  [
    'array subclass method',
    'const all = []\nclass L extends Array { keep() { all.push(this) } }\nexport const make = (o) => { L.from([o]).keep(); return { o } }',
    'pkg.make(10)',
  ],
  [
    'species',
    'let n = 0\nclass L extends Array { constructor(...a) { super(...a); n++ } }\nconst base = new L()\nexport const make = (o) => ({ n: base.map((x) => x), o })',
    'pkg.make(10)',
  ],
  [
    'promise subclass',
    'let n = 0\nclass P extends Promise { constructor(f) { super(f); n++ } }\nexport const make = (o) => ({ n: P.resolve(o) })',
    'pkg.make(10)',
  ],
  [
    'from entries get',
    'let last\nconst api = Object.fromEntries([["get", (o) => { last = o; return { o } }]])\nexport const make = (o) => api.get(o)',
    'pkg.make(10)',
  ],
  [
    'json values',
    'const cfg = JSON.parse(`{"values":[]}`)\nexport const make = (o) => { cfg.values.push(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'stream options',
    'import { Writable } from "node:stream"\nlet last\nexport const make = (o) => { new Writable({ write(c, e, cb) { last = o; cb() } }).write("a"); return { o } }',
    'pkg.make(10)',
  ],
  [
    'stream subclass',
    'import { Writable } from "node:stream"\nlet last\nclass W extends Writable { _write(c, e, cb) { last = c; cb() } }\nexport const make = (o) => { new W().write(String(o)); return { o } }',
    'pkg.make(10)',
  ],
  [
    'next tick',
    'let last\nexport const make = (o) => { process.nextTick(() => { last = o }); return { o } }',
    'pkg.make(10)',
  ],
  [
    'next tick with argument',
    'let last\nconst keep = (o) => { last = o }\nexport const make = (o) => { process.nextTick(keep, o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'builtin module',
    'export const make = (o) => { process.getBuiltinModule("node:events").defaultMaxListeners = o; return { o } }',
    'pkg.make(10)',
  ],
  ['argv', 'export const make = (o) => { process.argv.push(o); return { o } }', 'pkg.make(10)'],
  ['primitive proto', 'export const make = (o) => { "".__proto__.last = o; return { o } }', 'pkg.make(10)'],
  ['primitive constructor', 'export const make = (o) => { (5).constructor.last = o; return { o } }', 'pkg.make(10)'],
  [
    'proto of primitive',
    'export const make = (o) => { Object.getPrototypeOf("").last = o; return { o } }',
    'pkg.make(10)',
  ],
  [
    'async function constructor',
    'const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor\nexport const make = (o) => { new AsyncFunction("o", "globalThis.o = o")(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'what promisify gave',
    'import { promisify } from "node:util"\nlet last\nconst f = promisify((o, cb) => { last = o; cb() })\nexport const make = (o) => { f(o); return { o } }',
    'pkg.make(10)',
  ],
  [
    'what an asynchronous function throws',
    'const all = []\nconst f = async () => { throw all }\nexport const make = (o) => { f().catch((l) => l.push(o)); return { o } }',
    'pkg.make(10)',
  ],
  [
    'what a generator is told to throw',
    'const all = []\nfunction* g() { try { yield 1 } catch (l) { l.push(1) } }\nexport const make = (o) => { const i = g(); i.next(); i.throw(all); return { o } }',
    'pkg.make(10)',
  ],
]
