import { expect, test } from 'vitest'
import { basis, fingerprints, identity } from './project.ts'

const library = `export function transform(row: number) {
  return row + 1
}
export class Model {
  kind() { return this.constructor.name }
  size() { return 1 }
  static label() { return this.name }
}
export class Plain {
  size() { return 1 }
}
export const nameOf = (one: object) => one.constructor.name
export const settings = { name: 'a' }
export { transform as other }
`
const renamed = {
  library: library
    .replaceAll('transform', 'clean')
    .replaceAll('Model', 'Net')
    .replaceAll('Plain', 'Bare')
    .replace('as other', 'as transform, clean as other'),
  exports: '\nexport { Net as Model, Bare as Plain }\n',
}
const elsewhere = [library, renamed.library + renamed.exports] as const
const laidOut = [library, library.replace('row + 1', 'row  +  1')] as const

async function isStale(code: string, [before, after]: readonly [string, string]): Promise<boolean> {
  const project = (text: string) => ({
    ...basis,
    'src/library.ts': text,
    'assets/index.ts': `import { asset } from '#project'\nimport { transform, other, Model, Plain, nameOf, settings } from '../src/library.ts'\nimport * as all from '../src/library.ts'\n${code}\n`,
  })
  const [one, another] = await Promise.all([before, after].map((text) => fingerprints(project(text), ['it'])))
  return identity(one?.it as never) !== identity(another?.it as never)
}

const read = (expression: string) => `export const it = asset(() => [{ value: ${expression} }])`

test.each([
  ['transform.name'],
  ['transform?.name'],
  ["transform['name']"],
  ['all.transform.name'],
  ['other.name'],
  ['(() => { const { name } = transform; return name })()'],
  ['(() => { const f = transform; return f.name })()'],
  ['new Model().kind()'],
  ['nameOf(new Model())'],
  ['Model.name'],
  ['Model.label()'],
])('%s has the name', async (expression) => {
  expect(await isStale(read(expression), elsewhere)).toBe(true)
  expect(await isStale(read(expression), laidOut)).toBe(false)
})

test.each([
  ['String(transform)'],
  [`\`\${transform}\``],
  ['transform.toString()'],
  ["transform + ''"],
  ['all.transform.toString()'],
  ['Function.prototype.toString.call(transform)'],
  ['(() => { const f = transform; return String(f) })()'],
])('%s has the text', async (expression) => {
  expect(await isStale(read(expression), laidOut)).toBe(true)
  expect(await isStale(read(expression), elsewhere)).toBe(true)
})

test.each([
  ['transform(1)'],
  ['new Plain().size()'],
  ['settings.name'],
  ['String(transform(1))'],
  [`\`\${transform(1)}\``],
])('%s has neither', async (expression) => {
  expect(await isStale(read(expression), laidOut)).toBe(false)
})
test.each([['transform(1)'], ['new Plain().size()'], ['settings.name'], ['String(transform(1))']])(
  '%s may be renamed',
  async (expression) => {
    expect(await isStale(read(expression), elsewhere)).toBe(false)
  },
)

test.each([
  ['const step = () => 1; return step.name', 'step', 'other', true],
  ['const step = () => 1; return step()', 'step', 'other', false],
  ['const step = () => 1; return String(step)', '=> 1', '=>  1', true],
  ['const step = () => 1; return step()', '=> 1', '=>  1', false],
  ['class Step {}; return new Step().constructor.name', 'Step', 'Other', true],
])('in one function: %s, where %s is %s', async (body, from, to, stale) => {
  const code = (text: string) => `${library}export const run = () => { ${text} }`
  const it = `import { run } from '../src/library.ts'\n${read('run()')}`
  expect(await isStale(it, [code(body), code(body.replaceAll(from, to))])).toBe(stale)
})

const moved = async (code: string) => {
  const project = (folder: string) => ({
    ...basis,
    [`${folder}/place.ts`]: code,
    [`${folder}/q.sql`]: 'select 1',
    'assets/index.ts': `import { asset } from '#project'\nimport { place } from '../${folder}/place.ts'\n${read('place()')}`,
  })
  const [one, another] = await Promise.all(['src', 'lib'].map((folder) => fingerprints(project(folder), ['it'])))
  return identity(one?.it as never) !== identity(another?.it as never)
}
test.each([
  ['export const place = () => import.meta.filename', true],
  ['export const place = () => import.meta.url', true],
  ['const here = import.meta.dirname\nexport const place = () => here', true],
  ['export const place = () => { const { url } = import.meta; return url }', true],
  ['export const place = () => import.meta', true],
  [
    "import { readFileSync } from 'node:fs'\nexport const place = () => readFileSync(new URL('./q.sql', import.meta.url))",
    false,
  ],
  [
    "import { readFileSync } from 'node:fs'\nimport { join } from 'node:path'\nexport const place = () => readFileSync(join(import.meta.dirname, 'q.sql'))",
    false,
  ],
  [
    "import { createRequire } from 'node:module'\nconst load = createRequire(import.meta.url)\nexport const place = () => load('node:path').sep",
    false,
  ],
])('a file that moves: %s is another: %s', async (code, stale) => {
  expect(await moved(code)).toBe(stale)
})

const shared = `const kept: unknown[] = []
export const byName = new Map()
export const register = (fn: { name: string }) => { byName.set(fn.name, fn); return fn.name }
export const labelled = ({ name }: { name: string }) => name
export const keep = (...given: unknown[]) => { kept.push(...given) }
export const names = () => kept.map((one) => (one as { name: string }).name).join()
export const callOnly = (fn: () => number) => fn()
export class Steps { map(fn: { name: string }) { return fn.name } }
export const inTable = { all: [] as { name: string }[], first() { return this.all[0]?.name } }
`
test.each([
  ['register(transform)', true],
  ['labelled(transform)', true],
  ['((f) => register(f))(transform)', true],
  ['register({ f: transform }.f)', true],
  ['register(all.transform)', true],
  ['register(Object.values(all)[0])', true],
  ['[transform].map((f) => f.name).join()', true],
  ['{ keep(transform); return names() }', true],
  ['{ for (const f of [transform]) return f.name }', true],
  ['new Steps().map(transform)', true],
  ['{ inTable.all.push(transform); return inTable.first() }', true],
  ['Object.values({ step: transform })[0].name', true],
  ['register(Model)', true],
  ['(await Promise.resolve(transform)).name', true],
  // It is called, and asked for nothing.
  ['register({ name: String(transform(1)) })', false],
  ["[1].map(transform).concat(register({ name: 'a' }) ? 1 : 2).join()", false],
  ['callOnly(() => transform(1))', false],
  ['callOnly(transform as never)', false],
  ["labelled({ name: 'a' }) + new Plain().size()", false],
])('a name that somebody else asks for: %s: %s', async (expression, stale) => {
  const code = (text: string) => ({ library: text })
  const project = (text: string) => ({
    ...basis,
    'src/library.ts': code(text).library,
    'src/shared.ts': shared,
    'assets/index.ts': `import { asset } from '#project'\nimport { transform, Model, Plain } from '../src/library.ts'\nimport * as all from '../src/library.ts'\nimport { register, labelled, keep, names, callOnly, Steps, inTable } from '../src/shared.ts'\n${expression.startsWith('{') ? `export const it = asset(async () => ${expression})` : read(expression).replace('asset(()', 'asset(async ()')}\n`,
  })
  const [one, another] = await Promise.all(elsewhere.map((text) => fingerprints(project(text), ['it'])))
  expect(identity(one?.it as never) !== identity(another?.it as never)).toBe(stale)
  const [plain, spaced] = await Promise.all(laidOut.map((text) => fingerprints(project(text), ['it'])))
  expect(identity(plain?.it as never)).toBe(identity(spaced?.it as never))
})

test('a function that is registered while the project is loaded has its name where the registry is read', async () => {
  const project = (name: string) => ({
    ...basis,
    'src/shared.ts': shared,
    'src/steps.ts': `import { register } from './shared.ts'\nconst ${name} = (n: number) => n + 1\nregister(${name})\n`,
    'assets/index.ts': `import { asset } from '#project'\nimport { byName } from '../src/shared.ts'\nimport '../src/steps.ts'\nexport const it = asset(() => [...byName.keys()])\nexport const apart = asset(() => [1])\n`,
  })
  const [one, another] = await Promise.all(['add', 'plus'].map((name) => fingerprints(project(name), ['it', 'apart'])))
  expect(identity(one?.it as never)).not.toBe(identity(another?.it as never))
  expect(identity(one?.apart as never)).toBe(identity(another?.apart as never))
})
