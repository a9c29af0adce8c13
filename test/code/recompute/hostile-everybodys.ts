// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, inner: { w: 0 }, list: [] }'

export const everybodys: Programs = {
  'a prototype by the function under another name': elsewhere(
    'export const all = (x) => x.zz',
    'const { getPrototypeOf } = Object\nconst put = (x) => { const held = getPrototypeOf(x); held.zz = 11 }\nput([])',
    'all([])',
  ),
  'a prototype that a name holds': elsewhere(
    'export const all = (x) => x.zz',
    'const put = (x) => { const held = Object.getPrototypeOf(x); if (held !== null) (held ?? {}).zz = 11 }\nput([])',
    'all([])',
  ),
  'a prototype that a closure holds': elsewhere(
    'export const all = (x) => x.zz',
    'const put = (x) => { const held = Object.getPrototypeOf(x); return () => { held.zz = 11 } }\nput([])()',
    'all([])',
  ),
  'a prototype that is asked whose instance it is': elsewhere(
    'export const all = (x) => x.zz',
    'class Asked { static [Symbol.hasInstance](it) { it.zz = 11; return true } }\nconst put = (x) => { const held = Object.getPrototypeOf(x); return held instanceof Asked }\nput([])',
    'all([])',
  ),
  'a prototype that is added to a text': elsewhere(
    'export const all = (x) => x.zz\nexport class Box { toString() { Object.prototype.zz = 11; return "" } }',
    'const put = (x) => { const held = Object.getPrototypeOf(x); return held + "" }\nput(new Box())',
    'all([])',
  ),
  'eval direct': elsewhere(obj, "eval('all.v = 11')\nvoid all", 'all.v'),
  'eval in home': program({
    'src/home.ts': "export const all = { v: 0 }\neval('all.v = 11')\n",
    'assets/index.ts':
      "import { asset } from '#project'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])\nexport const apart = asset(({ a }) => [a.length])\n",
  }),
  'new Function applied': elsewhere(obj, "new Function('x', 'x.v = 11')(all)", 'all.v'),
  'new Function named': elsewhere(obj, "const set = new Function('x', 'x.v = 11')\nset(all)", 'all.v'),
  'new Function global': elsewhere(
    'export const all = () => globalThis.mode',
    "new Function('globalThis.mode = 11')()",
    'all()',
  ),
  'package closure': elsewhere(obj, "import { make } from 'counter'\nif (11 > 20) make()(all)", 'all.v'),
  'package closure named': elsewhere(
    obj,
    "import { make } from 'counter'\nconst set = make()\nif (11 > 20) set(all)",
    'all.v',
  ),
  getPrototypeOf: elsewhere('export const all = (x) => x.lastOne', 'Object.getPrototypeOf([]).lastOne = 11', 'all([])'),
  __proto__: elsewhere('export const all = (x) => x.lastOne', '[].__proto__.lastOne = 11', 'all([])'),
  'constructor prototype': elsewhere(
    'export const all = (x) => x.lastOne',
    '({}).constructor.prototype.lastOne = 11',
    'all([])',
  ),
  'prototype alias': elsewhere(
    'export const all = (x) => x.lastOne',
    'const P = Array.prototype\nP.lastOne = 11',
    'all([])',
  ),
  'prototype destructured': elsewhere(
    'export const all = (x) => x.lastOne',
    'const { prototype } = Array\nprototype.lastOne = 11',
    'all([])',
  ),
  'prototype defineProperty': elsewhere(
    'export const all = (x) => x.lastOne',
    "Object.defineProperty(Array.prototype, 'lastOne', { value: 11 })",
    'all([])',
  ),
  'constructor of a name': elsewhere(
    'export const all = (x) => x.lastOne',
    'const xs = []\nxs.constructor.prototype.lastOne = 11',
    'all([])',
  ),
  'paths imported in a loop at load': program({
    'src/a.ts': "import { all } from './home.ts'\nall.push(11)\n",
    'src/home.ts': 'export const all = []\n',
    ...table(
      "import { all } from '../src/home.ts'\nconst paths = ['../src/a.ts']\nfor (const p of paths) await import(p)\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'paths imported in a loop elsewhere': program({
    'src/a.ts': "import { all } from './home.ts'\nall.push(11)\n",
    'src/home.ts': 'export const all = []\n',
    'src/paths.ts': "export const paths = ['./a.ts']\n",
    'src/setup.ts': "import { paths } from './paths.ts'\nawait Promise.all(paths.map((p) => import(p)))\nexport {}\n",
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'path imported by a helper that is given it': program({
    'src/a.ts': "import { all } from './home.ts'\nall.push(11)\n",
    'src/home.ts': 'export const all = []\n',
    'src/setup.ts': "const load = (p) => import(p)\nawait load('./a.ts')\nexport {}\n",
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'new Function of a global': elsewhere(
    'globalThis.limit = 0\nexport const all = () => globalThis.limit',
    "void all\nnew Function('globalThis.limit = 11')()",
    'all()',
  ),
  'indirect eval': elsewhere(
    'globalThis.limit = 0\nexport const all = () => globalThis.limit',
    "void all\nconst run = eval\nrun('globalThis.limit = 11')",
    'all()',
  ),
  'a setter on the prototype of everything': elsewhere(
    "export const all = { v: 0 }\nexport class Door { constructor(v) { this.shut = v } }\nObject.defineProperty(Object.prototype, 'shut', { set(v) { all.v = v }, configurable: true })",
    'const door = new Door(11)',
    'all.v',
  ),
  'an object created from another': elsewhere(
    'const base = { v: 0 }\nexport const all = Object.create(base)\nexport const up = (o) => Object.getPrototypeOf(o)',
    'up(all).v = 11',
    'all.v',
  ),
  'the working directory': elsewhere(
    "import { resolve } from 'node:path'\nexport const ask = () => process.cwd()",
    "process.chdir('/dir11')",
    'ask()',
  ),
  ...Object.fromEntries(
    [
      'const { chdir } = process\nchdir("/dir11")',
      '["/dir11"].forEach(process.chdir)',
      'const own = process\nown.chdir("/dir11")',
    ].map((way) => [
      `the working directory by ${way}`,
      elsewhere('export const ask = () => process.cwd()', way, 'ask()'),
    ]),
  ),
  ...Object.fromEntries(
    [
      'if (11 > 20) URL.revokeObjectURL(url)',
      'const { revokeObjectURL } = URL\nif (11 > 20) revokeObjectURL(url)',
      'const Place = URL\nexport const gone = 11 > 20 && Place.revokeObjectURL(url)',
      "import { URL as Place } from 'node:url'\nexport const gone = 11 > 20 && Place.revokeObjectURL(url)",
    ].map((way) => [
      `an object URL by ${way}`,
      elsewhere(
        "import { Blob, resolveObjectURL } from 'node:buffer'\nexport const url = URL.createObjectURL(new Blob(['x']))\nexport const ask = () => resolveObjectURL(url)?.size ?? 0",
        way,
        'ask()',
      ),
    ]),
  ),
  'a bound method of a list, by its call': elsewhere(
    'export const list = []\nexport const put = Function.prototype.call.bind(Array.prototype.push)',
    'put(list, 11)',
    'list.join()',
  ),
}
