import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ForeignFacts } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import { interpreterVariables } from '../../python/interpreter.ts'
import type { LockEntry } from '../../store/lock/entry.ts'
import { readLockFile } from '../../store/lock/read-lock.ts'
import { assetOf } from '../../unit.ts'
import type { AskedFunction } from '../foreign/foreign-kind.ts'
import { optionsOf } from './function-options.ts'
import type { KnownBefore } from './known-before.ts'
import type { PythonFunction } from './python-function.ts'
import { readSignature, type Signature } from './read-signature.ts'
import { wrongFunction } from './wrong-function.ts'

/** The lines of the lock by asset. A lock that cannot be read is told of by whoever needs it. */
export async function lockByAsset(storeFolder: string): Promise<ReadonlyMap<string, LockEntry>> {
  try {
    const entries = await readLockFile(storeFolder)
    return new Map(entries.map((entry) => [assetOf(entry.unit), entry]))
  } catch (error) {
    if (AssetError.is(error)) return new Map()
    throw error
  }
}

interface WithoutPython {
  readonly root: string
  readonly lock: ReadonlyMap<string, LockEntry>
  readonly before: KnownBefore | undefined
  /** Why there is no Python. */
  readonly missing: AssetError
  /** Where it was looked for. */
  readonly links: readonly string[]
}

/**
 * Where there is no Python, and no earlier command has kept what one found: the parameters by the text of the function
 * or, where that leaves open what it reads, as they were known before, and for the rest the files that the lock names,
 * as a whole. An asset that the lock does not have is in its own file.
 */
export function factsByFiles(
  question: AskedFunction & { readonly of: PythonFunction },
  { root, lock, before, missing, links }: WithoutPython,
): ForeignFacts | AssetError {
  const { of } = question
  const bytes = bytesOf(of.file)
  if (bytes === undefined) return wrongFunction(question, { wrong: 'no file' }, root)
  const text = bytes.toString('utf8')
  const signature = readSignature(text, of.function)
  const graph = signature === undefined || saysMore.test(text) ? graphBefore(before, missing) : graphOf(signature)
  const { sources = [], packages = {}, environment = {} } = lock.get(question.name)?.ingredients ?? {}
  const sourcesBefore = before === undefined || graph.notes.length === 0 ? [] : before.files
  const paths = [...new Set([of.file, ...sources.map((path) => resolve(root, path)), ...sourcesBefore])]
  const at = { file: of.file, line: signature?.line ?? 1 }
  const files = Object.fromEntries(paths.map((path) => [path, sha256(bytesOf(path))]))
  return {
    upstream: graph.upstream,
    resources: graph.resources,
    optional: graph.optional,
    options: optionsOf(graph.options, at),
    at,
    scheme: 'python-files-1',
    declarations: paths.map((path) => ({ file: path, name: '', line: 1, hash: files[path] || none })),
    packages: Object.fromEntries(
      Object.entries(packages).filter(([name]) => name === 'python' || name.startsWith('pypi:')),
    ),
    variables: Object.keys(environment),
    files,
    links,
    asked: interpreterVariables,
    notes: graph.notes.map((note) => ({ ...at, ...note, declaration: 0 })),
    provisional: true,
  }
}

type Graph = Pick<KnownBefore, 'upstream' | 'resources' | 'optional' | 'options'> & {
  readonly notes: readonly { readonly kind: 'not-parsed'; readonly what: string; readonly fix: string }[]
}

function graphOf({ parameters, keywords, optional }: Signature): Graph {
  return {
    upstream: parameters.map((name) => name.replaceAll('__', '.')),
    resources: keywords.filter((name) => !ownKeywords.includes(name)),
    optional: optional.filter((name) => !ownKeywords.includes(name)),
    ...{ options: {}, notes: [] },
  }
}

function graphBefore(before: KnownBefore | undefined, { fix }: AssetError): Graph {
  const open = 'what it reads and which partitions it has'
  const note = { kind: 'not-parsed' as const, fix }
  if (before !== undefined)
    return { ...before, notes: [{ ...note, what: `${open} is taken to be as it was, since there is no Python` }] }
  const nothing = { upstream: [], resources: [], optional: [], options: {} }
  return { ...nothing, notes: [{ ...note, what: `${open} is not known, since there is no Python` }] }
}

/** What decides the graph and Python alone can tell: values of decorators, and parameters that are no tables. */
const saysMore =
  /\b(?:partitions_def|ins|key_prefix|deps|non_argument_deps|required_resource_keys)\s*=|\b(?:Config|ConfigurableResource|ResourceParam|asset_check)\b|\bcontext\.resources\b/

/** What every function may ask for, as `OWN_KEYWORDS` of the Python program has it. */
const ownKeywords = ['context', 'env', 'log', 'now', 'partition', 'previous', 'progress', 'run']
const none = createHash('sha256').digest('hex')

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

const sha256 = (bytes: Buffer | undefined): string =>
  bytes === undefined ? '' : createHash('sha256').update(bytes).digest('hex')
