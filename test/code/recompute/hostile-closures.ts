// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, inner: { w: 0 }, list: [] }'

/** Made while the project is loaded: it calls nothing then. */
const client = [
  'export const sent = { v: 0 }',
  'export const limits = { most: [1] }',
  'const merge = (one, other) => (isPlain(one) ? { ...one, ...other } : other)',
  'export const isPlain = (of) => { const held = Object.getPrototypeOf(of); return held === null || held === Object.prototype }',
  'export class Failed extends Error { name = "Failed"; get isFailed() { return true } }',
  'class Request { constructor(of) { this.of = of } send() { if (this.of === 0) throw new Failed(); sent.v = this.of.v ?? 11; return sent.v } }',
  'const create = (defaults) => {',
  '  const call = (of) => new Request(merge(defaults, of)).send()',
  '  for (const name of ["get", "post"]) call[name] = (of) => new Request(merge(defaults, of)).send()',
  '  call.extend = (more) => create(merge(defaults, more))',
  '  return call',
  '}',
  'export const client = create(limits)',
].join('\n')

export const closures: Programs = {
  'a client that a function makes of functions, beside the errors that it throws': {
    ...program({
      'src/home.ts': client,
      'assets/index.ts': [
        "import { asset } from '#project'",
        "import { client, Failed, isPlain, limits } from '../src/home.ts'",
        'export const it = asset(() => [client.get({})])',
        'export const fails = asset(() => [new Failed("a").isFailed, isPlain({}), limits.most.join()])',
      ].join('\n'),
    }),
    assets: ['it', 'fails'],
  },
  'a client that a function makes of functions, and a module asks at once': elsewhere(
    client,
    'client.extend({ v: 11 }).post({})',
    'sent.v',
  ),
  ...factories(),
  'closure counter': elsewhere(
    'export const next = (() => { let n = 0; return () => n++ })()',
    'for (let i = 0; i < 11; i++) next()',
    'next()',
  ),
  'closure pair': elsewhere(
    'const make = () => { let v = 0; return [() => v, (x) => { v = x }] }\nconst [get, set] = make()\nexport { get, set }',
    'set(11)',
    'get()',
  ),
  'closure in map': elsewhere(
    'const byName = new Map()\nexport const on = (k, f) => byName.set(k, f)\nexport const emit = (k) => byName.get(k)?.()',
    "on('a', () => 11)",
    "emit('a')",
  ),
  'middleware chain': elsewhere(
    'export const chain = []\nexport const run = (x) => chain.reduce((v, f) => f(v), x)',
    'chain.push((x) => x + 11)',
    'run(1)',
  ),
  'memo function': elsewhere(
    'const cache = new Map()\nexport const slow = (k, v) => { if (!cache.has(k)) cache.set(k, v); return cache.get(k) }',
    "slow('a', 11)",
    "slow('a', 1)",
  ),
  once: elsewhere('let done\nexport const once = (v) => (done ??= { v })', 'once(11)', 'once(1).v'),
  'handler replaced': elsewhere(
    'export let handler = () => 0\nexport function setHandler(h) { handler = h }',
    'setHandler(() => 11)',
    'handler()',
  ),
  curried: elsewhere(obj, 'const at = (o) => (k) => (v) => { o[k] = v }\nat(all)("v")(11)', 'all.v'),
  'partial kept': elsewhere(
    `${obj}\nexport const writers = {}`,
    'writers.v = (x) => { all.v = x }',
    'writers.v?.(11) ?? all.v',
  ),
  'bound kept': elsewhere(
    obj,
    'function put(v) { this.v = v }\nconst bound = put.bind(all)\n;[11].forEach(bound)',
    'all.v',
  ),
  call: elsewhere(obj, 'function put(v) { this.v = v }\nput.call(all, 11)', 'all.v'),
  apply: elsewhere(obj, 'function put(v) { this.v = v }\nput.apply(all, [11])', 'all.v'),
  'method borrowed': elsewhere(
    obj,
    'const other = { put(v) { this.v = v } }\nconst { put } = other\nput.call(all, 11)',
    'all.v',
  ),
  'super method': elsewhere(
    'class Base { put(v) { this.v = v } }\nexport class Sub extends Base { put(v) { super.put(v * 2) } }\nexport const all = new Sub()',
    'all.put(11)',
    'all.v',
  ),
  'this returned': elsewhere(
    'export class All { v = 0; extend() { return this } }\nexport const all = new All()',
    'const same = all.extend()\nsame.v = 11',
    'all.v',
  ),
  'this returned by has': elsewhere(
    'export class All { v = 0; has() { return this } }\nexport const all = new All()',
    'const same = all.has()\nsame.v = 11',
    'all.v',
  ),
  'callback of own get': elsewhere(
    'class All { held = { v: 0 }; get(f) { f(this.held); return 0 } }\nexport const all = new All()',
    'const put = (x) => { x.v = 11 }\nall.get(put)',
    'all.held.v',
  ),
  'getter result': elsewhere(
    'const held = { v: 0 }\nexport const all = { get it() { return held } }',
    'all.it.v = 11',
    'all.it.v',
  ),
  'getter alias': elsewhere(
    'const held = { v: 0 }\nexport const all = { get it() { return held } }',
    'const { it: x } = all\nx.v = 11',
    'all.it.v',
  ),
  'static getter': elsewhere(
    'export class All { static #v = 0; static get v() { return All.#v } static set v(x) { All.#v = x } }',
    'All.v = 11',
    'All.v',
  ),
  'class field counter': elsewhere(
    'let n = 0\nexport class Row { id = n++ }',
    'for (let i = 0; i < 11; i++) new Row()',
    'new Row().id',
  ),
  'instance registers itself': elsewhere(
    'export const all = new Set()\nexport class Tool { constructor(v) { this.v = v; all.add(this) } }',
    'new Tool(11)',
    '[...all].map((t) => t.v).join()',
  ),
  'subclass static block': elsewhere(
    'export const all = []\nexport class Base { static register(v) { all.push(v) } }',
    'class Sub extends Base { static { this.register(11) } }',
    'all.join()',
  ),
  'private brand': elsewhere(
    'const secret = new WeakMap()\nexport class Box { constructor() { secret.set(this, 0) } put(v) { secret.set(this, v) } get v() { return secret.get(this) } }\nexport const all = new Box()',
    'all.put(11)',
    'all.v',
  ),
  'weak ref': elsewhere(`${obj}\nexport const ref = new WeakRef(all)`, 'ref.deref().v = 11', 'all.v'),
  'symbol member': elsewhere("export const KEY = Symbol('k')\nexport const all = {}", 'all[KEY] = 11', 'all[KEY]'),
  'symbol iterator assigned': elsewhere(
    'export const all = {}',
    'all[Symbol.iterator] = function* () { yield 11 }',
    '[...all].join()',
  ),
  'proxy set trap': elsewhere(
    'export const seen = []\nexport const all = new Proxy({}, { set(t, k, v) { seen.push(v); return true } })',
    'all.x = 11',
    'seen.join()',
  ),
  'proxy get trap': elsewhere(
    'export const seen = []\nexport const all = new Proxy({}, { get(t, k) { seen.push(k); return 1 } })',
    'const x = all.k11',
    'seen.join()',
  ),
  'proxy of state': elsewhere(`${obj}\nexport const p = new Proxy(all, {})`, 'p.v = 11', 'all.v'),
  'generator for of': elsewhere(
    'export const all = []\nexport function* fill(v) { all.push(v); yield 1 }',
    'for (const x of fill(11));',
    'all.join()',
  ),
  'async generator': elsewhere(
    'export const all = []\nexport async function* fill(v) { all.push(v); yield 1 }',
    'for await (const x of fill(11));',
    'all.join()',
  ),
  thenable: elsewhere(obj, 'await { then(done) { all.v = 11; done() } }', 'all.v'),
  finally: elsewhere(obj, 'await Promise.resolve().finally(() => { all.v = 11 })', 'all.v'),
  'Promise.all map': elsewhere(obj, 'await Promise.all([11].map(async (v) => { all.v = v }))', 'all.v'),
  'async init awaited later': elsewhere(
    `${obj}\nexport const ready = (async () => { await null; return 0 })()`,
    'await ready.then(() => { all.v = 11 })',
    'all.v',
  ),
  'top level await value': elsewhere('export const all = await Promise.resolve(11)', '', 'all'),
  'lazy promise': elsewhere('let p\nexport const load = () => (p ??= Promise.resolve(11))', '', 'await load()'),
  'lazy promise warmed': elsewhere(
    'let p\nexport const load = (v) => (p ??= Promise.resolve(v))',
    'void load(11)',
    'await load(1)',
  ),
  'tagged member': elsewhere('export const all = { v: 0, tag(_, x) { this.v = x } }', 'all.tag`${11}`', 'all.v'),
  'tag returned function': elsewhere(obj, 'const t = (s) => (x) => { x.v = 11 }\nt`a`(all)', 'all.v'),
  'enum-like frozen': elsewhere('export const Level = Object.freeze({ Low: 1, High: 11 })', '', 'Level.High'),
  'frozen shallow': elsewhere(
    'export const all = Object.freeze({ inner: { v: 0 } })',
    'all.inner.v = 11',
    'all.inner.v',
  ),
  'defineProperty getter': elsewhere(
    'export const all = {}',
    "Object.defineProperty(all, 'x', { get: () => 11 })",
    'all.x',
  ),
  defineGetter: elsewhere('export const all = {}', "all.__defineGetter__('x', () => 11)", 'all.x'),
  'Reflect.construct': elsewhere(
    'export const all = []\nexport class K { constructor(v) { all.push(v) } }',
    'Reflect.construct(K, [11])',
    'all.join()',
  ),
  'string replace callback': elsewhere(obj, "'x'.replace(/x/, () => { all.v = 11; return '' })", 'all.v'),
  'Array.from callback': elsewhere(obj, 'Array.from([1], () => { all.v = 11 })', 'all.v'),
  'comma in for': elsewhere(obj, 'for (let i = 0, x = all; i < 1; i++) x.v = 11', 'all.v'),
  'nested function alias': elsewhere(
    obj,
    'function outer() { const x = all; return () => { x.v = 11 } }\nouter()()',
    'all.v',
  ),
  'default parameter alias': elsewhere(obj, 'function put(x = all) { x.v = 11 }\nput()', 'all.v'),
  'destructured default alias': elsewhere(obj, 'function put({ x = all } = {}) { x.v = 11 }\nput()', 'all.v'),
  'conditional call': elsewhere(obj, 'const put = (x) => { x.v = 11 }\nall && put(all)', 'all.v'),
  'label with continue': program(
    table(
      'const rows = []\nouter: for (const a of [1, 2]) { for (const b of [1, 11]) { if (b > 20) continue outer; rows.push(b) } }\nexport const it = asset(() => [rows.join()])',
    ),
  ),
  'hoisted function counter': program(
    table('count()\nfunction count() { count.n = (count.n ?? 0) + 11 }\nexport const it = asset(() => [count.n])'),
  ),
}

/** A function that makes another one while the project is loaded, and in which code runs that nobody calls by its name. */
function factories(): Programs {
  const bodies = [
    ['(of) => { of(); return () => 0 }', '() => { all.v = 11 }'],
    ['(of) => { const { x } = of; return () => x }', '{ get x() { all.v = 11; return 1 } }'],
    ['() => { const { x } = door; return () => x }', ''],
    ['(of) => { const text = `${of}`; return () => text }', '{ toString() { all.v = 11; return "" } }'],
    ['() => { const text = `${door}`; return () => text }', ''],
    ['(of) => { const [x] = of; return () => x }', '(function* () { all.v = 11; yield 1 })()'],
    ['(of) => { const is = "a" in of; return () => is }', 'new Proxy({}, { has() { all.v = 11; return true } })'],
    ['(of) => { const is = of instanceof Asked; return () => is }', '{}'],
    ['(of) => { const text = of`a`; return () => text }', '() => { all.v = 11 }'],
    ['(Of) => { const one = new Of(); return () => one }', 'class { constructor() { all.v = 11 } }'],
    ['() => { class One { static { all.v = 11 } } return () => One }', ''],
    ['(of = set(11)) => () => of', ''],
    ['() => { function go() { all.v = 11 } go(); return go }', ''],
    ['() => { const one = () => 0; Object.setPrototypeOf(one, door); one.x = 11; return one }', ''],
    ['() => { const one = plain; one.v = 11; return one }', ''],
    ['(of) => { const one = () => of; one.of = of; one.of.v = 11; return one }', 'plain'],
    ['() => { const held = given(); const { x } = held; return () => x }', ''],
  ]
  return Object.fromEntries(
    bodies.map(([make, argument]) => {
      const home = [
        'export const all = { v: 0 }',
        'export const plain = () => 0',
        'const set = (v) => { all.v = v }',
        'export const door = { get x() { all.v = 11; return 1 }, set x(v) { all.v = v }, toString() { all.v = 11; return "" } }',
        'export class Asked { static [Symbol.hasInstance]() { all.v = 11; return true } }',
        'const given = () => ({ get x() { all.v = 11; return 1 } })',
        `export const make = ${make}`,
      ].join('\n')
      return [`made by ${make}`, elsewhere(home, `const made = make(${argument})`, 'all.v, plain.v ?? 0')]
    }),
  )
}
