// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs } from './hostile.ts'

/** Code that runs because the platform asks for a member, or because it stands where nobody looks for a change. */
export const asked: Programs = {
  'a getter through Reflect.get': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }',
    "Reflect.get(box, 'v')",
    'all.join()',
  ),
  'a getter through entries': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }',
    'for (const [k, v] of Object.entries(box)) void v',
    'all.join()',
  ),
  'a getter through a class of the platform': elsewhere(
    'export const all = []\nexport const box = { get year() { all.push(11); return 1 } }',
    'const { year } = box',
    'all.join()',
  ),
  'an array-like whose length counts': elsewhere(
    'export const all = []\nexport const box = { get length() { all.push(11); return 0 } }',
    'export const list = Array.from(box)',
    'all.join()',
  ),
  'a sort that asks toString': elsewhere(
    'export const all = []\nexport const boxes = [{ toString() { all.push(11); return "a" } }, { toString() { return "b" } }]',
    'export const list = boxes.toSorted()',
    'all.join()',
  ),
  'a join that asks toString': elsewhere(
    'export const all = []\nexport const boxes = [{ toString() { all.push(11); return "a" } }]',
    'export const text = boxes.join()',
    'all.join()',
  ),
  'a key of a map that asks': elsewhere(
    'export const all = []\nexport const box = { [Symbol.toPrimitive]() { all.push(11); return "a" } }',
    'export const text = new Date(box)',
    'all.join()',
  ),
  'isConcatSpreadable that asks': elsewhere(
    'export const all = []\nexport const box = { get [Symbol.isConcatSpreadable]() { all.push(11); return false } }',
    'export const list = [].concat(box)',
    'all.join()',
  ),
  'toStringTag that asks': elsewhere(
    'export const all = []\nexport const box = { get [Symbol.toStringTag]() { all.push(11); return "a" } }',
    'export const text = String(box)',
    'all.join()',
  ),
  'a matcher by its symbol': elsewhere(
    'export const all = []\nexport const word = { [Symbol.replace](text) { all.push(11); return text } }',
    "export const text = 'a'.replace(word, 'b')",
    'all.join()',
  ),
  'a splitter by its symbol': elsewhere(
    'export const all = []\nexport class Word { [Symbol.split](text) { all.push(11); return [text] } }\nexport const word = new Word()',
    "export const text = 'a'.split(word)",
    'all.join()',
  ),
  'a promise that is told of a thenable': elsewhere(
    'export const all = []\nexport const late = { then(done) { all.push(11); done(1) } }',
    'export const got = await Promise.all([late])',
    'all.join()',
  ),
  'an unscopable with': elsewhere(
    'export const all = []\nexport const box = { get v() { all.push(11); return 1 } }',
    "export const has = 'v' in box && box?.v",
    'all.join()',
  ),
  'a computed key of a class': elsewhere(
    'export const all = []\nexport const box = { toString() { all.push(11); return "a" } }',
    'class Row { [box] = 1 }',
    'all.join()',
  ),
  'a static field that is computed': elsewhere(
    'export const all = []\nexport const box = { valueOf() { all.push(11); return 1 } }',
    'class Row { static width = box + 1 }',
    'all.join()',
  ),
  'what a field constructs': elsewhere(
    'export const all = []\nexport class Part { constructor(v) { all.push(v) } }',
    'class Row { part = new Part(11) }\nnew Row()',
    'all.join()',
  ),
  'what a constructor sets': elsewhere(
    'export const all = []\nexport class Part { constructor(v) { all.push(v) } }',
    'class Row { constructor() { this.part = new Part(11) } }\nnew Row()',
    'all.join()',
  ),
  'what a constructor gives to the one above': elsewhere(
    'export const all = []\nexport class Part { constructor(v) { all.push(v) } }',
    'class Base {}\nclass Row extends Base { constructor(part = new Part(11)) { super(part) } }\nnew Row()',
    'all.join()',
  ),
  'what is disposed of at the end of a module': elsewhere(
    'export const all = []',
    'using session = { [Symbol.dispose]() { all.push(11) } }',
    'all.join()',
  ),
  'what is disposed of at the end of a module, later': elsewhere(
    'export const all = []',
    'await using session = { async [Symbol.asyncDispose]() { all.push(11) } }',
    'all.join()',
  ),
  'a class that is asked for instances, and fills what it is given': elsewhere(
    'export const all = new Map()',
    "class Asked { static [Symbol.hasInstance](it) { it['set']('x', 11); return true } }\nconst is = all instanceof Asked",
    "all.get('x')",
  ),
  'a member of a module that is imported late': elsewhere(
    'export const limits = { hi: 0 }',
    "const home = 'home.ts'\n;(await import('./home.ts')).limits.hi = 11",
    'limits.hi',
  ),
  'a class that is asked for instances, and gives a template to what it is given': elsewhere(
    'export const seen = []\nexport function all(texts, v) { seen.push(v) }',
    'class Asked { static [Symbol.hasInstance](it) { it`a${11}`; return true } }\nconst is = all instanceof Asked',
    'seen.join()',
  ),
  'a class that is asked for instances, and constructs what it is given': elsewhere(
    'export class all { static items = []; constructor(v) { all.items.push(v) } }',
    'class Asked { static [Symbol.hasInstance](it) { new it(11); return true } }\nconst is = all instanceof Asked',
    'all.items.join()',
  ),
  'a class that is asked for instances, and calls what it is given': elsewhere(
    'export const all = []\nexport function put(v) { all.push(v) }',
    'class Asked { static [Symbol.hasInstance](it) { it(11); return true } }\nconst is = put instanceof Asked',
    'all.join()',
  ),
  'a cached getter': elsewhere(
    'let n = 0\nexport const box = { get v() { Object.defineProperty(this, "v", { value: n }); return n } }\nexport const set = (v) => { n = v }',
    'if (11 > 20) void box.v\nset(5)',
    'box.v',
  ),
  'an object with a null prototype': elsewhere('export const all = Object.create(null)', "all['v'] = 11", 'all.v'),
  'a descriptor of a getter that is shared': elsewhere(
    'export const all = { v: 0 }\nexport const box = {}',
    'Object.defineProperties(box, { get: { get() { return (all.v = 11) } } })\nbox.get',
    'all.v',
  ),
  'logical target of a call': elsewhere(
    'export const all = { v: 0 }\nexport const of = () => all',
    'of().v ||= 11',
    'all.v',
  ),
  'a nested pattern default': elsewhere(
    'export const all = { v: 0, w: {} }',
    'const { w: { x = (all.v = 11) } } = all',
    'all.v',
  ),
  'a parameter default that writes': elsewhere(
    'export const all = { v: 0 }',
    'const f = ({ x = (all.v = 11) } = {}) => x\nf()',
    'all.v',
  ),
  'a class field that writes': elsewhere(
    'export const all = { v: 0 }',
    'class Box { x = (all.v = 11) }\nnew Box()',
    'all.v',
  ),
  'a computed class key that writes': elsewhere(
    'export const all = { v: 0 }',
    "class Box { [(all.v = 11, 'x')]() {} }",
    'all.v',
  ),
  'a superclass expression that writes': elsewhere(
    'export const all = { v: 0 }',
    'class Box extends (all.v = 11, Object) {}',
    'all.v',
  ),
  'an export default expression that writes': elsewhere(
    'export const all = { v: 0 }',
    'export default (all.v = 11)',
    'all.v',
  ),
  'a template that writes': elsewhere('export const all = { v: 0 }', 'const t = `${(all.v = 11)}`', 'all.v'),
  'a yield that writes': elsewhere(
    'export const all = { v: 0 }',
    'function* g() { all.v = yield 1 }\nconst i = g(); i.next(); i.next(11)',
    'all.v',
  ),
  'a for await that writes': elsewhere(
    'export const all = { v: 0 }',
    'for await (all.v of [Promise.resolve(11)]) ;',
    'all.v',
  ),
  'a catch that writes': elsewhere('export const all = { v: 0 }', 'try { throw 11 } catch (e) { all.v = e }', 'all.v'),
  'a catch pattern that writes': elsewhere(
    'export const all = { v: 0 }',
    'try { throw {} } catch ({ x = (all.v = 11) }) { void x }',
    'all.v',
  ),
}
