import type { Files } from '../project.ts'
import type { Program } from './recompute.ts'

/**
 * A way in which code elsewhere changes what an asset reads. `home` declares what is read, and `effect` is what is done at load; in
 * both, `1` is the value that is edited.
 */
export interface Kind {
  readonly name: string
  readonly home: string
  readonly effect: string
  readonly read: string
}

export const kinds: readonly Kind[] = [
  {
    name: 'a list of functions that are run',
    home: 'export const all = []\nexport function register(x) { all.push(x) }',
    effect: 'const plugins = [1]\nplugins.forEach(register)',
    read: 'all.join()',
  },
  {
    name: 'a function that is handed over',
    home: 'export const all = []\nexport function register(x) { all.push(x) }',
    effect: 'const apply = (fn, x) => fn(x)\napply(register, 1)',
    read: 'all.join()',
  },
  {
    name: 'a destructured alias',
    home: 'export const all = { inner: { v: 0 } }',
    effect: 'const { inner } = all\ninner.v = 1',
    read: 'all.inner.v',
  },
  {
    name: 'a conditional alias',
    home: 'export const all = { v: 0 }',
    effect: 'const other = { v: 0 }\nconst either = Date.now() > 0 ? all : other\neither.v = 1',
    read: 'all.v',
  },
  {
    name: 'a loop over what is held',
    home: 'export const all = [{ unit: 0 }]',
    effect: 'for (const c of all) c.unit = 1',
    read: 'all[0].unit',
  },
  {
    name: "a method with a platform's name",
    home: 'class Shapes { #n = []; extend(x) { this.#n.push(x) } keys() { return this.#n.join() } }\nexport const all = new Shapes()',
    effect: 'all.extend(1)',
    read: 'all.keys()',
  },
  {
    name: 'a constructor that keeps',
    home: 'export class all { static made = []; constructor(x) { all.made.push(x) } }',
    effect: 'const user = new all(1)',
    read: 'all.made.join()',
  },
  {
    name: 'a factory',
    home: 'function create() { const kept = []; return { register: (x) => kept.push(x), all: () => kept.join() } }\nexport const { register, all } = create()',
    effect: 'register(1)',
    read: 'all()',
  },
  {
    name: 'a setter',
    home: 'export const all = { v: 0 }\nexport const settings = { set mode(v) { all.v = v } }',
    effect: 'settings.mode = 1',
    read: 'all.v',
  },
  {
    name: "a helper with a definition's name",
    home: 'export const all = []\nexport function source(x) { all.push(x); return x }',
    effect: 'const made = source(1)',
    read: 'all.join()',
  },
  {
    name: 'JSON changed in place',
    home: "import all from './prices.json' with { type: 'json' }\nexport { all }",
    effect: 'all.gpt = 1',
    read: 'all.gpt',
  },
  {
    name: 'inherited statics',
    home: 'class Base { static items = []; static register(x) { this.items.push(x) } }\nexport class all extends Base {}',
    effect: 'all.register(1)',
    read: 'all.items.join()',
  },
  {
    name: 'a bound method',
    home: 'export const all = new Map()',
    effect: "const add = all.set.bind(all)\nadd('k', 1)",
    read: "all.get('k')",
  },
  {
    name: 'a name of the platform',
    home: 'export const all = () => globalThis.mode',
    effect: 'globalThis.mode = 1',
    read: 'all()',
  },
  {
    name: 'a prototype',
    home: 'export const all = (x) => x.lastOne',
    effect: 'Array.prototype.lastOne = 1',
    read: 'all([])',
  },
  {
    name: "a package's own state",
    home: "import { counter as all } from 'counter'\nexport { all }",
    effect: 'all.put(1)',
    read: 'all.take()',
  },
  {
    name: 'an initializer in the middle',
    home: 'class Ids { #n = 0; get(k) { return k + this.#n++ } }\nexport const all = new Ids()',
    effect: "for (let i = 0; i < 1; i++) all.get('x')",
    read: "all.get('a')",
  },
  {
    name: 'a decorated function',
    home: 'export function all() { return all.label }',
    effect: 'const label = (fn, x) => { fn.label = x }\nlabel(all, 1)',
    read: 'all()',
  },
  {
    name: 'functions kept and run',
    home: 'export const all = { v: 0 }\nexport const tasks = []',
    effect: 'tasks.push(() => { all.v = 1 })\nfor (const task of tasks) task()',
    read: 'all.v',
  },
  {
    name: 'a promise',
    home: 'export const all = { v: 0 }',
    effect: 'await Promise.resolve(all).then((it) => { it.v = 1 })',
    read: 'all.v',
  },
  {
    name: 'a template tag',
    home: 'export const all = { v: 0 }',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
    effect: 'const tag = (_, x) => { all.v = x }\ntag`${1}`',
    read: 'all.v',
  },
  {
    name: 'a static block',
    home: 'export const all = { v: 0 }',
    effect: 'class Setup { static { all.v = 1 } }',
    read: 'all.v',
  },
  { name: 'Reflect.set', home: 'export const all = { v: 0 }', effect: "Reflect.set(all, 'v', 1)", read: 'all.v' },
  {
    name: 'a getter',
    home: 'export const all = { v: 0 }',
    effect: 'const seen = { get x() { all.v = 1; return 2 } }\nconst read = seen.x',
    read: 'all.v',
  },
  {
    name: 'a default of a parameter',
    home: 'export const all = { v: 0 }',
    effect: 'function given(x = (all.v = 1)) { return x }\ngiven()',
    read: 'all.v',
  },
]

/** Where the effect is: the asset's own file, another that it imports, one that is imported for what it does, the project file, a workspace. */
export const places = ['own file', 'home', 'setup', 'config', 'config imports', 'workspace'] as const
export type Place = (typeof places)[number]

/** Edits: of the value, and of the whole effect. */
export const edits = ['value', 'gone'] as const

export function programOf(
  { home, effect, read }: Kind,
  place: Place,
  edit: (typeof edits)[number] | undefined,
): Program {
  const edited = edit === 'value' ? effect.replace(/\b1\b/, '7') : edit === 'gone' ? '' : effect
  const names = [
    ...new Set([...`${effect}\n${read}`.matchAll(/\b(all|register|settings|source|tasks)\b/g)].map(([name]) => name)),
  ].filter((name) => new RegExp(`export.*\\b${name}\\b`).test(home))
  const from = (path: string, used: string) => {
    const found = names.filter((name) => new RegExp(`\\b${name}\\b`).test(used))
    return found.length > 0 ? `import { ${found.join(', ')} } from '${path}'\n` : ''
  }
  const at = (one: Place) => (one === place ? `${edited}\n` : '')
  const setup = `${from('./home.ts', edited)}${at('setup')}${at('config imports')}export {}\n`
  const files: Files = {
    'package.json': '{ "name": "fixture", "type": "module", "imports": { "#project": "./assets.config.ts" } }',
    'assets.config.ts': `import { defineProject } from 'assetstore'\n${place === 'config' ? from('./src/home.ts', edited) : ''}${place === 'config imports' ? "import './src/setup.ts'\n" : ''}const project = defineProject({ assets: () => import('./assets/index.ts') })\nexport default project\nexport const { asset } = project\n${at('config')}`,
    'assets/index.ts': `import { asset } from '#project'\n${from('../src/home.ts', place === 'own file' ? `${edited}\n${read}` : read)}${place === 'setup' ? "import '../src/setup.ts'\n" : ''}${place === 'workspace' ? "import 'shared'\n" : ''}${at('own file')}export const it = asset(() => [${read}])\nexport const apart = asset(({ a }) => [a.length * 3])\n`,
    'src/home.ts': `${home}\n${at('home')}`,
    'src/prices.json': '{ "gpt": 0 }',
    'src/setup.ts': setup,
    'packages/shared/package.json': '{ "name": "shared", "type": "module", "exports": "./index.ts" }',
    'packages/shared/index.ts': `${from('../../src/home.ts', edited)}${at('workspace')}export {}\n`,
    'node_modules/counter/package.json':
      '{ "name": "counter", "version": "1.0.0", "type": "module", "main": "index.js" }',
    'node_modules/counter/index.js': 'let now = 0\nexport const counter = { put(v) { now = v }, take: () => now }\n',
  }
  return { files, assets: ['it', 'apart'], typed: false }
}
