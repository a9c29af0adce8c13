// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const D = 'export const all = { v: 0 }\nexport class Door { set x(v) { all.v = v } get y() { all.v = 11; return 1 } }\n'

/** Setters, getters and constructors behind what only assigns, reads a member or makes an instance. */
export const setters: Programs = {
  'field of a member': elsewhere(
    `${D}export const door = new Door()`,
    'class A { x = door.y }\nconst a = new A()',
    'all.v',
  ),
  'alone reads a getter': elsewhere(
    `${D}export const door = new Door()\nexport const o = { v: 0 }`,
    'o.v = door.y',
    'all.v',
  ),
  'alone computed key that runs': elsewhere(
    `${D}export const o = {}\nexport const key = () => { all.v = 11; return 'k' }`,
    'o[key()] = 1',
    'all.v',
  ),
  'pattern assignment from a getter': elsewhere(
    `${D}export const door = new Door()\nexport const o = { v: 0 }`,
    '({ y: o.v } = door)',
    'all.v',
  ),
  'logical assignment from a getter': elsewhere(
    `${D}export const door = new Door()\nexport const o = { v: 0 }`,
    'o.v ||= door.y',
    'all.v',
  ),
  'delete with a trap': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy({}, { deleteProperty(t, k) { all.v = k; return true } })',
    "delete door['11']",
    'all.v',
  ),
  'conditional getter': elsewhere(`${D}export const door = new Door()`, 'const x = 1 ? door.y : 0', 'all.v'),
  'freeze of a proxy': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy({}, { preventExtensions(t) { all.v = 11; Object.preventExtensions(t); return true } })',
    'Object.freeze(door)',
    'all.v',
  ),
  'Reflect.set of a setter': elsewhere(`${D}export const door = new Door()`, "Reflect.set(door, 'x', 11)", 'all.v'),
  'assign to an element': elsewhere(
    `${D}export const doors = [new Door()]`,
    'Object.assign(doors[0], { x: 11 })',
    'all.v',
  ),
  'assign to what a map gives': elsewhere(
    `${D}export const doors = new Map([['a', new Door()]])`,
    "Object.assign(doors.get('a'), { x: 11 })",
    'all.v',
  ),
  'member set on a function, then its setter': program({
    'src/home.ts': `${D}export function handler() {}\n`,
    'src/a.ts': "import { handler, Door } from './home.ts'\nhandler.door = new Door()\n",
    'src/b.ts': "import './a.ts'\nimport { handler } from './home.ts'\nhandler.door.x = 11\n",
    ...table("import '../src/b.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'member set on a function by assign, then its setter': program({
    'src/home.ts': `${D}export function handler() {}\n`,
    'src/a.ts': "import { handler, Door } from './home.ts'\nObject.assign(handler, { door: new Door() })\n",
    'src/b.ts': "import './a.ts'\nimport { handler } from './home.ts'\nhandler.door.x = 11\n",
    ...table("import '../src/b.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'setter of a static instance': elsewhere(
    `${D}export class Reg { static door = new Door() }`,
    'Reg.door.x = 11',
    'all.v',
  ),
  'setter of an inherited static instance': elsewhere(
    `${D}class Base { static door = new Door() }\nexport class Reg extends Base {}`,
    'Reg.door.x = 11',
    'all.v',
  ),
  'setter through a namespace': program({
    'src/home.ts': `${D}export const door = new Door()\n`,
    'src/b.ts': "import * as ns from './home.ts'\nns.door.x = 11\n",
    ...table("import '../src/b.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'setter through an instance field': elsewhere(
    `${D}export class Box { door = new Door() }\nexport const box = new Box()`,
    'box.door.x = 11',
    'all.v',
  ),
  'setter through an argument of an idle class': elsewhere(
    `${D}export class Box { constructor(d) { this.d = d } }\nexport const box = new Box(new Door())`,
    'box.d.x = 11',
    'all.v',
  ),
  'setter through a prototype object': elsewhere(`${D}export const o = Object.create(new Door())`, 'o.x = 11', 'all.v'),
  'setter through __proto__ literal': elsewhere(
    `${D}const d = new Door()\nexport const o = { __proto__: d }`,
    'o.x = 11',
    'all.v',
  ),
  'setter by a mixin': elsewhere(
    'export const all = { v: 0 }\nconst mix = (B) => class extends B { set x(v) { all.v = v } }\nexport class Door extends mix(Object) {}\nexport const door = new Door()',
    'door.x = 11',
    'all.v',
  ),
  'setter put on a prototype': elsewhere(
    "export const all = { v: 0 }\nexport class Door {}\nObject.defineProperty(Door.prototype, 'x', { set(v) { all.v = v } })\nexport const door = new Door()",
    'door.x = 11',
    'all.v',
  ),
  'idle constructor with a setter put on the prototype': elsewhere(
    "export const all = { v: 0 }\nexport class Door { constructor(v) { this.x = v } }\nObject.defineProperty(Door.prototype, 'x', { set(v) { all.v = v } })",
    'const door = new Door(11)',
    'all.v',
  ),
  'idle class whose superclass is replaced': elsewhere(
    'export const all = { v: 0 }\nclass Base {}\nexport class Door extends Base {}\nObject.setPrototypeOf(Door, class { constructor(v) { all.v = v } })',
    'const door = new Door(11)',
    'all.v',
  ),
  'a constructor returned by a getter': elsewhere(
    `${D}export const ns = { get Door() { all.v = 11; return Door } }`,
    'const d = new ns.Door()',
    'all.v',
  ),
  'a class by a constant': elsewhere(
    'export const all = { v: 0 }\nclass D { constructor(v) { all.v = v } }\nexport const Door = D',
    'const d = new Door(11)',
    'all.v',
  ),
  'a class of a package above': elsewhere(
    "import { Bag } from 'counter'\nexport const bags = []\nexport class Door extends Bag { constructor(v) { super(); bags.push(v) } }",
    'const d = new Door(11)',
    'bags.join()',
  ),
  'decorated by a call on the class': elsewhere(
    'export const all = []\nexport const reg = (C) => { all.push(C.n); return C }',
    'const K = reg(class { static n = 11 })',
    'all.join()',
  ),
  'hasInstance by instanceof in a conditional': elsewhere(
    'export const all = { v: 0 }\nexport class T { static [Symbol.hasInstance]() { all.v = 11; return true } }\nexport const o = { v: 0 }',
    'o.v = {} instanceof T ? 1 : 0',
    'all.v',
  ),
  'in with a trap': elsewhere(
    'export const all = { v: 0 }\nexport const door = new Proxy({}, { has(t, k) { all.v = k; return true } })\nexport const o = { v: 0 }',
    "o.v = '11' in door",
    'all.v',
  ),
  'a literal with a spread of a getter through a function member': elsewhere(
    `${D}export function f() {}\nf.door = new Door()`,
    'const x = { a: f.door.y }',
    'all.v',
  ),
  'template of an object with toString in a table': elsewhere(
    "export const all = { v: 0 }\nexport const t = { a: { toString() { all.v = 11; return 'x' } } }\nexport const o = {}",
    'o.x = `${t.a}`',
    'all.v',
  ),
  'key converted in a table': elsewhere(
    "export const all = { v: 0 }\nexport const t = { a: { toString() { all.v = 11; return 'x' } } }\nexport const o = {}",
    'o[t.a] = 1',
    'all.v',
  ),
  'plus of a made object': elsewhere(
    'export const all = { v: 0 }\nclass N { valueOf() { all.v = 11; return 1 } }\nexport const make = () => new N()\nexport const n = make()\nexport const o = { v: 1 }',
    'o.v += n',
    'all.v',
  ),
}
