import { count, thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import type { RunningStep } from './state.ts'

/** A rate is shown only after this time, in ms. */
const soonestMs = 500

/** `1,216 of 100,000 rows`, `320 rows/s`, `about 5 m left`: how far a step is, as far as it is known. */
export function rowProgress(step: RunningStep, now: number): readonly string[] {
  const { rows, of } = step
  if (of === undefined) return rows > 0 ? [count(rows, 'row')] : []
  const done = `${thousands(rows)} of ${count(of, 'row')}`
  const rate = rowsPerMs(step, now)
  const remainingMs = rowsLeftMs(step, now)
  return rate === undefined || remainingMs === undefined
    ? [done]
    : [done, rateText(rate), `about ${duration(remainingMs)} left`]
}

/** Ms until the last row is computed, if it goes on as it went. */
export function rowsLeftMs(step: RunningStep, now: number): number | undefined {
  const rate = rowsPerMs(step, now)
  return rate === undefined || step.of === undefined ? undefined : (step.of - step.rows) / rate
}

function rowsPerMs({ rows, since }: RunningStep, now: number): number | undefined {
  if (since === undefined || rows === 0 || now - since < soonestMs) return undefined
  return rows / (now - since)
}

function rateText(perMs: number): string {
  const perSecond = perMs * 1000
  if (perSecond < 1) return `${count(Math.max(1, Math.round(perSecond * 60)), 'row')}/min`
  return `${count(perSecond < 10 ? Number(perSecond.toFixed(1)) : Math.round(perSecond), 'row')}/s`
}
