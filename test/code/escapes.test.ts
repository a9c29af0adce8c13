import { expect, test } from 'vitest'
import type { CodeFingerprint } from '../../src/discover/code/slice/fingerprint.ts'
import { basis, type Files, fingerprints, identity } from './project.ts'

async function fingerprint(files: Files): Promise<CodeFingerprint> {
  const { it } = await fingerprints({ ...basis, ...files }, ['it'])
  if (it === undefined) throw new Error('no fingerprint')
  return it
}
const asset = (body: string, more: Files = {}): Files => ({
  'assets/index.ts': `import { asset } from '#project'\n${body}\n`,
  ...more,
})

test("`fingerprint: 'strict'` counts every file that is loaded", async () => {
  const files = (options: string, effect: string) =>
    asset(`import { used } from '../src/used.ts'\nexport const it = asset(${options}() => used)`, {
      'src/used.ts': "import { other } from './other.ts'\nexport const used = 1\nexport const unused = () => other\n",
      'src/other.ts': `globalThis.mode = ${effect}\nexport const other = 1\nexport const late = start(${effect})\n`,
    })
  const loose = await fingerprint(files('', '1'))
  expect(identity(await fingerprint(files('', '2')))).toBe(identity(loose))
  const strict = await fingerprint(files("{ fingerprint: 'strict' }, ", '1'))
  expect(identity(await fingerprint(files("{ fingerprint: 'strict' }, ", '2')))).not.toBe(identity(strict))
  expect(Object.keys(strict.parts)).toEqual([
    'assets/index.ts it',
    'src/used.ts used',
    'assets.config.ts',
    'src/other.ts',
    'src/used.ts',
    'assets/index.ts',
  ])
})

test('`// @assets-ignore` above a helper leaves its code out', async () => {
  const files = (marker: string, message: string) =>
    asset(`import { log } from '../src/log.ts'\nexport const it = asset(({ a }) => { log(a); return a })`, {
      'src/log.ts': `${marker}\n/** Tells. */\nexport function log(value: unknown) { console.log('${message}', String(value)) }\n`,
    })
  const ignored = identity(await fingerprint(files('// @assets-ignore: it only logs', 'one')))
  expect(identity(await fingerprint(files('// @assets-ignore: it only logs', 'two')))).toBe(ignored)
  const counted = identity(await fingerprint(files('// it only logs', 'one')))
  expect(identity(await fingerprint(files('// it only logs', 'two')))).not.toBe(counted)
})

test('`// @assets-ignore` works on an arrow, and on nothing that is not a function', async () => {
  const files = (declared: string) => asset(`// @assets-ignore\n${declared}\nexport const it = asset(() => helper)`)
  expect(identity(await fingerprint(files('const helper = () => 1')))).toBe(
    identity(await fingerprint(files('const helper = () => 2'))),
  )
  expect(identity(await fingerprint(files('const helper = [1]')))).not.toBe(
    identity(await fingerprint(files('const helper = [2]'))),
  )
})

test.each([
  ['an import whose path is computed', 'export const it = asset(({ a }, { name }) => import(name))'],
  ['eval', "export const it = asset(() => eval('1'))"],
  ['new Function', "export const it = asset(() => new Function('return 1'))"],
  [
    'require with a computed path',
    "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\nexport const it = asset((_, { name }) => require(name))",
  ],
])('%s: whole files count, and the note says so', async (what, body) => {
  const files = (text: string) => asset(`import { helper } from '../src/helper.ts'\n${body}`, { 'src/helper.ts': text })
  const before = await fingerprint(files('export const helper = 1\n'))
  const line = (before.notes[0]?.at ?? '').split(':')[1]
  expect(before.notes).toContainEqual({
    kind: 'whole-files',
    label: 'assets/index.ts it',
    message: `assets/index.ts it uses ${what}, so that every file it imports counts as a whole`,
    at: `assets/index.ts:${line}`,
  })
  expect(before.parts).toHaveProperty(['src/helper.ts'])
  expect(identity(await fingerprint(files('// a comment\nexport const helper = 1\n')))).toBe(identity(before))
  expect(identity(await fingerprint(files('export const helper = 2\n')))).not.toBe(identity(before))
})

test.each([
  ['Date.now()', 'clock', 'reads the clock (Date.now)'],
  ['[new Date(), Date.now(), Date.now()]', 'clock', 'reads the clock (new Date(), Date.now)'],
  ['Math.random()', 'random', 'draws a random number (Math.random)'],
  ['process.env[x]', 'environment', 'reads the environment (process.env)'],
  ['Object.keys(globalThis.process.env)', 'environment', 'reads the environment (process.env)'],
  ['process.hrtime.bigint()', 'clock', 'reads the clock (process.hrtime)'],
  ['process.uptime()', 'clock', 'reads the clock (process.uptime)'],
  ['fetch("x")', 'network', 'uses the network (fetch)'],
  ['readFileSync("x")', 'files', 'uses the file system (readFileSync)'],
  ['shell.execSync("x")', 'process', 'starts a process (shell.execSync)'],
])('%s is noted with its place', async (expression, impurity, does) => {
  const { notes } = await fingerprint(helper(expression))
  expect(notes).toEqual([
    {
      kind: 'impurity',
      impurity,
      label: 'src/helper.ts helper',
      message: `src/helper.ts helper ${does}, which no fingerprint of code can see`,
      at: 'src/helper.ts:4',
    },
  ])
})

test('files that are written are another matter than those that are read', async () => {
  const { notes } = await fingerprint(helper('[writeFileSync("x", ""), readFileSync("y")]'))
  expect(notes.map(({ message }) => message)).toEqual([
    'src/helper.ts helper writes files (writeFileSync), which is not done again where its data is reused',
    'src/helper.ts helper uses the file system (readFileSync), which no fingerprint of code can see',
  ])
  expect(notes[0]).toMatchObject({ impurity: 'files', writes: true })
})

test.each([
  'new Date(0)',
  'Date.UTC(2020, 1)',
  'x instanceof Date',
  '((Date) => Date.now())(x)',
  "readFileSync(new URL('../package.json', import.meta.url))",
  'Math.max(1, 2)',
  'readFileSync(manifest)',
])('%s is pure', async (expression) => {
  const { notes } = await fingerprint(
    asset(
      `import { readFileSync } from 'node:fs'\nconst manifest = new URL('../package.json', import.meta.url)\nexport const it = asset((_, { x }) => ${expression})`,
    ),
  )
  expect(notes).toEqual([])
})

test('a file that cannot be parsed is an error with its place', async () => {
  const files = asset("import { broken } from '../src/broken.ts'\nexport const it = asset(() => broken)", {
    'src/broken.ts': 'export const broken = 1\nexport const = 2\n',
  })
  await expect(fingerprint(files)).rejects.toMatchObject({
    code: 'PROJECT_SYNTAX',
    message: 'src/broken.ts cannot be parsed: Unexpected token',
    at: 'src/broken.ts:2:14',
    fix: 'correct the syntax there; `npx tsc --noEmit` lists every error of the file',
  })
})

function helper(expression: string) {
  return asset("import { helper } from '../src/helper.ts'\nexport const it = asset(() => helper())", {
    'src/helper.ts': `import { readFileSync, writeFileSync } from 'node:fs'\nimport * as shell from 'node:child_process'\nexport function helper() {\n  return ${expression}\n}\n`,
  })
}
