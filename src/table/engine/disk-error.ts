import { AssetError } from '../../errors.ts'
import { storeFailure } from '../../store/failure.ts'
import { errorCode } from '../../util/error-code.ts'

/** The user's own errors, which also pass here, do not begin like DuckDB's. */
const saidByDuckDB = /^[A-Z][A-Za-z ]* Error: /

/** DuckDB's messages of system errors, for which it has no codes, each with the system's code. */
const reasons: readonly (readonly [said: RegExp, code: string])[] = [
  [/No space left on device|Disk quota exceeded|available disk space/, 'ENOSPC'],
  [/Input\/output error/, 'EIO'],
  [/Too many open files/, 'EMFILE'],
  [/File too large/, 'EFBIG'],
]

/** Matches a missing table of the store, by the form that every object's name has. */
const objectGone =
  /(?:No files found that match the pattern|Cannot open file) "([^"]*[\\/]objects[\\/][0-9a-f]{2}[\\/][0-9a-f]{64}\.parquet)"/

/** The error of a table that another process has removed after its bytes were checked. */
function goneObject(message: string): AssetError | undefined {
  const file = objectGone.exec(message)?.[1]
  return file === undefined ? undefined : tableGone(file)
}

function tableGone(file: string): AssetError {
  return new AssetError({
    code: 'STORE_BLOB_MISSING',
    message: `a table was removed while it was read: ${file} is gone from the store`,
    facts: { file },
    fix: 'ask for the table again; what is current and missing is made by assets materialize',
  })
}

/** Turns an error of reading a table's bytes without DuckDB into a failure of the store. */
export const readFailure = (error: unknown, file: string): unknown =>
  errorCode(error) === 'ENOENT' ? tableGone(file) : storeFailure(error, file)

/**
 * Turns DuckDB's message of a system error into a failure of the store; `undefined` for any other error. `file` is
 * named where the message names none.
 */
export function diskFailure(error: unknown, file?: string): unknown {
  if (!(error instanceof Error) || AssetError.is(error) || !saidByDuckDB.test(error.message)) return undefined
  const gone = goneObject(error.message)
  if (gone !== undefined) return gone
  const code = reasons.find(([pattern]) => pattern.test(error.message))?.[1]
  if (code === undefined) return undefined
  const [sentence = error.message] = error.message.split('\n')
  const named = /"([^"]+)"/.exec(sentence)?.[1] ?? 'a file of the store'
  return storeFailure(Object.assign(new Error(sentence, { cause: error }), { code }), file ?? named)
}

/** Runs work that writes `file`. A system error becomes a failure of the store; any other error passes unchanged. */
export async function withDiskErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw diskFailure(error, file) ?? error
  }
}
