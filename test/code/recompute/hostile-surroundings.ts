// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { type Programs, program, table } from './hostile.ts'

const fs = "import { readFileSync, existsSync, readdirSync } from 'node:fs'\n"
const q = { 'src/q.sql': 'select 11' }

/** Files beside the code, modules of Node, and what the project file gives. */
export const surroundings: Programs = {
  'file url': program({
    ...table(`${fs}export const it = asset(() => [readFileSync(new URL('../src/q.sql', import.meta.url))])`),
    ...q,
  }),
  'file resolve': program({
    ...table(`${fs}export const it = asset(() => [readFileSync(import.meta.resolve('../src/q.sql'))])`),
    ...q,
  }),
  'file const url': program({
    ...table(
      fs +
        "const base = new URL('../src/', import.meta.url)\nexport const it = asset(() => [readFileSync(new URL('q.sql', base))])",
    ),
    ...q,
  }),
  'file helper': program({
    ...table(
      fs +
        "const load = (name) => readFileSync(new URL(`../src/${name}.sql`, import.meta.url))\nexport const it = asset(() => [load('q')])",
    ),
    ...q,
  }),
  'file by list': program({
    ...table(
      fs +
        "const names = ['q']\nexport const it = asset(() => names.map((n) => readFileSync(new URL(`../src/${n}.sql`, import.meta.url))))",
    ),
    ...q,
  }),
  'file dirname join': program({
    ...table(
      "import { join } from 'node:path'\n" +
        fs +
        "export const it = asset(() => [readFileSync(join(import.meta.dirname, '..', 'src', 'q.sql'))])",
    ),
    ...q,
  }),
  'file dirname template': program({
    ...table(
      fs +
        'export const it = asset(() => [readFileSync(`${import.meta.dirname}/../src/q.sql`)])'
          .replace('/../src', '/q')
          .replace('/q/q', '/q'),
    ),
    ...{ 'assets/q.sql': 'select 11' },
  }),
  'file fileURLToPath': program({
    ...table(
      "import { fileURLToPath } from 'node:url'\n" +
        fs +
        "export const it = asset(() => [readFileSync(fileURLToPath(new URL('../src/q.sql', import.meta.url)))])",
    ),
    ...q,
  }),
  'file at load': program({
    ...table(
      `${fs}const sql = readFileSync(new URL('../src/q.sql', import.meta.url))\nexport const it = asset(() => [sql])`,
    ),
    ...q,
  }),
  'file at load put in state': program({
    'src/s.ts': 'export const s = { sql: 0 }\n',
    'src/setup.ts': `${fs}import { s } from './s.ts'\ns.sql = readFileSync(new URL('./q.sql', import.meta.url))\n`,
    ...table("import '../src/setup.ts'\nimport { s } from '../src/s.ts'\nexport const it = asset(() => [s.sql])"),
    ...q,
  }),
  'folder listing': program({
    ...table(
      fs +
        "export const it = asset(() => readdirSync(new URL('../src/', import.meta.url)).map((n) => readFileSync(new URL(`../src/${n}`, import.meta.url))))",
    ),
    ...q,
  }),
  'json by fs': program({
    ...table(
      fs +
        "const cfg = JSON.parse(readFileSync(new URL('../src/c.json', import.meta.url)))\nexport const it = asset(() => [cfg.v])",
    ),
    ...{ 'src/c.json': '{ "v": 11 }' },
  }),
  'event emitter': program({
    'src/bus.ts':
      "import { EventEmitter } from 'node:events'\nexport const bus = new EventEmitter()\nexport const seen = []\nbus.on('x', (v) => seen.push(v))\n",
    'src/setup.ts': "import { bus } from './bus.ts'\nbus.emit('x', 11)\n",
    ...table(
      "import '../src/setup.ts'\nimport { seen } from '../src/bus.ts'\nexport const it = asset(() => [seen.join()])",
    ),
  }),
  'event emitter handler elsewhere': program({
    'src/bus.ts':
      "import { EventEmitter } from 'node:events'\nexport const bus = new EventEmitter()\nexport const seen = []\n",
    'src/on.ts': "import { bus, seen } from './bus.ts'\nbus.on('x', (v) => seen.push(v * 11))\n",
    'src/setup.ts': "import { bus } from './bus.ts'\nbus.emit('x', 2)\n",
    ...table(
      "import '../src/on.ts'\nimport '../src/setup.ts'\nimport { seen } from '../src/bus.ts'\nexport const it = asset(() => [seen.join()])",
    ),
  }),
  'event emitter in asset': program({
    'src/bus.ts': "import { EventEmitter } from 'node:events'\nexport const bus = new EventEmitter()\n",
    'src/on.ts': "import { bus } from './bus.ts'\nbus.on('x', (out) => out.push(11))\n",
    ...table(
      "import '../src/on.ts'\nimport { bus } from '../src/bus.ts'\nexport const it = asset(() => { const out = []; bus.emit('x', out); return out })",
    ),
  }),
  als: program({
    'src/als.ts': "import { AsyncLocalStorage } from 'node:async_hooks'\nexport const als = new AsyncLocalStorage()\n",
    'src/setup.ts': "import { als } from './als.ts'\nals.enterWith({ v: 11 })\n",
    ...table(
      "import '../src/setup.ts'\nimport { als } from '../src/als.ts'\nexport const it = asset(() => [als.getStore()?.v ?? 0, 11 > 20])",
    ),
  }),
  'util inspect defaults': program({
    'src/setup.ts':
      "import util from 'node:util'\nutil.inspect.defaultOptions = { ...util.inspect.defaultOptions, depth: 11 > 20 ? 0 : 5 }\n",
    ...table(
      "import '../src/setup.ts'\nimport { inspect } from 'node:util'\nexport const it = asset(() => [inspect({ a: { b: { c: { d: 1 } } } })])",
    ),
  }),
  defaultMaxListeners: program({
    'src/setup.ts': "import { EventEmitter } from 'node:events'\nEventEmitter.defaultMaxListeners = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport { EventEmitter } from 'node:events'\nexport const it = asset(() => [new EventEmitter().getMaxListeners()])",
    ),
  }),
  'promisify custom': program({
    'src/f.ts':
      "import { promisify } from 'node:util'\nexport function f(cb) { cb(null, 1) }\nf[promisify.custom] = async () => 11\n",
    ...table(
      "import { promisify } from 'node:util'\nimport { f } from '../src/f.ts'\nexport const it = asset(async () => [await promisify(f)()])",
    ),
  }),
  'resource closure': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst limit = 11\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { clamp: (x) => Math.min(x, limit) } })\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { clamp }) => [clamp(100)])'),
    },
    { nodes: { it: { resources: ['clamp'] } } },
  ),
  'resource built in function': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst build = () => ({ clamp: (x) => Math.min(x, 11) })\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: build() })\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { clamp }) => [clamp(100)])'),
    },
    { nodes: { it: { resources: ['clamp'] } } },
  ),
  'resource by config function': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst project = defineProject(() => { const limit = 11; return { assets: () => import('./assets/index.ts'), resources: { clamp: (x) => Math.min(x, limit) } } })\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { clamp }) => [clamp(100)])'),
    },
    { nodes: { it: { resources: ['clamp'] } } },
  ),
  'resource spread': program(
    {
      'src/r.ts': 'export const more = { clamp: (x) => Math.min(x, 11) }\n',
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nimport { more } from './src/r.ts'\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { ...more } })\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { clamp }) => [clamp(100)])'),
    },
    { nodes: { it: { resources: ['clamp'] } } },
  ),
  'resource shorthand variable': program(
    {
      'src/r.ts': 'export const resources = { clamp: (x) => Math.min(x, 11) }\n',
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nimport { resources } from './src/r.ts'\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources })\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { clamp }) => [clamp(100)])'),
    },
    { nodes: { it: { resources: ['clamp'] } } },
  ),
  'resource options variable': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst options = { assets: () => import('./assets/index.ts'), resources: { clamp: (x) => Math.min(x, 11) } }\nconst project = defineProject(options)\nexport default project\nexport const { asset } = project\n",
      ...table('export const it = asset((_, { clamp }) => [clamp(100)])'),
    },
    { nodes: { it: { resources: ['clamp'] } } },
  ),
  'resource mutated by an asset file': program(
    {
      'src/r.ts': 'export const box = { v: 0 }\n',
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nimport { box } from './src/r.ts'\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { box } })\nexport default project\nexport const { asset } = project\n",
      ...table("import { box } from '../src/r.ts'\nbox.v = 11\nexport const it = asset((_, { box: b }) => [b.v])"),
    },
    { nodes: { it: { resources: ['box'] } } },
  ),
  'resource through ctx whole': program(
    {
      'assets.config.ts':
        "import { defineProject } from 'assetstore'\nconst project = defineProject({ assets: () => import('./assets/index.ts'), resources: { clamp: (x) => Math.min(x, 11) } })\nexport default project\nexport const { asset } = project\n",
      ...table('const use = (ctx) => ctx.clamp(100)\nexport const it = asset((_, ctx) => [use(ctx)])'),
    },
    { nodes: { it: { resources: 'all' } } },
  ),
}
