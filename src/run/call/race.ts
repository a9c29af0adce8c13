import { AssetError } from '../../errors.ts'

/**
 * Waits for `work`, at most until the signal is aborted: a function that ignores its signal cannot keep a run from
 * stopping. Later rejections of `work` are ignored.
 */
export function raceAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined)
    return Promise.reject(signal.reason)
  }
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Aborts with `ASSET_TIMEOUT` after `timeoutMs`, or with the outer signal. `undefined` is no limit. */
export function deadline(outer: AbortSignal, timeoutMs: number | undefined): { signal: AbortSignal } & Disposable {
  const controller = new AbortController()
  const abort = () => controller.abort(outer.reason)
  if (outer.aborted) abort()
  outer.addEventListener('abort', abort, { once: true })
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      outer.removeEventListener('abort', abort)
    },
  }
}

function timedOut(timeoutMs: number): AssetError {
  return new AssetError({
    code: 'ASSET_TIMEOUT',
    message: `it took longer than its timeout of ${timeoutMs} ms`,
    facts: { timeoutMs },
    fix: 'give it a longer timeout, or pass `signal` from the context to whatever it waits for',
  })
}

/** The reason with which a run is aborted: on Ctrl-C, or on a failure under `--fail-fast`. */
export function cancelled(why: string): AssetError {
  return new AssetError({
    code: 'ASSET_CANCELLED',
    message: why,
    fix: 'run the same command again: what was finished is kept',
  })
}
