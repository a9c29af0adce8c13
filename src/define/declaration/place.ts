import type { Place } from '../definition.ts'

/**
 * Where the function that called `below` was called: the line of the `asset(…)` in the user's file.
 * Node strips types in place, so that the line and column are those of the TypeScript source.
 */
// biome-ignore lint/complexity/noBannedTypes: any function can be the one whose caller is wanted
export function callerOf(below: Function): Place {
  const holder: { stack?: unknown } = {}
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.stackTraceLimit = 1
  Error.prepareStackTrace = (_, sites) => sites
  Error.captureStackTrace(holder, below)
  const [site] = holder.stack as NodeJS.CallSite[]
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
  return {
    file: site?.getFileName() ?? '',
    line: site?.getLineNumber() ?? 0,
    column: site?.getColumnNumber() ?? 0,
  }
}
