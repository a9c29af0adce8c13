import { type ExitCode, exitCodes } from '../errors.ts'
import type { StepResult } from '../events.ts'
import { exitOf, type Signals } from './signals.ts'

/** How a command ends that has carried out these steps, unless a signal has ended it. */
export function exitOfRun(steps: readonly StepResult[], signals: Signals): ExitCode {
  const signal = signals.caught()
  if (signal !== undefined) return exitOf(signal)
  const failed = steps.filter(({ outcome }) => outcome === 'failed')
  if (failed.length > 0 && failed.every(({ error }) => error?.code === 'STORE_BUSY')) return exitCodes.busy
  return steps.every(({ outcome }) => outcome !== 'failed' && outcome !== 'blocked') ? exitCodes.ok : exitCodes.bad
}
