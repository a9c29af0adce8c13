import { AssetError, type ErrorCode } from '../errors.ts'

/** The runner's report of a failed call. */
export type PythonFailure = {
  /** The row, counted from 0, in a call for several rows one after the other. */
  readonly row: number | null
} & (
  | {
      readonly code: ErrorCode
      readonly message: string
      readonly fix: string
      readonly at: string | null
      readonly facts: Readonly<Record<string, unknown>>
    }
  | {
      /** The class of the exception. */
      readonly name: string
      readonly message: string
      /** As Python prints it, without frames of the framework. */
      readonly trace: string
      /** `file:line`, absolute. */
      readonly at: string | null
      /** The package that an `import` did not find, and the command that installs it. */
      readonly missing: { readonly package: string; readonly install: string } | null
    }
)

/**
 * An exception of the user's function. Its stack is Python's own, with the place where a stack of JavaScript's has it.
 */
export class PythonError extends Error {
  constructor({ name, message, trace, at }: Extract<PythonFailure, { readonly name: string }>) {
    super(message)
    // Not enumerable, as on any error: what is shown of an error are its stack and what else it has.
    Object.defineProperty(this, 'name', { value: name })
    this.stack = `${trace}${at === null ? '' : `\n    at ${at}`}`
  }
}

export interface PythonPlace {
  /** The interpreter, for messages. */
  readonly interpreter: string
  /** A file as it is shown: relative to the project. */
  readonly label: (at: string) => string
}

const rowSlot: unique symbol = Symbol('row')

/** The row of the call that the error is of, counted from 0. */
export function failedRow(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null ? (error as { readonly [rowSlot]?: number })[rowSlot] : undefined
}

export function pythonFailure(failure: PythonFailure, place: PythonPlace): Error {
  const error = errorOf(failure, place)
  return failure.row === null ? error : Object.defineProperty(error, rowSlot, { value: failure.row })
}

function errorOf(failure: PythonFailure, { interpreter, label }: PythonPlace): Error {
  const at = failure.at === null ? undefined : label(failure.at)
  if ('code' in failure) return new AssetError({ ...failure, at })
  if (failure.missing === null) return new PythonError(failure)
  const { package: name, install } = failure.missing
  return new AssetError({
    code: 'PYTHON_PACKAGE',
    message: `it imports ${name}, which ${interpreter} does not have`,
    at,
    facts: { package: name, interpreter },
    fix: `install it there: ${install}`,
  })
}

export interface Death {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The last that it wrote to stderr: where Python was when it crashed, among others. */
  readonly lastWords: readonly string[]
  /** It closed its answer stream, and was ended for that. */
  readonly isDeaf: boolean
}

/** The error of a process that ended during a call. Another call, in another process, may succeed. */
export function pythonDied({ exitCode, signal, lastWords, isDeaf }: Death, { label }: PythonPlace): AssetError {
  const at = placeOfCrash(lastWords)
  const facts = { temporary: true, ...(signal === null ? { exitCode } : { signal }) }
  const [message, fix] = isDeaf ? deafText : deathText(exitCode, signal)
  return new AssetError({ code: 'ASSET_FAILED', message, at: at === undefined ? undefined : label(at), facts, fix })
}

const deafText: readonly [string, string] = [
  'it closed all of its files, those that its process is heard by among them, as os.closerange does',
  'close what it has opened, and nothing else',
]

function deathText(exitCode: number | null, signal: NodeJS.Signals | null): readonly [string, string] {
  if (signal === null)
    return [
      `its Python process ended with exit code ${exitCode} in the middle of the call, as os._exit(${exitCode}) does`,
      'raise an error where it cannot go on, and return where it is done',
    ]
  if (signal === 'SIGKILL')
    return [
      'its Python process was killed (SIGKILL), as the system does where memory runs out',
      'hold less at once: ask for polars.LazyFrame or duckdb.DuckDBPyRelation, return a generator, or run fewer assets at once with --concurrency 1',
    ]
  return [
    `its Python process crashed (${signal}), in native code`,
    'look for the package that is called there, and try another version of it',
  ]
}

/** The innermost line of what Python's own `faulthandler` prints, the most recent call first. */
function placeOfCrash(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const match = /^ {2}File "(.+)", line (\d+) in /.exec(line)
    if (match === null) continue
    const [, file, row] = match as unknown as [string, string, string]
    if (!/site-packages|[\\/]lib[\\/]python\d|[\\/]python[\\/]assetstore[\\/]|^</.test(file)) return `${file}:${row}`
  }
  return undefined
}
