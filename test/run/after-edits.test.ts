import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recall } from '../../src/app/memory/remembered.ts'
import { loadedBy } from '../rig/loaded.ts'
import { createProject, type Document, type Project } from '../rig/project.ts'

const files: Readonly<Record<string, string>> = {
  'assets.config.ts': `import { defineProject } from 'assetstore'
const project = defineProject({ assets: () => import('./assets/index.ts') })
export default project
export const { asset, source, check, effect } = project
`,
  'assets/index.ts': "export * from './texts.ts'\nexport * from './words.ts'\n",
  'assets/lib.ts': `export const limits = { most: 3 }
export function cut(text: string): string[] {
  return text.split(' ').slice(0, limits.most)
}
export class Counter {
  count(words: readonly string[]): number {
    return words.length
  }
}
`,
  'assets/texts.ts': `import { sql } from 'assetstore'
import { asset, check, source } from '#project'
import { cut } from './lib.ts'

export const notes = source.files('notes/*.md', { as: 'text' })
export const words = asset(({ notes }) => notes.pick('content').flatMap(({ content }) => cut(content).map((word) => ({ word }))))
export const long_words = check(({ words }) => sql\`select word from \${words} where length(word) > 15\`)
export const are_short = check(async ({ words }) => (await words.all()).every(({ word }) => word.length < 20))
`,
  'assets/words.ts': `import { sql } from 'assetstore'
import { asset, effect } from '#project'
import { Counter } from './lib.ts'

export const sizes = asset({ description: 'How long each word is' }, async ({ words }) =>
  (await words.all()).map(({ word }) => ({ word, size: word.length })))
export const total = asset(({ sizes }) => sql\`select sum(size)::integer as total from \${sizes}\`)
export const counted = asset(async ({ words }) => [{ n: new Counter().count((await words.all()).map(({ word }) => word)) }])
export const long = asset(({ long_words }) => long_words.failing())
export const longest = asset(({ long }) => sql\`select max(length(word)) as size from \${long}\`)
export const told = effect(async ({ total }) => ({ rows: await total.count }))
`,
  'notes/a.md': 'one two three four',
}

type Edit = readonly [file: string, from: string, to: string]

const inFunctions: readonly Edit[] = [
  ['assets/texts.ts', 'check(async ({ words })', 'check(async ({ words }, { log })'],
  ['assets/texts.ts', '({ notes }) => notes', '({ notes: given }) => given'],
  ['assets/lib.ts', "split(' ')", "split(', ')"],
  ['assets/lib.ts', 'words.length', 'words.length + 1'],
  ['assets/lib.ts', 'export function', '// a comment\n\nexport function'],
  ['assets/texts.ts', '(word) => ({ word })', '(word) => ({ word: word.trim() })'],
  ['assets/texts.ts', '< 20', '< 3'],
  ['assets/texts.ts', '> 15', '> 3'],
  ['assets/words.ts', 'max(length(word))', 'min(length(word))'],
  ['assets/words.ts', 'size: word.length', 'size: word.length * 2'],
  ['assets/words.ts', 'select sum(size)', 'select max(size)'],
  ['assets/words.ts', 'await total.count', '(await total.count) + 0'],
  ['assets/words.ts', 'export const total =', '// as a whole\nexport const total ='],
]

/** What loading the file declares may be something else, or nothing. */
const elsewhere: readonly Edit[] = [
  // A regular expression leaves RegExp.$1 to whoever reads it, which is for the whole project to say.
  ['assets/lib.ts', "split(' ')", 'split(/\\s/)'],
  ['assets/lib.ts', 'most: 3', 'most: 2'],
  ['assets/lib.ts', "return text.split(' ')", "enum E { A = ' ' }\n  return text.split(E.A)"],
  ['assets/lib.ts', "return text.split(' ')", "const a = 1, b = 2\n  const a = 3\n  return text.split(' ')"],
  ['assets/lib.ts', "return text.split(' ')", 'return text.split(/(/)'],
  ['assets/lib.ts', "return text.split(' ')", "return text.split('"],
  ['assets/lib.ts', 'count(words', 'constructor(private readonly by = 1) {}\n  count(words'],
  ['assets/lib.ts', 'export class', "console.log('loaded')\nexport class"],
  ['assets/texts.ts', 'notes/*.md', 'notes/*.txt'],
  ['assets/words.ts', 'How long', 'How very long'],
  ['assets/words.ts', 'asset(({ sizes }) =>', 'asset(({ words: sizes }) =>'],
  ['assets/words.ts', 'export const told', 'export const sent'],
  ['assets/words.ts', 'effect(async ({ total })', 'effect(async ({ total, words: _ })'],
  ['assets.config.ts', 'const project', 'const other = 1\nconst project'],
]

async function ready(): Promise<Project> {
  const project = await createProject(files)
  await project.assets('materialize')
  await project.assets('status')
  return project
}

function edited(project: Project, texts: Record<string, string>, [file, from, to]: Edit): void {
  const text = texts[file] ?? files[file] ?? ''
  const next = text.includes(to) ? text.replace(to, from) : text.replace(from, to)
  texts[file] = next
  project.edit({ [file]: next })
}

/** What the command says when it can remember nothing. */
async function fromScratch(project: Project, ...words: string[]): Promise<Document> {
  rmSync(join(project.folder, '.assetstore', 'cache'), { recursive: true, force: true })
  return project.json(...words)
}

/** Vitest starts its workers with conditions of its own, under which a package may give another file. The command has none. */
const { execArgv } = process
beforeAll(() => {
  process.execArgv = []
})
afterAll(() => {
  process.execArgv = execArgv
})

const isRecalled = async ({ folder }: Project): Promise<boolean> =>
  (await recall(
    { folder: join(folder, '.assetstore'), environment: 'development' },
    join(folder, 'assets.config.ts'),
  )) !== undefined

describe('after one edit', () => {
  let project: Project
  beforeAll(async () => {
    project = await ready()
  })
  afterAll(() => project[Symbol.asyncDispose]())
  const editAnew = async (edit: Edit) => {
    project.edit(files)
    await fromScratch(project, 'status')
    expect(await isRecalled(project)).toBe(true)
    edited(project, {}, edit)
  }

  test.each(inFunctions)('of a function the memory goes on: %s %j → %j', async (...edit) => {
    await editAnew(edit)
    expect(await isRecalled(project)).toBe(true)
  })

  test.each(elsewhere)('that may change what loading declares, it does not: %s %j → %j', async (...edit) => {
    await editAnew(edit)
    expect(await isRecalled(project)).toBe(false)
  })

  test('no module is looked at but those of the code that was edited', async () => {
    await editAnew(['assets/words.ts', 'size: word.length', 'size: 2 * word.length'])
    const facts = join(project.folder, '.assetstore/cache/facts.lines')
    // Whoever follows the exports of the project again stumbles over this.
    const cut = readFileSync(facts, 'utf8').replace(/^(".*index\.ts"\t).*$/m, '$1no facts')
    writeFileSync(facts, cut)
    expect(cut).toContain('no facts')
    expect(await isRecalled(project)).toBe(true)
  })

  test('no module of the project is loaded, and nothing that starts processes', async () => {
    await editAnew(inFunctions[0]!)
    const { loaded } = await loadedBy(project, 'status')
    expect(loaded.filter((url) => /@duckdb|\/assets\/\w+\.ts|assets\.config|child_process/.test(url))).toEqual([])
  })
})

const runs = Number(process.env.ASSETS_TEST_RUNS ?? 4)

test('over random edits what is told after them is what an open project tells', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...inFunctions, ...inFunctions, ...elsewhere) },
    { weight: 1, arbitrary: fc.constantFrom('materialize', 'run one', 'note') },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
      await using project = await ready()
      const texts: Record<string, string> = {}
      for (const [number, one] of steps.entries()) {
        if (one === 'materialize') await project.assets('materialize')
        else if (one === 'run one') await project.assets('materialize', 'sizes')
        else if (one === 'note') project.edit({ 'notes/b.md': `note ${number}` })
        else edited(project, texts, one)
        for (const words of [['status'], ['check'], ['list']]) {
          const told = await project.json(...words)
          // Another edit is compared with the memory of before this one as well as with that of the one before.
          if (number % 2 === 0) expect(withoutTimes(told)).toEqual(withoutTimes(await fromScratch(project, ...words)))
        }
      }
    }),
    { numRuns: runs },
  )
})

function withoutTimes(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document, (name, value) =>
      /^(run|durationMs|at)$/.test(name) && typeof value !== 'string' ? undefined : value,
    ),
  )
}
