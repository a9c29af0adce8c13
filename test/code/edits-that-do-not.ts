import { all, append, type Edit, moveLine, replace, replaceEverywhere, swapLines } from './edit.ts'

const documents = 'assets/documents.ts'
const user = 'assets/helpers-user.ts'
const ways = 'assets/ways.ts'

const edits: readonly (readonly [name: string, files: Edit['files']])[] = [
  // looks
  ['a comment', replace(documents, '// Cuts them.', '/** Cuts them up. */')],
  ['a comment inside a function', replace(documents, 'const parts', '// the parts\n    const parts')],
  ['a key of a constant that nobody reads', replace('src/limits.ts', 'unread: 1', 'unread: 2')],
  ['layout', replace(user, 'const m = new Mean(); for', 'const m = new Mean()\n\n  for')],
  ['line ends', all(replaceEverywhere('\n', '\r\n'), replace('src/q.sql', '\r\n', '\n'))],
  ['quotes', replace(ways, '"it\'s"', "'it\\'s'")],
  ['a template without expressions in place of a string', replace(ways, '"it\'s"', "`it's`")],
  ['numeric separators', replace(ways, '1_000', '0x3e8')],
  [
    'braces around one statement',
    replace(
      documents,
      'for (const part of parts) yield { id: doc.id, part }',
      'for (const part of parts) { yield { id: doc.id, part } }',
    ),
  ],
  [
    'a block in place of an expression',
    replace(user, '=> [{ v: math.clamp(3, 1) }]', '=> { return [{ v: math.clamp(3, 1) }] }'),
  ],
  ['quoted keys and members', replace(user, 'settings.years.from', "settings['years'].from")],
  ['parentheses', replace('src/odd.ts', 'n === 0 ? false', '(n === 0) ? false')],
  // names of locals
  ['a local', replaceEverywhere('parts', 'pieces')],
  [
    'a parameter',
    replace('src/late.ts', 'late(x: unknown) { return [x, 42] }', 'late(value: unknown) { return [value, 42] }'),
  ],
  ['a parameter of an arrow', replace(user, '(row) => norm(row.length)', '(chunk) => norm(chunk.length)')],
  [
    'a local that is called like a sibling asset',
    all(
      replace('src/chunk.ts', 'const out', 'const tokens'),
      replace('src/chunk.ts', 'out.push', 'tokens.push'),
      replace('src/chunk.ts', 'return out', 'return tokens'),
    ),
  ],
  ['a private field', replaceEverywhere('#n', '#count')],
  [
    'a loop variable',
    replace(
      'src/chunk.ts',
      'for (let at = 0; at < text.length; at += size - overlap) out.push(text.slice(at, at + size))',
      'for (let text_ = 0; text_ < text.length; text_ += size - overlap) out.push(text.slice(text_, text_ + size))',
    ),
  ],
  [
    'let for what is never assigned',
    all(replace('src/chunk.ts', 'const out', 'let out'), replace('src/limits.ts', 'const limits', 'let limits')),
  ],
  // types
  ['an interface', replace('src/chunk.ts', 'size: number }', 'size: number; other?: string }')],
  ['an annotation', replace('src/even.ts', 'n: number): boolean', 'n: number): true | false')],
  ['an assertion', replace(documents, '{ size: THRESHOLD } as Options', '{ size: THRESHOLD } satisfies Options')],
  ['as const', replace(user, '[{ level: Level.High }]', '[{ level: Level.High }] as const')],
  [
    'a type import',
    replace(
      documents,
      "import type { Options } from '../src/chunk.ts'\n",
      "import type { Options } from '../src/chunk.ts'\nimport type { clamp } from '../src/math.ts'\n",
    ),
  ],
  ['an overload and readonly', replace('src/stats.ts', '  total: number = 0', '  readonly total: number = 0')],
  ['an access modifier', replace('src/greeter.ts', 'private name', 'protected readonly name')],
  // what nobody reaches
  ['an unused helper', replace('src/chunk.ts', "text + '!'", "text + '?'")],
  ['an unused constant', replace(documents, 'UNUSED = 99', 'UNUSED = 100')],
  ['an unused constant of another file', replace('src/limits.ts', 'spare = 5', 'spare = 6')],
  ['another member of a namespace import', replace('src/math.ts', 'x * 2', 'x * 3')],
  ['another export of a module imported while running', replace('src/late.ts', '43', '44')],
  ['another key of a JSON file', replace('src/settings.json', '"to":2000', '"to":2001')],
  ['a key of a JSON file, added', replace('src/settings.json', '"other":1', '"other":1,"more":2')],
  ['the other target of a barrel', replace('src/alt.ts', '200', '300')],
  ['a barrel that has one more', append('src/index.ts', "export { norm as alt } from './alt.ts'\n")],
  [
    'a new sibling asset',
    append(documents, 'export const added = asset(({ chunks }) => chunks.map((row) => chunk(row.text)))\n'),
  ],
  ['a new file', append('src/new.ts', 'export const fresh = 1\n')],
  ['a release of a package that nobody uses', replace('package-lock.json', 'sha512-bbbb', 'sha512-dddd')],
  ['a release of the framework', replace('package-lock.json', 'sha512-cccc', 'sha512-dddd')],
  [
    'an unused constant that is computed from a used one',
    append('src/limits.ts', 'export const doubled = Object.keys(limits).map((key) => limits[key])\n'),
  ],
  ['a message at load, in a file that is reached', append('src/state.ts', "console.log(registry, 'loaded')\n")],
  [
    'a loop that fills a map that nobody reads',
    append(
      'src/state.ts',
      'const seen = new Map()\nfor (const key of Object.keys(table)) seen.set(key, untouched(2))\n',
    ),
  ],
  [
    'a function that changes a binding and is not called',
    append('src/state.ts', 'export function clear() { registry.clear() }\n'),
  ],
  // options that change no bytes, and the project file
  ['a description', replace(documents, "description: 'Chunks'", "description: 'All chunks'")],
  ['retries', replace(documents, 'retries: 3', 'retries: 4')],
  [
    'options where there were none',
    replace(
      documents,
      'asset(async ({ chunks }) => chunks.map',
      "asset({ group: 'text', owners: ['a'] }, async ({ chunks }) => chunks.map",
    ),
  ],
  ['tags', replace(ways, "tags: ['x']", "tags: ['x', 'y']")],
  ['the description of a source', replace(documents, "description: 'as they are'", "description: 'verbatim'")],
  ['the settings of a resource, which are configuration', replace('assets.config.ts', "host: 'one'", "host: 'two'")],
  ['the project file', replace('assets.config.ts', "salt: 'one'", "salt: 'two', concurrency: 2")],
  ['a new resource', replace('assets.config.ts', 'resources: {', 'resources: {\n    more: 1,')],
  // order and place
  ['two sibling assets in another order', swapLines(user, 'const normed', 'const levels')],
  ['imports in another order', swapLines(user, "'../src/math.ts'", "'../src/even.ts'")],
  [
    'lines in the table of contents in another order',
    swapLines('assets/index.ts', './documents.ts', './helpers-user.ts'),
  ],
  ['a helper renamed everywhere', replaceEverywhere('bump', 'increase')],
  [
    'a renamed import',
    all(replace(documents, '{ chunk }', '{ chunk as cut }'), replace(documents, 'chunk(doc.text', 'cut(doc.text')),
  ],
  [
    'a helper in another file',
    all(
      moveLine('const double', 'src/math.ts', 'src/more.ts'),
      moveLine('const clamp', 'src/math.ts', 'src/more.ts'),
      append('src/math.ts', "export * from './more.ts'\n"),
    ),
  ],
  [
    'a constant in another file',
    all(
      moveLine('const LABELS', user, 'src/labels.ts'),
      (before) => ({ ...before, 'src/labels.ts': `export ${before['src/labels.ts']}` }),
      replace(user, 'import * as math', "import { LABELS } from '../src/labels.ts'\nimport * as math"),
    ),
  ],
  [
    'a file renamed',
    (before) => {
      const { 'src/late.ts': late = '', ...rest } = before
      return replace(ways, '../src/late.ts', '../src/afterwards.ts')({ ...rest, 'src/afterwards.ts': late })
    },
  ],
  [
    'an asset in another file',
    all(
      moveLine('const parity', user, 'assets/more.ts'),
      (before) => ({
        ...before,
        'assets/more.ts': `import { asset } from '#project'\nimport { even } from '../src/even.ts'\n${before['assets/more.ts']}`,
      }),
      append('assets/index.ts', "export * from './more.ts'\n"),
    ),
  ],
  [
    'a namespace import in place of names',
    all(
      replace(user, "import { even } from '../src/even.ts'", "import * as numbers from '../src/even.ts'"),
      replace(user, 'even(4)', 'numbers.even(4)'),
    ),
  ],
  [
    'a named import in place of a namespace',
    all(
      replace(user, "import * as math from '../src/math.ts'", "import { clamp } from '../src/math.ts'"),
      replace(user, 'math.clamp(', 'clamp('),
    ),
  ],
]

export const editsThatDoNot: readonly Edit[] = edits.map(([name, files]) => ({ name, files, changes: [] }))
