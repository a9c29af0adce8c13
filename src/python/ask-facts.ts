import { join } from 'node:path'
import type { ForeignDeclaration, ForeignFacts } from '../define/foreign/foreign-function.ts'
import { AssetError } from '../errors.ts'
import { answerIn } from './answer-in.ts'
import type { Interpreter } from './interpreter.ts'
import { pythonPackage } from './module-folder.ts'

/** The program that reads code, absolute: a folder that Python runs. */
export const factsProgram = (): string => join(pythonPackage(), 'facts')

export interface FactsRequest {
  readonly root: string
  readonly functions: readonly PythonName[]
}
/** A function of a file: absolute, and the name that it has there. */
export interface PythonName {
  readonly file: string
  readonly function: string
}

/** What the Python program answers. */
export interface FactsAnswer {
  /** `3.11.7` */
  readonly python: string
  /** Folders that packages are installed in. */
  readonly listings: readonly string[]
  /** In the order of the request. */
  readonly functions: readonly (FoundFunction | WrongFunction)[]
}

export interface FoundFunction {
  readonly line: number
  readonly upstream: readonly string[]
  readonly keywords: readonly string[]
  /** Keywords that have a default. */
  readonly optional: readonly string[]
  readonly decorator: Readonly<Record<string, string | number | boolean | null>>
  readonly labels: NonNullable<ForeignFacts['labels']>
  /** The name that its decorator gives the asset, in its namespaces; null where it gives none. */
  readonly key: string | null
  /** What else its decorator says of the asset, as plain data. */
  readonly options: unknown
  /** The fields of its parameter `config`; null where it has none. */
  readonly settings: FoundSettings | null
  readonly digest: string
  readonly declarations: readonly ForeignDeclaration[]
  readonly packages: Readonly<Record<string, string>>
  readonly variables: readonly string[]
  readonly notes: readonly FoundNote[]
  readonly files: Readonly<Record<string, string>>
  readonly folders: readonly string[]
}
export interface FoundSettings {
  readonly class: string
  /** It may have other fields than these. */
  readonly open: boolean
  readonly fields: readonly {
    readonly field: string
    /** The class gives it no value. */
    readonly required: boolean
    readonly file: string
    readonly line: number
  }[]
}
interface NotePlace {
  readonly declaration: number
  readonly file: string
  readonly line: number
  readonly what: string
}
export type FoundNote =
  | (NotePlace & {
      readonly kind: 'impurity'
      readonly impurity: 'clock' | 'random' | 'environment' | 'network' | 'files' | 'process'
      readonly writes?: true
    })
  | (NotePlace & { readonly kind: 'whole-files' })
  | (NotePlace & { readonly kind: 'unused-option'; readonly fix: string })

/** What the Python program says in whole sentences, since these are those of a call. */
interface Told {
  /** It is about an option of a decorator. */
  readonly option: boolean
  readonly message: string
  readonly fix: string
}

export type WrongFunction =
  | { readonly wrong: 'no file' }
  | { readonly wrong: 'syntax'; readonly file: string; readonly line: number; readonly message: string }
  | ({ readonly wrong: 'absent'; readonly file: string; readonly line: number } & Told)
  | { readonly wrong: 'no function'; readonly names: readonly string[] }
  | { readonly wrong: 'any number'; readonly line: number; readonly parameter: string }

/** More than any code comes to; a program that writes without end is stopped. */
const mostBytes = 2 ** 30

/**
 * Reads the code of functions, with a Python that ends at once. None of the project's code runs.
 *
 * @throws AssetError `PYTHON_MISSING` where the interpreter does not start, `PYTHON_TOO_OLD`.
 */
export async function askFacts(interpreter: Interpreter, request: FactsRequest): Promise<FactsAnswer> {
  const { error, stdout, stderr } = await answerOf(interpreter, JSON.stringify(request))
  const answer = parsed(answerIn(stdout))
  const [major = 0, minor = 0] = (answer?.python ?? '').split('.').map(Number)
  if (answer !== undefined && (major < 3 || (major === 3 && minor < 10))) throw tooOld(interpreter, answer.python)
  if (error === null && answer !== undefined) return answer
  throw new AssetError({
    code: 'PYTHON_MISSING',
    message: `${interpreter.path} did not read the code: ${lastLine(stderr) ?? error?.message ?? 'it said nothing'}`,
    facts: { interpreter: interpreter.path, stderr },
    fix: `see whether \`${interpreter.path} -c "import ast"\` runs; if it does, this is a bug of assets`,
  })
}

interface ProgramResult {
  readonly error: Error | null
  readonly stdout: string
  readonly stderr: string
}

async function answerOf({ path }: Interpreter, input: string): Promise<ProgramResult> {
  // Most projects have no Python, and what starts processes takes 2 ms to load.
  const { execFile } = await import('node:child_process')
  const options = { maxBuffer: mostBytes, env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' } }
  return new Promise((done) => {
    const child = execFile(path, ['-B', factsProgram()], options, (error, stdout, stderr) =>
      done({ error, stdout, stderr }),
    )
    // One that ends before it has read says why itself.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

function parsed(text: string): FactsAnswer | undefined {
  try {
    return JSON.parse(text) as FactsAnswer
  } catch {
    return undefined
  }
}

const lastLine = (text: string): string | undefined => text.trim().split('\n').at(-1) || undefined

function tooOld({ path }: Interpreter, version: string): AssetError {
  return new AssetError({
    code: 'PYTHON_TOO_OLD',
    message: `${path} is Python ${version}, which is older than 3.10`,
    facts: { interpreter: path, version },
    fix: 'make the environment with Python 3.10 or newer, or name another one as `python` in the project file',
  })
}
