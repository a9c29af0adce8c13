/**
 * Aborted with any of them. Undone where it is disposed, so that a signal that lives long keeps nothing of what is
 * over.
 */
export function anySignal(signals: readonly (AbortSignal | undefined)[]): AbortController & Disposable {
  const controller = new AbortController()
  const undo: (() => void)[] = []
  for (const signal of signals) {
    if (signal === undefined) continue
    if (signal.aborted) controller.abort(signal.reason)
    const abort = () => controller.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    undo.push(() => signal.removeEventListener('abort', abort))
  }
  return Object.assign(controller, {
    [Symbol.dispose]() {
      for (const each of undo) each()
    },
  })
}

/**
 * The result of `work`, unless the signal or the time is first; work that ignores its signal is abandoned. The timer
 * keeps the process alive, since a caller waits for it.
 */
export async function within<T>(
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using own = anySignal([signal])
  const late = Object.assign(new Error(`no answer within ${timeoutMs / 1_000} s`), { name: 'TimeoutError' })
  const timer = setTimeout(() => own.abort(late), timeoutMs)
  const stopped = Promise.withResolvers<never>()
  own.signal.addEventListener('abort', () => stopped.reject(own.signal.reason), { once: true })
  try {
    own.signal.throwIfAborted()
    return await Promise.race([work(own.signal), stopped.promise])
  } finally {
    clearTimeout(timer)
    // Nobody is left to hear of it.
    stopped.promise.catch(() => undefined)
  }
}
