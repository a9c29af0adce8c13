import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type ObjectExpression, parseSync } from 'oxc-parser'
import type { FileFacts, ModuleFacts } from '../../src/discover/code/facts.ts'
import { readFileFacts } from '../../src/discover/code/file-facts.ts'
import { openCode } from '../../src/discover/code/open-code.ts'
import type { FactsCache } from '../../src/discover/code/project-files.ts'
import type { CodeFingerprint } from '../../src/discover/code/slice/fingerprint.ts'
import { mutate, randomFrom } from './mutate.ts'
import { type Bundling, bundle, differs } from './oracle.ts'
import { basis, identity, nodeNamed, writeProject } from './project.ts'

export interface Trial {
  /** A folder of TypeScript. */
  readonly sources: string
  readonly seed: number
  readonly mutations: number
  /** Effects of every evaluated module count, for the asset and for the bundler. */
  readonly strict: boolean
  /** Whether the digest is asked as well where the bundler keeps the same code: what is extra is counted, and is no mistake. */
  readonly countExtras: boolean
}
export interface Verdict {
  readonly mutations: number
  /** By the bundler. */
  readonly changed: number
  /** The bundler keeps other code, and the digest is the same. */
  readonly misses: readonly string[]
  /** The bundler keeps the same code, and the digest is another. */
  readonly extras: readonly string[]
}

interface Subject extends Trial {
  readonly root: string
  /** The modules as they are, and as they are with a mutant among them. */
  readonly texts: ReadonlyMap<string, string>
  readonly now: Map<string, string>
  readonly random: (below: number) => number
  readonly cache: FactsCache
}

/** Mutates one token at a time, and asks a bundler and the slice whether the code behind one export is still the same. */
export async function compareWithBundler(trial: Trial): Promise<Verdict> {
  using project = writeProject({
    ...basis,
    'assets/index.ts': '',
    // With a version, which sources read: of two members that a manifest lacks, neither is told from the other.
    'package.json': JSON.stringify({ ...JSON.parse(basis['package.json'] ?? '{}'), name: 'fixture', version: '1.0.0' }),
  })
  const { root } = project
  cpSync(trial.sources, join(root, 'lib'), { recursive: true })
  const texts = modulesIn(root)
  const now = new Map(texts)
  const subject: Subject = {
    ...trial,
    ...{ root, texts, now },
    random: randomFrom(trial.seed),
    cache: rememberByContent(root, now),
  }
  const picks = exportsOf(subject)
  const verdict = { mutations: 0, changed: 0, misses: [] as string[], extras: [] as string[] }
  // An export whose imports cannot be bundled is passed over; there is an end to how many are tried.
  for (let tries = 0; verdict.mutations < trial.mutations && tries < trial.mutations; tries++) {
    const pick = picks[subject.random(picks.length)]
    if (pick !== undefined) await tryExport(subject, pick, verdict)
  }
  return verdict
}

async function tryExport(
  subject: Subject,
  pick: Pick,
  verdict: { -readonly [Field in keyof Verdict]: Verdict[Field] },
): Promise<void> {
  const { root, texts, strict, countExtras } = subject
  const bundling: Bundling = { entry: join(root, 'entry.ts'), pure: !strict }
  writeEntries(subject, pick)
  // Not every export can be bundled: some of their files may be missing at the moment, in a work tree.
  const before = await bundle(bundling).catch(() => undefined)
  if (before === undefined) return
  // Where a path is given to an import, all modules are in the slice, which takes as long as a hundred others. Some of
  // these modules import while running, so that such a program would be passed over below.
  if (!countExtras && before.files.some((file) => importsAny(subject, file))) return
  const fingerprint = await fingerprintOf(subject)
  // The bundler keeps all of a module that is imported while running, the slice what is read of it.
  if (fingerprint.files.some((file) => importsWhileRunning(subject, file))) return
  for (let round = 0; round < 5; round++) {
    const mutant = mutantOf(subject, fingerprint)
    if (mutant === undefined) continue
    write(subject, mutant.file, mutant.text)
    const changed = parses(mutant.text) ? await differs(before, bundling).catch(() => undefined) : undefined
    // A mutant that is no program any more says nothing.
    if (changed === false && !countExtras) verdict.mutations++
    else if (changed !== undefined) {
      const same = identity(await fingerprintOf(subject)) === identity(fingerprint)
      const what = `${mutant.what}, for ${pick.name} of ${relative(root, pick.file)}, seed ${subject.seed}`
      verdict.mutations++
      if (changed) verdict.changed++
      if (changed && same) verdict.misses = [...verdict.misses, what]
      if (!changed && !same) verdict.extras = [...verdict.extras, what]
    }
    write(subject, mutant.file, texts.get(mutant.file) ?? '')
  }
}

function write({ now }: Subject, file: string, text: string): void {
  writeFileSync(file, text)
  now.set(file, text)
}

/** Mostly in a declaration that is reached, else anywhere in a reached file, else anywhere. */
function mutantOf({ root, texts, random }: Subject, { files, sources }: CodeFingerprint) {
  const reached = Object.entries(sources).filter(([label]) => texts.has(join(root, label.split(' ')[0] ?? '')))
  const [label = '', source = ''] = reached[random(reached.length)] ?? []
  const where = random(4)
  const inReached = files.filter((file) => texts.has(file))
  const all = [...texts.keys()]
  const file =
    where > 1
      ? join(root, label.split(' ')[0] ?? '')
      : where > 0
        ? inReached[random(inReached.length)]
        : all[random(all.length)]
  const text = file === undefined ? undefined : texts.get(file)
  if (file === undefined || text === undefined) return undefined
  const at = where > 1 ? text.indexOf(source) : 0
  const part = where > 1 ? source : text
  if (!/\w/.test(part)) return undefined
  const { line, from, to, text: mutated } = mutate(part, random)
  const first = text.slice(0, at).split('\n').length
  return {
    file,
    text: text.slice(0, at) + mutated + text.slice(at + part.length),
    what: `${relative(root, file)}:${first + line - 1} ${from} -> ${to}`,
  }
}

interface Pick {
  readonly file: string
  readonly name: string
}
function writeEntries({ root, strict }: Subject, { file, name }: Pick): void {
  const from = relative(root, file)
  const options = strict ? "{ fingerprint: 'strict' }, " : ''
  writeFileSync(join(root, 'entry.ts'), `export { ${name} } from './${from}'\n`)
  const lines = [
    "import { asset } from '#project'",
    `import { ${name} as picked } from '../${from}'`,
    `export const it = asset(${options}() => picked)`,
  ]
  writeFileSync(join(root, 'assets/index.ts'), lines.join('\n'))
}

async function fingerprintOf({ root, cache }: Subject): Promise<CodeFingerprint> {
  const code = await openCode({
    root,
    configFile: join(root, 'assets.config.ts'),
    entry: join(root, 'assets/index.ts'),
    cache,
  })
  const { sources, ...rest } = code.fingerprint(nodeNamed('it'))
  return { ...rest, sources }
}

function modulesIn(root: string): ReadonlyMap<string, string> {
  const names = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).sort()
  const modules = names
    .filter((name) => /(?<!\.d)\.ts$/.test(name) && !/(^|\/)tests?\//.test(name))
    .map((name) => join(root, 'lib', name))
  return new Map(modules.map((file) => [file, readFileSync(file, 'utf8')]))
}

/** By the parser alone: the facts of a file are what takes long, and most files are never reached. */
function exportsOf({ texts }: Subject): Pick[] {
  return [...texts].flatMap(([file, text]) => {
    const entries = parseSync(file, text).module.staticExports.flatMap((one) => one.entries)
    const names = new Set(entries.flatMap(({ exportName, isType }) => (isType ? [] : (exportName.name ?? []))))
    names.delete('default')
    return [...names].map((name) => ({ file, name }))
  })
}

function importsWhileRunning(subject: Subject, file: string): boolean {
  return (moduleFacts(subject, file)?.dynamic.length ?? 0) > 0
}

function importsAny(subject: Subject, file: string): boolean {
  return moduleFacts(subject, file)?.units.some((unit) => unit.importsAny !== undefined) ?? false
}

function moduleFacts({ root, cache, texts }: Subject, file: string): ModuleFacts | undefined {
  const text = texts.get(file)
  if (text === undefined) return undefined
  const facts = cache.get(file) ?? readFileFacts(relative(root, file), text)
  cache.set(file, facts)
  return facts?.kind === 'module' ? facts : undefined
}

function parses(text: string): boolean {
  try {
    readFileFacts('mutant.ts', text)
    return !namesTwice(parseSync('mutant.ts', text).program)
  } catch {
    return false
  }
}

/**
 * Whether an object has two members of one name, which TypeScript refuses: a bundler keeps all of such an object, and
 * the slice the members that are read.
 */
function namesTwice(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  if ('type' in node && node.type === 'ObjectExpression') {
    const { properties } = node as ObjectExpression
    const names = properties.flatMap((one) => (one.type === 'Property' && 'name' in one.key ? [one.key.name] : []))
    if (new Set(names).size < names.length) return true
  }
  return Object.values(node).some(namesTwice)
}

/** By path and text, of all trials: two of the same sources read the same files. */
const known = new Map<string, Map<string, FileFacts>>()

/** What is in `now` is not read from the disk again: each of many fingerprints asks for each of many files. */
function rememberByContent(root: string, now: ReadonlyMap<string, string>): Subject['cache'] {
  const textOf = (path: string) => now.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : '')
  return {
    get(path) {
      return known.get(relative(root, path))?.get(textOf(path))
    },
    set(path, facts) {
      const label = relative(root, path)
      const byText = known.get(label) ?? new Map<string, FileFacts>()
      byText.set(textOf(path), facts)
      known.set(label, byText)
    },
  }
}
