import { elsewhere, type Programs } from './hostile.ts'

const home = 'export const all = { v: 0 }'
const door = "({ get a() { all.v = 11; return 'k' } }).a"
const made = (text: string) => elsewhere(home, text, 'all.v')

/** Accessors that run while the class or the literal that they stand in is made. */
export const making: Programs = {
  'a setter of an object in a static block': made('class C { static { ({ set a(v) { all.v = v } }).a = 11 } }'),
  'a getter of an object in a static block': made(`export class C { static { void ${door} } }`),
  'a getter that a pattern in a static block reads': made(
    'export default class { static { const { a } = { get a() { all.v = 11 } } } }',
  ),
  'a setter of the class in its static block': made(
    'export const C = class { static { this.a = 11 } static set a(v) { all.v = v } }',
  ),
  'an iterator in a static block': made(
    'class C { static { for (const x of { [Symbol.iterator]: () => ({ next: () => ({ get done() { return (all.v = 11) } }) }) }); } }',
  ),
  'a getter of the class in a static field': made('class C { static get a() { all.v = 11 } static b = this.a }'),
  'a getter in a computed key of a class': made(`class C { [${door}]() {} }`),
  'a getter in what a class extends': made('class C extends ({ get Base() { all.v = 11; return Object } }).Base {}'),
  'a getter in a member': made(`export const box = { k: ${door} }`),
  'a getter in a list': made(`export const box = [${door}]`),
  'a getter in a member of a default': made(`export default { k: ${door} }`),
  'a conversion in a key': made("export const box = { [{ toString() { all.v = 11; return 'k' } }]: 1 }"),
}
