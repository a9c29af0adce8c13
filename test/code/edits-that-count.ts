import { all, append, type Edit, replace } from './edit.ts'
import { nodes } from './edits-fixture.ts'

const documents = 'assets/documents.ts'
const user = 'assets/helpers-user.ts'
const ways = 'assets/ways.ts'
/** They read what the file does to the platform, or call a package that may. */
const readReady = ['tokens', 'still']

const everybody = nodes.map(({ name }) => name)

export const editsThatCount: readonly Edit[] = [
  // functions
  { name: 'the body of an asset', files: replace(documents, 'id: doc.id', 'id: -doc.id'), changes: ['chunks'] },
  { name: 'a sibling asset', files: replace(documents, 'split(c.part)', 'split(c.part).length'), changes: ['tokens'] },
  { name: 'a check', files: replace(documents, 'length > 0', 'length > 1'), changes: ['not_empty'] },
  {
    name: 'async taken away',
    files: replace(documents, 'asset(async ({ chunks }) => chunks', 'asset(({ chunks }) => chunks'),
    changes: ['tokens'],
  },
  { name: 'a used helper', files: replace('src/chunk.ts', 'out.push(', 'out.unshift('), changes: ['chunks'] },
  {
    name: 'the default in a pattern of a helper',
    files: replace('src/chunk.ts', 'size = 5', 'size = 6'),
    changes: ['chunks'],
  },
  {
    name: 'the constant behind a default parameter',
    files: replace('src/limits.ts', 'overlap: 2', 'overlap: 3'),
    changes: ['chunks'],
  },
  {
    name: 'a constant of the file',
    files: replace(documents, 'THRESHOLD = 10', 'THRESHOLD = 11'),
    changes: ['chunks'],
  },
  {
    name: 'a key of an object constant',
    files: replace(user, "polite: 'dear'", "polite: 'my dear'"),
    changes: ['labelled'],
  },
  {
    name: 'a function that is named and not written in place',
    files: replace(ways, 'late(row)', 'late([row])'),
    changes: ['shown'],
  },
  { name: 'a default export', files: replace(ways, '1_000', '1_001'), changes: ['preset'] },
  { name: 'a string', files: replace(ways, '"it\'s"', '"its"'), changes: ['preset'] },
  {
    name: 'a local that shadows an import',
    files: replace(ways, '=> text.length', '=> text.length + 1'),
    changes: ['shadowing'],
  },
  {
    name: 'a shadowing local taken away',
    files: replace(ways, '  const chunk = (text: string) => text.length\n', ''),
    changes: ['shadowing'],
  },
  {
    name: 'a constant that was not used before',
    files: replace(user, 'norm(row.length)', 'LABELS.short + norm(row.length)'),
    changes: ['normed'],
  },
  {
    name: 'a destructured constant',
    files: replace('assets/crm.ts', 'first: 1', 'first: 3'),
    changes: ['crm.customers'],
  },
  {
    name: 'the first value of a variable that is changed later',
    files: replace('src/counter.ts', 'counter = 1', 'counter = 2'),
    changes: ['crm.customers'],
  },
  {
    name: 'the step of a function with state',
    files: replace('src/counter.ts', 'counter += 1', 'counter += 2'),
    changes: ['crm.customers'],
  },
  // classes, enums, namespaces
  { name: 'a method', files: replace('src/stats.ts', 'this.total += x', 'this.total += 2 * x'), changes: ['mean'] },
  {
    name: 'a getter',
    files: replace('src/stats.ts', 'this.total / this.#n', 'this.total / (this.#n || 1)'),
    changes: ['mean'],
  },
  { name: 'a private field', files: replace('src/stats.ts', '#n = 0', '#n = 1'), changes: ['mean'] },
  { name: 'a field', files: replace('src/stats.ts', 'total: number = 0', 'total: number = 1'), changes: ['mean'] },
  { name: 'a static field', files: replace('src/stats.ts', "'px'", "'em'"), changes: ['mean'] },
  {
    name: 'a static block',
    files: replace('src/stats.ts', '  static unit', '  static { Mean.unit += "!" }\n  static unit'),
    changes: ['mean'],
  },
  { name: 'a base class', files: replace('src/greeter.ts', "stop = '.'", "stop = '!'"), changes: ['labelled'] },
  {
    name: 'a parameter property that is none any more',
    files: replace('src/greeter.ts', 'private name: string', 'name: string'),
    changes: ['labelled'],
  },
  { name: 'a member of an enum', files: replace('src/stats.ts', 'High = 2', 'High = 3'), changes: ['levels'] },
  {
    name: 'a member of a namespace of TypeScript',
    files: replace('src/greeter.ts', 'metre = 1', 'metre = 2'),
    changes: ['labelled'],
  },
  // the ways between files
  {
    name: 'a barrel that leads elsewhere',
    files: replace('src/index.ts', "{ norm } from './stats.ts'", "{ norm } from './alt.ts'"),
    changes: ['normed'],
  },
  {
    name: 'an import that leads elsewhere',
    files: replace(
      user,
      "import { norm, Mean, Level } from '../src/index.ts'",
      "import { Mean, Level } from '../src/index.ts'\nimport { norm } from '../src/alt.ts'",
    ),
    changes: ['normed'],
  },
  {
    name: 'a member of a namespace import',
    files: replace('src/math.ts', 'Math.max(x, lo)', 'Math.min(x, lo)'),
    changes: ['clamped'],
  },
  {
    name: 'the far side of a cycle of imports',
    files: replace('src/odd.ts', 'n === 0 ? false', 'n <= 0 ? false'),
    changes: ['parity'],
  },
  {
    name: 'the target of an import while running',
    files: replace('src/late.ts', '[x, 42]', '[x, 44]'),
    changes: ['shown'],
  },
  {
    name: 'a key of a JSON file',
    files: replace('src/settings.json', '"from":1990', '"from":1991'),
    changes: ['configured'],
  },
  { name: 'a file read through import.meta.url', files: replace('src/q.sql', '1', '2'), changes: ['queried'] },
  {
    name: 'another file read through import.meta.url',
    files: replace(user, '../src/q.sql', '../src/limits.ts'),
    changes: ['queried'],
  },
  // what is done while loading
  { name: 'a module imported for what it does', files: replace('src/polyfill.ts', '= 1', '= 2'), changes: readReady },
  {
    name: 'an import for what it does, taken away',
    files: replace(documents, "import '../src/polyfill.ts'\n", ''),
    changes: readReady,
  },
  {
    name: 'a call that changes a binding',
    files: replace('src/state.ts', "'k', 1", "'k', 2"),
    changes: ['registered'],
  },
  { name: 'Object.assign', files: replace('src/state.ts', 'b: 2', 'a: 2'), changes: ['registered'] },
  { name: 'an assignment to a member', files: append('src/state.ts', 'table.c = 3\n'), changes: ['registered'] },
  {
    name: 'a loop that changes a binding',
    files: append('src/state.ts', "for (const key of ['z']) registry.set(key, 9)\n"),
    changes: ['registered'],
  },
  {
    name: 'a function of another file that changes a binding',
    files: replace('assets/crm.ts', "register('crm', 1)", "register('crm', 2)"),
    changes: ['registered'],
  },
  {
    name: 'what that function does',
    files: replace('src/register.ts', 'registry.set(key, value)', 'registry.set(key, value + 1)'),
    changes: ['registered'],
  },
  {
    name: 'a constant that is the result of changing a binding',
    files: append('src/even.ts', "import { register } from './register.ts'\nexport const done = register('even', 1)\n"),
    changes: ['registered'],
  },
  {
    name: 'a call of a package for its effect, which may do anything',
    files: append('src/state.ts', "import { join } from 'otherlib'\njoin()\n"),
    changes: everybody,
  },
  // options, sources, resources, packages
  { name: 'a schema', files: replace('src/schema.ts', "vendor: 'own'", "vendor: 'mine'"), changes: ['vectors'] },
  {
    name: 'a function that a schema calls',
    files: replace('src/schema.ts', 'return { value }', 'return { value, issues: undefined }'),
    changes: ['vectors'],
  },
  { name: 'another schema', files: replace(documents, 'schema: rowSchema', 'schema: undefined'), changes: ['vectors'] },
  { name: 'observe', files: replace(documents, "env('FEED')", "env('FEEDS')"), changes: ['feed'] },
  {
    name: 'a function that observe calls',
    files: replace(documents, 'text.trim()', 'text.trimEnd()'),
    changes: ['feed'],
  },
  { name: 'the glob of a source', files: replace(documents, 'docs/*.md', 'docs/**/*.md'), changes: ['raw_documents'] },
  {
    name: 'what a source reads files as',
    files: replace(documents, "as: 'text'", "as: 'bytes'"),
    changes: ['raw_documents'],
  },
  {
    name: 'a resource',
    files: replace('assets.config.ts', 'texts.map(() =>', 'texts.map((_text) => _text &&'),
    changes: ['vectors'],
  },
  {
    name: 'a constant that a resource reads',
    files: replace('assets.config.ts', 'DIMENSIONS = 8', 'DIMENSIONS = 16'),
    changes: ['vectors'],
  },
  {
    name: 'how a resource is opened',
    files: replace('assets.config.ts', 'connect(1)', 'connect(2)'),
    changes: ['crm.customers'],
  },
  {
    name: 'a function that a resource is opened with',
    files: replace('src/connect.ts', '{ pool }', '{ pool: pool + 1 }'),
    changes: ['crm.customers'],
  },
  {
    name: 'a release of a package that is used',
    files: replace('package-lock.json', 'sha512-aaaa', 'sha512-dddd'),
    changes: ['tokens'],
  },
  {
    name: 'another export of a package',
    files: replace(documents, "{ split } from 'tokenize'", "{ join as split } from 'tokenize'"),
    changes: ['tokens'],
  },
  {
    name: 'a package in place of another',
    files: replace(documents, "from 'tokenize'", "from 'otherlib'"),
    changes: ['tokens'],
  },
  {
    name: 'two edits at once',
    files: all(replace('src/math.ts', 'Math.max(x, lo)', 'x'), replace('src/late.ts', '42', '0')),
    changes: ['clamped', 'shown'],
  },
]
