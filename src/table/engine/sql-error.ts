import { AssetError, type ErrorCode } from '../../errors.ts'
import { closedError } from './closed-error.ts'
import { diskFailure } from './disk-error.ts'

export interface SqlContext {
  readonly code: Extract<ErrorCode, 'ASSET_SQL' | 'QUERY_SQL'>
  /** `the sql of documents`, for the sentence. */
  readonly what: string
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Turns DuckDB's error about a statement into an error for its author. An `AssetError` passes unchanged. */
export function sqlError(error: unknown, context: SqlContext): unknown {
  if (!(error instanceof Error) || AssetError.is(error) || error.name === 'AbortError') return error
  const refused = diskFailure(error)
  if (refused !== undefined) return refused
  const { kind, message, line } = readMessage(error.message)
  if (kind === undefined) return error
  // A caller that aborts a statement throws its own reason, so this interrupt comes from a closed engine.
  if (kind === 'INTERRUPT') return closedError()
  return new AssetError({
    code: context.code,
    message: `${context.what} fails${line === undefined ? '' : ` in line ${line}`}: ${message}`,
    facts: { ...context.facts, kind, line, detail: error.message },
    fix: cureOf(kind, message),
    cause: error,
  })
}

const withoutEnvironment =
  "read the variable with env('NAME') of the context, which makes it part of the key, and interpolate its value"

/** `sum` gives a HUGEINT, which is stored as an INT64. */
const tooWide = /^Type U?INT128 with value .* out of range for the destination type U?INT64/
const asText = 'cast it in the sql to VARCHAR, which is exact, or to DOUBLE, which rounds it'

function cureOf(kind: string, message: string): string {
  if (message.includes('name getenv ')) return withoutEnvironment
  if (tooWide.test(message)) return asText
  return cures[kind] ?? 'mend the statement; the detail in the facts points at the place'
}

const cures: Readonly<Record<string, string>> = {
  Parser: 'mend the syntax at the place that the detail points at',
  Binder: 'check the names of the columns and the types against the tables that the statement reads',
  Catalog:
    'check the names of tables and functions; name an asset as a parameter, and interpolate it where a table stands',
  Conversion: 'use TRY_CAST where a value may not convert, or filter such rows out first',
  'Out of Range': 'cast to a wider type, or to DOUBLE, before the calculation',
  'Out of Memory': 'reduce what is sorted, grouped or joined at once; DuckDB spills what it can',
  'Invalid Input': 'mend the value or the statement that the detail names',
}

/**
 * `Binder Error: Referenced column "x" not found …\n\nLINE 2: select x\n   ^`: the kind, the first sentence and the
 * line.
 */
function readMessage(text: string): { kind: string | undefined; message: string; line: number | undefined } {
  const match = /^([A-Z][A-Za-z ]*?) Error: ([\s\S]*)$/.exec(text)
  if (match === null) return { kind: undefined, message: text, line: undefined }
  const line = /^LINE (\d+):/m.exec(text)?.[1]
  const [sentence] = match[2]!.split(/\n\s*\n?LINE \d+:/)
  return {
    kind: match[1],
    message: sentence!.trim().replaceAll(/\s*\n\s*/g, '; '),
    line: line === undefined ? undefined : Number(line),
  }
}

/** Runs `work` and turns DuckDB's errors into errors for the statement's author. */
export async function withSqlErrors<T>(context: SqlContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw sqlError(error, context)
  }
}
