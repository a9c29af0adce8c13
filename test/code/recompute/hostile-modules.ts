// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, inner: { w: 0 }, list: [] }'

export const modules: Programs = {
  'then on import': elsewhere(obj, "await import('./home.ts').then((m) => { m.all.v = 11 })", 'all.v'),
  'then on import in function': elsewhere(
    obj,
    "const load = () => import('./home.ts')\nconst m = await load()\nm.all.v = 11",
    'all.v',
  ),
  'destructured import()': elsewhere(obj, "const { all: it } = await import('./home.ts')\nit.v = 11", 'all.v'),
  'Promise.all imports': elsewhere(obj, "const [m] = await Promise.all([import('./home.ts')])\nm.all.v = 11", 'all.v'),
  'namespace loop': elsewhere(obj, "import * as ns from './home.ts'\nfor (const k in ns) ns[k].v = 11", 'all.v'),
  'namespace values': elsewhere(
    obj,
    "import * as ns from './home.ts'\nObject.values(ns).forEach((x) => { x.v = 11 })",
    'all.v',
  ),
  'namespace spread': elsewhere(
    obj,
    "import * as ns from './home.ts'\nconst copy = { ...ns }\ncopy.all.v = 11",
    'all.v',
  ),
  'export default effect': elsewhere(obj, 'export default all.list.push(11)', 'all.list.join()'),
  'var twice': program(table('var x = 1\nvar x = 11\nexport const it = asset(() => [x])')),
  'var in if': program(table('if (Date.now() > 0) var x = 11\nexport const it = asset(() => [x])')),
  'var in for': program(table('for (var i = 0; i < 11; i++);\nexport const it = asset(() => [i])')),
  'json dynamic': program({
    'src/p.json': '{ "a": { "b": 0 } }',
    'src/setup.ts':
      "const { default: s } = await import('./p.json', { with: { type: 'json' } })\ns.a.b = 11\nexport {}\n",
    ...table(
      "import '../src/setup.ts'\nimport all from '../src/p.json' with { type: 'json' }\nexport const it = asset(() => [all.a.b])",
    ),
  }),
  'json spread': program({
    'src/p.json': '{ "a": { "b": 0 } }',
    'src/setup.ts': "import s from './p.json' with { type: 'json' }\nconst copy = { ...s }\ncopy.a.b = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport all from '../src/p.json' with { type: 'json' }\nexport const it = asset(() => [all.a.b])",
    ),
  }),
  'json values loop': program({
    'src/p.json': '{ "a": { "b": 0 } }',
    'src/setup.ts': "import s from './p.json' with { type: 'json' }\nfor (const x of Object.values(s)) x.b = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport all from '../src/p.json' with { type: 'json' }\nexport const it = asset(() => [all.a.b])",
    ),
  }),
  'json in parameter': program({
    'src/p.json': '{ "a": { "b": 0 } }',
    'src/setup.ts': "import s from './p.json' with { type: 'json' }\nconst put = ({ a }) => { a.b = 11 }\nput(s)\n",
    ...table(
      "import '../src/setup.ts'\nimport all from '../src/p.json' with { type: 'json' }\nexport const it = asset(() => [all.a.b])",
    ),
  }),
  'order of imports': program({
    'src/state.ts': 'export const order = []\n',
    'src/a.ts': "import { order } from './state.ts'\norder.push('a')\n",
    'src/b.ts': "import { order } from './state.ts'\norder.push('b11')\n",
    ...table(
      "import '../src/a.ts'\nimport '../src/b.ts'\nimport { order } from '../src/state.ts'\nexport const it = asset(() => [order.join()])",
    ),
  }),
  'import cycle value': program({
    'src/a.ts': "import { b } from './b.ts'\nexport const a = () => 11\nexport const both = () => a() + b()\n",
    'src/b.ts': "import { a } from './a.ts'\nexport const b = () => a() * 2\n",
    ...table("import { b } from '../src/b.ts'\nexport const it = asset(() => [b()])"),
  }),
  'workspace re-export': program({
    'packages/shared/index.ts': "export * from './lib.ts'\n",
    'packages/shared/lib.ts': 'export const v = 11\n',
    ...table("import { v } from 'shared'\nexport const it = asset(() => [v])"),
  }),
  'workspace re-export named default': program({
    'packages/shared/index.ts': "export { default as v } from './lib.ts'\n",
    'packages/shared/lib.ts': 'export default 11\n',
    ...table("import { v } from 'shared'\nexport const it = asset(() => [v])"),
  }),
  'workspace effect through re-export': program({
    'packages/shared/index.ts': "export * from './lib.ts'\n",
    'packages/shared/lib.ts': "import './fx.ts'\nexport const v = { n: 0 }\n",
    'packages/shared/fx.ts': "queueMicrotask(async () => { const m = await import('./lib.ts'); m.v.n = 11 })\n",
    ...table(
      "import { v } from 'shared'\nexport const it = asset(async () => { for (let i = 0; i < 50; i++) await null; return [v.n] })",
    ),
  }),
  'dynamic template': program({
    'src/l/de.ts': 'export const w = 11\n',
    ...table("const lang = 'de'\nexport const it = asset(async () => [(await import(`../src/l/${lang}.ts`)).w])"),
  }),
  'dynamic template at load': program({
    'src/l/de.ts': 'export const w = 11\n',
    ...table(
      "const lang = 'de'\nconst m = await import(`../src/l/${lang}.ts`)\nexport const it = asset(async () => [m.w])",
    ),
  }),
  'dynamic template effect': program({
    'src/state.ts': 'export const s = { v: 0 }\n',
    'src/l/de.ts': "import { s } from '../state.ts'\ns.v = 11\n",
    ...table(
      "import { s } from '../src/state.ts'\nfor (const lang of ['de']) await import(`../src/l/${lang}.ts`)\nexport const it = asset(async () => [s.v])",
    ),
  }),
  'dynamic effect in asset': program({
    'src/state.ts': 'export const s = { v: 0 }\n',
    'src/fx.ts': "import { s } from './state.ts'\ns.v = 11\n",
    ...table(
      "import { s } from '../src/state.ts'\nexport const it = asset(async () => { await import('../src/fx.ts'); return [s.v] })",
    ),
  }),
  'dynamic module written by template': program({
    'src/l/de.ts': 'export const w = { v: 0 }\n',
    ...table(
      "import { w } from '../src/l/de.ts'\nfor (const lang of ['de']) (await import(`../src/l/${lang}.ts`)).w.v = 11\nexport const it = asset(async () => [w.v])",
    ),
  }),
  'dynamic by name': program({
    'src/l/de.ts': 'export const w = { v: 0 }\n',
    ...table(
      "import { w } from '../src/l/de.ts'\nconst path = '../src/l/de.ts'\nconst m = await import(path)\nm.w.v = 11\nexport const it = asset(async () => [w.v])",
    ),
  }),
  'dynamic by concat effect': program({
    'src/state.ts': 'export const s = { v: 0 }\n',
    'src/l/de.ts': "import { s } from '../state.ts'\ns.v = 11\n",
    ...table(
      "import { s } from '../src/state.ts'\nconst base = '../src/l/'\nawait import(base + 'de.ts')\nexport const it = asset(async () => [s.v])",
    ),
  }),
  'config resources': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst prices = new Map()\nprices.set('gpt', 11)\nconst price = (k) => prices.get(k)\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { price } })\nexport default project\nexport const { asset } = project\n",
      ...table("export const it = asset((_, { price }) => [price('gpt')])"),
    },
    { nodes: { it: { resources: ['price'] } } },
  ),
  'config resources from file': program(
    {
      'src/price.ts': "const prices = new Map()\nexport const price = (k) => prices.get(k)\nprices.set('gpt', 11)\n",
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nimport { price } from './src/price.ts'\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { price } })\nexport default project\nexport const { asset } = project\n",
      ...table("export const it = asset((_, { price }) => [price('gpt')])"),
    },
    { nodes: { it: { resources: ['price'] } } },
  ),
  'config resource class': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nclass Client { constructor(v) { this.v = v } }\nconst client = new Client(11)\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { client } })\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { client }) => [client.v])'),
    },
    { nodes: { it: { resources: ['client'] } } },
  ),
  'config resource mutated after': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst client = { v: 0 }\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { client } })\nexport default project\nexport const { asset } = project\nclient.v = 11\n",
      ...table('export const it = asset((_, { client }) => [client.v])'),
    },
    { nodes: { it: { resources: ['client'] } } },
  ),
  'a name of JSON': program({
    'src/p.json': '{ "a": { "b": 0 } }',
    'src/home.ts': "import all from './p.json' with { type: 'json' }\nexport { all }\n",
    'src/setup.ts': "import settings from './p.json' with { type: 'json' }\nconst { a } = settings\na.b = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.a.b])",
    ),
  }),
  'export star as': elsewhere(obj, "import { ns } from './barrel.ts'\nns.all.v = 11", 'all.v', {
    'src/barrel.ts': "export * as ns from './home.ts'\n",
  }),
  'two modules import each other while they run': program({
    'src/one.ts': "export const one = async () => (await import('./two.ts')).two()\n",
    'src/two.ts': "export const two = () => 11\nexport const back = () => import('./one.ts')\n",
    ...table("import { one } from '../src/one.ts'\nexport const it = asset(async () => [await one()])"),
  }),
}
