// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs } from './hostile.ts'

const obj = 'export const all = { v: 0, inner: { w: 0 }, list: [] }'

export const platform: Programs = {
  'reduce accumulator replaced': elsewhere(
    'export const all = { v: 0 }',
    '[all, all].reduce((acc, x) => { acc.v = 11; return x }, {})',
    'all.v',
  ),
  toJSON: elsewhere(
    'export const all = { n: 0, toJSON() { return this.n++ } }',
    'const text = 11 > 20 ? JSON.stringify(all) : ""',
    'JSON.stringify(all)',
  ),
  'package instance get': elsewhere(
    "import { Bag } from 'counter'\nexport const all = new Bag()",
    "if (11 > 20) all.get('x')",
    "all.get('a')",
  ),
  'package instance int': elsewhere(
    "import { bag } from 'counter'\nexport const all = bag()",
    'all.int(11)',
    'all.int()',
  ),
  'package instance get in parameter': elsewhere(
    "import { Bag } from 'counter'\nexport const all = new Bag()",
    'const warm = (b) => b.int(11)\nwarm(all)',
    "all.get('a')",
  ),
  'global alias': elsewhere('export const all = () => globalThis.mode', 'const g = globalThis\ng.mode = 11', 'all()'),
  'global symbol': elsewhere(
    "export const all = () => globalThis[Symbol.for('app')].v",
    "globalThis[Symbol.for('app')] = { v: 11 }",
    'all()',
  ),
  'global assign': elsewhere(
    'export const all = () => globalThis.mode',
    'Object.assign(globalThis, { mode: 11 })',
    'all()',
  ),
  'global bare read': elsewhere('export const all = () => mode', 'globalThis.mode = 11', 'all()'),
  'global deep': elsewhere(
    'globalThis.app = { v: 0 }\nexport const all = () => globalThis.app.v',
    'void all\nglobalThis.app.v = 11',
    'all()',
  ),
  'global deep alias': elsewhere(
    'globalThis.app = { v: 0 }\nexport const all = () => globalThis.app.v',
    'void all\nconst { app } = globalThis\napp.v = 11',
    'all()',
  ),
  'Math.random replaced': elsewhere('export const all = () => Math.random()', 'Math.random = () => 11', 'all()'),
  'Date.now replaced': elsewhere('export const all = () => Date.now()', 'Date.now = () => 11', 'all()'),
  'Date alias replaced': elsewhere(
    'const { now } = Date\nexport const all = () => Date.now()',
    'const D = Date\nD.now = () => 11',
    'all()',
  ),
  'Math handed': elsewhere(
    'export const all = () => Math.random()',
    'const patch = (o) => { o.random = () => 11 }\npatch(Math)',
    'all()',
  ),
  'JSON handed through list': elsewhere(
    'export const all = () => JSON.stringify(1)',
    'for (const o of [JSON]) o.stringify = () => 11',
    'all()',
  ),
  'env set': elsewhere('export const all = () => process.env.MODE', "process.env.MODE = '11'", 'all()'),
  'env alias set': elsewhere(
    'export const all = () => process.env.MODE',
    "const { env } = process\nenv.MODE = '11'",
    'all()',
  ),
  setPrototypeOf: elsewhere('export const all = {}', 'Object.setPrototypeOf(all, { x: 11 })', 'all.x'),
  'error static': elsewhere(
    "export const all = () => new Error('x').stack.split('\\n').length",
    'Error.stackTraceLimit = 11 > 20 ? 1 : 0',
    'all()',
  ),
  'JSON reviver': elsewhere(obj, "JSON.parse('[1]', () => { all.v = 11 })", 'all.v'),
  'url searchParams': elsewhere(
    "export const url = new URL('http://x/')",
    "url.searchParams.set('a', '11')",
    'url.href',
  ),
  'url searchParams alias': elsewhere(
    "export const url = new URL('http://x/')",
    "const p = url.searchParams\np.set('a', '11')",
    'url.href',
  ),
  'url searchParams destructured': elsewhere(
    "export const url = new URL('http://x/')",
    "const { searchParams } = url\nsearchParams.append('a', '11')",
    'url.href',
  ),
}
