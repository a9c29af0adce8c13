import { expect, test } from 'vitest'
import { assetOf } from '../discover/tree.ts'
import { basis, fingerprints, identity } from './project.ts'

const found = async (expression: string, ...imports: string[]) => {
  const { it } = await fingerprints({ ...basis, ...(assetOf(expression, ...imports) as Record<string, string>) }, [
    'it',
  ])
  return {
    environment: Object.keys(it?.environment ?? {}).sort(),
    notes: it?.notes.map(({ message }) => message.replace(/^.*? (?:it|top|e|KEY, rest) (.*), which .*$/, '$1')),
  }
}
const env = "import { env } from 'node:process'"

test.each<[expression: string, environment: readonly string[], ...imports: string[]]>([
  ['process.env.KEY', ['KEY']],
  ["process.env['KEY'] ?? globalThis.process.env.OTHER", ['KEY', 'OTHER']],
  ["{ const { KEY, OTHER = 'x' } = process.env; return KEY + OTHER }", ['KEY', 'OTHER']],
  ['{ const e = process.env; return e.KEY }', ['KEY']],
  ['e.KEY', ['KEY'], 'const e = process.env'],
  ['top', ['KEY'], 'const top = process.env.KEY'],
  ['KEY', ['KEY'], 'const { KEY } = process.env'],
  ['env.KEY', ['KEY'], env],
  ['{ const { KEY } = env; return KEY }', ['KEY'], env],
  ['process.env.KEY', ['KEY'], "import process from 'node:process'"],
  ['process.process.env.KEY', ['KEY']],
  ['process?.env?.KEY', ['KEY']],
  ['{ const { env } = process; return env.KEY }', ['KEY']],
  ['{ const { env: { KEY, OTHER: o } } = process; return KEY + o }', ['KEY', 'OTHER']],
  ['p.env.KEY', ['KEY'], 'const p = globalThis.process'],
  ["{ process.env.KEY = 'x'; return 1 }", []],
  ["{ process.env.KEY ??= 'x'; return 1 }", ['KEY']],
  ['new Date(0).getHours()', ['time zone']],
  ['{ const { getHours } = Date.prototype; return getHours.call(new Date(0)) }', ['time zone']],
  ["new Date('2026-01-01')", []],
  ["new Date('2026-01-01T10:00')", ['time zone']],
  ["new Date('2026-01-01T10:00+02:00')", []],
  ["new Date('1 May 2026')", ['time zone']],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is in the code under test
  ["((day) => new Date(`${day}T00:00`))('2026-01-01')", ['time zone']],
  ["((day) => new Date(day + 'T00:00Z'))('2026-01-01')", []],
  ['((at) => new Date(at))(0)', []],
  ["Date.parse('2026-01-01 10:00')", ['time zone']],
  ['String(new Date(0))', ['time zone']],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is in the code under test
  ['`${new Date(0)}`', ['time zone']],
  ["{ const at = new Date(0); return 'at ' + at }", ['time zone']],
  ['new Date(0).toISOString()', []],
  ['new Date(2026, 0, 1)', ['time zone']],
  ['{ const D = Date; return new D(2026, 0, 1) }', ['time zone']],
  ['new Date(0).getUTCHours()', []],
  ['new Date(0).toLocaleDateString()', ['default locale', 'time zone']],
  ["new Date(0).toLocaleDateString('es')", ['time zone']],
  ["new Date(0).toLocaleDateString('es', { timeZone: 'UTC' })", []],
  ["(1234.5).toLocaleString('es', { maximumFractionDigits: 1 })", []],
  ['new Intl.NumberFormat().format(1)', ['default locale']],
  ["new Intl.NumberFormat('de').format(1)", []],
  ["new Intl.DateTimeFormat(['de', 'en']).format(0)", ['time zone']],
  ["{ const { Collator } = Intl; return ['b', 'a'].sort(new Collator().compare) }", ['default locale']],
  ["'a'.localeCompare('b')", ['default locale']],
  ["'a'.localeCompare('b', 'en')", []],
  ["'a'.localeCompare('b', lang)", [], "const lang = 'es'"],
])('%s reads %j of what it runs in, and is no news', async (expression, environment, ...imports) => {
  expect(await found(expression, ...imports)).toEqual({ environment, notes: [] })
})

test.each([
  ['{ const { now } = Date; return now() }', 'reads the clock (Date.now)'],
  ['now()', 'reads the clock (Date.now)', 'const now = Date.now'],
  ['{ const D = Date; return new D() }', 'reads the clock (new Date())'],
  ['new D()', 'reads the clock (new Date())', 'const D = Date'],
  ['D.now()', 'reads the clock (Date.now)', 'const D = Date'],
  ['{ const { random: roll } = Math; return roll() }', 'draws a random number (Math.random)'],
  ['{ const e = process.env; return Object.keys(e) }', 'reads the environment (process.env)'],
  ['{ const { KEY, ...rest } = process.env; return rest }', 'reads the environment (process.env)'],
  ['{ const { env } = process; return env }', 'reads the environment (process.env)'],
  ['Object.keys(process.process.env)', 'reads the environment (process.env)'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is in the code under test
  ['process.env[`MODEL_${1}`]', 'reads the environment (process.env)'],
  ['[rest]', 'reads the environment (process.env)', 'const { KEY, ...rest } = process.env'],
  ['e', 'reads the environment (process.env)', 'export const e = process.env'],
  [
    'uuid()',
    'draws a random number (crypto.randomUUID)',
    "import crypto from 'node:crypto'\nconst { randomUUID: uuid } = crypto",
  ],
  ['(await import("node:fs")).readFileSync("x")', 'uses the file system (fs.readFileSync)'],
  ['{ const fs = await import("node:fs"); return fs.readFileSync("x") }', 'uses the file system (fs)'],
  ['process.getBuiltinModule("node:fs").readFileSync("x")', 'uses the file system (fs.readFileSync)'],
  [
    '{ const { readFileSync } = globalThis.process.getBuiltinModule("fs"); return readFileSync("x") }',
    'uses the file system (fs.readFileSync)',
  ],
  ['load("fs").readFileSync("x")', 'uses the file system (fs.readFileSync)', 'const load = process.getBuiltinModule'],
  ['process.getBuiltinModule("fs")', 'uses the file system (fs)', "import process from 'node:process'"],
  ['getBuiltinModule("fs")', 'uses the file system (fs)', "import { getBuiltinModule } from 'node:process'"],
  ['process.argv', 'reads the environment (process.argv)'],
])('%s: %s', async (expression, note, ...imports: string[]) => {
  const { notes } = await found(expression, ...imports)
  expect(
    new Set(notes?.map((one) => one.replace(/^assets\/index.ts \S+(?:, rest)? /, '').replace(/, which .*$/, ''))),
  ).toEqual(new Set([note]))
})

const ask = 'const env = (name) => process.env[name]'
const required = [
  ask,
  'function required(name) { const value = env(name); if (!value) throw new Error(name); return value }',
]
// biome-ignore lint/suspicious/noTemplateCurlyInString: the template is in the code under test
const prefixed = 'const setting = (name) => process.env[`APP_${name}_URL`]'

test.each<[expression: string, environment: readonly string[], ...lines: string[]]>([
  ["env('KEY')", ['KEY'], ask],
  ["[env('KEY'), env('OTHER')]", ['KEY', 'OTHER'], ask],
  ['MODEL', ['KEY'], ask, "const MODEL = env('KEY') ?? 'small'"],
  ['env(name)', ['KEY'], ask, "const name = 'KEY'"],
  ["required('KEY')", ['KEY'], ...required],
  ["[required('KEY'), env('OTHER')]", ['KEY', 'OTHER'], ...required],
  ["setting('DB')", ['APP_DB_URL'], prefixed],
  ["env('KEY')", ['KEY'], ask, 'const unreached = (key) => env(key)'],
])(
  '%s reads %j through a function that is given the name, and is no news',
  async (expression, environment, ...lines) => {
    expect(await found(expression, ...lines)).toEqual({ environment, notes: [] })
  },
)

test.each<[expression: string, ...lines: string[]]>([
  ["['KEY'].map(env)", ask],
  ["['KEY'].map((key) => env(key))", ask],
  ["[env('KEY'), env(Math.max(1, 2))]", ask],
  ["env.call(null, 'KEY')", ask],
  ['env`KEY`', ask],
  ["[{ env }].length + env('KEY')", ask],
  ["(({ length }) => ['KEY'].map((key) => required(key)))([])", ...required],
  ["env('KEY')", 'const env = (name) => { name = name.toUpperCase(); return process.env[name] }'],
  ["env('KEY')", 'const env = (name, other) => process.env[name] ?? process.env[other]'],
  ["env('KEY')", 'const env = (name) => process.env[name] ?? Object.keys(process.env)'],
])('%s may read any variable, and is told', async (expression, ...lines) => {
  const { notes } = await found(expression, ...lines)
  expect(notes?.join()).toContain('reads the environment (process.env)')
})

test('a name that stands for itself is nothing', async () => {
  expect((await found('a', 'const a = b.c', 'const b = a.d')).environment).toEqual([])
  expect((await found('{ const p = join(p, "x"); return p }', "import { join } from 'node:path'")).environment).toEqual(
    [],
  )
})

test.each([
  ["process.env.TZ = 'UTC'", "process.env.TZ = 'Asia/Tokyo'"],
  ["process.env['LANG'] = 'de'", "process.env['LANG'] = 'es'"],
  ["Object.assign(process.env, { TZ: 'UTC' })", "Object.assign(process.env, { TZ: 'Asia/Tokyo' })"],
  [
    "import process from 'node:process'\nprocess.env.TZ = 'UTC'",
    "import process from 'node:process'\nprocess.env.TZ = 'Asia/Tokyo'",
  ],
  ["import { env } from 'node:process'\nenv.TZ = 'UTC'", "import { env } from 'node:process'\nenv.TZ = 'Asia/Tokyo'"],
  ["const { env } = process\nenv.TZ = 'UTC'", "const { env } = process\nenv.TZ = 'Asia/Tokyo'"],
  [
    "const set = (all: { TZ?: string }) => { all.TZ = 'UTC' }\nset(process.env)",
    "const set = (all: { TZ?: string }) => { all.TZ = 'Asia/Tokyo' }\nset(process.env)",
  ],
])('where the project file sets it for the whole process, it counts for everybody: %s', async (before, after) => {
  const identityWith = async (line: string) => {
    const files = {
      ...basis,
      'assets.config.ts': `${line}\n${basis['assets.config.ts']}`,
      'assets/index.ts': "import { asset } from '#project'\nexport const it = asset(() => [1])\n",
    }
    const { it } = await fingerprints(files, ['it'])
    if (it === undefined) throw new Error('there is one asset')
    expect(it.everywhere).toHaveLength(1)
    return identity(it)
  }
  expect(await identityWith(before)).not.toBe(await identityWith(after))
})
