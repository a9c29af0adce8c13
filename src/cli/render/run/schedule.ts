import type { LateAsset } from '../../../app/alerts/message.ts'
import type { TickDocument } from '../../../app/documents/schedule.ts'
import type { ScheduleView } from '../../../app/schedule/list.ts'
import type { NextTime } from '../../../app/schedule/start.ts'
import { count } from '../../../util/text/count.ts'
import { ago, duration } from '../../../util/text/duration.ts'
import { size } from '../../../util/text/size.ts'
import type { Style } from '../../text/style.ts'
import { table } from '../../text/table.ts'

export function renderSchedules(views: readonly ScheduleView[], now: number, style: Style): string {
  const rows = views.map(({ name, schedule, next, last }) => [
    name,
    schedule.cron === undefined
      ? `every ${intervalText(schedule.every)}`
      : `${schedule.cron} ${schedule.timeZone ?? 'UTC'}`,
    [schedule.select ?? 'everything'].flat().join(' '),
    next === undefined ? 'never' : `in ${duration(Math.max(0, next - now))}`,
    last === undefined ? 'never' : `${last.outcome} ${ago(last.at, now)}`,
  ])
  const columns = [
    { head: 'SCHEDULE' },
    { head: 'WHEN' },
    { head: 'SELECT', shrink: true },
    { head: 'NEXT' },
    { head: 'LAST' },
  ]
  const layout = { columns: style.columns, paintHead: style.paint.faint, ellipsis: style.symbols.ellipsis }
  return table(columns, rows, layout).join('\n')
}

const intervalText = (every: string | number): string => (typeof every === 'number' ? duration(every) : every)

/** One line: what was not made by its time. */
export function renderLate({ asset, due, message }: LateAsset, { paint, symbols }: Style): string {
  return `${paint.bad(symbols.bad)} ${paint.strong(asset)} late since ${minuteOf(due)} UTC  ${message}`
}

/** When a schedule is next, as its ticks will say it. */
export const renderNext = ({ name, next }: NextTime): string =>
  next === undefined ? `${name} (never)` : `${name} (next ${secondOf(new Date(next).toISOString())} UTC)`

const secondOf = (time: string): string => time.slice(0, 19).replace('T', ' ')

const minuteOf = (time: string): string => time.slice(0, 16).replace('T', ' ')

/** One line with the result of a run of a schedule. */
export function renderTick(
  { schedule, at, outcome, counts, steps = [], gc, error }: TickDocument,
  { paint, symbols }: Style,
): string {
  const mark = outcome === 'ok' ? paint.good(symbols.good) : paint.bad(symbols.bad)
  const { skipped = 0, cut_off: cutOff = 0, failed = 0, blocked = 0, cancelled = 0, ...successes } = counts ?? {}
  const ran = Object.values(successes).reduce((sum, one) => sum + one, 0)
  const parts = [
    [ran, 'ran'],
    [failed, 'failed'],
    [blocked, 'blocked'],
    [cancelled, 'cancelled'],
    [skipped + cutOff, 'fresh'],
  ].flatMap(([amount, word]) => (amount === 0 ? [] : [`${amount} ${word}`]))
  const warnings = steps.filter(({ warning }) => warning !== undefined).length
  if (warnings > 0) parts.push(count(warnings, 'warning'))
  if (gc !== undefined)
    parts.push('error' in gc ? `gc: ${gc.error.code} ${gc.error.message}` : `${size(gc.freedBytes)} freed`)
  const result = error === undefined || counts !== undefined ? parts.join(', ') : `${error.code} ${error.message}`
  return `${mark} ${paint.strong(schedule)} ${secondOf(at)} UTC  ${outcome}${result === '' ? '' : `  ${result}`}`
}
