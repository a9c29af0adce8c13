import { isProxy } from 'node:util/types'

/**
 * Every mistake a user can make has a stable code, a sentence, a place and a cure.
 * An error that is not an `AssetError` is a bug of this framework (exit 3).
 */

/** Exit codes of the command, as the command-line contract lists them. */
export const exitCodes = {
  ok: 0,
  bad: 1,
  usage: 2,
  bug: 3,
  busy: 4,
  interrupted: 130,
  terminated: 143,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Code -> exit code of a command that ends with it. The README lists the same codes; a test holds the two equal. */
export const errorCodes = {
  // the command line
  CLI_USAGE: 2,
  SELECTION_EMPTY: 2,
  SELECTION_SYNTAX: 2,
  // the project
  PROJECT_NOT_FOUND: 2,
  PROJECT_INVALID: 2,
  PROJECT_LOAD: 2,
  PROJECT_SYNTAX: 2,
  PROJECT_EXISTS: 2,
  PROJECT_CLOSED: 2,
  NODE_TOO_OLD: 2,
  TYPESCRIPT_UNSUPPORTED: 2,
  PYTHON_MISSING: 2,
  PYTHON_TOO_OLD: 2,
  PYTHON_FILE: 2,
  PYTHON_SYNTAX: 2,
  PYTHON_FUNCTION: 2,
  // the definitions
  ASSET_PARAMETERS: 2,
  ASSET_UNKNOWN_UPSTREAM: 2,
  ASSET_UNKNOWN_RESOURCE: 2,
  ASSET_NOT_EXPORTED: 2,
  ASSET_CYCLE: 2,
  ASSET_DUPLICATE: 2,
  ASSET_NAME: 2,
  ASSET_NAME_CASE: 2,
  ASSET_OPTIONS: 2,
  PARTITIONS_INVALID: 2,
  PARTITION_UNKNOWN: 2,
  // a dbt project
  DBT_UNAVAILABLE: 2,
  DBT_PROJECT: 2,
  DBT_UNSUPPORTED: 2,
  // running
  PYTHON_PACKAGE: 1,
  PACKAGE_MISSING: 1,
  SPARK_UNAVAILABLE: 1,
  SPARK_STORE: 1,
  ASSET_FAILED: 1,
  ASSET_TIMEOUT: 1,
  ASSET_CANCELLED: 130,
  ASSET_NO_ROWS: 1,
  ASSET_RESULT: 1,
  ASSET_VALUE: 1,
  ASSET_SCHEMA: 1,
  ASSET_ROW_KEY: 1,
  ASSET_SQL: 1,
  ASSET_OUTSIDE_RUN: 2,
  CHECK_FAILED: 1,
  SOURCE_EMPTY: 1,
  SOURCE_MOVED: 1,
  SOURCE_OBSERVE: 1,
  ENV_MISSING: 1,
  EFFECT_KEY: 1,
  EMBEDDING_TEXT: 1,
  EMBEDDING_FAILED: 1,
  EMBEDDING_RESULT: 1,
  INDEX_ROW: 1,
  INDEX_EMPTIED: 1,
  INDEX_QUERY: 1,
  INDEX_UNAVAILABLE: 1,
  // a test of one asset
  TEST_GIVEN: 2,
  // the store
  STORE_CORRUPT: 1,
  STORE_BLOB_MISSING: 1,
  STORE_BLOB_CORRUPT: 1,
  STORE_ROWS: 1,
  STORE_NOT_WRITABLE: 1,
  STORE_DISK_FULL: 1,
  STORE_LIMIT: 1,
  STORE_IO: 1,
  STORE_NEWER: 2,
  ASSET_PINNED: 2,
  STORE_EMPTY: 1,
  ACCEPT_REFUSED: 1,
  EXPORT_FAILED: 1,
  STORE_BUSY: 4,
  LOCK_INVALID: 2,
  QUERY_SQL: 2,
} as const satisfies Record<string, ExitCode>
export type ErrorCode = keyof typeof errorCodes

/** An option of what a client asks for: the command has a flag of it, a call of `openProject` an option. */
export type RequestOption =
  | 'allowFiles'
  | 'changed'
  | 'concurrency'
  | 'config'
  | 'cwd'
  | 'exclude'
  | 'failing'
  | 'force'
  | 'fromScratch'
  | 'partitions'
  | 'store'
  | 'version'
  | 'wait'

/** How a client says an option; `value` is what stands for its value, such as `<dir>`. */
export type OptionWords = (option: RequestOption, value?: string) => string

/** A sentence, or one that names options: it is worded for who has asked. */
export type Sentence = string | ((option: OptionWords) => string)

/** `-C`, `--from-scratch`, `--store <dir>`. */
const flagWords: OptionWords = (option, value) => {
  const flag = flags[option] ?? `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return value === undefined ? flag : `${flag} ${value}`
}
const flags: { readonly [Option in RequestOption]?: string } = { cwd: '-C', wait: '--no-wait and --wait' }

const worded = (sentence: Sentence, words: OptionWords): string =>
  typeof sentence === 'string' ? sentence : sentence(words)

export interface ErrorDetails {
  readonly code: ErrorCode
  /** One sentence that says what is wrong, without the cure. */
  readonly message: Sentence
  /** `file:line` or `file:line:column`, relative to the project. */
  readonly at?: string | undefined
  readonly facts?: Readonly<Record<string, unknown>> | undefined
  /** What to do, in the imperative: "did you mean …", "run …", "add …". */
  readonly fix: Sentence
  readonly cause?: unknown
}

/** The wording of errors that name options. Such an error says flags unless a program asked. */
const sentences = new WeakMap<object, Pick<ErrorDetails, 'message' | 'fix'>>()

const brand = Symbol.for('assetstore.error')

/** A mistake of the user's, or a state of the world the user can mend. */
export class AssetError extends Error {
  override readonly name = 'AssetError'
  readonly [brand] = true
  readonly code: ErrorCode
  readonly at: string | undefined
  readonly facts: Readonly<Record<string, unknown>> | undefined
  readonly fix: string

  constructor(details: ErrorDetails) {
    super(worded(details.message, flagWords), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.at = details.at
    this.facts = details.facts
    this.fix = worded(details.fix, flagWords)
    if (typeof details.message !== 'string' || typeof details.fix !== 'string') sentences.set(this, details)
  }

  /**
   * The command and the package a project imports are two bundles: `instanceof` across them would say no. Anything may
   * be thrown: no trap of a proxy runs.
   */
  static is(error: unknown): error is AssetError {
    return typeof error === 'object' && error !== null && !isProxy(error) && brand in error
  }
}

/** Several mistakes found in one pass, so that the user mends them in one pass. Never empty. */
export class AssetErrors extends Error {
  override readonly name = 'AssetErrors'
  readonly errors: readonly AssetError[]

  constructor(errors: readonly AssetError[]) {
    super(errors.map((error) => `${error.code} ${error.message}`).join('\n'))
    this.errors = errors
  }

  /** Throws the one, or all of them; returns when there is none. */
  static throwIfAny(errors: readonly AssetError[]): void {
    const [first] = errors
    if (first === undefined) return
    throw errors.length === 1 ? first : new AssetErrors(errors)
  }
}

/** What an error says to a client that says options in these words. */
export function textsOf(error: AssetError, words: OptionWords): { readonly message: string; readonly fix: string } {
  const { message, fix } = sentences.get(error) ?? error
  return { message: worded(message, words), fix: worded(fix, words) }
}
