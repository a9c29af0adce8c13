import { type ExitCode, exitCodes } from '../../../errors.ts'
import { exitOf, hearSignals } from '../../signals.ts'

/** For what runs until it is stopped: the first signal lets it finish, the second stops it, a third ends it. */
export interface Drain extends Disposable {
  /** Aborted when nothing new may begin. */
  readonly signal: AbortSignal
  /** Aborted when running work is to stop in good order. */
  readonly stop: AbortSignal
  /** 0 where everything was finished. */
  exitCode(): ExitCode
}

export function drainOnSignals(process: Pick<NodeJS.Process, 'on' | 'removeListener' | 'exit'>): Drain {
  const [drain, stop] = [new AbortController(), new AbortController()]
  let code: ExitCode = exitCodes.ok
  const hearing = hearSignals({ process, clock: () => performance.now() }, (signal) => {
    if (!drain.signal.aborted) return drain.abort(signal)
    code = exitOf(signal)
    if (!stop.signal.aborted) return stop.abort(signal)
    process.exit(code)
  })
  return { ...hearing, signal: drain.signal, stop: stop.signal, exitCode: () => code }
}
