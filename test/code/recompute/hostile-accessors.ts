// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const obj = 'export const all = { v: 0, list: [] }'

/** Code that runs where nothing is called: accessors, conversions, constructors and what stands above them. */
export const accessors: Programs = {
  'a block with an accessor of its own': elsewhere(
    obj,
    '{ const o = { get x() { all.v = 11; return 1 } }\n  if (o.x) {} }',
    'all.v',
  ),
  'a block with an accessor that is set': elsewhere(
    obj,
    '{ const o = { set x(v) { all.v = v } }\n  o.x = 11 }',
    'all.v',
  ),
  'a setter that a list of names leads to': elsewhere(
    `${obj}\nexport class Door { set mode(v) { all.v = v } }`,
    'const doors = [new Door()]\nfor (const d of doors) d.mode = 11',
    'all.v',
  ),
  'a setter of a class that is constructed': elsewhere(
    `${obj}\nexport class Door { constructor(v) { this.mode = v } set mode(v) { all.v = v } }`,
    'const door = new Door(11)',
    'all.v',
  ),
  'a setter of a superclass of what is constructed': elsewhere(
    `${obj}\nexport class Base { set mode(v) { all.v = v } }\nexport class Door extends Base { constructor(v) { super(); this.mode = v } }`,
    'const door = new Door(11)',
    'all.v',
  ),
  'a field of a superclass of what is constructed': elsewhere(
    `${obj}\nexport const put = (v) => { all.v = v }\nexport class Base { x = put(11) }\nexport class Door extends Base {}`,
    'const door = new Door()',
    'all.v',
  ),
  'a default of a constructor': elsewhere(
    `${obj}\nexport const put = (v) => { all.v = v }\nexport class Door { constructor(x = put(11)) { this.x = x } }`,
    'const door = new Door()',
    'all.v',
  ),
  'a superclass by a function': elsewhere(
    `${obj}\nexport const of = (v) => { all.v = v; return class {} }`,
    'class Door extends of(11) {}',
    'all.v',
  ),
  'a superclass that is a proxy': elsewhere(
    `${obj}\nexport const Base = new Proxy(class {}, { get(t, k) { all.v = String(k).length + 11; return t[k] } })`,
    'class Door extends Base {}',
    'all.v',
  ),
  'a superclass with a static accessor': elsewhere(
    `${obj}\nexport class Base { static get x() { all.v = 11; return 1 } }`,
    'class Door extends Base { static y = this.x }',
    'all.v',
  ),
  'a literal of members with accessors': elsewhere(
    `${obj}\nexport const door = { get x() { all.v = 11; return 1 } }`,
    'const list = [door.x]',
    'all.v',
  ),
  'a literal that spreads an accessor': elsewhere(
    `${obj}\nexport const door = { get x() { all.v = 11; return 1 } }`,
    'const list = { ...door }',
    'all.v',
  ),
  'a literal whose key is converted': elsewhere(
    `${obj}\nexport const door = { toString() { all.v = 11; return 'a' } }`,
    'const list = { [door]: 1 }',
    'all.v',
  ),
  'a member that is set by a key that is converted': elsewhere(
    `${obj}\nexport const door = { toString() { all.v = 11; return 'a' } }\nexport const other = {}`,
    'other[door] = 1',
    'all.v',
  ),
  'assign to a target with a setter': elsewhere(
    `${obj}\nexport const door = { set x(v) { all.v = v } }`,
    'Object.assign(door, { x: 11 })',
    'all.v',
  ),
  'assign of a source with a getter': elsewhere(
    `${obj}\nexport const to = {}`,
    'Object.assign(to, { get x() { all.v = 11; return 1 } })',
    'all.v',
  ),
  'assign of a source with a getter elsewhere': elsewhere(
    `${obj}\nexport const door = { get x() { all.v = 11; return 1 } }`,
    'const to = {}\nObject.assign(to, door)',
    'all.v',
  ),
  'assign to an instance with a setter': elsewhere(
    `${obj}\nexport class Door { set x(v) { all.v = v } }`,
    'Object.assign(new Door(), { x: 11 })',
    'all.v',
  ),
  'assign to an instance by name with a setter': elsewhere(
    `${obj}\nexport class Door { set x(v) { all.v = v } }\nexport const door = new Door()`,
    'Object.assign(door, { x: 11 })',
    'all.v',
  ),
  'assign to a result with a setter': elsewhere(
    `${obj}\nclass Door { set x(v) { all.v = v } }\nexport const door = () => new Door()`,
    'Object.assign(door(), { x: 11 })',
    'all.v',
  ),
  'assign to a proxy': elsewhere(
    `${obj}\nexport const door = new Proxy({}, { set(t, k, v) { all.v = v; return true } })`,
    'Object.assign(door, { x: 11 })',
    'all.v',
  ),
  'assign of a value that is called later': elsewhere(
    `${obj}\nexport const hooks = {}\nexport const run = () => hooks.f?.()`,
    'Object.assign(hooks, { f: () => { all.v = 11 } })\nrun()',
    'all.v',
  ),
  'handlers that are put and run elsewhere': program({
    'src/home.ts': 'export const all = { v: 0 }\nexport const hooks = {}\n',
    'src/a.ts': "import { all, hooks } from './home.ts'\nhooks.f = () => { all.v = 11 }\n",
    'src/b.ts': "import { hooks } from './home.ts'\nimport './a.ts'\nfor (const f of Object.values(hooks)) f()\n",
    ...table("import '../src/b.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'handlers that are put by assign and run by a getter elsewhere': program({
    'src/home.ts':
      'export const all = { v: 0 }\nexport const hooks = {}\nexport const door = { get open() { return hooks.f?.() } }\n',
    'src/a.ts': "import { all, hooks } from './home.ts'\nObject.assign(hooks, { f: () => { all.v = 11 } })\n",
    'src/b.ts': "import { door } from './home.ts'\nimport './a.ts'\nexport const x = door.open\n",
    ...table("import '../src/b.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'a getter that runs what another kept': program({
    'src/home.ts':
      'export const all = { v: 0 }\nexport const hooks = {}\nexport const door = { get open() { return hooks.f?.() } }\n',
    'src/a.ts': "import { all, hooks } from './home.ts'\nhooks.f = () => { all.v = 11 }\n",
    'src/b.ts': "import { door } from './home.ts'\nimport './a.ts'\nexport const x = [door.open]\n",
    ...table("import '../src/b.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"),
  }),
  'a getter of what a helper of a helper made': elsewhere(
    `${obj}\nconst build = () => ({ get x() { all.v = 11; return 1 } })\nconst make = () => build()\nexport const door = make()`,
    'const x = [door.x]',
    'all.v',
  ),
  'a getter of what a helper of a helper put': elsewhere(
    `${obj}\nconst build = () => ({ get x() { all.v = 11; return 1 } })\nconst make = () => build()\nexport const box = {}\nbox.door = make()`,
    'const x = [box.door.x]',
    'all.v',
  ),
  'a getter of what an async helper made': elsewhere(
    `${obj}\nconst build = async () => ({ get x() { all.v = 11; return 1 } })\nconst make = () => build()\nexport const door = await make()`,
    'const x = [door.x]',
    'all.v',
  ),
  'a getter of an instance in a table': elsewhere(
    `${obj}\nclass D { get x() { all.v = 11; return 1 } }\nconst make = () => new D()\nexport const table = { d: make() }`,
    'const x = [table.d.x]',
    'all.v',
  ),
  'a getter set on a function': elsewhere(
    `${obj}\nexport function door() {}\nObject.defineProperty(door, 'x', { get() { all.v = 11; return 1 } })`,
    'const x = [door.x]',
    'all.v',
  ),
  'a toString set on a function': elsewhere(
    `${obj}\nexport function door() {}\ndoor.toString = () => { all.v = 11; return 'a' }`,
    'const x = `${door}`',
    'all.v',
  ),
  'an object set on a function': elsewhere(
    `${obj}\nexport function door() {}\nconst inner = { get x() { all.v = 11; return 1 } }\ndoor.inner = inner`,
    'const x = [door.inner.x]',
    'all.v',
  ),
  'an object set on a function by a function': elsewhere(
    `${obj}\nexport function door() {}\nconst inner = () => ({ get x() { all.v = 11; return 1 } })\nconst put = (f) => { f.inner = inner() }\nput(door)`,
    'const x = [door.inner.x]',
    'all.v',
  ),
  'an await of a thenable elsewhere': elsewhere(
    'export const all = { v: 0 }\nexport const t = { then(f) { all.v = 11; f(1) } }',
    'const x = await t',
    'all.v',
  ),
  'a comparison that converts': elsewhere(
    'export const all = { v: 0 }\nexport const t = { valueOf() { all.v = 11; return 1 } }',
    'if (t > 0) { }',
    'all.v',
  ),
  'an instanceof that asks': elsewhere(
    'export const all = { v: 0 }\nexport class T { static [Symbol.hasInstance]() { all.v = 11; return true } }',
    'const x = {} instanceof T',
    'all.v',
  ),
}
