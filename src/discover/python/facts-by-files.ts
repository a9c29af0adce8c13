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
import type { PythonFunction } from './python-function.ts'
import { readSignature } from './read-signature.ts'
import { wrongFunction } from './wrong-function.ts'

/** By asset: what the lock says that its code is in. A lock that cannot be read is told of by whoever needs it. */
export async function lockedSources(storeFolder: string): Promise<ReadonlyMap<string, LockEntry>> {
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
  readonly locked: LockEntry | undefined
  /** Why there is no Python. */
  readonly missing: AssetError
  /** Where it was looked for. */
  readonly links: readonly string[]
}

/**
 * Where there is no Python, and no earlier command has kept what one found: the parameters by the text of the function,
 * and for the rest the files that the lock names, as a whole. An asset that the lock does not have is in its own file.
 */
export function factsByFiles(
  question: AskedFunction & { readonly of: PythonFunction },
  { root, locked, missing, links }: WithoutPython,
): ForeignFacts | AssetError {
  const { of } = question
  const bytes = bytesOf(of.file)
  if (bytes === undefined) return wrongFunction(question, { wrong: 'no file' }, root)
  const text = bytes.toString('utf8')
  const signature = saysMore.test(text) ? undefined : readSignature(text, of.function)
  if (signature === undefined) return missing
  const { sources = [], packages = {}, environment = {} } = locked?.ingredients ?? {}
  const paths = [...new Set([of.file, ...sources.map((path) => resolve(root, path))])]
  const files = Object.fromEntries(paths.map((path) => [path, sha256(bytesOf(path))]))
  return {
    upstream: signature.parameters.map((name) => name.replaceAll('__', '.')),
    resources: signature.keywords.filter((name) => !ownKeywords.includes(name)),
    optional: signature.optional.filter((name) => !ownKeywords.includes(name)),
    at: { file: of.file, line: signature.line },
    scheme: 'python-files-1',
    declarations: paths.map((path) => ({ file: path, name: '', line: 1, hash: files[path] || none })),
    packages: Object.fromEntries(
      Object.entries(packages).filter(([name]) => name === 'python' || name.startsWith('pypi:')),
    ),
    variables: Object.keys(environment),
    files,
    links,
    asked: interpreterVariables,
    notes: [],
    provisional: true,
  }
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
