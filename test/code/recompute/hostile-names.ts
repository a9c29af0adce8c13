// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { type Programs, program, table } from './hostile.ts'

/** Code that is read as it is written: names of functions, of classes and of exports, and their text. */
export const names: Programs = {
  'fn.name': program(table('function f11() {}\nexport const it = asset(() => [f11.name])')),
  'fn.name map': program(
    table('function f11() {}\nconst fns = [f11]\nexport const it = asset(() => fns.map((f) => f.name))'),
  ),
  'fn.name destructured map': program(
    table('function f11() {}\nconst fns = [f11]\nexport const it = asset(() => fns.map(({ name }) => name))'),
  ),
  'fn name Reflect': program(table("function f11() {}\nexport const it = asset(() => [Reflect.get(f11, 'name')])")),
  'fn name computed': program(
    table("function f11() {}\nconst key = 'name'\nexport const it = asset(() => [f11[key]])"),
  ),
  'fn name descriptor': program(
    table("function f11() {}\nexport const it = asset(() => [Object.getOwnPropertyDescriptor(f11, 'name').value])"),
  ),
  'fn name optional': program(table('function f11() {}\nexport const it = asset(() => [f11?.name])')),
  'fn name in helper': program(
    table('function f11() {}\nconst label = (f) => f.name\nexport const it = asset(() => [label(f11)])'),
  ),
  'fn name in other file': program({
    'src/l.ts': 'export const label = (f) => f.name\n',
    ...table("import { label } from '../src/l.ts'\nconst f11 = () => 1\nexport const it = asset(() => [label(f11)])"),
  }),
  'fn name pick helper': program(
    table("function f11() {}\nconst pick = (o, k) => o[k]\nexport const it = asset(() => [pick(f11, 'name')])"),
  ),
  'local fn name': program(table('export const it = asset(() => { const f11 = () => 1; return [f11.name] })')),
  'local fn name computed': program(
    table("export const it = asset(() => { const f11 = () => 1; const k = 'name'; return [f11[k]] })"),
  ),
  'class name': program(table('class K11 {}\nexport const it = asset(() => [new K11().constructor.name])')),
  'class name computed': program(
    table("class K11 {}\nexport const it = asset(() => [new K11()['constructor']['name']])"),
  ),
  'class name via proto': program(
    table('class K11 {}\nexport const it = asset(() => [Object.getPrototypeOf(new K11()).constructor.name])'),
  ),
  'error name': program(
    table(
      "class E11 extends Error { constructor(m) { super(m); this.name = new.target.name } }\nexport const it = asset(() => [String(new E11('x'))])",
    ),
  ),
  'static this.name': program(table('class K11 { static id = this.name }\nexport const it = asset(() => [K11.id])')),
  'static method this.name': program(
    table('class K11 { static id() { return this.name } }\nexport const it = asset(() => [K11.id()])'),
  ),
  'inherited static name': program(
    table(
      'class B { static id() { return this.name } }\nclass K11 extends B {}\nexport const it = asset(() => [K11.id()])',
    ),
  ),
  'namespace keys': program({
    'src/l.ts': 'export const f11 = 1\n',
    ...table("import * as ns from '../src/l.ts'\nexport const it = asset(() => Object.keys(ns))"),
  }),
  'namespace names': program({
    'src/l.ts': 'export function f11() {}\n',
    ...table("import * as ns from '../src/l.ts'\nexport const it = asset(() => Object.values(ns).map((f) => f.name))"),
  }),
  'String(fn) local': program(table('const f = (x11) => x11\nexport const it = asset(() => [String(f)])')),
  'fn + ""': program(table("const f = (x11) => x11\nexport const it = asset(() => [f + ''])")),
  'helper toString': program(
    table('const f = (x11) => x11\nconst key = (g) => g.toString()\nexport const it = asset(() => [key(f)])'),
  ),
  'helper template': program(
    table('const f = (x11) => x11\nconst key = (g) => `${g}`\nexport const it = asset(() => [key(f)])'),
  ),
  'helper String': program(
    table('const f = (x11) => x11\nconst key = (g) => String(g)\nexport const it = asset(() => [key(f)])'),
  ),
  'helper inline': program(
    table('const key = (g) => g.toString()\nexport const it = asset(() => [key((x11) => x11)])'),
  ),
  'member toString': program(
    table('const fns = { f: (x11) => x11 }\nexport const it = asset(() => [fns.f.toString()])'),
  ),
  'method text': program(
    table('const o = { run(x11) { return x11 } }\nexport const it = asset(() => [o.run.toString()])'),
  ),
  'class text': program(table('class K { run(x11) { return x11 } }\nexport const it = asset(() => [String(K)])')),
  'prototype text': program(
    table('class K { run(x11) { return x11 } }\nexport const it = asset(() => [String(K.prototype.run)])'),
  ),
  'new Function of text': program(
    table("const f = (x11) => x11\nexport const it = asset(() => [new Function('return ' + f)()  .toString()])"),
  ),
  'template with computed': program(table('const fns = [(x11) => x11]\nexport const it = asset(() => [`${fns[0]}`])')),
  'imported fn text': program({
    'src/l.ts': 'export const f = (x11) => x11\n',
    ...table("import { f } from '../src/l.ts'\nexport const it = asset(() => [f.toString()])"),
  }),
  'namespace fn text': program({
    'src/l.ts': 'export const f = (x11) => x11\n',
    ...table("import * as ns from '../src/l.ts'\nexport const it = asset(() => [ns.f.toString()])"),
  }),
  'JSON with fn text': program(
    table('const f = (x11) => x11\nexport const it = asset(() => [JSON.stringify({ f: String(f) })])'),
  ),
  'replacer with fn text': program(
    table(
      "const o = { f: (x11) => x11 }\nexport const it = asset(() => [JSON.stringify(o, (k, v) => (typeof v === 'function' ? String(v) : v))])",
    ),
  ),
  'private name text': program(
    table('class K { #x11 = 1; get() { return this.#x11 } }\nexport const it = asset(() => [String(K)])'),
  ),
  'error stack line': program(
    table("const f = () => new Error('x').stack.split(':').length\nexport const it = asset(() => [f() + 11])"),
  ),
  'label names': program(table('export const it = asset(() => { l11: for (;;) { break l11 } return [11] })')),
  'key order': program(table('const o = { k11: 1, k2: 2, [11]: 3 }\nexport const it = asset(() => Object.keys(o))')),
  'fn.length': program(table('const f = (a, b = 11 > 20, c) => a\nexport const it = asset(() => [f.length + 11])')),
  'shorthand method name': program(
    table('const o = { f11() {} }\nexport const it = asset(() => Object.values(o).map((f) => f.name))'),
  ),
  'shorthand property': program(table('const f11 = 1\nexport const it = asset(() => [Object.keys({ f11 })])')),
  'arrow assigned name': program(table('let f\nf = (x) => x\nexport const it = asset(() => [f.name, 11])')),
  'default export name': program({
    'src/l.ts': 'export default function f11() {}\n',
    ...table("import f from '../src/l.ts'\nexport const it = asset(() => [f.name])"),
  }),
  'import.meta.url': program(table('export const it = asset(() => [import.meta.url.length, 11])')),
  'destructured name of param object': program(
    table("const rows = [{ name: 'a11' }]\nexport const it = asset(() => rows.map(({ name }) => name))"),
  ),
}
