import { expect, test } from 'vitest'
import { basis, type Files, fingerprints, identity } from './project.ts'

const packages: Files = Object.fromEntries(
  ['zod', 'arktype', 'ai'].flatMap((name) => [
    [`node_modules/${name}/package.json`, `{ "name": "${name}", "version": "1.0.0", "main": "index.js" }`],
    [`node_modules/${name}/index.js`, ''],
  ]),
)
const zod = "import { z } from 'zod'\n"
const row = `${zod}export const Row = z.object({ price: z.number().min(1).describe('in euros') })\n`

/** Whether an asset is another one after its schema is described in other words. */
async function changes(files: Files, edit = (text: string) => text.replaceAll('in euros', 'in dollars')) {
  const before: Files = { ...basis, ...packages, ...files }
  const after = Object.fromEntries(Object.entries(before).map(([path, text]) => [path, edit(text)]))
  const [old, now] = [await fingerprints(before, ['it']), await fingerprints(after, ['it'])]
  if (old.it === undefined || now.it === undefined) throw new Error('there is no such asset')
  return identity(old.it) !== identity(now.it)
}

const table = (body: string, more = ''): Files => ({
  'assets/index.ts': `import { asset } from '#project'\n${more}export const it = ${body}\n`,
})
const withRow = (body: string, more = ''): Files => ({
  'src/row.ts': row,
  ...table(body, `import { Row } from '../src/row.ts'\n${more}`),
})

test.each([
  ['in the options', table("asset({ schema: z.object({ a: z.string().describe('in euros') }) }, () => [])", zod)],
  ['in another file', withRow('asset({ schema: Row }, () => [])')],
  [
    'between two rules',
    table("asset({ schema: z.object({ a: z.string().describe('in euros').min(2) }) }, () => [])", zod),
  ],
  [
    'beside a rule of its own',
    table("asset({ schema: z.object({ a: z.number().refine((n) => n > 1).describe('in euros') }) }, () => [])", zod),
  ],
])('what a schema that only checks rows is described by counts for nothing: %s', async (_, files) => {
  expect(await changes(files)).toBe(false)
  expect(await changes(files, (text) => text.replace(/\.min\(\d\)|z\.number\(\)|z\.string\(\)/, 'z.any()'))).toBe(true)
})

test.each([
  ['the function reaches the schema', withRow('asset({ schema: Row }, () => [Row.parse({ price: 2 })])')],
  ['a helper of the function does', withRow('asset({ schema: Row }, () => prices())', 'const prices = () => [Row]\n')],
  [
    'a model is told it',
    withRow('asset({ schema: Row }, () => ask({ schema: Row }))', "import { generateObject as ask } from 'ai'\n"),
  ],
  ['a package makes the schema', withRow('asset({ schema: wrap(Row) }, () => [])', "import { wrap } from 'ai'\n")],
  [
    'its own message reads it',
    table(
      "asset({ schema: z.object({ a: z.string({ error: (issue) => issue.inst.description }).describe('in euros') }) }, () => [])",
      zod,
    ),
  ],
  [
    'a message for all reads it',
    {
      ...withRow('asset({ schema: Row }, () => [])', "import '../src/words.ts'\n"),
      'src/words.ts': `${zod}z.config({ customError: (issue) => issue.inst.description })\n`,
    },
  ],
  ['it is computed', withRow('asset({ schema: Row.describe(text) }, () => [])', "const text = 'in euros'\n")],
  [
    'another library takes it for a rule',
    table("asset({ schema: type('string').describe('in euros') }, () => [])", "import { type } from 'arktype'\n"),
  ],
])('it counts where somebody may read it: %s', async (_, files) => {
  expect(await changes(files)).toBe(true)
})
