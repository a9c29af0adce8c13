import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type InputOptions, type OutputOptions, type Plugin } from 'rolldown'

/** Every bundle returns the absolute paths of the modules that it is made of. */
type Bundled = Promise<readonly string[]>

/** What users import. */
export function bundleLibrary(root: string, folder: string): Bundled {
  const input = {
    index: 'src/index.ts',
    run: 'src/api/run.ts',
    dbt: 'src/integrations/dbt/dbt.ts',
    embedder: 'src/integrations/embedder/embedder.ts',
    expectations: 'src/integrations/expectations/expectations.ts',
    'vector-index': 'src/integrations/vector-index/vector-index.ts',
    testing: 'src/testing/testing.ts',
  }
  const output: OutputOptions = {
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'library/[name].js',
    codeSplitting: { groups: groupsOf(root, libraryParts) },
  }
  // A use that is one of these parts is imported as every use is, although it is there already.
  const checks = { ineffectiveDynamicImport: false }
  return bundle(root, { input, checks }, output)
}

/** What a project imports, and what a program needs where all of its project is fresh; see `commandParts`. */
const libraryParts: Parts = [
  ['definitions', ['index.ts']],
  [
    'open-project',
    ['api/run.ts', ...['list', 'materialize', 'plan', 'status', 'check'].map((name) => `app/${name}.ts`)],
  ],
]

/** What writes queries with the Kysely of a project: that is not to be in it a second time. */
export function bundleKysely(root: string, folder: string): Bundled {
  const input = { input: { kysely: 'src/integrations/kysely/kysely.ts' }, external: [/^node:/, 'kysely'] }
  return bundle(root, input, { dir: folder, format: 'esm', entryFileNames: '[name].js' })
}

/**
 * What the command does, a file for each part that is loaded by itself. As CommonJS it is ready 10 ms sooner, where Node without a script
 * takes 25: for an ES module Node lists the exports of every built-in module that is imported. What a command that has nothing to do needs
 * is one file: as the hundred that it would be by itself it took 20 ms more.
 */
export async function bundleCommand(root: string, folder: string): Bundled {
  const output: OutputOptions = {
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    minify: { compress: true, mangle: false, codegen: false },
    // Node reads a text of other characters ten times as slowly, and holds it in twice the bytes.
    charset: 'ascii',
    comments: { legal: true, annotation: false, jsdoc: false },
    // With all that these import.
    codeSplitting: { groups: groupsOf(root, commandParts) },
  }
  // A command of them is imported as every command is, although it is there already.
  const checks = { ineffectiveDynamicImport: false }
  const plugins = [bindingsWhereUsed, spawnLate, matcherOnce]
  const command = await bundle(root, { input: { main: 'src/cli/main.ts' }, plugins, checks }, output)
  const entry = await bundle(root, { input: { bundled: 'src/cli/bundled.ts' } }, { ...output, codeSplitting: false })
  return [...command, ...entry]
}

type Parts = readonly (readonly [name: string, files: readonly string[]])[]

function groupsOf(root: string, parts: Parts) {
  return parts.map(([name, files], index) => {
    const those = new Set(files.map((file) => join(root, 'src', file)))
    return { name, test: (id: string) => those.has(id), priority: parts.length - index }
  })
}

/**
 * What is one file each, with all that it imports and none before it has. For each file Node looks in several places, a third of a
 * millisecond: what a command with an edit to follow needs would be forty.
 */
const commandParts: Parts = [
  // What parses and prints, and the commands that are typed all day.
  [
    'startup',
    [
      'cli/main.ts',
      ...['check', 'materialize', 'plan', 'status'].flatMap((name) => [`cli/commands/${name}.ts`, `app/${name}.ts`]),
    ],
  ],
  // What they need where the last answer holds, but not always.
  ['open', ['store/catalog/open.ts']],
  ['observe-source', ['discover/observe/observe-source.ts']],
  [
    'explanation',
    ['app/memory/remembered-explanation.ts', 'cli/commands/explain.ts', 'app/explain.ts', 'app/documents/explain.ts'],
  ],
  ['after-edits', ['app/memory/after-edits.ts']],
]

/**
 * What a thread or a process of a run executes. The run reads for it: DuckDB, which cannot be ended in the midst of its work without the whole
 * process, stays out.
 */
export function bundleWorker(root: string, folder: string): Bundled {
  const output: OutputOptions = {
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'worker/[name].cjs',
  }
  return bundle(root, { input: { worker: 'src/run/isolate/worker/main.ts' }, plugins: [withoutDuckDB] }, output)
}

/** The file that npm links. An old Node reads it and nothing else. */
export function bundleEntry(root: string, folder: string): Bundled {
  const besideIt: Plugin = {
    name: 'what-is-bundled-beside-it',
    resolveId: (source) => (source === './main.ts' ? { id: './cli/bundled.cjs', external: true } : undefined),
  }
  const input: InputOptions = { input: { bin: 'src/cli/bin.ts' }, plugins: [besideIt] }
  return bundle(root, input, { dir: folder, format: 'esm', entryFileNames: '[name].js' })
}

async function bundle(root: string, input: InputOptions, output: OutputOptions): Bundled {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  // What an install brings stays outside, everything else goes in: the two lists cannot part.
  const external = [/^node:/, ...Object.keys(dependencies)]
  // The oldest Node that is supported: it has no `using`.
  const transform = { target: 'node22.18' }
  const built = await build({ cwd: root, platform: 'node', external, transform, logLevel: 'warn', ...input, output })
  return built.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
}

const withoutDuckDB: Plugin = {
  name: 'without-duckdb',
  resolveId: (source) => (source === '@duckdb/node-bindings' ? '\0without-duckdb' : undefined),
  load: (id) => (id === '\0without-duckdb' ? 'export default { Type: {} }' : undefined),
}

/**
 * Rolldown copies the properties of a CommonJS module in each file that imports it: of DuckDB's bindings 322 in 17 files, which takes 5 ms,
 * though their default is all that is used. That is loaded where it is first used, which takes 25 ms of CPU and which a run of small tables
 * does without.
 */
const bindingsWhereUsed: Plugin = {
  name: 'bindings-where-used',
  generateBundle(_, files) {
    const loaded = /(_duckdb_node_bindings) = (require\("@duckdb\/node-bindings"\))/
    const copied = /(_duckdb_node_bindings) = require_rolldown_runtime\.r\(\1, 1\)/
    const chunks = Object.values(files).filter((file) => file.type === 'chunk')
    const those = chunks.filter(({ code }) => loaded.test(code) && copied.test(code))
    if (those.length === 0) throw new Error('Rolldown has changed: see how it imports a CommonJS module')
    const late = "{ get default() { return Object.defineProperty(this, 'default', { value: load() }).default } }"
    for (const chunk of those)
      chunk.code = chunk.code.replace(loaded, '$1 = () => $2').replace(copied, `$1 = ((load) => (${late}))($1)`)
  },
}

/** Commander loads what starts processes, 5 ms, for commands that are programs of their own. There are none here. */
const spawnLate: Plugin = {
  name: 'spawn-late',
  transform: {
    filter: { id: /commander\/lib\/command\.js$/ },
    handler(code) {
      const early = "import childProcess from 'node:child_process';"
      if (!code.includes(early))
        throw new Error('commander has changed: see whether it still imports node:child_process')
      return code
        .replace(early, '')
        .replaceAll('childProcess.spawn', "process.getBuiltinModule('node:child_process').spawn")
    },
  },
}

/** The package that lists folders looks for a matcher of patterns, which it would need for what nobody here asks of it. */
const matcherOnce: Plugin = {
  name: 'matcher-once',
  transform: {
    filter: { id: /fdir\/dist\/index\.[cm]?js$/ },
    handler(code) {
      const look = /__require\.resolve\("picomatch"\);\s*pm = __require\("picomatch"\);/
      if (!look.test(code)) throw new Error('fdir has changed: see whether it still looks for picomatch')
      return code.replace(look, '')
    },
  },
}
