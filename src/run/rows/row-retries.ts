import type { LogLevel } from '../../events.ts'
import type { WorkHooks } from '../../table/work/work.ts'
import { thrownText } from '../../util/thrown.ts'
import { retryPolicy, withRetries } from '../call/retry.ts'
import { callText } from './failed-call.ts'

/** Calls a row function as often as its `retries` allow, and logs each further call before it is made. */
export function rowRetries(line: (level: LogLevel, message: string) => void, signal: AbortSignal): WorkHooks['retry'] {
  return ({ retries, ...of }, call) => {
    if (retries === undefined) return call()
    const what = of.rows.length === 0 ? 'a call' : `${callText(of)}: the call`
    const tellRetry = (failed: { attempt: number; delayMs: number; error: unknown }) =>
      line('warn', `${what} failed (try ${failed.attempt}), again in ${failed.delayMs} ms: ${thrownText(failed.error)}`)
    return withRetries(retryPolicy(retries), call, { signal, onRetry: tellRetry })
  }
}
