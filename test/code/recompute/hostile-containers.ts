// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs } from './hostile.ts'

const obj = 'export const all = { v: 0, list: [] }'

/** Ways to change what is held elsewhere. */
export const containers: Programs = {
  'subclass of Array': elsewhere(
    `${obj}\nexport class Rows extends Array { push(x) { all.v = x; return super.push(x) } }`,
    'const rows = new Rows()\nrows.push(11)',
    'all.v',
  ),
  'Array.from of register': elsewhere(
    'export const all = []\nexport const register = (x) => { all.push(x) }',
    'Array.from([11], register)',
    'all.join()',
  ),
  'handlers by entries': elsewhere(
    'export const all = []\nexport const handlers = { add: (x) => all.push(x) }',
    'for (const [, h] of Object.entries(handlers)) h(11)',
    'all.join()',
  ),
  'JSON.parse reviver sets': elsewhere(obj, "JSON.parse('[11]', (k, x) => { all.v = x; return x })", 'all.v'),
  'set forEach function by name': elsewhere(
    `${obj}\nexport const put = (x) => { all.v = x }`,
    'new Set([11]).forEach(put)',
    'all.v',
  ),
  'then of function by name': elsewhere(
    `${obj}\nexport const put = (x) => { all.v = x }`,
    'await Promise.resolve(11).then(put)',
    'all.v',
  ),
  queueMicrotask: elsewhere(
    `${obj}\nexport const put = (x) => { all.v = x }`,
    'queueMicrotask(() => put(11))\nawait 0',
    'all.v',
  ),
  'setTimeout with arguments': elsewhere(
    `${obj}\nexport const put = (x, done) => { all.v = x; done() }`,
    'await new Promise((done) => setTimeout(put, 0, 11, done))',
    'all.v',
  ),
  'groupBy callback by name': elsewhere(
    `${obj}\nexport const put = (x) => { all.v = x; return 'a' }`,
    'Object.groupBy([11], put)',
    'all.v',
  ),
  'getter defined': elsewhere(obj, "Object.defineProperty(all, 'v', { get: () => 11 })", 'all.v'),
  'a live binding that a function sets': elsewhere(
    'export let all = 0\nexport const put = (v) => { all = v }',
    'put(11)',
    'all',
  ),
  'a function that is swapped': elsewhere(
    'let fmt = (x) => x\nexport const setFmt = (f) => { fmt = f }\nexport const all = (x) => fmt(x)',
    'setFmt((x) => x + 11)',
    'all(1)',
  ),
  'a mixin that keeps its argument': elsewhere(
    'export const all = []\nexport const Base = (x) => class { static v = all.push(x) }',
    'class K extends Base(11) {}',
    'all.join()',
  ),
  'event target': elsewhere(
    `${obj}\nexport const bus = { on: {}, add(n, f) { this.on[n] = f }, emit(n, x) { this.on[n]?.(x) } }\nbus.add('x', (x) => { all.v = x })`,
    "bus.emit('x', 11)",
    'all.v',
  ),
  'push.apply': elsewhere('export const all = []', 'all.push.apply(all, [11])', 'all.join()'),
  'call.call': elsewhere('export const all = []', 'Function.prototype.call.call(all.push, all, 11)', 'all.join()'),
  'Reflect.apply of push': elsewhere('export const all = []', 'Reflect.apply(all.push, all, [11])', 'all.join()'),
  'prototype destructured push': elsewhere(
    'export const all = []',
    'const { push } = Array.prototype\npush.call(all, 11)',
    'all.join()',
  ),
  'a private static list': elsewhere(
    'export class all { static #i = []; static add(x) { all.#i.push(x) } static list() { return all.#i.join() } }',
    'all.add(11)',
    'all.list()',
  ),
  'container of dependencies': elsewhere(
    'class C { #m = {}; bind(k) { const m = this.#m; return { to(v) { m[k] = v } } } get(k) { return this.#m[k] } }\nexport const all = new C()',
    "all.bind('x').to(11)",
    "all.get('x')",
  ),
  'a fluent builder': elsewhere(
    'class C { s = {}; with(x) { Object.assign(this.s, x); return this } build() { return { ...this.s } } }\nexport const all = new C()',
    'all.with({ a: 1 }).with({ b: 11 })',
    'all.build()',
  ),
  'frozen object of closures': elsewhere(
    'let n = 0\nexport const all = Object.freeze({ get: () => n, set: (v) => { n = v } })',
    'all.set(11)',
    'all.get()',
  ),
  'frozen by a factory': elsewhere(
    'const make = () => { let n = 0; return Object.freeze({ get: () => n, set: (v) => { n = v } }) }\nexport const all = make()',
    'all.set(11)',
    'all.get()',
  ),
}
