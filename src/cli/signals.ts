import { type ExitCode, exitCodes } from '../errors.ts'

type Signal = 'SIGINT' | 'SIGTERM'

export interface SignalsOptions {
  readonly process: Pick<NodeJS.Process, 'on' | 'removeListener'>
  /** Ms, never going back. */
  readonly clock: () => number
  /** Ends the process at once. */
  readonly exit: (code: ExitCode) => void
}

export interface Signals extends Disposable {
  readonly signal: AbortSignal
  /** The first signal that came, if one did. */
  caught(): Signal | undefined
}

/**
 * Shells and npx hand one Ctrl-C to the whole process group and again to the child: within this time it is the same
 * one.
 */
const sameSignalMs = 300

/** The first signal stops the run in good order, a second one at once. */
export function listenToSignals({ process, clock, exit }: SignalsOptions): Signals {
  const controller = new AbortController()
  let first: { readonly signal: Signal; readonly at: number } | undefined
  const hear = (signal: Signal) => {
    if (first === undefined) {
      first = { signal, at: clock() }
      controller.abort(signal)
    } else if (clock() - first.at > sameSignalMs) {
      exit(exitOf(signal))
    }
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return {
    signal: controller.signal,
    caught: () => first?.signal,
    [Symbol.dispose]() {
      process.removeListener('SIGINT', hear)
      process.removeListener('SIGTERM', hear)
    },
  }
}

/** As `listenToSignals`, to the signals of this very process. */
export const listenToProcess = (): Signals =>
  listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })

export function exitOf(signal: Signal): ExitCode {
  return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated
}
