// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const one = (before: string, rows: string) => program(table(`${before}\nexport const it = asset(async () => ${rows})`))
const obj = 'export const all = { v: 0, list: [] }'

/** Modules that wait for each other, what Node runs later, and data that is shared. */
export const moments: Programs = {
  'a getter that is read through a namespace': program({
    'src/home.ts': 'export const state = { n: 0 }\nexport const door = { get next() { return ++state.n } }\n',
    'src/setup.ts': "import * as home from './home.ts'\nfor (let i = 0; i < 11; i++) home.door.next\n",
    ...table(
      "import '../src/setup.ts'\nimport * as home from '../src/home.ts'\nexport const it = asset(() => [home.state.n])",
    ),
  }),
  'a namespace of a namespace': program({
    'src/a.ts': 'export const list = []\n',
    'src/b.ts': "export * as a from './a.ts'\n",
    'src/setup.ts': "import * as b from './b.ts'\nconst { a: { list } } = b\nlist.push(11)\n",
    ...table(
      "import '../src/setup.ts'\nimport { a } from '../src/b.ts'\nexport const it = asset(() => [a.list.join()])",
    ),
  }),
  'an await that decides who comes first': program({
    'src/home.ts': 'export const all = []\n',
    'src/a.ts': "import { all } from './home.ts'\nawait null\nall.push('a')\n",
    'src/b.ts': "import { all } from './home.ts'\nif (11 > 20) await null\nall.push('b')\n",
    'src/c.ts': "import { all } from './home.ts'\nif (11 < 20) await null\nawait null\nall.push('c')\n",
    ...table(
      "import '../src/a.ts'\nimport '../src/b.ts'\nimport '../src/c.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'an await of what another module settles': program({
    'src/home.ts': 'export const { promise, resolve } = Promise.withResolvers()\n',
    'src/a.ts': "import { resolve } from './home.ts'\nresolve(11)\n",
    'src/b.ts': "import { promise } from './home.ts'\nexport const v = await promise\n",
    ...table("import '../src/a.ts'\nimport { v } from '../src/b.ts'\nexport const it = asset(() => [v])"),
  }),
  'an export that is assigned after an await': program({
    'src/home.ts': 'export let v = 0\nawait Promise.resolve()\nv = 11\n',
    ...table("import { v } from '../src/home.ts'\nexport const it = asset(() => [v])"),
  }),
  'a generator that is advanced elsewhere': elsewhere(
    'function* ids() { let n = 0; for (;;) yield n++ }\nexport const all = ids()',
    'for (let i = 0; i < 11; i++) all.next()',
    'all.next().value',
  ),
  'a generator that is thrown into': elsewhere(
    'export const seen = []\nfunction* gen() { for (;;) try { yield 1 } catch (e) { seen.push(e) } }\nexport const all = gen()',
    'all.next()\nall.throw(11)',
    'seen.join() + typeof all',
  ),
  'helpers of iterators': elsewhere(
    'export const all = { n: 0 }\nexport const rows = [1, 2, 3]',
    'rows.values().map((x) => { all.n += x * 11; return x }).toArray()',
    'all.n',
  ),
  'arguments that name the parameters': one(
    'function f(a) { return arguments.length > 0 ? arguments[0] + 11 : a }',
    '[f(1)]',
  ),
  'arguments that are handed on': elsewhere(
    `${obj}\nexport function put(o, v) { o.v = v }`,
    'function relay() { return put.apply(null, arguments) }\nrelay(all, 11)',
    'all.v',
  ),
  'arguments that are spread': elsewhere(
    `${obj}`,
    'function relay() { const [o, v] = [...arguments]; o.v = v }\nrelay(all, 11)',
    'all.v',
  ),
  'a storage around a call': program({
    'src/als.ts':
      "import { AsyncLocalStorage } from 'node:async_hooks'\nexport const als = new AsyncLocalStorage()\nexport const now = () => als.getStore()?.v\n",
    'src/mid.ts': "import { als } from './als.ts'\nexport const around = (f) => als.run({ v: 11 }, f)\n",
    ...table(
      "import { around } from '../src/mid.ts'\nimport { now } from '../src/als.ts'\nexport const it = asset(() => [around(() => now())])",
    ),
  }),
  'a storage that binds a function': program({
    'src/als.ts':
      "import { AsyncLocalStorage } from 'node:async_hooks'\nexport const als = new AsyncLocalStorage()\nexport const kept = []\n",
    'src/setup.ts':
      "import { AsyncLocalStorage } from 'node:async_hooks'\nimport { als, kept } from './als.ts'\nals.run(11, () => kept.push(AsyncLocalStorage.bind(() => als.getStore())))\n",
    ...table(
      "import '../src/setup.ts'\nimport { kept } from '../src/als.ts'\nexport const it = asset(() => [kept[0]()])",
    ),
  }),
  'what is done when the process ends, and is called': elsewhere(
    obj,
    "process.on('exit', () => { all.v = 11 })\nprocess.emit('exit', 0)",
    'all.v',
  ),
  'what is done when the process ends, and called by the asset': program({
    'src/home.ts': 'export const all = { v: 0 }\n',
    'src/setup.ts': "import { all } from './home.ts'\nprocess.on('exit', () => { all.v = 11 })\n",
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => { for (const f of process.listeners('exit')) f(0); return [all.v] })",
    ),
  }),
  'JSON that is changed through its namespace': program({
    'src/c.json': '{ "v": 0 }',
    'src/setup.ts': "import * as c from './c.json' with { type: 'json' }\nc.default.v = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport c from '../src/c.json' with { type: 'json' }\nexport const it = asset(() => [c.v])",
    ),
  }),
  'JSON that is changed where it is imported while loading': program({
    'src/c.json': '{ "v": 0 }',
    'src/setup.ts':
      "const { default: c } = await import('./c.json', { with: { type: 'json' } })\nc.v = 11\nexport {}\n",
    ...table(
      "import '../src/setup.ts'\nimport c from '../src/c.json' with { type: 'json' }\nexport const it = asset(() => [c.v])",
    ),
  }),
  'JSON with a member that is a prototype': program({
    'src/c.json': '{ "__proto__": { "v": 11 } }',
    ...table(
      "import c from '../src/c.json' with { type: 'json' }\nexport const it = asset(() => [c.v ?? 0, c['__proto__'].v])",
    ),
  }),
  'Math.max by a table of functions': elsewhere(
    'export const all = { pick: Math.min }',
    'all.pick = 11 > 20 ? Math.max : Math.min',
    'all.pick(1, 2)',
  ),
  'Error.cause that is shared': elsewhere(
    "export const all = new Error('x', { cause: { v: 0 } })",
    'all.cause.v = 11',
    'all.cause.v',
  ),
  'an aggregate of errors': elsewhere(
    'export const all = new AggregateError([])',
    'all.errors.push(11)',
    'all.errors.join()',
  ),
  'groupBy into a map that is shared': elsewhere(
    'export const all = Map.groupBy([1, 2], (n) => n % 2)',
    'all.get(0).push(11)',
    'all.get(0).join()',
  ),
  'an array by with and toSpliced': one('const base = [1, 2, 3]', '[base.with(0, 11), base.toSpliced(0, 1)]'),
  'an atomic add': elsewhere(
    'export const all = new Int32Array(new SharedArrayBuffer(8))',
    'Atomics.add(all, 0, 11)',
    'all[0]',
  ),
  'a view of shared bytes': elsewhere(
    'const bytes = new SharedArrayBuffer(8)\nexport const all = new Uint8Array(bytes)\nexport const door = new DataView(bytes)',
    'door.setUint8(0, 11)',
    'all[0]',
  ),
  'an encoder that fills': elsewhere(
    'export const all = new Uint8Array(4)',
    "new TextEncoder().encodeInto('11', all)",
    'all.join()',
  ),
  'a regular expression whose place is kept': elsewhere(
    'export const all = /a/g',
    "all.test('a'.repeat(11))\nall.lastIndex += 11",
    'all.lastIndex',
  ),
  'a module that asks whether it is the first': elsewhere(
    'export const all = { v: 0 }',
    'globalThis.__seen ??= 11\nall.v = globalThis.__seen',
    'all.v',
  ),
  'a list that is reversed in place': elsewhere(
    'export const all = [1, 2, 3]',
    'if (11 > 20) all.reverse()',
    'all.join()',
  ),
  'a structured clone with a transfer': elsewhere(
    'export const all = new ArrayBuffer(11)',
    'if (11 > 20) structuredClone(all, { transfer: [all] })',
    'all.byteLength',
  ),
  'a signal that is aborted': elsewhere(
    'export const all = new AbortController()',
    'if (11 > 20) all.abort()',
    'all.signal.aborted',
  ),
  'a listener of a signal': elsewhere(
    `${obj}\nexport const control = new AbortController()`,
    "control.signal.addEventListener('abort', () => { all.v = 11 })\ncontrol.abort()",
    'all.v',
  ),
}
