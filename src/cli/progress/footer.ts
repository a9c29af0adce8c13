import type { Unit } from '../../unit.ts'
import { thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import type { Style } from '../text/style.ts'
import { padEnd, truncate, width } from '../text/width.ts'
import { rowProgress, rowsLeftMs } from './row-progress.ts'
import type { RunningStep, RunState } from './state.ts'

export interface FooterView {
  readonly state: RunState
  /** How long each asset that the plan wants to run took the last time, in ms. */
  readonly estimates: ReadonlyMap<Unit, number>
  readonly concurrency: number
  readonly now: number
}

const mostRunning = 8

/** What runs, how far, and how long still; at most ten lines, none wider than the terminal. */
export function footerLines(view: FooterView, style: Style): string[] {
  const { state } = view
  if (state.total <= 0 && state.running.size === 0) return []
  const running = [...state.running].slice(0, mostRunning)
  const nameWidth = Math.max(0, ...running.map(([unit]) => width(unit)))
  const lines = running.map(([unit, step]) => {
    const text = `${padEnd(unit, nameWidth)}  ${stepText(unit, step, { ...view, style })}`
    return `${style.paint.note(style.symbols.running)} ${cut(text, style, 2)}`
  })
  const hidden = state.running.size - running.length
  const more = hidden > 0 ? [style.paint.faint(cut(`  and ${hidden} more running`, style, 0))] : []
  return [...lines, ...more, style.paint.faint(cut(totalText(view, style), style, 0))]
}

function stepText(unit: Unit, step: RunningStep, view: FooterView & { readonly style: Style }): string {
  const { dot } = view.style.symbols
  if (step.waitingFor !== undefined) return `process ${step.waitingFor} makes it; waiting`
  const elapsed = view.now - step.startedAt
  const estimate = view.estimates.get(unit)
  const time =
    estimate === undefined || step.of !== undefined
      ? duration(elapsed)
      : `${duration(elapsed)} of about ${duration(estimate)}`
  const parts = [...rowProgress(step, view.now), time]
  if (step.attempt > 1) parts.push(`attempt ${step.attempt}`)
  return parts.join(` ${dot} `)
}

function totalText(view: FooterView, { symbols }: Style): string {
  const { state } = view
  const remaining = timeLeft(view)
  const done = `  ${thousands(state.finished)} of ${thousands(state.total)} done`
  if (state.interrupted) return `${done} ${symbols.dot} stopping; Ctrl-C again to stop at once`
  return remaining === undefined ? done : `${done} ${symbols.dot} about ${duration(remaining)} left`
}

/**
 * Ms until the end, if everything takes as long as last time: the work that is left, shared by all hands, but never
 * less than the longest single piece. Undefined while nothing that is left has been timed before.
 */
export function timeLeft({ state, estimates, concurrency, now }: FooterView): number | undefined {
  const left = [...estimates]
    .filter(([unit]) => !state.done.has(unit))
    .map(([unit, estimate]) => leftOf(state.running.get(unit), { estimate, now }))
  if (left.length === 0) return undefined
  const work = left.reduce((sum, one) => sum + one, 0)
  const longest = left.reduce((most, one) => Math.max(most, one), 0)
  return Math.max(longest, work / concurrency)
}

/** What its rows tell is nearer the truth than the last run, which may have had others to compute. */
function leftOf(step: RunningStep | undefined, { estimate, now }: { estimate: number; now: number }): number {
  if (step === undefined) return estimate
  return rowsLeftMs(step, now) ?? Math.max(0, estimate - (now - step.startedAt))
}

/** A line that fills the last column makes some terminals wrap, so that one column stays free. */
function cut(text: string, { columns, symbols }: Style, taken: number): string {
  return truncate(text, columns - taken - 1, symbols.ellipsis)
}
