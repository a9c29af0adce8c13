// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, list: [] }'

/** Registries, stores, plugins and tables that are filled by whoever comes by. */
export const registries: Programs = {
  'weak map of private state': elsewhere(
    'const priv = new WeakMap()\nclass A { constructor() { priv.set(this, { v: 0 }) } put(v) { priv.get(this).v = v } get() { return priv.get(this).v } }\nexport const all = new A()',
    'all.put(11)',
    'all.get()',
  ),
  'signal with effect': elsewhere(
    'const subs = []\nlet value = 0\nexport const all = { v: 0 }\nexport const put = (x) => { value = x; for (const s of subs) s() }\nconst effect = (f) => { subs.push(f); f() }\neffect(() => { all.v = value })',
    'put(11)',
    'all.v',
  ),
  'proxy store': elsewhere(
    'const store = (x) => new Proxy(x, { set(t, k, v) { t[k] = v; return true } })\nexport const all = store({ v: 0 })',
    'all.v = 11',
    'all.v',
  ),
  'produce that mutates': elsewhere(
    `${obj}\nexport const produce = (x, f) => { f(x); return x }`,
    'const next = produce(all, (d) => { d.v = 11 })',
    'all.v',
  ),
  'set by a path': elsewhere(
    "export const all = { a: { b: 0 } }\nexport const setPath = (o, p, v) => { const ks = p.split('.'); const last = ks.pop(); let at = o; for (const k of ks) at = at[k]; at[last] = v }",
    "setPath(all, 'a.b', 11)",
    'all.a.b',
  ),
  'new.target that is kept': elsewhere(
    'export const all = []\nexport class Base { constructor() { all.push(new.target.label) } }',
    'class Sub extends Base { static label = 11 }\nnew Sub()',
    'all.join()',
  ),
  'a loader that is replaced': elsewhere(
    'export const all = { v: 0 }\nexport let load = async () => 0\nexport const use = (f) => { load = f }\nexport const ready = async () => { all.v = await load(); return all.v }',
    'use(async () => 11)',
    'await ready()',
  ),
  'static setter inherited': elsewhere(
    'let m = 0\nexport class all { static get mode() { return m } static set mode(v) { m = v } }',
    'class Sub extends all {}\nSub.mode = 11',
    'all.mode',
  ),
  'super setter': elsewhere(
    'let m = 0\nexport class all { static get mode() { return m } static set mode(v) { m = v } }',
    'class Sub extends all { static { super.mode = 11 } }',
    'all.mode',
  ),
  'class kept by name': elsewhere(
    'export const all = new Map()\nexport const model = (name) => (C) => { all.set(name, C); return C }',
    "const M = model('m')(class { run() { return 11 } })",
    "new (all.get('m'))().run()",
  ),
  'schema shape changed elsewhere': elsewhere(
    "import { z } from 'zod'\nexport const all = { a: z.number() }",
    "import { z } from 'zod'\nall.b = z.number().min(11)",
    'Object.keys(all).map((k) => all[k].def?.checks?.length)',
    {
      'node_modules/zod/package.json': '{"name":"zod","version":"4.0.0","type":"module","main":"index.js"}',
      'node_modules/zod/index.js':
        'const make = (c = []) => ({ def: { checks: c }, min: (n) => make(Array.from({ length: n })) })\nexport const z = { number: () => make() }\n',
    },
  ),
  'options object by spread of a changed one': elsewhere(
    'export const all = { size: 1 }\nexport const sized = () => ({ ...all })',
    'Object.assign(all, { size: 11 })',
    'sized().size',
  ),
  'a list that another splices': elsewhere(
    'export const all = [1, 2, 3]\nexport const drop = (i) => all.splice(0, i)',
    'drop(11 > 50 ? 2 : 1)',
    'all.join()',
  ),
  'an alias that is exported by another name': elsewhere(
    'const inner = { v: 0 }\nexport const all = inner\nexport const same = all',
    'same.v = 11',
    'all.v',
  ),
  'a default export that is changed': program({
    'src/home.ts': 'export default { v: 0 }\n',
    'src/setup.ts': "import h from './home.ts'\nh.v = 11\n",
    ...table("import '../src/setup.ts'\nimport h from '../src/home.ts'\nexport const it = asset(() => [h.v])"),
  }),
  'a default export class that registers': program({
    'src/home.ts': 'export const made = []\nexport default class { constructor(x) { made.push(x) } }\n',
    'src/setup.ts': "import H from './home.ts'\nexport const h = new H(11)\n",
    ...table(
      "import '../src/setup.ts'\nimport { made } from '../src/home.ts'\nexport const it = asset(() => [made.join()])",
    ),
  }),
  'order in a barrel of effects': program({
    'src/home.ts': 'export const all = []\n',
    'src/a.ts': "import { all } from './home.ts'\nall.push(1)\n",
    'src/b.ts': "import { all } from './home.ts'\nall.push(2)\n",
    'src/77.ts': 'export {}\n',
    'src/11.ts': "import './b.ts'\n",
    'src/index.ts': "import './11.ts'\nimport './a.ts'\nimport './b.ts'\n",
    ...table(
      "import '../src/index.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'a plugin by a dictionary of loaders': program({
    'src/home.ts': 'export const all = []\n',
    'src/p.ts': 'export const run = (all) => { all.push(11) }\n',
    'src/setup.ts':
      "import { all } from './home.ts'\nconst loaders = { p: () => import('./p.ts') }\nfor (const load of Object.values(loaders)) (await load()).run(all)\n",
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'a factory that is told of itself': elsewhere(
    'export const all = new Map()\nexport const define = (name, make) => { const api = { name }; all.set(name, make(api)); return api }',
    "define('x', (api) => ({ ...api, v: 11 }))",
    "all.get('x').v",
  ),
  'a lazily filled table': elsewhere(
    'const tables = {}\nexport const all = (k) => (tables[k] ??= [])',
    "all('a').push(11)",
    "all('a').join()",
  ),
  'a lazily filled table behind an object': elsewhere(
    'const tables = new Map()\nexport const all = { of(k) { if (!tables.has(k)) tables.set(k, []); return tables.get(k) } }',
    "all.of('a').push(11)",
    "all.of('a').join()",
  ),
  'a cache that is warmed': elsewhere(
    'const cache = new Map()\nexport const all = async (k, f = () => 0) => { if (!cache.has(k)) cache.set(k, f()); return cache.get(k) }',
    "await all('a', () => 11)",
    "await all('a')",
  ),
  'a label on a function of another': elsewhere(
    'export function all() { return all.meta?.v ?? 0 }\nexport const meta = (f, m) => Object.assign(f, { meta: m })',
    'meta(all, { v: 11 })',
    'all()',
  ),
  'an inherited registry': elsewhere(
    'export class Base { static reg = []; static add(x) { this.reg = [...this.reg, x]; return this } }\nexport class all extends Base {}',
    'all.add(11)',
    'all.reg.join()',
  ),
  'a descriptor that is copied': elsewhere(
    'export const all = { v: 0 }',
    'const src = { get v() { return 11 } }\nObject.defineProperties(all, Object.getOwnPropertyDescriptors(src))',
    'all.v',
  ),
  'Object.setPrototypeOf of an object': elsewhere(
    'export const all = {}',
    'Object.setPrototypeOf(all, { v: 11 })',
    'all.v',
  ),
  'a constructor called through a list': elsewhere(
    'export const all = []\nexport class A { constructor(x) { all.push(x) } }',
    'for (const C of [A]) new C(11)',
    'all.join()',
  ),
  'a callback by an option': elsewhere(
    'export const all = []\nexport const run = ({ onDone }) => onDone?.()',
    'run({ onDone: () => all.push(11) })',
    'all.join()',
  ),
  'a callback by an option that is spread': elsewhere(
    'export const all = []\nexport const run = (o) => { const { onDone } = { onDone() {}, ...o }; onDone() }',
    'const base = { onDone: () => all.push(11) }\nrun({ ...base })',
    'all.join()',
  ),
  'an array-like by length': elsewhere(
    'export const all = { length: 0 }',
    'Array.prototype.push.call(all, 11)',
    'all[0]',
  ),
  'an argument that is destructured deep': elsewhere(
    'export const all = { in: { list: [0] } }',
    'const change = ({ in: { list: [, ...rest], list } }) => { list[0] = 11 }\nchange(all)',
    'all.in.list.join()',
  ),
}
