// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

const read = "import { all } from '../src/home.ts'\nexport const it = asset(() => [all.v])"

/** What TypeScript has beside types, classes, modules by other names, and what is done with the newer forms of the language. */
export const typescript: Programs = {
  'an enum that is changed': program(
    {
      'src/home.ts': 'export enum Limit { low = 1, high = 2 }\n',
      'src/setup.ts': "import { Limit } from './home.ts'\n;(Limit as any).high = 11\n",
      ...table(
        "import '../src/setup.ts'\nimport { Limit } from '../src/home.ts'\nexport const it = asset(() => [Limit.high])",
      ),
    },
    { typed: true },
  ),
  'an enum whose member is another enum': program(
    {
      'src/home.ts': 'export enum Base { one = 11 }\nexport enum Limit { low = Base.one, high }\n',
      ...table("import { Limit } from '../src/home.ts'\nexport const it = asset(() => [Limit.high])"),
    },
    { typed: true },
  ),
  'an enum that is merged': program(
    {
      'src/home.ts': 'export enum Limit { low = 1 }\nexport enum Limit { high = 11 }\n',
      ...table("import { Limit } from '../src/home.ts'\nexport const it = asset(() => [Object.keys(Limit).join()])"),
    },
    { typed: true },
  ),
  'an enum read by its number': program(
    {
      'src/home.ts': 'export enum Limit { low = 11, high }\n',
      ...table(
        "import { Limit } from '../src/home.ts'\nexport const it = asset(({ a }) => [Limit[a.length + 76] ?? 'none', Limit[11 + a.length - 2]])",
      ),
    },
    { typed: true },
  ),
  'a namespace that keeps a list': program(
    {
      'src/home.ts':
        'export namespace Rules { export const list: number[] = []; export function add(v: number) { list.push(v) } }\n',
      'src/setup.ts': "import { Rules } from './home.ts'\nRules.add(11)\n",
      ...table(
        "import '../src/setup.ts'\nimport { Rules } from '../src/home.ts'\nexport const it = asset(() => [Rules.list.join()])",
      ),
    },
    { typed: true },
  ),
  'a namespace merged with a function': program(
    {
      'src/home.ts':
        'export function limit(): number { return limit.high }\nexport namespace limit { export let high = 11 }\n',
      ...table("import { limit } from '../src/home.ts'\nexport const it = asset(() => [limit()])"),
    },
    { typed: true },
  ),
  'a namespace merged with a class, elsewhere changed': program(
    {
      'src/home.ts':
        'export class Model { at() { return Model.high } }\nexport namespace Model { export let high = 1; export function set(v: number) { high = v } }\n',
      'src/setup.ts': "import { Model } from './home.ts'\nModel.set(11)\n",
      ...table(
        "import '../src/setup.ts'\nimport { Model } from '../src/home.ts'\nexport const it = asset(() => [new Model().at()])",
      ),
    },
    { typed: true },
  ),
  'an alias of a member of a namespace': program(
    {
      'src/home.ts':
        'export namespace Outer { export namespace Inner { export const all = { v: 0 } } }\nimport Inner = Outer.Inner\nexport const held = Inner.all\n',
      'src/setup.ts': "import { Outer } from './home.ts'\nOuter.Inner.all.v = 11\n",
      ...table(
        "import '../src/setup.ts'\nimport { held } from '../src/home.ts'\nexport const it = asset(() => [held.v])",
      ),
    },
    { typed: true },
  ),
  'a parameter that is a property': program(
    {
      'src/home.ts':
        'export class Box { constructor(public v: number) { all.push(this) } }\nexport const all: Box[] = []\n',
      'src/setup.ts': "import { Box } from './home.ts'\nnew Box(11)\n",
      ...table(
        "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.map((box) => box.v).join()])",
      ),
    },
    { typed: true },
  ),
  'what satisfies a type is changed': program(
    {
      'src/home.ts': 'export const all = { v: 0 } satisfies { v: number }\n',
      'src/setup.ts': "import { all } from './home.ts'\n;(all satisfies object as { v: number }).v! = 11\n",
      ...table(`import '../src/setup.ts'\n${read}`),
    },
    { typed: true },
  ),
  'an assertion that keeps what it is given': program(
    {
      'src/home.ts':
        'export const all = { v: 0 }\nconst seen: { v: number }[] = []\nexport function assertIt(x: { v: number }): asserts x { seen.push(x) }\nexport const run = () => { for (const one of seen) one.v += 11 }\n',
      'src/setup.ts': "import { all, assertIt, run } from './home.ts'\nassertIt(all)\nrun()\n",
      ...table(`import '../src/setup.ts'\n${read}`),
    },
    { typed: true },
  ),
  'overloads of a function': program(
    {
      'src/home.ts':
        'export function at(x: string): string\nexport function at(x: number): number\nexport function at(x: any): any { return typeof x === "number" ? x + 11 : x }\n',
      ...table("import { at } from '../src/home.ts'\nexport const it = asset(() => [at(1)])"),
    },
    { typed: true },
  ),
  'an abstract class that calls what is below it': program(
    {
      'src/home.ts':
        'export const all: number[] = []\nexport abstract class Step { abstract at(): number; constructor() { all.push(this.at()) } }\n',
      'src/setup.ts':
        "import { Step } from './home.ts'\nclass One extends Step { at() { return 11 } }\nexport const one = new One()\n",
      ...table(
        "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
      ),
    },
    { typed: true },
  ),
  'a mixin that registers': elsewhere(
    'export const all = []\nexport const Named = (Base) => class extends Base { static { all.push(this.key) } }',
    'class Root { static key = 11 }\nexport class Sub extends Named(Root) {}',
    'all.join()',
  ),
  'a mixin of mixins': elsewhere(
    'const seen = new Map()\nexport const Seen = (Base) => class extends Base { see(k) { seen.set(k, this.of()); return this } }\nexport const Plain = (Base) => class extends Base {}\nexport const all = () => [...seen.values()].join()',
    'class Root { of() { return 11 } }\nnew (Plain(Seen(Plain(Root))))().see(1)',
    'all()',
  ),
  'a private name that is asked for': elsewhere(
    'export class Box { #v; static is(x) { return #v in x } static put(x, v) { x.#v = v } get v() { return this.#v } }\nexport const all = new Box()',
    'if (Box.is(all)) Box.put(all, 11)',
    'all.v',
  ),
  'a private accessor': elsewhere(
    'const kept = { v: 0 }\nexport class Box { set #v(x) { kept.v = x } fill(x) { this.#v = x } }\nexport const all = () => kept.v',
    'new Box().fill(11)',
    'all()',
  ),
  'a private static method': elsewhere(
    'export class Box { static #put(v) { Box.kept = v } static kept = 0; static { this.put = (v) => Box.#put(v) } }',
    'Box.put(11)',
    'Box.kept',
  ),
  'a static block that hands out the private': elsewhere(
    'export let put\nexport class Box { #v = 0; static { put = (box, v) => { box.#v = v } } get v() { return this.#v } }\nexport const all = new Box()',
    'put(all, 11)',
    'all.v',
  ),
  'an accessor field that is static': program(
    {
      'src/home.ts':
        'const kept = { v: 0 }\nexport class Box { static get v() { return kept.v } static set v(x: number) { kept.v = x } }\n',
      'src/setup.ts': "import { Box } from './home.ts'\n;[Box.v] = [11]\n",
      ...table(
        "import '../src/setup.ts'\nimport { Box } from '../src/home.ts'\nexport const it = asset(() => [Box.v])",
      ),
    },
    { typed: true },
  ),
  'a getter that a spread calls': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }',
    'export const copy = { ...box }',
    'all.join()',
  ),
  'a getter that a rest pattern calls': elsewhere(
    'export const all = []\nexport const box = { a: 1, get v() { all.push(11); return 1 } }',
    'export const { a, ...others } = box',
    'all.join()',
  ),
  'a getter that JSON calls': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }',
    'export const text = JSON.stringify(box)',
    'all.join()',
  ),
  'a getter that structuredClone calls': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }',
    'export const copy = structuredClone(box)',
    'all.join()',
  ),
  'a getter that a sum calls through an array': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }\nexport const boxes = [box]',
    'export const total = Math.max(...boxes.map((one) => one.v))',
    'all.join()',
  ),
  'the raw text of a template': elsewhere('export const raw = (texts) => texts.raw[0]', 'void raw', 'raw`\\x3111`'),
  'the strings of a template as a key': elsewhere(
    'const known = new WeakMap()\nexport const keep = (texts, v) => { known.set(texts, v ?? known.get(texts)); return known.get(texts) }\nexport const one = (v) => keep`a${v}`',
    'one(11)',
    'one()',
  ),
  'a generator that is returned with finally': elsewhere(
    'export const all = []\nexport function* steps(v) { try { yield 1; yield 2 } finally { all.push(v) } }',
    'for (const one of steps(11)) break',
    'all.join()',
  ),
  'a generator whose return is a value': elsewhere(
    'export function* inner(v) { yield 1; return v }\nexport function* outer(v) { const got = yield* inner(v); yield got }\nexport const all = []',
    'all.push(...outer(11))',
    'all.join()',
  ),
  'a pattern that closes its iterator': elsewhere(
    'export const all = []\nexport const source = { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return: () => { all.push(11); return {} } }) }',
    'export const [first] = source',
    'all.join()',
  ),
  'a label that is left early': elsewhere(
    'export const all = []',
    'outer: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 2) break outer; all.push(11) } }',
    'all.join()',
  ),
  'an export by a string': program({
    'src/home.ts': 'const kept = { v: 0 }\nexport { kept as "the kept one" }\n',
    'src/setup.ts': "import { 'the kept one' as one } from './home.ts'\none.v = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport * as home from '../src/home.ts'\nexport const it = asset(() => [home['the kept one'].v])",
    ),
  }),
  'a star by a string': program({
    'src/home.ts': 'export const kept = { v: 0 }\n',
    'src/door.ts': "export * as 'the home' from './home.ts'\n",
    'src/setup.ts': "import { 'the home' as home } from './door.ts'\nhome.kept.v = 11\n",
    ...table(
      "import '../src/setup.ts'\nimport { kept } from '../src/home.ts'\nexport const it = asset(() => [kept.v])",
    ),
  }),
  'a JSON module that is changed through a function': program({
    'src/rows.json': '{ "rows": [{ "v": 0 }] }',
    'src/setup.ts':
      "import data from './rows.json' with { type: 'json' }\nconst each = (rows, fn) => rows.map(fn)\neach(data.rows, (row) => { row.v = 11 })\n",
    ...table(
      "import '../src/setup.ts'\nimport data from '../src/rows.json' with { type: 'json' }\nexport const it = asset(() => [data.rows[0].v])",
    ),
  }),
  'two modules in a circle that await': program({
    'src/home.ts':
      "import { late } from './other.ts'\nexport const all = []\nawait null\nexport const fill = () => all.push(late)\n",
    'src/other.ts': "import { all } from './home.ts'\nexport const late = 11\nexport const size = () => all.length\n",
    'src/setup.ts': "import { fill } from './home.ts'\nfill()\n",
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'an await that lets a sibling go first': program({
    'src/home.ts': 'export const all = []\n',
    'src/slow.ts': "import { all } from './home.ts'\nawait Promise.resolve()\nall.push('slow')\n",
    'src/quick.ts': "import { all } from './home.ts'\nall.push(11)\n",
    ...table(
      "import '../src/slow.ts'\nimport '../src/quick.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  }),
  'a tag that is a method of what it keeps': elsewhere(
    'class Log { lines = []; say(texts, ...given) { this.lines.push(texts.join() + given.join()); return this } }\nexport const log = new Log()',
    'log.say`a${11}b`',
    'log.lines.join()',
  ),
  'a constructor that gives another object': elsewhere(
    'export const all = { v: 0 }\nexport class Same { constructor() { return all } }',
    'new Same().v = 11',
    'all.v',
  ),
  'a superclass that gives another object': elsewhere(
    'export const all = { v: 0 }\nclass Same { constructor() { return all } }\nexport class Sub extends Same { v = 0; constructor(v) { super(); this.v = v } }',
    'new Sub(11)',
    'all.v',
  ),
  'a field that is defined on another object': elsewhere(
    'export const all = {}\nclass Same { constructor(x) { return x } }\nexport class Stamp extends Same { #v; constructor(x, v) { super(x); this.#v = v } static of(x) { return #v in x ? x.#v : 0 } }',
    'new Stamp(all, 11)',
    'Stamp.of(all)',
  ),
}
