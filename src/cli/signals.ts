import { type ExitCode, exitCodes } from '../errors.ts'

export type Signal = 'SIGINT' | 'SIGTERM'

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

/** Calls `hear` for each signal, once where it is handed over twice. */
export function hearSignals(
  { process, clock }: Pick<SignalsOptions, 'process' | 'clock'>,
  hear: (signal: Signal) => void,
): Disposable {
  let last = Number.NEGATIVE_INFINITY
  const receive = (signal: Signal) => {
    const now = clock()
    if (now - last <= sameSignalMs) return
    last = now
    hear(signal)
  }
  process.on('SIGINT', receive)
  process.on('SIGTERM', receive)
  return {
    [Symbol.dispose]() {
      process.removeListener('SIGINT', receive)
      process.removeListener('SIGTERM', receive)
    },
  }
}

/** The first signal stops the run in good order, a second one at once. */
export function listenToSignals(options: SignalsOptions): Signals {
  const controller = new AbortController()
  let first: Signal | undefined
  const hearing = hearSignals(options, (signal) => {
    if (first !== undefined) return options.exit(exitOf(signal))
    first = signal
    controller.abort(signal)
  })
  return { ...hearing, signal: controller.signal, caught: () => first }
}

/** As `listenToSignals`, to the signals of this very process. */
export const listenToProcess = (): Signals =>
  listenToSignals({ process, clock: () => performance.now(), exit: (code) => process.exit(code) })

export function exitOf(signal: Signal): ExitCode {
  return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated
}
