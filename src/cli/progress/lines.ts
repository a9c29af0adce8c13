import { nodeKinds } from '../../define/node-kinds.ts'
import type { CodeWarning, RunEvent, StepResult } from '../../events.ts'
import type { Unit } from '../../unit.ts'
import { count, thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import { unreachable } from '../../util/unreachable.ts'
import { markOutcome, type Style } from '../text/style.ts'
import { padEnd, truncate } from '../text/width.ts'
import { groupLine, groupOf, type PartitionGroups, timed } from './partition-groups.ts'

export interface LineOptions {
  readonly style: Style
  /** The width of the longest name, so that the outcomes are aligned. */
  readonly nameWidth: number
  readonly verbose: boolean
  /** Assets of which many partitions are made: each is shown as one group, unless every line is wanted. */
  readonly groups?: PartitionGroups | undefined
}

/** The line of an event that stays on the screen. Starts and rows are only for the footer. */
export function lastingLine(event: RunEvent, options: LineOptions): string | undefined {
  const { paint, symbols } = options.style
  switch (event.type) {
    case 'step_finished':
      return finishedLines(event.step, options)
    case 'step_log':
      if (event.level === 'info' && !options.verbose) return undefined
      return logLine(event, options)
    case 'step_warning':
      return warningText(event.warning, options.style)
    case 'step_waiting':
      return `${paint.note(symbols.running)} ${named(event.unit, options)}  waits for process ${event.pid} on ${event.host}, which makes it`
    case 'step_queued':
      return `${paint.note(symbols.running)} ${named(event.unit, options)}  waits for a place in the pool ${event.pool}`
    case 'run_interrupted':
      return paint.warn(
        `${event.signal === 'SIGINT' ? 'interrupted' : 'terminated'}: what runs is stopped, what is made stays`,
      )
    // The asset's log has a line of a retry, with why.
    case 'step_retry':
    case 'run_started':
    case 'run_planned':
    case 'run_finished':
    case 'step_started':
    case 'step_progress':
      return undefined
    default:
      return unreachable(event)
  }
}

/** A log file has no footer, so that each start has a line. */
export function plainLine(event: RunEvent, options: LineOptions): string | undefined {
  if (event.type !== 'step_started' || event.attempt > 1) return lastingLine(event, options)
  if (!options.verbose && groupOf(options.groups, event.unit) !== undefined) return undefined
  return `${options.style.paint.note(options.style.symbols.running)} ${named(event.unit, options)}  started`
}

/** A partition that failed has a line of its own; the others are counted. */
function finishedLines(step: StepResult, options: LineOptions): string | undefined {
  const group = options.verbose ? undefined : groupOf(options.groups, step.unit)
  if (group === undefined) return finishedLine(step, options)
  const own = step.outcome === 'failed' || step.warning !== undefined ? finishedLine(step, options) : undefined
  const whole = groupLine(group, step, options)
  return own === undefined || whole === undefined ? (own ?? whole) : `${own}\n${whole}`
}

function finishedLine(step: StepResult, options: LineOptions): string | undefined {
  const { style } = options
  if (step.outcome === 'skipped' && !options.verbose) return undefined
  const mark = step.warning === undefined ? markOutcome(step.outcome, style) : style.paint.warn(style.symbols.warn)
  const detail = truncate(detailText(step), widestDetail, style.symbols.ellipsis)
  const rows = detail === '' ? sizeText(step) : ''
  const time = timed.includes(step.outcome) && step.durationMs > 0 ? duration(step.durationMs) : ''
  const cells = [
    named(step.unit, options),
    padEnd(outcomeText(step), 9),
    ...[rows, detail, time].filter((one) => one !== ''),
  ]
  return `${mark} ${cells.join('  ')}`.trimEnd()
}

function sizeText({ rows, keys, kind, work }: StepResult): string {
  if (keys !== undefined) return count(keys, 'key')
  return rows === undefined || !nodeKinds[kind].hasRows ? '' : rowsText(rows, work)
}

/**
 * `100,012 rows (12 computed, 100,000 reused, 3 removed)`; where every row was computed there is nothing more to tell.
 */
function rowsText(rows: number, work: StepResult['work']): string {
  if (work === undefined) return count(rows, 'row')
  const { computed, recovered, reused, removed, failed } = work
  const parts = [
    ...(recovered + reused + removed + failed > 0 ? [`${thousands(computed)} computed`] : []),
    ...(recovered > 0 ? [`${thousands(recovered)} recovered`] : []),
    ...(reused > 0 ? [`${thousands(reused)} reused`] : []),
    ...(removed > 0 ? [`${thousands(removed)} removed`] : []),
    ...(failed > 0 ? [`${thousands(failed)} set aside`] : []),
  ]
  return parts.length === 0 ? count(rows, 'row') : `${count(rows, 'row')} (${parts.join(', ')})`
}

function outcomeText({ outcome, kind, warning }: StepResult): string {
  if (warning !== undefined) return 'warning'
  if (nodeKinds[kind].judges && (outcome === 'ran' || outcome === 'unchanged')) return 'passed'
  return outcome === 'cut_off' ? 'cut off' : outcome
}

/** The whole of an error follows when the run is over. */
const widestDetail = 80

function detailText({ outcome, causes, error, warning, receipt, metadata }: StepResult): string {
  if (warning !== undefined) return firstLine(warning)
  if (outcome === 'cut_off') return 'nothing it reads has changed'
  if (outcome === 'blocked') return causes.find(({ kind }) => kind === 'check_failed')?.message ?? ''
  if (outcome === 'failed') return firstLine(error?.message ?? '')
  return receipt === undefined ? '' : receiptText({ ...metadata, ...receipt })
}

/** A receipt in one line: `upserted 2, deleted 1, unchanged 2,301`. A hash is shortened. */
function receiptText(receipt: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(receipt).flatMap(([name, value]) => {
    if (typeof value === 'number') return [`${name} ${Number.isInteger(value) ? thousands(value) : value}`]
    if (typeof value === 'boolean') return [`${name} ${value}`]
    return typeof value === 'string' ? [`${name} ${value.replace(/^([0-9a-f]{12})[0-9a-f]{20,}$/, '$1')}`] : []
  })
  return firstLine(words.join(', '))
}

function warningText({ message, at, fix }: CodeWarning, { paint, symbols }: Style): string {
  return `${paint.warn(symbols.warn)} ${message}  ${paint.faint(at)}\n    ${fix}`
}

function logLine(event: Extract<RunEvent, { type: 'step_log' }>, { style }: LineOptions): string {
  const { paint, symbols } = style
  const mark = event.level === 'info' ? paint.faint(symbols.dot) : paint.warn(symbols.warn)
  return `${mark} ${event.unit}: ${event.message}`
}

function named(unit: Unit, { nameWidth }: LineOptions): string {
  return padEnd(unit, nameWidth)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
