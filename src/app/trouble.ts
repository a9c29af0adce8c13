import { AssetError, AssetErrors, type ExitCode, errorCodes, exitCodes } from '../errors.ts'
import type { StepError } from '../events.ts'
import { firstThrown } from '../util/thrown.ts'

export interface Trouble {
  readonly exitCode: ExitCode
  readonly errors: readonly StepError[]
  /** The stack of an error that is no `AssetError`: our own bug. */
  readonly stack?: string
}

const reportFix = 'report it with the lines above, the command you ran and what `assets doctor` prints'

/** What went wrong, as data: the user's mistakes, or our own bug. */
export function troubleOf(thrown: unknown): Trouble {
  const error = firstThrown(thrown)
  if (AssetError.is(error)) return { exitCode: exitOf(error.code), errors: [errorDocument(error)] }
  if (error instanceof AssetErrors || isErrorList(error)) {
    const exit = Math.max(...error.errors.map((one) => exitOf(one.code))) as ExitCode
    return { exitCode: exit, errors: error.errors.map(errorDocument) }
  }
  const bug = error instanceof Error ? error : new Error(String(error))
  const message = `this is a bug of assets: ${bug.message}`
  return {
    exitCode: exitCodes.bug,
    errors: [{ code: 'INTERNAL', message, fix: reportFix }],
    stack: bug.stack ?? String(bug),
  }
}

/** `error` is the first, `errors` all where there are several. */
export function errorFields(errors: readonly StepError[]): object {
  return errors.length > 1 ? { error: errors[0], errors } : { error: errors[0] }
}

function exitOf(code: AssetError['code']): ExitCode {
  return errorCodes[code] ?? exitCodes.bad
}

function errorDocument({ code, message, at, facts, fix }: AssetError): StepError {
  return { code, message, ...(at === undefined ? {} : { at }), ...(facts === undefined ? {} : { facts }), fix }
}

/** The list may be of the other bundle's class, so `instanceof` is not enough. */
function isErrorList(error: unknown): error is AssetErrors {
  return error instanceof Error && error.name === 'AssetErrors' && Array.isArray((error as AssetErrors).errors)
}
