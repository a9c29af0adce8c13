// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, list: [] }'
const one = (before: string, rows: string) => program(table(`${before}\nexport const it = asset(() => ${rows})`))
const fs = "import { readFileSync } from 'node:fs'\n"

/** What attacks the rules: hidden calls, late bindings, registries, modules that are found by data. */
export const further: Programs = {
  'paths imported while an asset runs': program({
    'src/a.ts': 'export const v = 11\n',
    ...table(
      "const paths = ['../src/a.ts']\nexport const it = asset(async () => { const out = []; for (const p of paths) out.push((await import(p)).v); return out })",
    ),
  }),
  'file by a helper that is given the name': program({
    'src/load.ts': `${fs}export const load = (name) => readFileSync(new URL(name, import.meta.url))\n`,
    'src/q.sql': 'select 11',
    ...table("import { load } from '../src/load.ts'\nexport const it = asset(() => [load('./q.sql')])"),
  }),
  'file by a list that is given': program({
    'src/q.sql': 'select 11',
    ...table(
      `${fs}const names = ['../src/q.sql']\nexport const it = asset(() => names.map((name) => readFileSync(new URL(name, import.meta.url))))`,
    ),
  }),
  'file by a member of settings': program({
    'src/q.sql': 'select 11',
    ...table(
      `${fs}const settings = { query: '../src/q.sql' }\nexport const it = asset(() => [readFileSync(new URL(settings.query, import.meta.url))])`,
    ),
  }),
  'static field of a subclass': elsewhere(
    'export class all { static rows = []; static { this.rows.push(0) } }',
    'class Sub extends all { static x = super.rows.push(11) }',
    'all.rows.join()',
  ),
  'accessor keyword': elsewhere(
    'export class all { static #v = 0; static get v() { return this.#v } static set v(x) { this.#v = x } }',
    'const o = { __proto__: all }\nall.v += 11',
    'all.v',
  ),
  'field that registers': elsewhere(
    'export const all = []\nexport class Base { id = all.push(this.constructor.n ?? 0) }',
    'class Sub extends Base { static n = 11 }\nnew Sub()\nall.push(Sub.n)',
    'all.join()',
  ),
  'symbol that is registered': elsewhere(
    "const key = Symbol.for('app')\nexport const all = () => globalThis[key]",
    "globalThis[Symbol.for('app')] = 11",
    'all()',
  ),
  'proxy trap': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy({}, { get: (_, k) => (all.v = k.length) })',
    "door['x'.repeat(11)]",
    'all.v',
  ),
  'proxy has trap': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy({}, { has: (_, k) => { all.v = k; return true } })',
    "const seen = '11' in door",
    'all.v',
  ),
  'proxy that constructs': elsewhere(
    'export const all = []\nexport const door = new Proxy(class {}, { construct: (_, given) => { all.push(...given); return {} } })',
    'new door(11)',
    'all.join()',
  ),
  'generator that is returned early': elsewhere(
    `${obj}\nexport function* gen() { try { yield 1; yield 2 } finally { all.v = all.list.length } }`,
    'for (const x of gen()) { all.list.length = 11; break }',
    'all.v',
  ),
  'delegating generator': elsewhere(
    `${obj}\nexport function* inner(v) { all.v = v; yield 1 }`,
    'function* outer() { yield* inner(11) }\nconst [x] = outer()',
    'all.v',
  ),
  'async iterator': elsewhere(
    `${obj}\nexport const rows = { async *[Symbol.asyncIterator]() { all.v++; yield 1 } }`,
    'for (let i = 0; i < 11; i++) for await (const row of rows);',
    'all.v',
  ),
  'labelled loop': elsewhere(
    obj,
    'out: for (let i = 0; ; i++) for (;;) { all.v = i; if (i > 11) break out; continue out }',
    'all.v',
  ),
  're-export of a re-export': program({
    'src/a.ts': 'export const v = 11\n',
    'src/b.ts': "export { v as w } from './a.ts'\n",
    'src/c.ts': "export * from './b.ts'\n",
    'src/d.ts': "export * as ns from './c.ts'\n",
    'src/e.ts': "import { ns } from './d.ts'\nexport default ns\n",
    ...table("import e from '../src/e.ts'\nexport const it = asset(() => [e.w])"),
  }),
  'star of a star that is hidden by a name': program({
    'src/a.ts': 'export const v = 11\n',
    'src/b.ts': "export * from './a.ts'\nexport const w = 1\n",
    'src/c.ts': "import { v as x } from './b.ts'\nexport * from './b.ts'\nexport const v = x + 1\n",
    ...table("import { v } from '../src/c.ts'\nexport const it = asset(() => [v])"),
  }),
  'enum-like object': one(
    'const Kind = Object.freeze({ A: 11, B: 2 })\nconst byValue = Object.fromEntries(Object.entries(Kind).map(([k, v]) => [v, k]))',
    'Object.keys(byValue)',
  ),
  'enum-like by a function': one("const Kind = {}\n;((k) => { k[(k.A = 11)] = 'A' })(Kind)", 'Object.keys(Kind)'),
  decorator: one(
    'const tag = (n) => (value, context) => class extends value { n = n }\nconst K = tag(11)(class {}, {})',
    '[new K().n]',
  ),
  using: elsewhere(
    'export const all = { v: 0 }\nexport const open = (v) => ({ [Symbol.dispose]() { all.v = v } })',
    '{ using r = open(11) }',
    'all.v',
  ),
  'await using': elsewhere(
    'export const all = { v: 0 }\nexport const open = (v) => ({ async [Symbol.asyncDispose]() { all.v = v } })',
    '{ await using r = open(11) }',
    'all.v',
  ),
  'top-level await of a thenable': elsewhere(
    'export const all = { v: 0 }\nexport const later = (v) => ({ then(done) { all.v = v; done() } })',
    'await later(11)',
    'all.v',
  ),
  'top-level await decides': program({
    'src/flag.ts': 'export const flag = await Promise.resolve(11)\n',
    ...table("import { flag } from '../src/flag.ts'\nexport const it = asset(() => [flag > 20])"),
  }),
  'JSON module in a list': program({
    'src/c.json': '{ "steps": [{ "n": 11 }] }',
    ...table(
      "import c from '../src/c.json' with { type: 'json' }\nconst [first] = c.steps\nexport const it = asset(() => [first.n])",
    ),
  }),
  'JSON module by a computed member': program({
    'src/c.json': '{ "a": 1, "b": 11 }',
    ...table(
      "import c from '../src/c.json' with { type: 'json' }\nconst key = 'b'\nexport const it = asset(() => [c[key]])",
    ),
  }),
  'WeakMap of functions': elsewhere(
    'const meta = new WeakMap()\nexport const describe = (f, v) => (meta.set(f, v), f)\nexport const of = (f) => meta.get(f)\nexport const run = () => 1',
    'describe(run, 11)',
    'of(run)',
  ),
  'registry of a class by itself': elsewhere(
    'const registry = new Map()\nexport const register = (name) => (K) => { registry.set(name, K) }\nexport const make = (name) => new (registry.get(name))()',
    "register('a')(class { n = 11 })",
    "make('a').n",
  ),
  'tagged template that keeps': elsewhere(
    'const cache = new Map()\nexport const tag = (texts, ...values) => { cache.set(texts.raw[0], values) }\nexport const kept = () => [...cache.values()]',
    'tag`a${11}`',
    'kept().join()',
  ),
  'tagged template by identity': one(
    'const seen = []\nconst tag = (texts) => { if (!seen.includes(texts)) seen.push(texts); return seen.length }\nconst ask = () => tag`a`\nfor (let i = 0; i < 11; i++) ask()\nif (11 > 20) tag`b`',
    '[tag`c`]',
  ),
  'closure of a default parameter': elsewhere(
    'let n = 0\nexport const next = (by = () => (n += 1)) => by()\nexport const read = () => n',
    'for (let i = 0; i < 11; i++) next()',
    'read()',
  ),
  'default that names another parameter': one('const f = (a, b = () => (a = 11), c = b()) => [a, c]', 'f(1)'),
  'toPrimitive that counts': elsewhere(
    'export const all = { n: 0, [Symbol.toPrimitive]() { return ++this.n } }',
    'const total = Array.from({ length: 11 }, () => all * 1).length',
    'all.n',
  ),
  'toPrimitive in a sort': elsewhere(
    'export const all = []\nexport class Key { constructor(v) { this.v = v } valueOf() { all.push(this.v); return this.v } }',
    '[new Key(11), new Key(2)].sort((a, b) => a - b)'.replace(/^/, ';'),
    'all.join()',
  ),
  prepareStackTrace: elsewhere(
    "export const all = () => typeof new Error('x').stack",
    'Error.prepareStackTrace = () => (11 > 20 ? 1 : "text")',
    'all()',
  ),
  'stack by captureStackTrace': one(
    "const here = () => { const o = {}; Error.captureStackTrace(o); return o.stack.split('\\n').length }\nconst deep = (n) => (n === 0 ? here() : deep(n - 1))",
    '[deep(11 > 20 ? 1 : 0)]',
  ),
  'eval of the file': one("const text = '11'", '[eval(text)]'),
  'constructor of a function': one('', "[(() => {}).constructor('return 11')()]"),
  'Intl defaults': one(
    "const format = (n) => new Intl.NumberFormat('en', { minimumFractionDigits: 11 > 20 ? 2 : 0 }).format(n)",
    '[format(1)]',
  ),
  'species of a promise': elsewhere(
    'export const all = []\nexport class Later extends Promise { static get [Symbol.species]() { all.push(0); return Promise } }',
    'for (let i = 0; i < 11; i++) Later.resolve(1).then(() => 1)',
    'all.length',
  ),
  'in operator on a class': elsewhere(
    'export class all { #v = 0; static is(x) { return #v in x } put(v) { this.#v = v } get v() { return this.#v } }\nexport const a = new all()',
    'if (all.is(a)) a.put(11)',
    'a.v',
  ),
  'optional call of what is set': elsewhere(
    'export const hooks = {}\nexport const run = () => hooks.after?.() ?? 0',
    'hooks.after ??= () => 11',
    'run()',
  ),
  'comma in for': elsewhere(obj, 'for (let i = 0; i < 11; i++, all.v++);', 'all.v'),
  'Object.groupBy callback': elsewhere(obj, 'Object.groupBy([11], (x) => { all.v = x; return "a" })', 'all.v'),
  'Array.fromAsync callback': elsewhere(obj, 'await Array.fromAsync([11], (x) => { all.v = x })', 'all.v'),
  'replace callback': elsewhere(obj, "'a'.replace(/a/, () => { all.v = 11; return '' })", 'all.v'),
  'reviver of structured data': elsewhere(
    obj,
    'JSON.parse("[11]", function (k, v) { all.list.push(v); return v })',
    'all.list.join()',
  ),
  'toJSON that changes': elsewhere(
    `${obj}\nexport const seen = { toJSON() { all.v++; return 1 } }`,
    'for (let i = 0; i < 11; i++) JSON.stringify(seen)',
    'all.v',
  ),
  'Reflect.construct': elsewhere(
    'export const all = []\nexport class K { constructor(v) { all.push(v) } }',
    'Reflect.construct(K, [11])',
    'all.join()',
  ),
  'Reflect.set with a receiver': elsewhere(
    'export const all = { v: 0 }',
    "Reflect.set({ set v(x) { this.w = x } }, 'v', 11, all)",
    'all.w ?? 0',
  ),
  'defineProperty of a getter': elsewhere(obj, "Object.defineProperty(all, 'v', { get: () => 11 })", 'all.v'),
  'class by a mixin': one(
    'const Mixed = (Base) => class extends Base { n() { return 11 } }\nclass K extends Mixed(Object) {}',
    '[new K().n()]',
  ),
  'super in an object': elsewhere(
    'export const base = { n: () => 0 }\nexport const all = { __proto__: base, n() { return super.n() } }',
    'base.n = () => 11',
    'all.n()',
  ),
  'getter on a namespace of the project': program({
    'src/a.ts': 'let v = 0\nexport { v as value }\nexport const put = (x) => { v = x }\n',
    'src/b.ts': "import * as a from './a.ts'\nconst { put } = a\nput(11)\n",
    ...table("import '../src/b.ts'\nimport * as a from '../src/a.ts'\nexport const it = asset(() => [a.value])"),
  }),
  'sequence of two modules': program({
    'src/home.ts': 'export const all = []\n',
    'src/a.ts': "import { all } from './home.ts'\nif (all.length === 0) all.push('a')\n",
    'src/b.ts': "import { all } from './home.ts'\nif (all.length === 0) all.push('b')\n",
    'src/order.ts': "import './a.ts'\nimport './b.ts'\nexport const n11 = 11\n".replace('11\n', '1\n'),
    ...table(
      "import '../src/order.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join(), 11])",
    ),
  }),
  'set by a callback of another list': elsewhere(
    'export const tasks = []\nexport const all = { v: 0 }',
    'tasks.push((o) => { o.v = 11 })\ntasks.map((t) => t(all))',
    'all.v',
  ),
  'kept promise': program({
    'src/home.ts':
      'let settle\nexport const ready = new Promise((done) => { settle = done })\nexport const put = (v) => settle(v)\n',
    'src/setup.ts': "import { put } from './home.ts'\nput(11)\n",
    ...table(
      "import '../src/setup.ts'\nimport { ready } from '../src/home.ts'\nexport const it = asset(async () => [await ready])",
    ),
  }),
}
