import { expect, test } from 'vitest'
import { compare } from './compare.ts'
import { edited, type Programs, program, table } from './hostile.ts'
import { accessors } from './hostile-accessors.ts'
import { aliases } from './hostile-aliases.ts'
import { asked } from './hostile-asked.ts'
import { assigned } from './hostile-assigned.ts'
import { closures } from './hostile-closures.ts'
import { containers } from './hostile-containers.ts'
import { everybodys } from './hostile-everybodys.ts'
import { forms } from './hostile-forms.ts'
import { further } from './hostile-further.ts'
import { iterators } from './hostile-iterators.ts'
import { legacy } from './hostile-legacy.ts'
import { lent } from './hostile-lent.ts'
import { loaders } from './hostile-loaders.ts'
import { making } from './hostile-making.ts'
import { marks } from './hostile-marks.ts'
import { matchers } from './hostile-matchers.ts'
import { modules } from './hostile-modules.ts'
import { moments } from './hostile-moments.ts'
import { names } from './hostile-names.ts'
import { platform } from './hostile-platform.ts'
import { projects } from './hostile-project.ts'
import { registries } from './hostile-registries.ts'
import { schemas } from './hostile-schemas.ts'
import { services } from './hostile-services.ts'
import { setters } from './hostile-setters.ts'
import { shadows } from './hostile-shadows.ts'
import { surroundings } from './hostile-surroundings.ts'
import { symbols } from './hostile-symbols.ts'
import { texts } from './hostile-texts.ts'
import { typescript } from './hostile-typescript.ts'
import { type Program, startRecomputation } from './recompute.ts'

const tables: readonly (readonly [string, Programs])[] = [
  ['aliases and containers', aliases],
  ['variables that are set later', assigned],
  ['closures, classes and hidden calls', closures],
  ['modules, JSON and the project file', modules],
  ['functions of the project file', projects],
  ['the platform and packages', platform],
  ['names and text', names],
  ['functions as text', texts],
  ['a library of schemas', schemas],
  ['forms of code', forms],
  ['files, Node and the project file', surroundings],
  ['hidden calls, registries and paths that are data', further],
  ['accessors, conversions and constructors', accessors],
  ['setters and constructors', setters],
  ['iterators that are used up', iterators],
  ['names of the platform that are not the platform', shadows],
  ['registries and stores', registries],
  ['containers that are changed from elsewhere', containers],
  ['TypeScript and the newer forms of the language', typescript],
  ['what the platform keeps for everybody', services],
  ['functions of the platform that change what they are given', lent],
  ['what the process keeps behind names', marks],
  ['members that the platform asks for', asked],
  ['older doors of the language', legacy],
  ['symbols and newer syntax', symbols],
  ['modules that wait, and data that is shared', moments],
  ['regular expressions that remember', matchers],
  ['what runs while something is made', making],
]

test.each(tables)('%s: every edit is called what it is', { timeout: 240_000 }, async (_, programs) => {
  expect(await wrongIn(programs)).toEqual({ missed: [], needless: [], idle: [] })
})

test('what may concern everybody is called fresh for nobody', { timeout: 240_000 }, async () => {
  expect(await wrongIn({ ...everybodys, ...loaders })).toMatchObject({ missed: [], idle: [] })
})

/** A record hears of the functions whose texts were asked for. What may be one, and is none, is no reason to make anything again. */
test.each([
  [
    'a closure that a factory gives back',
    "const open = (prefix) => ({ embed: (text /* x11 */) => prefix + text })\nconst it0 = open('a')\n",
    "['b'].map((text) => it0.embed(text))",
  ],
  [
    'functions in a table, beside keys that are put together',
    'const steps = [(x /* x11 */) => x + 1, (x) => x * 2]\nconst key = (a, b) => [a, b].join() + a\n',
    '[steps.reduce((n, step) => step(n), 1), key(1, 2)]',
  ],
  [
    'a callback of somebody who adds',
    'const total = (all, of) => { let sum = 0; for (const one of all) sum += of(one); return sum }\n',
    '[total([1, 2], (x /* x11 */) => x)]',
  ],
])('a comment in %s runs nothing', async (_, before, rows) => {
  await using recomputation = startRecomputation()
  const first = program(table(`${before}export const it = asset(() => ${rows})`))
  expect(await compare(recomputation, { before: first, after: edited(first) })).toMatchObject({
    ...{ missed: [], needless: [], changed: [] },
    same: ['it', 'apart'],
  })
})

/** In one module, where only the order of its lines is another: what is set below has no value yet. */
test.each<readonly [what: string, above: readonly string[], lines: readonly string[]]>([
  ['limits.hi', ['const limits = { hi: 1 }'], ['export const it0 = limits.hi', 'limits.hi = 2']],
  [
    'the first of a class that counts',
    ['class Ids { #n = 0; get(key) { return key + this.#n++ } }', 'const ids = new Ids()'],
    ["export const it0 = ids.get('a')", "export const other = ids.get('b')"],
  ],
  ['a var', [], ['export const it0 = limit ?? 0', 'var limit = 1']],
  ['a var in a block', [], ['export const it0 = limit ?? 0', 'if (true) { var limit = 1 }']],
  [
    'a var that a function asks for',
    ['function ask() { return limit ?? 0 }'],
    ['export const it0 = ask()', 'var limit = 1'],
  ],
  [
    'a var behind an accessor',
    ['const box = { get limit() { return limit ?? 0 } }'],
    ['export const it0 = box.limit', 'var limit = 1'],
  ],
  [
    'a constant that is asked for in a try',
    ['function ask() { try { return limit() } catch { return 0 } }', 'const tools = { ask }'],
    ['export const it0 = tools.ask()', 'const limit = () => 1'],
  ],
])('%s is another before and after what changes it', async (_, above, lines) => {
  await using recomputation = startRecomputation()
  const [before, after] = [lines, lines.toReversed()].map((order) =>
    program({
      'src/home.ts': [...above, ...order].join('\n'),
      ...table("import { it0 } from '../src/home.ts'\nexport const it = asset(() => [it0])"),
    }),
  ) as [Program, Program]
  expect(await compare(recomputation, { before, after })).toMatchObject({
    ...{ missed: [], needless: [], changed: ['it'] },
    same: ['apart'],
  })
})

async function wrongIn(programs: Programs) {
  await using recomputation = startRecomputation()
  const wrong = { missed: [] as string[], needless: [] as string[], idle: [] as string[] }
  for (const [name, before] of Object.entries(programs)) {
    const found = await compare(recomputation, { before, after: edited(before) })
    if (found === undefined) throw new Error(`${name}: it does not run`)
    if (found.changed.length === 0) wrong.idle.push(name)
    wrong.missed.push(...found.missed.map((asset) => `${name}: ${asset}`))
    wrong.needless.push(...found.needless.map((asset) => `${name}: ${asset}`))
  }
  return wrong
}
