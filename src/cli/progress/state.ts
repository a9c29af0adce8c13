import type { RunEvent } from '../../events.ts'
import { assetOf, type Unit } from '../../unit.ts'

/** What the footer has to know of a run. It changes in place: a copy at every event would make long runs quadratic. */
export interface RunState {
  /** Steps that are work, as far as is known: those that turn out to be fresh are taken off. */
  total: number
  finished: number
  /** In the order in which they started. */
  readonly running: Map<Unit, RunningStep>
  /** When the first unit of an asset began. */
  readonly began: Map<string, number>
  /** With any outcome. */
  readonly done: Set<Unit>
  interrupted: boolean
}
export interface RunningStep {
  /** In ms, by the clock of the events. */
  readonly startedAt: number
  readonly rows: number
  /** Where rows are computed one by one: how many there are to compute, and since when. */
  readonly of?: number
  readonly since?: number
  readonly attempt: number
  /** The other process that makes the same right now, while the run waits for it. */
  readonly waitingFor?: number
}

export function createRunState(): RunState {
  return { total: 0, finished: 0, running: new Map(), began: new Map(), done: new Set(), interrupted: false }
}

/** `at` is the time of the event in ms. */
export function advance(state: RunState, event: RunEvent, at: number): void {
  switch (event.type) {
    case 'run_started':
      state.total = event.steps
      break
    case 'run_planned':
      state.total = state.finished + event.units.length
      break
    case 'step_started':
      if (!state.began.has(assetOf(event.unit))) state.began.set(assetOf(event.unit), at)
      change(state, event.unit, { startedAt: at, rows: 0, attempt: event.attempt })
      break
    case 'step_progress':
      change(state, event.unit, event.of === undefined ? { rows: event.rows } : computing(event.rows, event.of))
      break
    case 'step_waiting':
      change(state, event.unit, { waitingFor: event.pid })
      break
    case 'step_finished':
      state.running.delete(event.step.unit)
      state.done.add(event.step.unit)
      if (event.step.outcome === 'skipped') state.total -= 1
      else state.finished += 1
      break
    case 'run_interrupted':
      state.interrupted = true
      break
    default:
  }

  function computing(rows: number, of: number): Partial<RunningStep> {
    return { rows, of, ...(rows === 0 ? { since: at } : {}) }
  }
  function change({ running }: RunState, unit: Unit, fields: Partial<RunningStep>): void {
    running.set(unit, { startedAt: at, rows: 0, attempt: 1, ...running.get(unit), ...fields })
  }
}

/** In ms, since the first unit of an asset began. */
export const sinceBegan = ({ began }: Pick<RunState, 'began'>, asset: string, now: number): number =>
  now - (began.get(asset) ?? now)
