// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program } from './hostile.ts'

const obj = 'export const all = { v: 0, inner: { w: 0 }, list: [] }'

export const everybodys: Programs = {
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
}
