// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const one = (before: string, rows: string) => program(table(`${before}\nexport const it = asset(async () => ${rows})`))
const obj = 'export const all = { v: 0, list: [] }'

/** Symbols that the language asks for, and the newer syntax. */
export const symbols: Programs = {
  'hasInstance that counts': elsewhere(
    'export const all = { v: 0 }\nexport class Kind { static [Symbol.hasInstance](x) { all.v = x; return true } }',
    'const is = 11 instanceof Kind',
    'all.v',
  ),
  'hasInstance that is defined from outside': elsewhere(
    'export class all {}',
    'Object.defineProperty(all, Symbol.hasInstance, { value: (x) => x === 11 })',
    '[11 instanceof all, 5 instanceof all].join()'.replace('11', '77'),
  ),
  'species that is asked by map': elsewhere(
    'export const all = []\nexport class List extends Array { static get [Symbol.species]() { all.push(0); return Array } }',
    'for (let i = 0; i < 11; i++) List.from([1]).map((x) => x)',
    'all.length',
  ),
  'species that decides what slice gives': elsewhere(
    'export class List extends Array {}\nexport const all = () => List.of(1, 2).slice(1) instanceof List',
    'Object.defineProperty(List, Symbol.species, { get: () => (11 > 20 ? Array : List) })',
    'all()',
  ),
  'toPrimitive that is set from outside': elsewhere(
    'export const all = {}',
    "all[Symbol.toPrimitive] = (hint) => (hint === 'number' ? 11 : 2)",
    '+all',
  ),
  'toPrimitive of a date': elsewhere(
    'export class all extends Date { [Symbol.toPrimitive](hint) { return all.n } static n = 0 }',
    'all.n = 11',
    'new all() + 1',
  ),
  'an iterator that is replaced': elsewhere(
    'export const all = [1, 2]',
    'all[Symbol.iterator] = function* () { yield 11 }',
    '[...all].join()',
  ),
  'a class that is disposed': elsewhere(
    `${obj}\nexport class Session { constructor(v) { this.v = v } [Symbol.dispose]() { all.v = this.v } }`,
    'function run() { using s = new Session(11) }\nrun()',
    'all.v',
  ),
  'a stack that disposes': elsewhere(
    `${obj}`,
    '{ using stack = new DisposableStack(); stack.defer(() => { all.v = 11 }) }',
    'all.v',
  ),
  'a stack that adopts': elsewhere(
    `${obj}`,
    'const stack = new DisposableStack()\nstack.adopt(11, (v) => { all.v = v })\nstack.dispose()',
    'all.v',
  ),
  'using in a loop': elsewhere(
    `${obj}\nexport const open = (v) => ({ [Symbol.dispose]() { all.list.push(v) } })`,
    'for (const v of [1, 11]) { using s = open(v) }',
    'all.list.join()',
  ),
  'using in the asset': one(
    'const state = { v: 0 }\nconst open = () => ({ [Symbol.dispose]() { state.v = 11 } })\nconst run = () => { using s = open(); return 1 }',
    '[run(), state.v]',
  ),
  'a private static that counts': elsewhere(
    'export class all { static #n = 0; static next() { return ++all.#n } }',
    'for (let i = 0; i < 11; i++) all.next()',
    'all.next()',
  ),
  'a private static method through a bound function': elsewhere(
    'export class all { static #n = 0; static #add(v) { all.#n += v } static adder = all.#add.bind(all); static get n() { return all.#n } }',
    'const { adder } = all\nadder(11)',
    'all.n',
  ),
  'a static block that sets another class': elsewhere(
    'export class all { static n = 0 }\nexport class Other { static set(v) { all.n = v } }',
    'class Setup { static { for (const v of [1, 11]) Other.set(v) } }',
    'all.n',
  ),
  'a static block with an await beside it': elsewhere(
    obj,
    'class Setup { static later = Promise.resolve().then(() => { all.v = 11 }) }\nawait Setup.later',
    'all.v',
  ),
  'a registry of weak references': elsewhere(
    'const kept = []\nexport const add = (x) => { kept.push(new WeakRef(x)); return x }\nexport const all = () => kept.map((ref) => ref.deref()?.v).join()',
    'export const strong = add({ v: 11 })',
    'all()',
  ),
  'a weak set of functions': elsewhere(
    'const marked = new WeakSet()\nexport const mark = (x) => (marked.add(x), x)\nexport const run = () => 1\nexport const all = () => marked.has(run)',
    'if (11 > 20) mark(run)',
    'all()',
  ),
  'a weak map by the class': elsewhere(
    'export const meta = new WeakMap()\nexport class all { static get label() { return meta.get(this) ?? 0 } }',
    'meta.set(all, 11)',
    'all.label',
  ),
  'a proxy over a module': program({
    'src/home.ts': 'export let v = 0\nexport const put = (x) => { v = x }\n',
    'src/door.ts':
      "import * as home from './home.ts'\nexport const door = new Proxy({}, { get: (_, k) => home[k], set: (_, k, x) => { home.put(x); return true } })\n",
    'src/setup.ts': "import { door } from './door.ts'\ndoor.v = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport { door } from '../src/door.ts'\nexport const it = asset(() => [door.v])",
    ),
  }),
  'ownKeys of a proxy': elsewhere(
    'export const all = { n: 0 }\nexport const door = new Proxy({}, { ownKeys: () => { all.n++; return [] } })',
    'for (let i = 0; i < 11; i++) Object.keys(door)',
    'all.n',
  ),
  'apply of a proxy': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy(() => 0, { apply: (_, self, [v]) => { all.v = v } })',
    'door(11)',
    'all.v',
  ),
  'deleteProperty of a proxy': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy({}, { deleteProperty: (_, k) => { all.v = k; return true } })',
    "delete door['11']",
    'all.v',
  ),
  'Reflect.defineProperty': elsewhere(obj, "Reflect.defineProperty(all, 'v', { value: 11 })", 'all.v'),
  'Reflect.apply of a method that is taken': elsewhere(
    'export const all = []',
    'Reflect.apply(all.push, all, [11])',
    'all.join()',
  ),
  'Reflect.deleteProperty': elsewhere(
    'export const all = { a: 1, b: 2 }',
    "Reflect.deleteProperty(all, 11 > 20 ? 'a' : 'b')",
    'Object.keys(all).join()',
  ),
  'a template that is cached by its strings': elsewhere(
    'const cache = new WeakMap()\nlet hits = 0\nexport const tag = (texts) => { if (cache.has(texts)) hits++; cache.set(texts, true) }\nexport const all = () => hits',
    'const ask = () => tag`a`\nfor (let i = 0; i < 11; i++) ask()',
    'all()',
  ),
  'a template that is cached by its raw text': elsewhere(
    'const cache = new Map()\nexport const tag = ({ raw }, ...values) => { const key = raw.join(); if (!cache.has(key)) cache.set(key, values[0]); return cache.get(key) }\nexport const all = () => tag`a${0}`',
    'tag`a${11}`',
    'all()',
  ),
  'an accessor pair by a computed key': elsewhere(
    "const key = 'mo' + 'de'\nlet m = 0\nexport const all = { get [key]() { return m }, set [key](v) { m = v } }",
    'all.mode = 11',
    'all.mode',
  ),
}
