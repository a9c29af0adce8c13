// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const one = (before: string, rows: string) => program(table(`${before}\nexport const it = asset(async () => ${rows})`))
const obj = 'export const all = { v: 0, list: [] }'

/** The state that regular expressions leave behind for everybody, and the older doors of the language. */
export const legacy: Programs = {
  'the last match, by its number': elsewhere('export const all = () => RegExp.$1', "/(\\d+)/.exec('a11')", 'all()'),
  'the last match by a method of text': elsewhere(
    'export const all = () => RegExp.lastMatch',
    "'b11'.replace(/\\d+/, '')",
    'all()',
  ),
  'the last match by another name': elsewhere(
    'const R = RegExp\nexport const all = () => R.$1',
    "/(\\d+)/.test('a11')",
    'all()',
  ),
  'the last match by a computed name': elsewhere(
    "export const all = () => RegExp['$' + 1]",
    "/(\\d+)/.test('a11')",
    'all()',
  ),
  'the last match, destructured': elsewhere(
    'export const all = () => { const { $1 } = RegExp; return $1 }',
    "/(\\d+)/.test('a11')",
    'all()',
  ),
  'the last match that a method is called on': elsewhere(
    'export const all = () => [RegExp.$1.length, globalThis.RegExp.$1.trim()].join()',
    "/(\\d+)/.exec('a11')",
    'all()',
  ),
  'the text before the last match': elsewhere(
    'export const all = () => RegExp.leftContext',
    "/b/.test('11b')",
    'all()',
  ),
  'the input of the last match': elsewhere("export const all = () => RegExp['$_']", "/b/.test('b11')", 'all()'),
  'the last match that a helper left': elsewhere(
    'export const all = () => RegExp.$1',
    "const parse = (text) => text.match(/(\\d+)/)\nfor (const text of ['a11']) parse(text)",
    'all()',
  ),
  'the last match, of what the asset matches first': one(
    'const parse = (text) => /(\\w)(\\w)/.test(text)',
    "[parse('11'), RegExp.$1]",
  ),
  'a pattern that is compiled anew': elsewhere('export const all = /a/', "all.compile('11')", 'all.source'),
  'the callee of a function': one('const f = function () { return [11].concat(typeof f) }', '[f()]'),
  'a getter by the older door': elsewhere(obj, "all.__defineGetter__('w', () => 11)", 'all.w'),
  'a setter by the older door': elsewhere(
    obj,
    "const door = {}\ndoor.__defineSetter__('v', (v) => { all.v = v })\ndoor.v = 11",
    'all.v',
  ),
  'a prototype by the older door and a computed name': elsewhere(
    obj,
    "const key = '__pro' + 'to__'\nall[key] = { w: 11 }",
    'all.w',
  ),
  'what __lookupGetter__ finds': elsewhere(
    'export const all = { get v() { return all.n }, n: 0 }',
    "all.__lookupGetter__('v')\nall.n = 11",
    'all.v',
  ),
  'a date that is moved': elsewhere('export const all = new Date(0)', 'all.setYear(11)', 'all.getYear()'),
  'text that is escaped': elsewhere("export const all = { v: '' }", "all.v = escape('é11')", 'unescape(all.v)'),
  'a function that is a generator by its constructor': one(
    "const Generator = Object.getPrototypeOf(function* () {}).constructor\nconst f = new Generator('yield 11')",
    '[...f()]',
  ),
  'a label and a block': elsewhere(obj, 'a: { if (all.v > 0) break a; all.v = 11 }', 'all.v'),
  'a switch that falls through': elsewhere(obj, 'switch (all.v) { case 0: all.v = 11; case 1: all.v++ }', 'all.v'),
  'a loop over keys that are inherited': elsewhere(
    'export const base = { a: 1 }\nexport const all = Object.create(base)',
    'base.b = 11',
    'JSON.stringify(Object.entries(Object.getPrototypeOf(all)))',
  ),
  'a var that is declared twice': one('var n = 1\nvar n = 11', '[n]'),
  'a var in a block': one('if (true) { var n = 11 }', '[n]'),
  'a function in a block': one('let f\nif (true) { function g() { return 11 }\nf = g }', '[f()]'),
  'a comma that throws its left away': elsewhere(obj, 'const n = (all.v = 11, 2)', 'all.v'),
  'void that runs what it throws away': elsewhere(
    `${obj}\nexport const put = (v) => { all.v = v }`,
    'void put(11)',
    'all.v',
  ),
  'delete of a member': elsewhere(
    'export const all = { a: 1, b: 2 }',
    "delete all[11 > 20 ? 'a' : 'b']",
    'Object.keys(all).join()',
  ),
}
