// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { type Programs, program, table } from './hostile.ts'

/** The ways in which a function, a constant and an export can be written and named. */
export const forms: Programs = {
  'asset function property': program({
    ...table('function build() { return [build.limit] }\nbuild.limit = 11\nexport const it = asset(build)'),
  }),
  'asset via factory in loop': program({
    ...table(
      "const made = {}\nfor (const n of [11]) made['x'] = asset(() => [n])\nexport const it = asset(() => made.x.fn())",
    ),
  }),
  'asset via object': program({ ...table('const fns = { it: () => [11] }\nexport const it = asset(fns.it)') }),
  'asset via destructured': program({ ...table('const { run } = { run: () => [11] }\nexport const it = asset(run)') }),
  'asset via import namespace': program({
    'src/f.ts': 'export const run = () => [11]\n',
    ...table("import * as f from '../src/f.ts'\nexport const it = asset(f.run)"),
  }),
  'asset via call': program({
    ...table('const wrap = (fn) => () => fn().map((x) => x * 11)\nexport const it = asset(wrap(() => [1]))'),
  }),
  'asset via bind': program({
    ...table('function run(n) { return [n] }\nexport const it = asset(run.bind(null, 11))'),
  }),
  'asset via method': program({
    ...table(
      'class Job { n = 11; run() { return [this.n] } }\nconst job = new Job()\nexport const it = asset(() => job.run())',
    ),
  }),
  'asset via let': program({ ...table('let build = () => [1]\nbuild = () => [11]\nexport const it = asset(build)') }),
  'asset via options spread': program({
    ...table("const common = { description: 'x' }\nexport const it = asset({ ...common }, () => [11])"),
  }),
  'asset via default param': program({
    ...table('const limit = 11\nexport const it = asset((_, ctx, n = limit) => [n])'),
  }),
  'asset closure over loop var': program({
    ...table(
      'const fns = []\nfor (let i = 0; i < 3; i++) fns.push(() => i * 11)\nexport const it = asset(() => fns.map((f) => f()))',
    ),
  }),
  'asset reads exported let': program({
    'src/x.ts': 'export let x = 1\nexport const bump = () => { x += 11 }\n',
    ...table("import { x, bump } from '../src/x.ts'\nbump()\nexport const it = asset(() => [x])"),
  }),
  'asset calls other asset fn': program({
    ...table('export const base = asset(() => [11])\nexport const it = asset(() => base.fn())'),
  }),
  'asset with inner import': program({
    'src/x.ts': 'export const x = 11\n',
    ...table("export const it = asset(async () => { const { x } = await import('../src/x.ts'); return [x] })"),
  }),
  'asset with inner import then': program({
    'src/x.ts': 'export const x = 11\n',
    ...table("export const it = asset(() => import('../src/x.ts').then((m) => [m.x]))"),
  }),
  'asset with inner import in all': program({
    'src/x.ts': 'export const x = 11\n',
    ...table(
      "export const it = asset(async () => { const [m] = await Promise.all([import('../src/x.ts')]); return [m.x] })",
    ),
  }),
  'lazy import map': program({
    'src/x.ts': 'export const x = 11\n',
    ...table(
      "const langs = { de: () => import('../src/x.ts') }\nexport const it = asset(async () => [(await langs.de()).x])",
    ),
  }),
  'import default json': program({
    'src/x.json': '{ "k": { "v": 11 } }',
    ...table(
      "import x from '../src/x.json' with { type: 'json' }\nconst { k } = x\nexport const it = asset(() => [k.v])",
    ),
  }),
  'json keys': program({
    'src/x.json': '{ "k11": 1 }',
    ...table("import x from '../src/x.json' with { type: 'json' }\nexport const it = asset(() => Object.keys(x))"),
  }),
  'json order': program({
    'src/x.json': '{ "k11": 1, "k12": 2 }',
    ...table(
      "import x from '../src/x.json' with { type: 'json' }\nexport const it = asset(() => [Object.keys(x).sort().join(), JSON.stringify(x)])",
    ),
  }),
  'json computed': program({
    'src/x.json': '{ "k": 11 }',
    ...table(
      "import x from '../src/x.json' with { type: 'json' }\nconst key = 'k'\nexport const it = asset(() => [x[key]])",
    ),
  }),
  'constant computed': program({
    ...table("const x = { k: 11, j: 2 }\nconst key = 'k'\nexport const it = asset(() => [x[key]])"),
  }),
  'constant spread': program({
    ...table('const x = { k: 11 }\nconst y = { ...x }\nexport const it = asset(() => [y.k])'),
  }),
  'constant in method': program({
    ...table('const x = { k: 11, get() { return this.k } }\nexport const it = asset(() => [x.get()])'),
  }),
  'constant through param': program({
    ...table('const x = { k: 11, j: 2 }\nconst read = (o) => o.k\nexport const it = asset(() => [read(x)])'),
  }),
  'constant alias': program({
    ...table('const x = { k: { v: 11 }, j: 2 }\nconst { k } = x\nexport const it = asset(() => [k.v])'),
  }),
  'constant rest': program({
    ...table('const x = { k: 11, j: 2 }\nconst { j, ...rest } = x\nexport const it = asset(() => [rest.k])'),
  }),
  'constant in array': program({
    ...table('const xs = [1, 11]\nconst [, second] = xs\nexport const it = asset(() => [second])'),
  }),
  'constant nested array member': program({
    ...table('const x = { list: [1, 11] }\nexport const it = asset(() => [x.list[1]])'),
  }),
  'constant length': program({
    ...table('const x = { list: [1, 11] }\nexport const it = asset(() => [x.list.length + x.list.at(-1)])'),
  }),
  'member in': program({ ...table("const x = { k11: 1 }\nexport const it = asset(() => ['k11' in x, 'k77' in x])") }),
  hasOwn: program({
    ...table("const x = { k11: 1 }\nconst key = 'k11'\nexport const it = asset(() => [Object.hasOwn(x, 'k1' + '1')])"),
  }),
  'enum-like reverse': program({
    ...table(
      'const x = { a: 11 }\nconst r = Object.fromEntries(Object.entries(x).map(([k, v]) => [v, k]))\nexport const it = asset(() => Object.keys(r))',
    ),
  }),
  'proto lookup': program({
    ...table('const base = { v: 11 }\nconst x = Object.create(base)\nexport const it = asset(() => [x.v])'),
  }),
  'proto literal': program({
    ...table('const base = { v: 11 }\nconst x = { __proto__: base }\nexport const it = asset(() => [x.v])'),
  }),
  'class extends expression': program({
    ...table(
      'const mix = (B) => class extends B { v = 11 }\nclass X extends mix(Object) {}\nexport const it = asset(() => [new X().v])',
    ),
  }),
  'class static inherit': program({
    ...table('class A { static v = 11 }\nclass X extends A {}\nexport const it = asset(() => [X.v])'),
  }),
  'class computed method': program({
    ...table(
      "const key = 'run11'\nclass X { [key]() { return 1 } }\nexport const it = asset(() => [typeof new X().run11, typeof new X()['run' + 77]])",
    ),
  }),
  'instanceof custom': program({
    ...table(
      'class A { static [Symbol.hasInstance](x) { return x === 11 } }\nexport const it = asset(() => [77 instanceof A])'.replace(
        '77',
        '7' + '7',
      ),
    ),
  }),
  'getter constant': program({ ...table('const x = { get k() { return 11 } }\nexport const it = asset(() => [x.k])') }),
  'lazy getter': program({
    ...table(
      "const x = { get k() { const v = 11; Object.defineProperty(this, 'k', { value: v }); return v } }\nexport const it = asset(() => [x.k])",
    ),
  }),
  'iterator protocol': program({
    ...table('const x = { *[Symbol.iterator]() { yield 11 } }\nexport const it = asset(() => [...x])'),
  }),
  toJSON: program({
    ...table('const x = { toJSON() { return 11 } }\nexport const it = asset(() => [JSON.stringify(x)])'),
  }),
  'label loop': program({
    ...table(
      'export const it = asset(() => { let n = 0; o: for (;;) { for (;;) { if (++n > 11) break o; if (n % 2) continue o } } return [n] })',
    ),
  }),
  'var hoist': program({ ...table('export const it = asset(() => { if (false) { var x = 1 } x = 11; return [x] })') }),
  'shadowed import': program({
    'src/x.ts': 'export const x = 1\n',
    ...table("import { x } from '../src/x.ts'\nexport const it = asset(() => { const x = 11; return [x] })"),
  }),
  'param shadows': program({
    ...table('const n = 1\nconst f = (n = 11) => n\nexport const it = asset(() => [f(), n])'),
  }),
  'catch shadows': program({
    ...table(
      'const e = { v: 1 }\nexport const it = asset(() => { try { throw { v: 11 } } catch (e) { return [e.v] } })',
    ),
  }),
  'default in destructuring': program({
    ...table('const o = {}\nconst { v = 11 } = o\nexport const it = asset(() => [v])'),
  }),
  'computed destructuring': program({
    ...table("const o = { a: 11 }\nconst key = 'a'\nconst { [key]: v } = o\nexport const it = asset(() => [v])"),
  }),
  'export list rename': program({
    'src/x.ts': 'const a = 11\nexport { a as b }\n',
    ...table("import { b } from '../src/x.ts'\nexport const it = asset(() => [b])"),
  }),
  'export string name': program({
    'src/x.ts': "const a = 11\nexport { a as 'a-b' }\n",
    ...table("import { 'a-b' as b } from '../src/x.ts'\nexport const it = asset(() => [b])"),
  }),
  'star conflict': program({
    'src/x.ts': 'export const a = 11\n',
    'src/y.ts': 'export const c = 1\n',
    'src/b.ts': "export * from './x.ts'\nexport * from './y.ts'\n",
    ...table("import * as b from '../src/b.ts'\nexport const it = asset(() => [b.a])"),
  }),
  'default and star': program({
    'src/x.ts': 'export default 11\nexport const c = 1\n',
    ...table("import * as x from '../src/x.ts'\nexport const it = asset(() => [x.default])"),
  }),
  'namespace as value': program({
    'src/x.ts': 'export const a = 11\n',
    ...table("import * as x from '../src/x.ts'\nconst read = (ns) => ns.a\nexport const it = asset(() => [read(x)])"),
  }),
  'namespace key': program({
    'src/x.ts': 'export const a = 11\n',
    ...table("import * as x from '../src/x.ts'\nconst k = 'a'\nexport const it = asset(() => [x[k]])"),
  }),
  'namespace in': program({
    'src/x.ts': 'export const a11 = 1\n',
    ...table("import * as x from '../src/x.ts'\nexport const it = asset(() => ['a1' + '1' in x])"),
  }),
}
