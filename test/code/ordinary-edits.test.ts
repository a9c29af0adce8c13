import { expect, test } from 'vitest'
import { changedOf } from './two-assets.ts'

const packages = [
  '@ai-sdk/openai',
  '@huggingface/transformers',
  'ai',
  'better-sqlite3',
  'date-fns',
  'drizzle-orm',
  'effect',
  'ky',
  'lodash-es',
  'luxon',
  'marked',
  'nanoid',
  'openai',
  'p-limit',
  'papaparse',
  'pino',
  'rxjs',
  'slugify',
  'tiktoken',
  'yaml',
]

/** Of modules as people write them; both are alike. */
const assets = {
  packages,
  index: `import { asset } from '#project'
import { it as one_ } from '../src/one.ts'
import { it as two_ } from '../src/two.ts'
export const one = asset(() => [one_(1)])
export const two = asset(() => [two_(1)])
`,
}

const edited = (before: string): string => {
  expect(before).toContain('10')
  return before.replace('10', '11')
}
const uses = (imports: string, top: string, body: string) => `${imports}\n${top}\nexport const it = (n) => ${body}\n`

test.each([
  ['lodash in a function', uses("import { chunk } from 'lodash-es'", '', 'chunk([n], 10)')],
  [
    'a client and a prompt',
    uses(
      "import OpenAI from 'openai'",
      'const client = new OpenAI()\nconst prompt = `say 10`',
      'client.chat(prompt, n)',
    ),
  ],
  ['a logger', uses("import pino from 'pino'", 'const log = pino({ level: 10 })', '(log.info(n), n)')],
  ['a markdown reader', uses("import { marked } from 'marked'", 'const options = { gfm: 10 }', 'marked(n, options)')],
  ['a cache', uses('', 'const cache = new Map()\nconst size = 10', '(cache.set(n, size), cache.get(n))')],
  ['a list', uses('', 'const list = []\nlist.push(10)', 'list[n]')],
  ['a set of words', uses('', "const words = new Set(['a', '10'])", 'words.has(n)')],
  [
    'numbers in words',
    uses('', "const words = new Intl.NumberFormat('en', { minimumFractionDigits: 10 })", 'words.format(n)'),
  ],
  ['a pattern', uses('', 'const pattern = /a{10}/g', 'n.match(pattern)')],
  ['a path', uses("import { join } from 'node:path'", "const file = join('data', '10')", 'file + n')],
  ['a file', uses("import { readFileSync } from 'node:fs'", 'const size = 10', 'readFileSync(n).length + size')],
  ['a promise', uses('', 'const ready = Promise.resolve(10)', 'ready.then((r) => r + n)')],
  [
    'a class',
    uses(
      '',
      'class Counter { n = 10; add(k) { this.n += k; return this.n } }\nconst counter = new Counter()',
      'counter.add(n)',
    ),
  ],
  ['an enum', uses('', "enum Kind { A = 'a10' }", 'Kind.A + n')],
  ['sorted names', uses('', "const names = ['b', 'a', '10'].sort()", 'names[n]')],
  ['a frozen object', uses('', 'const limits = Object.freeze({ n: 10 })', 'limits.n + n')],
  ['a clone', uses('', 'const base = { a: { n: 10 } }\nconst copy = structuredClone(base)', 'copy.a.n + n')],
  ['words that are joined', uses('', "const name = 'x'\nconst prompt = ['10', name].join(' ')", 'prompt + n')],
  ['an environment', uses('', "const url = process.env.URL ?? 'http://10'", 'url + n')],
  [
    'a closure',
    uses(
      '',
      'const make = (size) => { const kept = []; return (x) => { kept.push(x); return kept.length + size } }\nconst count = make(10)',
      'count(n)',
    ),
  ],
])('an edit is one of the asset that has it: %s', async (_, before) => {
  expect(await changedOf(assets, before, edited(before))).toEqual(['one'])
})

/** What a call of a package at load gives is used, and still it may have kept something that the next one finds. */
test.each([
  [
    'lodash at load',
    uses("import { chunk } from 'lodash-es'", 'const parts = chunk([1, 2, 3], 10)', 'parts.length + n'),
  ],
  [
    'a client of a model',
    uses("import OpenAI from 'openai'", 'const client = new OpenAI({ timeout: 10 })', 'client.chat(n)'),
  ],
  ['a limit', uses("import pLimit from 'p-limit'", 'const limit = pLimit(10)', 'limit(() => n)')],
  ['dates', uses("import { format } from 'date-fns'", "const day = format(new Date(0), 'yyyy-10')", 'day + n')],
  [
    'a database',
    uses(
      "import Database from 'better-sqlite3'",
      "const db = new Database('10.db')\nconst all = db.prepare('select 1')",
      'all.get(n)',
    ),
  ],
  [
    'the sdk',
    uses(
      "import { generateText } from 'ai'\nimport { openai } from '@ai-sdk/openai'",
      "const model = openai('gpt-10')",
      'generateText({ model, prompt: n })',
    ),
  ],
  ['a slug', uses("import slugify from 'slugify'", "const name = slugify('a 10')", 'name + n')],
  [
    'a tokenizer',
    uses("import { getEncoding } from 'tiktoken'", "const encoding = getEncoding('cl10')", 'encoding.encode(n)'),
  ],
  [
    'a table of drizzle',
    uses(
      "import { sqliteTable, integer } from 'drizzle-orm'",
      "const users = sqliteTable('u10', { id: integer('id') })",
      'users.id + n',
    ),
  ],
  ['a request', uses("import ky from 'ky'", "const api = ky.create({ prefixUrl: 'https://a/10' })", 'api.get(n)')],
  ['an identifier', uses("import { customAlphabet } from 'nanoid'", "const id = customAlphabet('abc', 10)", 'id(n)')],
  ['yaml', uses("import { parse } from 'yaml'", "const settings = parse('a: 10')", 'settings.a + n')],
  [
    'a pipeline of transformers',
    uses("import { pipeline } from '@huggingface/transformers'", "const embed = pipeline('embed', 'm10')", 'embed(n)'),
  ],
  [
    'effect',
    uses("import { Effect } from 'effect'", 'const program = Effect.succeed(10)', 'Effect.runSync(program) + n'),
  ],
  ['rows of csv', uses("import Papa from 'papaparse'", "const { data } = Papa.parse('a,10')", 'data[n]')],
  [
    'an observer',
    uses("import { of, map } from 'rxjs'", 'const stream = of(1).pipe(map((x) => x * 10))', 'stream.subscribe(n)'),
  ],
  ['a moment', uses("import { DateTime } from 'luxon'", "const day = DateTime.fromISO('2026-01-10')", 'day.plus(n)')],
])('an edit of what a package is called with at load is one of all that call it: %s', async (_, before) => {
  expect(await changedOf(assets, before, edited(before))).toEqual(['one', 'two'])
})
