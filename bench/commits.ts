/**
 * How often the slice is wrong over the edits that people make: each commit of a repository is held against what a bundler with tree
 * shaking keeps for the same exports. `node bench/commits.ts <repository> <folder> [commits = 40] [exports = 25]`, where the repository is
 * any folder that git knows, and the folder is that of its sources. Packages in that folder are linked to each other, as those of a workspace
 * are; one whose sources are behind a condition is read with `node --conditions=<that> bench/commits.ts …`.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { readFileFacts } from '../src/discover/code/file-facts.ts'
import { openCode } from '../src/discover/code/open-code.ts'
import { type Bundle, bundle, differs } from '../test/code/oracle.ts'
import { basis, identity, nodeNamed } from '../test/code/project.ts'

const [repository, sources, commits = '40', exported = '25'] = process.argv.slice(2)
if (repository === undefined || sources === undefined) throw new Error('say a repository and the folder of its sources')

const git = (...words: string[]) =>
  execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8', maxBuffer: 2 ** 30 })

interface Pick {
  readonly file: string
  readonly name: string
}
interface State {
  readonly root: string
  readonly files: ReadonlyMap<string, string>
  readonly linked: readonly string[]
}

/** The exported names of a text: from commit to commit most files stay what they are. */
const known = new Map<string, readonly string[]>()
const counts = { commits: 0, pairs: 0, touched: 0, changed: 0, missed: 0, needless: 0, unbundled: 0 }
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-commits-')))
try {
  for (const commit of commitsOf()) await compareCommit(commit)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(JSON.stringify(counts))
const percent = (part: number, of: number) => `${((100 * part) / Math.max(of, 1)).toFixed(2)} %`
console.log(
  `missed ${percent(counts.missed, counts.changed)} of what changed, needless ${percent(counts.needless, counts.pairs)} of all, ${percent(counts.needless, counts.touched)} of those in whose files something was edited`,
)

function commitsOf(): string[] {
  const log = git('log', '--no-merges', '--format=%H', '--', `${sources}/*.ts`).split('\n').filter(Boolean)
  // Spread over the newest of its history, so that one refactoring does not decide.
  const recent = log.slice(0, Number(commits) * 4)
  return recent.filter((_, index) => index % 4 === 0)
}

async function compareCommit(commit: string): Promise<void> {
  const [before, after] = [checkOut(`${commit}~1`, 'before'), checkOut(commit, 'after')]
  if (before === undefined || after === undefined) return
  counts.commits++
  const edited = new Set(
    [...before.files].filter(([file, text]) => after.files.get(file) !== text).map(([file]) => file),
  )
  for (const pick of picksOf(before, after, edited)) await compareExport(pick, { before, after, edited, commit })
  for (const { root } of [before, after]) rmSync(root, { recursive: true })
}

function checkOut(commit: string, name: string): State | undefined {
  const root = join(folder, name)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(join(root, 'assets'), { recursive: true })
  for (const [path, text] of Object.entries(basis)) writeFileSync(join(root, path), text)
  try {
    const archive = execFileSync('git', ['-C', repository as string, 'archive', commit, sources as string], {
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    execFileSync('tar', ['-x', '-C', root], { input: archive })
  } catch {
    return undefined
  }
  const from = join(root, sources as string)
  const linked = linkPackages(root, from)
  const names = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /(?<!\.d|\.test|\.spec|\.bench)\.ts$/.test(path) && !/(^|\/)(tests?|__tests__|benchmark)\//.test(path),
  )
  return { root, linked, files: new Map(names.sort().map((path) => [path, readFileSync(join(from, path), 'utf8')])) }
}

/** Every package in a folder is found under its name by all of them. */
function linkPackages(root: string, from: string): string[] {
  const manifests = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|\/)package\.json$/.test(path),
  )
  return manifests.flatMap((path) => {
    const { name } = JSON.parse(readFileSync(join(from, path), 'utf8')) as { name?: string }
    const place = join(root, 'node_modules', name ?? '')
    if (name === undefined || existsSync(place)) return []
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(dirname(join(from, path)), place)
    return [name]
  })
}

/** Of the exports that both have, those of edited files first, and as many of the others. */
function picksOf(before: State, after: State, edited: ReadonlySet<string>): Pick[] {
  const old = new Set(exportsOf(before).map(({ file, name }) => `${file} ${name}`))
  const both = exportsOf(after).filter(({ file, name }) => old.has(`${file} ${name}`))
  const some = (picks: Pick[]) => {
    const step = Math.max(1, Math.floor(picks.length / (Number(exported) / 2)))
    return picks.filter((_, index) => index % step === 0).slice(0, Math.ceil(Number(exported) / 2))
  }
  return [...some(both.filter(({ file }) => edited.has(file))), ...some(both.filter(({ file }) => !edited.has(file)))]
}

function exportsOf({ files }: State): Pick[] {
  return [...files].flatMap(([file, text]) => namesIn(file, text).map((name) => ({ file, name })))
}

function namesIn(file: string, text: string): readonly string[] {
  const names = known.get(text) ?? readNames(file, text)
  known.set(text, names)
  return names
}

function readNames(file: string, text: string): readonly string[] {
  try {
    const facts = readFileFacts(file, text)
    return facts.kind === 'module' ? facts.exports.map(([name]) => name).filter((name) => name !== 'default') : []
  } catch {
    return []
  }
}

interface Edit {
  readonly before: State
  readonly after: State
  readonly edited: ReadonlySet<string>
  readonly commit: string
}
async function compareExport(pick: Pick, { before, after, edited, commit }: Edit): Promise<void> {
  const [old, now] = [await cut(before, pick), await cut(after, pick)]
  counts.pairs++
  const isTouched = [...old.files, ...now.files].some((file) => edited.has(file))
  const isOther = old.identity !== now.identity
  if (!isTouched && !isOther) return
  counts.touched++
  const kept = await bundled(before)
  const changes = kept === undefined ? undefined : await differs(kept, bundling(after)).catch(() => undefined)
  if (changes === undefined) {
    counts.unbundled++
    return
  }
  if (changes) counts.changed++
  const what = `${pick.name} of ${pick.file}, commit ${commit.slice(0, 8)}`
  if (changes && !isOther) {
    counts.missed++
    console.log(`missed: ${what}`)
  }
  if (!changes && isOther) {
    counts.needless++
    console.log(`needless: ${what}: ${changedParts(old.parts, now.parts).join(', ') || 'the order'}`)
  }
}

function changedParts(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  return Object.keys({ ...before, ...after })
    .filter((label) => before[label] !== after[label])
    .slice(0, 4)
}

function bundling({ root, linked }: State) {
  return { entry: join(root, 'entry.ts'), pure: true, linked }
}
function bundled(state: State): Promise<Bundle | undefined> {
  return bundle(bundling(state)).catch(() => undefined)
}

async function cut({ root }: State, { file, name }: Pick) {
  const from = join(sources as string, file)
  writeFileSync(join(root, 'entry.ts'), `export { ${name} } from './${from}'\n`)
  const lines = [
    "import { asset } from '#project'",
    `import { ${name} as picked } from '../${from}'`,
    'export const it = asset(() => picked)',
  ]
  writeFileSync(join(root, 'assets/index.ts'), lines.join('\n'))
  const code = await openCode({
    root,
    configFile: join(root, 'assets.config.ts'),
    entry: join(root, 'assets/index.ts'),
  })
  const found = code.fingerprint(nodeNamed('it'))
  const files = found.files
    .map((path) => relative(join(root, sources as string), path))
    .filter((path) => !path.startsWith('..'))
  return { identity: identity(found), parts: found.parts, files: existsSync(root) ? files : [] }
}
