import { type ExitCode, exitCodes } from '../../../errors.ts'

/** For what runs until it is stopped: the first signal lets it finish, the second stops it, a third ends it. */
export interface Drain extends Disposable {
  /** Aborted when nothing new may begin. */
  readonly signal: AbortSignal
  /** Aborted when running work is to stop in good order. */
  readonly stop: AbortSignal
  /** 0 where everything was finished. */
  exitCode(): ExitCode
}

/** npx and shells hand one signal over twice: within this time it is the same one. */
const sameSignalMs = 300

export function drainOnSignals(process: Pick<NodeJS.Process, 'on' | 'removeListener' | 'exit'>): Drain {
  const [drain, stop] = [new AbortController(), new AbortController()]
  let [last, code]: [number, ExitCode] = [Number.NEGATIVE_INFINITY, exitCodes.ok]
  const hear = (signal: NodeJS.Signals) => {
    const now = performance.now()
    if (now - last < sameSignalMs) return
    last = now
    if (!drain.signal.aborted) return drain.abort(signal)
    code = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated
    if (!stop.signal.aborted) return stop.abort(signal)
    process.exit(code)
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return {
    signal: drain.signal,
    stop: stop.signal,
    exitCode: () => code,
    [Symbol.dispose]() {
      process.removeListener('SIGINT', hear)
      process.removeListener('SIGTERM', hear)
    },
  }
}
