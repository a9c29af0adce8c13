import { randomFrom } from '../mutate.ts'
import { basis, type Files } from '../project.ts'
import { furtherAliases, furtherStates, furtherStyles } from './further-shapes.ts'
import type { Program } from './recompute.ts'
import { aliases, type State, states, styles } from './shapes.ts'

const allStates = [...states, ...furtherStates]
const allAliases = [...aliases, ...furtherAliases]
const allStyles = [...styles, ...furtherStyles]

/** Two versions of a program, and what was edited. */
export interface Pair {
  readonly before: Program
  readonly after: Program
  readonly edit: string
}

type Random = (below: number) => number
interface Draft {
  readonly random: Random
  /** Path -> lines, each a declaration or a statement. */
  readonly files: Map<string, string[]>
  readonly declared: { readonly name: string; readonly state: State; readonly file: string }[]
  next: number
}

/** Each may import those before it. */
const stateFiles = ['packages/shared/index.ts', 'src/one.ts', 'src/two.ts'] as const
const effectFiles = [...stateFiles, 'src/setup.ts', 'assets/index.ts', 'assets/more.ts', 'assets.config.ts'] as const

/** A program of a few states, other names for them, and effects on them, in places that a seed decides; and one edit of it. */
export function generatePair(seed: number): Pair {
  const random = randomFrom(seed)
  const draft: Draft = { random, files: new Map(effectFiles.map((file) => [file, []])), declared: [], next: 1 }
  for (let count = 2 + random(3); count > 0; count--) declareState(draft)
  for (let count = 2 + random(4); count > 0; count--) addEffect(draft)
  const assets = ['it', 'more', 'other']
  for (const [index, asset] of assets.entries())
    addAsset(draft, index === 1 ? 'assets/more.ts' : 'assets/index.ts', asset)
  const lines = new Map([...draft.files].map(([file, body]) => [file, fileLines(file, body)]))
  const before = written(lines)
  const { edited, edit } = editOf(lines, random)
  const program = (files: Files): Program => ({ files, assets, typed: false })
  return { before: program(before), after: program(written(edited)), edit }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random(items.length)] as Item
}

function declareState({ random, files, declared }: Draft): void {
  const state = pick(random, allStates)
  const name = `S${declared.length + 1}`
  const file = pick(random, stateFiles)
  files.get(file)?.push(...state.declare(name, 10 + random(80)))
  declared.push({ name, state, file })
}

/** Lines that lead to a state from a file, and the expression for it there. */
function reachState(draft: Draft, file: string) {
  const { random, declared, files } = draft
  const rank = stateFiles.indexOf(file as (typeof stateFiles)[number])
  const open = declared.filter((one) => rank < 0 || stateFiles.indexOf(one.file as (typeof stateFiles)[number]) <= rank)
  const found = pick(random, open.length > 0 ? open : declared)
  const door = random(6) === 0 ? doorTo(draft, found, file) : undefined
  if (door !== undefined) return { state: found.state, lines: [], E: door }
  const alias = pick(random, allAliases)(found.name, draft.next++)
  const isName = !/[.([]/.test(alias.E) && alias.lines.length > 0
  const home = random(3) === 0 && isName ? found.file : file
  // The other name is declared in one file and used in another.
  if (home === file) return { state: found.state, lines: alias.lines, E: alias.E }
  files.get(home)?.push(...alias.lines, `export { ${alias.E} }`)
  return { state: found.state, lines: [], E: alias.E }
}

/** Another module hands the state on: under another name, as a member of a module, or by a function, which may close a circle of modules. */
function doorTo(draft: Draft, { name, file }: Draft['declared'][number], from: string): string | undefined {
  const { random, files } = draft
  const home = pick(random, stateFiles)
  if (home === from) return undefined
  const i = draft.next++
  const way = random(3)
  const line =
    way === 0
      ? `export { ${name} as renamed${i} }`
      : way === 1
        ? `export * as whole${i} from '${specifier(home, file)}'`
        : `export function door${i}() { return ${name} }`
  if (way < 2 && home === file) return undefined
  files.get(home)?.push(line)
  return way === 0 ? `renamed${i}` : way === 1 ? `whole${i}.${name}` : `door${i}()`
}

function addEffect(draft: Draft): void {
  const { random, files } = draft
  const file = pick(random, effectFiles)
  const { state, lines, E } = reachState(draft, file)
  const v = 100 + random(800)
  const style = pick(random, allStyles)
  files.get(file)?.push(...lines, ...style((it) => state.write(it, v), E, draft.next++))
}

function addAsset(draft: Draft, file: string, name: string): void {
  const { random, files } = draft
  const reads = Array.from({ length: 1 + random(2) }, () => {
    const { state, lines, E } = reachState(draft, file)
    files.get(file)?.push(...lines)
    return state.read(E)
  })
  if (random(3) > 0) {
    files.get(file)?.push(`export const ${name} = asset(async ({ a }) => [a.length, ${reads.join(', ')}])`)
    return
  }
  // What is read while loading is a value by then.
  files.get(file)?.push(`const early${name} = [${reads.join(', ')}]`)
  files.get(file)?.push(`export const ${name} = asset(({ a }) => [a.length, early${name}])`)
}

const project = [
  "import { defineProject } from 'assetstore'",
  "const project = defineProject({ assets: () => import('./assets/index.ts') })",
  'export default project',
  'export const { asset } = project',
]
const imports: Readonly<Record<string, readonly string[]>> = {
  'assets/index.ts': ["import { asset } from '#project'", "import '../src/setup.ts'", "export * from './more.ts'"],
  'assets/more.ts': ["import { asset } from '#project'"],
  'assets.config.ts': project,
}

function fileLines(file: string, body: readonly string[]): string[] {
  return [...(imports[file] ?? []), ...body]
}

/** Every name of another file that a file says is imported from there. */
function written(lines: ReadonlyMap<string, readonly string[]>): Files {
  const exported = new Map<string, string>()
  for (const [file, body] of lines) {
    for (const line of body) {
      const form = /^export (?:(?:const|class|function) (\w+)|\{ (?:\w+ as )?(\w+) \}|\* as (\w+))/.exec(line)
      const name = form?.slice(1).find((one) => one !== undefined)
      if (name !== undefined) exported.set(name, file)
    }
  }
  const files: Record<string, string> = { ...basis, ...surroundings }
  for (const [file, body] of lines) files[file] = [...importLines(file, body, exported), ...body, ''].join('\n')
  return files
}

function importLines(file: string, body: readonly string[], exported: ReadonlyMap<string, string>): string[] {
  const text = body.join('\n')
  const used = [...exported].filter(
    ([name, from]) => from !== file && new RegExp(`\\b${name}\\b`).test(text) && !/^(it|more|other)$/.test(name),
  )
  const own = used.filter(([name]) => !new RegExp(`(const|class|function) ${name}\\b`).test(text))
  const tasks =
    file !== 'src/tasks.ts' && /\btasks\b/.test(text)
      ? [`import { tasks } from '${specifier(file, 'src/tasks.ts')}'`]
      : []
  return [...tasks, ...own.map(([name, from]) => `import { ${name} } from '${specifier(file, from)}'`)]
}

function specifier(from: string, to: string): string {
  if (to === 'packages/shared/index.ts') return 'shared'
  return `${'../'.repeat(from.split('/').length - 1) || './'}${to}`
}

const surroundings: Files = {
  'src/tasks.ts': 'export const tasks = []\n',
  'packages/shared/package.json': '{ "name": "shared", "type": "module", "exports": "./index.ts" }',
  'node_modules/counter/package.json':
    '{ "name": "counter", "version": "1.0.0", "type": "module", "main": "index.js" }',
  'node_modules/counter/index.js':
    'let now = 1\nexport const counter = { put(v) { now = v }, take: () => now }\nexport const put = (v) => counter.put(v)\n',
}

interface Edited {
  readonly edited: ReadonlyMap<string, readonly string[]>
  readonly edit: string
}
/** A number that is another one, a line that is gone, or two lines that change places. */
function editOf(lines: ReadonlyMap<string, readonly string[]>, random: Random): Edited {
  for (;;) {
    const file = pick(random, [...lines.keys()])
    const body = lines.get(file) ?? []
    const at = random(Math.max(body.length, 1))
    const line = body[at]
    if (line === undefined || project.includes(line) || line.startsWith('import {')) continue
    const way = random(4)
    const changed = [...body]
    if (way < 2) {
      const edited = line.replace(/\b\d{2,}\b/, (digits) => String(Number(digits) + 6))
      if (edited === line) continue
      changed[at] = edited
    } else if (way === 2) {
      if (/^(export|import|const|class|function|let)/.test(line)) continue
      changed.splice(at, 1)
    } else {
      const next = body[at + 1]
      if (next === undefined || next === line || project.includes(next)) continue
      ;[changed[at], changed[at + 1]] = [next, line]
    }
    return {
      edited: new Map([...lines, [file, changed]]),
      edit: `${file}:${at} ${['number', 'number', 'gone', 'swap'][way]} ${line}`,
    }
  }
}
