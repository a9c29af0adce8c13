// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, list: [] }'
const one = (before: string, rows: string) => program(table(`${before}\nexport const it = asset(async () => ${rows})`))

/** Names of the platform that stand for something of the project, and functions of the platform that were replaced. */
export const shadows: Programs = {
  'function kept on globalThis': elsewhere(
    `${obj}\nglobalThis.putLater = (x) => { all.v = x }`,
    "import './home.ts'\nglobalThis.putLater(11)",
    'all.v',
  ),
  'function kept on globalThis, called bare': elsewhere(
    `${obj}\nglobalThis.putLater = (x) => { all.v = x }`,
    "import './home.ts'\nputLater(11)",
    'all.v',
  ),
  'a name of the platform, shadowed: Number': elsewhere(
    'const Number = (x) => ({ x })\nexport const all = Number(3)',
    'all.x = 11',
    'all.x',
  ),
  'a name of the platform, imported: String': elsewhere(
    "import { String } from './own.ts'\nexport const all = String()",
    'all.x = 11',
    'all.x',
    { 'src/own.ts': 'export const String = () => ({ x: 0 })\n' },
  ),
  'a name of the platform, shadowed: Object.freeze': elsewhere(
    'const Object = { freeze: (x) => x }\nexport const all = Object.freeze({ x: 0 })',
    'all.x = 11',
    'all.x',
  ),
  'a name of the platform, shadowed: Map': elsewhere(
    'const held = { v: 0 }\nclass Map { constructor(h) { this.h = h } get(k) { return this.h[k] } has(k) { this.h.v = k } }\nexport const all = new Map(held)\nexport const other = () => held.v',
    'all.has(11)',
    'other()',
  ),
  'a name of the platform, shadowed: console': elsewhere(
    `${obj}\nexport const console = { log: (x) => { all.v = x } }`,
    'console.log(11)',
    'all.v',
  ),
  'a name of the platform, shadowed: JSON': elsewhere(
    `${obj}\nexport const JSON = { stringify: (x) => { x.v = 11 } }`,
    'JSON.stringify(all)',
    'all.v',
  ),
  'a name of the platform, shadowed: Math': elsewhere(
    `${obj}\nexport const Math = { max: (x) => { x.v = 11 } }`,
    'Math.max(all)',
    'all.v',
  ),
  'console patched': elsewhere(
    `${obj}\nconsole.warn = (x) => { all.v = x }`,
    "import './home.ts'\nconsole.warn(11)",
    'all.v',
  ),
  'console patched by another': elsewhere(
    obj,
    "const before = console.info\nconsole.info = (x) => { all.v = 11 }\nconsole.info('x')",
    'all.v',
  ),
  'fetch replaced': elsewhere('export const all = () => fetch(1)', 'globalThis.fetch = async () => 11', 'await all()'),
  'Date replaced by subclass': elsewhere(
    'export const all = () => new Date(5).getTime()',
    'globalThis.Date = class extends Date { getTime() { return 11 } }',
    'all()',
  ),
  'setTimeout replaced': elsewhere(
    'export const all = (f) => setTimeout(f, 0)',
    'globalThis.setTimeout = () => 11',
    'all(() => {})',
  ),
  'console patched in the same file': one(
    'const all = { v: 0 }\nconsole.warn = (x) => { all.v = x }\nconsole.warn(11)\n',
    '[all.v]',
  ),
  'console patched by Object.assign': elsewhere(
    obj,
    'Object.assign(console, { warn: (x) => { all.v = x } })\nconsole.warn(11)',
    'all.v',
  ),
}
