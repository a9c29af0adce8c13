// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { type Programs, program, table } from './hostile.ts'

const f = 'const f = (x11) => x11\n'
const fns = 'const fns = [(x11) => x11]\n'
const one = (before: string, rows: string) => program(table(`${before}export const it = asset(() => ${rows})`))
const two = (library: string, names: string, rows: string) =>
  program({
    'src/l.ts': library,
    ...table(`import { ${names} } from '../src/l.ts'\nexport const it = asset(() => ${rows})`),
  })

/** Functions that become text where nobody asks for it: by a sum, a template, a list that is joined, a callback. */
export const texts: Programs = {
  'list + text': one(f, "[[f] + '']"),
  'list of inline + text': one('', "[[(x11) => x11] + '']"),
  'named list + text': one(fns, "[fns + '']"),
  'named list of names + text': one(`${f}const fns = [f]\n`, "[fns + '']"),
  'list in a template': one(f, '[`${[f]}`]'),
  'map(String)': one(fns, 'fns.map(String)'),
  'map(String) of names': one(`${f}const fns = [f]\n`, 'fns.map(String)'),
  'flatMap(String)': one(fns, 'fns.flatMap(String)'),
  'Array.from(…, String)': one(fns, '[Array.from(fns, String)]'),
  join: one(fns, "[fns.join('')]"),
  'join of a map': one("const fns = new Map([['a', (x11) => x11]])\n", "[[...fns.values()].join('')]"),
  'toString of a list': one(fns, '[fns.toString()]'),
  'values toString': one('const fns = { f: (x11) => x11 }\n', 'Object.values(fns).map((g) => g.toString())'),
  'values template': one('const fns = { f: (x11) => x11 }\n', 'Object.values(fns).map((g) => `${g}`)'),
  'entries destructured': one('const fns = { f: (x11) => x11 }\n', 'Object.entries(fns).map(([k, g]) => k + g)'),
  'for of': one(fns, "{ let all = ''; for (const g of fns) all += g; return [all] }"),
  'for in': one(
    'const fns = { f: (x11) => x11 }\n',
    '{ const all = []; for (const k in fns) all.push(`${fns[k]}`); return all }',
  ),
  reduce: one(fns, "[fns.reduce((all, g) => all + g, '')]"),
  'sum in place': one(f, "{ let all = ''; all += f; return [all] }"),
  'sum of a parameter': one(`${f}const text = (g) => 'a' + g\n`, '[text(f)]'),
  'second parameter': one(`${f}const text = (a, g) => a + String(g)\n`, '[text(1, f)]'),
  'destructured parameter': one(`${f}const text = ({ run }) => \`\${run}\`\n`, '[text({ run: f })]'),
  'parameter passed on': one(`${f}const inner = (g) => String(g)\nconst text = (g) => inner(g)\n`, '[text(f)]'),
  'rest parameter': one(`${f}const text = (...all) => all.join()\n`, '[text(f)]'),
  'default parameter': one(`${f}const text = (g = f) => String(g)\n`, '[text()]'),
  'method of an instance': one('class K { run(x11) { return x11 } }\n', '[String(new K().run)]'),
  'method of a made instance': one(
    'class K { run(x11) { return x11 } }\nconst make = () => new K()\n',
    '[`${make().run}`]',
  ),
  'method of a named instance': one('class K { run(x11) { return x11 } }\nconst k = new K()\n', '[`${k.run}`]'),
  'inherited method': one('class B { run(x11) { return x11 } }\nclass K extends B {}\n', '[String(new K().run)]'),
  'static method': one('class K { static run(x11) { return x11 } }\n', "[K.run + '']"),
  'field of an instance': one('class K { run = (x11) => x11 }\n', '[`${new K().run}`]'),
  'private field': one('class K { #run = (x11) => x11; text() { return `${this.#run}` } }\n', '[new K().text()]'),
  'member of this': one(
    `${f}class K { constructor(run) { this.run = run } text() { return String(this.run) } }\n`,
    '[new K(f).text()]',
  ),
  toJSON: one(f, '[JSON.stringify({ run: f, toJSON() { return String(this.run) } })]'),
  'toJSON of a class': one(
    `class Step { constructor(run) { this.run = run } toJSON() { return { run: this.run.toString() } } }\nconst steps = [new Step((x11) => x11)]\n`,
    '[JSON.stringify(steps)]',
  ),
  'replacer by typeof of another file': two(
    "export const show = (k, v) => (typeof v === 'object' ? v : `${v}`)\n",
    'show',
    '[JSON.stringify({ f: (x11) => x11 }, show)]',
  ),
  'a key': one(f, '[Object.keys({ [f]: 1 })]'),
  'a member by a function': one(f, '{ const seen = {}; seen[f] = 1; return Object.keys(seen) }'),
  'concat of a text': one(f, "['a'.concat(f)]"),
  'sorted by text': one('const fns = [(b, x11) => 1, (b, x55) => 2]\n', '[...fns].sort().map((g) => g())'),
  'sorted without a rule': one(
    'const byText = (a, b) => (`${a}` < `${b}` ? -1 : 1)\nconst fns = [(b, x11) => 1, (b, x55) => 2]\n',
    'fns.toSorted(byText).map((g) => g())',
  ),
  comparison: one('const f = (x11) => x11\n', "[f > '(x5']"),
  'text by call': one(f, '[((g) => `${g}`)(f)]'),
  'text by a bound function': one(f, '[Function.prototype.toString.apply(f)]'),
  'text by Reflect': one(f, '[Reflect.apply(Function.prototype.toString, f, [])]'),
  'text by a name of the method': one(f, "[f['toString']()]"),
  'text by a destructured method': one(`${f}const { toString } = Function.prototype\n`, '[toString.call(f)]'),
  'text by another name of String': one(`${f}const text = String\n`, '[text(f)]'),
  'result of a function': one('const make = () => (x11) => x11\n', '[`${make()}`]'),
  'chosen function': one('const f = (x11) => x11\nconst g = null\n', '[`${g ?? f}`, String(g ? g : f)]'),
  'registered elsewhere': program({
    'src/l.ts': 'export const kept = []\nexport const register = (g) => { kept.push(g) }\n',
    'src/setup.ts': "import { register } from './l.ts'\nregister((x11) => x11)\n",
    ...table(
      "import '../src/setup.ts'\nimport { kept } from '../src/l.ts'\nexport const it = asset(() => kept.map((g) => `${g}`))",
    ),
  }),
  'imported list': two('export const fns = [(x11) => x11]\n', 'fns', 'fns.map(String)'),
  'imported class': two('export class K { run(x11) { return x11 } }\n', 'K', '[String(new K().run)]'),
  'namespace values': program({
    'src/l.ts': 'export const f = (x11) => x11\n',
    ...table("import * as ns from '../src/l.ts'\nexport const it = asset(() => Object.values(ns).map(String))"),
  }),
  'member by a computed name': one("const fns = { f: (x11) => x11 }\nconst key = 'f'\n", '[`${fns[key]}`, key.length]'),
  'assigned member': one(`const o = {}\no.run = (x11) => x11\n`, '[String(o.run)]'),
  'getter that gives a function': one('const o = { get run() { return (x11) => x11 } }\n', '[`${o.run}`]'),
  'symbol member': one("const s = Symbol('s')\nconst o = { [s]: (x11) => x11 }\n", '[String(o[s])]'),
  'methods by their names': one(
    'class K { run(x11) { return x11 } }\n',
    '[Object.getOwnPropertyNames(K.prototype).map((k) => String(K.prototype[k])).join()]',
  ),
  'method by a computed name': one(
    "class K { run(x11) { return x11 } }\nconst key = ['r', 'u', 'n'].join('')\n",
    '[String(new K()[key])]',
  ),
  'method that is put into a list': one(
    'class K { run(x11) { return x11 } }\nconst kept = []\n',
    '{ kept.length = 0; kept.push(new K().run); return kept.map(String) }',
  ),
  'method that is given': one(
    'class K { run(x11) { return x11 } }\nconst text = (g) => `${g}`\n',
    '[text(new K().run)]',
  ),
  'destructured method': one('class K { run(x11) { return x11 } }\n', '{ const { run } = new K(); return [`${run}`] }'),
  'toString of another function': one(`${f}const g = () => 1\n`, '[g.toString.call(f)]'),
  'join of the prototype': one(fns, '[Array.prototype.join.call(fns)]'),
  'text by a format': program(
    table(`import { format } from 'node:util'\n${f}export const it = asset(() => [format('%s', f)])`),
  ),
  'spread into a call': one(`${fns}const text = (g) => \`\${g}\`\n`, '[text(...fns)]'),
  'list that is waited for': one(f, 'Promise.all([f]).then((all) => all.map(String))'),
}
