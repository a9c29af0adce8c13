import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The house: an arrow points down or stays in its own room. Rooms that share a floor do not know each other. */
const floors: Readonly<Record<string, number>> = {
  cli: 9,
  api: 8,
  integrations: 8,
  testing: 8,
  app: 7,
  run: 6,
  project: 5,
  plan: 4,
  discover: 3,
  table: 3,
  graph: 2,
  partitions: 2,
  python: 2,
  store: 2,
  define: 1,
  'causes.ts': 0,
  'errors.ts': 0,
  'events.ts': 0,
  'unit.ts': 0,
  util: 0,
}

/** They import what a user imports and their own files, and nobody imports them; `testing` is a door to uses as well. */
const onlyPublic: ReadonlySet<string> = new Set(['integrations', 'testing'])

const files = sourceFiles('src')
const imports = files.map((file) => ({ file, ...importsOf(file) }))

describe('the house', () => {
  test('every file is in a room that the plan has', () => {
    const strangers = files.filter((file) => file !== 'src/index.ts' && !(roomOf(file) in floors))
    expect(strangers).toEqual([])
  })

  test('an arrow points down or stays in its room', () => {
    const wrong = edges().filter(({ from, to }) => {
      if (from === 'src/index.ts') return roomOf(to) !== 'define' && floors[roomOf(to)] !== 0
      const [above, below] = [roomOf(from), roomOf(to)]
      if (onlyPublic.has(above))
        return to !== 'src/index.ts' && !isDoorToUse(from, to) && !staysInItsIntegration(from, to)
      return above !== below && !(floors[below]! < floors[above]!) && !(floors[above] === 0 && floors[below] === 0)
    })
    expect(wrong).toEqual([])
  })

  test('a command loads uses, and of what is below them words alone', () => {
    const below = new Set(['project', 'run', 'discover', 'table', 'store'])
    const loaded = edgesOf(imports.map(({ file, values }) => ({ file, specifiers: values })))
    expect(loaded.filter(({ from, to }) => roomOf(from) === 'cli' && below.has(roomOf(to)))).toEqual([])
  })

  test('the command is a client of an open project where that has a call, and reaches nothing behind it', () => {
    const uses = new Set(
      edgesOf(imports.map(({ file, values }) => ({ file, specifiers: values }))).flatMap(usesOfCalls),
    )
    expect(uses.size).toBeGreaterThan(10)
    const loaded = edgesOf(imports.map(({ file, values }) => ({ file, specifiers: values })))
    expect(loaded.filter(({ from, to }) => roomOf(from) === 'cli' && uses.has(to))).toEqual([])
    expect(
      new Set(loaded.flatMap(({ from, to }) => (roomOf(from) === 'cli' && roomOf(to) === 'api' ? [to] : []))),
    ).toEqual(new Set(['src/api/project-calls.ts']))
  })

  test('util knows nothing of this framework', () => {
    expect(edges().filter(({ from, to }) => roomOf(from) === 'util' && roomOf(to) !== 'util')).toEqual([])
  })

  test('there is no cycle, types included', () => {
    expect(cycleOf(edges())).toEqual([])
  })

  test('nobody imports the public door from inside', () => {
    const inside = edges().filter(({ from }) => !onlyPublic.has(roomOf(from)))
    expect(inside.filter(({ to }) => to === 'src/index.ts')).toEqual([])
  })
})

describe('doors', () => {
  test.each<[RegExp, readonly string[]]>([
    [/^@duckdb\//, ['src/table/']],
    // What a user writes queries with is the project's own.
    [/^kysely$/, ['src/store/catalog/', 'src/integrations/kysely/']],
    // A vector index is a file of the user's, with an extension of its own in it, and knows nothing of the store.
    [/^better-sqlite3$/, ['src/store/catalog/', 'src/integrations/vector-index/sqlite/database.ts']],
    [/^oxc-/, ['src/discover/code/parser.ts']],
    [/^(commander|chalk)$/, ['src/cli/']],
    [/^croner$/, ['src/partitions/time/cron.ts']],
  ])('%s is imported only in %s', (pattern, rooms) => {
    const users = imports.filter(({ specifiers }) => specifiers.some((specifier) => pattern.test(specifier)))
    expect(users.length).toBeGreaterThan(0)
    expect(users.map(({ file }) => file).filter((file) => !rooms.some((room) => file.startsWith(room)))).toEqual([])
  })
})

describe('sizes', () => {
  test('no file is over 300 lines', () => {
    const others = ['test', 'assets', 'bench', 'scripts'].flatMap((folder) => sourceFiles(folder))
    const all = [...files, ...others, ...sourceFiles('src', /\.py$/)]
    const long = all.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301)
    expect(long).toEqual([])
  })

  test('no line of a comment is wider than the code', () => {
    const wide = files.flatMap((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n')
      return lines.flatMap((line, index) => (isWideComment(line) ? [`${file}:${index + 1}`] : []))
    })
    expect(wide).toEqual([])
  })

  test('no folder holds more than 26 files', () => {
    const counts = Map.groupBy(files, (file) => dirname(file))
    const full = [...counts].filter(([, inside]) => inside.length > 26).map(([folder, { length }]) => [folder, length])
    expect(full).toEqual([])
  })

  test('kinds of nodes are told apart where a definition is read, and nowhere else', () => {
    const comparison = /\b[kK]ind (?:===|!==) '(?:asset|source|check|effect)'/g
    expect(countOf(comparison)).toBeLessThanOrEqual(kindTests)
  })

  test('kinds of sources are told apart by their objects alone', () => {
    expect(countOf(/\borigin\??\.type\b/g)).toBe(0)
  })

  test('a function takes what it needs, and the whole of an open project only where it hands on the whole', () => {
    expect(countOf(/\b\w+: Workspace\b/g)).toBeLessThanOrEqual(wholeWorkspaces)
  })

  test('a name is a noun, and no participle that stands alone', () => {
    expect(countOf(participle)).toBeLessThanOrEqual(participles)
  })

  test('nobody builds the path of an object but the room of objects', () => {
    const builders = files.filter((file) => /\bobjectPath\b/.test(readFileSync(join(root, file), 'utf8')))
    expect(builders.filter((file) => !file.startsWith('src/store/objects/'))).toEqual([])
  })

  test('text is quoted for SQL in one place; an integration has its own, since it imports what a user does', () => {
    const quoting = /replaceAll\((["'`])(['"])\1, (["'`])\2\2\3\)/
    expect(files.filter((file) => quoting.test(readFileSync(join(root, file), 'utf8')))).toEqual([
      'src/integrations/dbt/sql-text.ts',
      'src/integrations/vector-index/lance/tables.ts',
      'src/util/sql-text.ts',
      // Fields of CSV.
      'src/util/text/csv-field.ts',
    ])
  })

  test('no code knows assets without partitions from those with: a unit has its own text', () => {
    expect(files.filter((file) => /unpartitioned/i.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  test('no test replaces a module for good: the files behind it in its worker have the same modules', () => {
    const mocks = sourceFiles('test').filter((file) => /^vi\.mock\(/m.test(readFileSync(join(root, file), 'utf8')))
    expect(mocks).toEqual([])
  })

  test('the only barrel is the public door', () => {
    const barrels = files.filter((file) => file.endsWith('/index.ts') && file !== 'src/index.ts')
    expect(barrels).toEqual([])
  })
})

/** What a tool reads is one line, whatever its length. */
const isWideComment = (line: string): boolean =>
  line.length > 120 && /^\s*(?:\*|\/\/|\/\*\*) (?!biome-ignore)/.test(line)

/** What a kind is to the others is said in `src/define/node-kinds.ts`. This number falls; it never rises. */
const kindTests = 3

/** Fields and parameters. This number falls; it never rises. */
const wholeWorkspaces = 13

/** In JSON, in what is kept, in what users call, and where it is a state (`kept: true`). It falls; it never rises. */
const participles = 40
const participle = /\b(?:const|let|readonly) (?:found|given|made|held|kept|told|asked|seen|known|said)\b/g

function countOf(pattern: RegExp): number {
  return files.reduce((sum, file) => sum + (readFileSync(join(root, file), 'utf8').match(pattern)?.length ?? 0), 0)
}

function sourceFiles(folder: string, names = /\.tsx?$/): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
    .sort()
}

interface Imports {
  /** Every specifier: static, type-only, re-exported, and literal dynamic imports. */
  readonly specifiers: readonly string[]
  /** Those that are there when the code runs. */
  readonly values: readonly string[]
}

function importsOf(file: string): Imports {
  const text = readFileSync(join(root, file), 'utf8')
  const { module } = parseSync(file, text)
  const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
    text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
  )
  const exported = module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value))
  const types = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)\./g)].map((match) => match[1] as string)
  const isThere = (specifier: string | undefined): specifier is string => specifier !== undefined
  const whole = module.staticImports.filter(({ entries }) => !entries.every(({ isType }) => isType) || !entries.length)
  return {
    specifiers: [
      ...module.staticImports.map((each) => each.moduleRequest.value),
      ...exported,
      ...dynamic,
      ...types,
    ].filter(isThere),
    values: [...whole.map((each) => each.moduleRequest.value), ...exported, ...dynamic].filter(isThere),
  }
}

const edges = () => edgesOf(imports)

function edgesOf(all: readonly { file: string; specifiers: readonly string[] }[]): { from: string; to: string }[] {
  return all.flatMap(({ file, specifiers }) =>
    specifiers
      .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.ts'))
      .map((specifier) => ({
        from: file,
        to: relative(root, resolve(root, dirname(file), specifier)).replaceAll('\\', '/'),
      })),
  )
}

/** The uses that the calls of an open project are made of: one file each, in `src/app` itself. */
const usesOfCalls = ({ from, to }: { from: string; to: string }): string[] =>
  ['src/api/project-calls.ts', 'src/api/reader.ts'].includes(from) && dirname(to) === 'src/app' ? [to] : []

/** A way to call a use that is neither the command nor part of what a project imports. */
function isDoorToUse(from: string, to: string): boolean {
  return roomOf(from) === 'testing' && roomOf(to) === 'app'
}

/** `src/integrations/embedder/limiter.ts` stays within `src/integrations/embedder`. */
function staysInItsIntegration(from: string, to: string): boolean {
  if (roomOf(from) === 'testing') return roomOf(to) === 'testing'
  return from.split('/').slice(0, 3).join('/') === to.split('/').slice(0, 3).join('/')
}

function roomOf(file: string): string {
  return file.split('/')[1] as string
}

/** The files of one cycle, or none. */
function cycleOf(all: readonly { from: string; to: string }[]): string[] {
  const next = Map.groupBy(all, ({ from }) => from)
  const state = new Map<string, 'open' | 'done'>()
  const path: string[] = []
  const visit = (file: string): string[] => {
    if (state.get(file) === 'done') return []
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file]
    state.set(file, 'open')
    path.push(file)
    for (const { to } of next.get(file) ?? []) {
      const found = visit(to)
      if (found.length > 0) return found
    }
    path.pop()
    state.set(file, 'done')
    return []
  }
  for (const file of next.keys()) {
    const found = visit(file)
    if (found.length > 0) return found
  }
  return []
}
