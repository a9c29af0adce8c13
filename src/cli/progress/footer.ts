import { assetOf, type Unit } from '../../unit.ts'
import { thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import type { Style } from '../text/style.ts'
import { padEnd, truncate, width } from '../text/width.ts'
import { groupLeftMs, groupOf, groupProgress, type PartitionGroups } from './partition-groups.ts'
import { rowProgress, rowsLeftMs } from './row-progress.ts'
import { type RunningStep, type RunState, sinceBegan } from './state.ts'

export interface FooterView {
  readonly state: RunState
  /** How long each asset that the plan wants to run took the last time, in ms. */
  readonly estimates: ReadonlyMap<Unit, number>
  readonly concurrency: number
  readonly now: number
  /** Assets of which many partitions are made. */
  readonly groups?: PartitionGroups | undefined
}

const mostRunning = 8

/** What runs, how far, and how long still; at most ten lines, none wider than the terminal. */
export function footerLines(view: FooterView, style: Style): string[] {
  const { state } = view
  if (state.total <= 0 && state.running.size === 0) return []
  const all = runningTexts(view, style)
  const running = all.slice(0, mostRunning)
  const nameWidth = Math.max(0, ...running.map(({ name }) => width(name)))
  const lines = running.map(({ name, text }) => {
    const line = `${padEnd(name, nameWidth)}  ${text}`
    return `${style.paint.note(style.symbols.running)} ${cut(line, style, 2)}`
  })
  const hidden = all.length - running.length
  const more = hidden > 0 ? [style.paint.faint(cut(`  and ${hidden} more running`, style, 0))] : []
  return [...lines, ...more, style.paint.faint(cut(totalText(view, style), style, 0))]
}

/** In the order in which they started; partitions that are shown as one group have one line. */
function runningTexts(view: FooterView, style: Style): readonly { readonly name: string; readonly text: string }[] {
  const texts = new Map<string, string>()
  for (const [unit, step] of view.state.running) {
    const group = groupOf(view.groups, unit)
    const name = group === undefined ? unit : assetOf(unit)
    if (texts.has(name)) continue
    const text =
      group === undefined
        ? stepText(unit, step, { ...view, style })
        : groupProgress(group, sinceBegan(view.state, name, view.now)).join(` ${style.symbols.dot} `)
    texts.set(name, text)
  }
  return [...texts].map(([name, text]) => ({ name, text }))
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
  const remaining = timeLeft(view) ?? longestGroupLeft(view)
  const done = `  ${thousands(state.finished)} of ${thousands(state.total)} done`
  if (state.interrupted) return `${done} ${symbols.dot} stopping; Ctrl-C again to stop at once`
  return remaining === undefined ? done : `${done} ${symbols.dot} about ${duration(remaining)} left`
}

/**
 * Without earlier durations: an estimate from the partitions that are done. `undefined` where other steps without a
 * duration are left.
 */
function longestGroupLeft(view: FooterView): number | undefined {
  const { state, groups = [] } = view
  const begun = [...groups].flatMap(([asset, group]) => {
    const leftMs = groupLeftMs(group, sinceBegan(state, asset, view.now))
    return leftMs === undefined ? [] : [{ leftMs, count: group.waiting.size }]
  })
  const counted = begun.reduce((sum, { count }) => sum + count, 0)
  return counted === 0 || counted < state.total - state.finished
    ? undefined
    : Math.max(...begun.map(({ leftMs }) => leftMs))
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

/** The rate of its rows is a better estimate than the last run, which may have computed other rows. */
function leftOf(step: RunningStep | undefined, { estimate, now }: { estimate: number; now: number }): number {
  if (step === undefined) return estimate
  return rowsLeftMs(step, now) ?? Math.max(0, estimate - (now - step.startedAt))
}

/** A line that fills the last column wraps in some terminals, so one column stays free. */
function cut(text: string, { columns, symbols }: Style, taken: number): string {
  return truncate(text, columns - taken - 1, symbols.ellipsis)
}
