import { countOutcomes, failuresOf, type RunOutcome } from '../../../app/documents/run.ts'
import type { StepError, StepResult } from '../../../events.ts'
import type { RunReport } from '../../../run/run.ts'
import { assetOf } from '../../../unit.ts'
import { mentions } from '../../../util/mentions.ts'
import { thousands } from '../../../util/text/count.ts'
import { duration } from '../../../util/text/duration.ts'
import { indented } from '../../../util/text/lines.ts'
import { renderError } from '../../render-error.ts'
import type { Style } from '../../text/style.ts'
import { unitsText } from '../../text/units.ts'
import { failingRows } from './failing-rows.ts'

/** Every failure in full, separated by empty lines; the empty string where nothing failed. */
export function renderFailures(steps: readonly StepResult[], style: Style): string {
  return failuresOf(steps)
    .map((step) => failureBlock(step, step.error, style))
    .join('\n\n')
}

/** The warnings of checks that ran now, in full; a warning of an earlier run has a line without rows. */
export function renderWarnings(
  steps: readonly Pick<StepResult, 'unit' | 'outcome' | 'warning' | 'facts'>[],
  style: Style,
): string {
  const blocks = steps.flatMap(({ unit, outcome, warning, facts }) => {
    if (warning === undefined || outcome === 'skipped') return []
    const head = `${style.paint.warn('warning')} ${style.paint.strong(unit)}`
    return [[head, ...indented([warning, ...failingRows(facts, style)])].join('\n')]
  })
  return blocks.join('\n\n')
}

function failureBlock({ unit }: StepResult, error: StepError, style: Style): string {
  const message = mentions(error.message, unit) ? error.message : `${unit}: ${error.message}`
  const block = renderError({ ...error, message }, style)
  // A check's result is shown already, and it is not output of a function.
  const isTold = error.code === 'CHECK_FAILED' || error.fix?.includes('assets logs')
  return isTold ? block : `${block}\n  what it printed: assets logs ${assetOf(unit)}`
}

const words: Readonly<Record<RunOutcome, string>> = {
  ran: 'ran',
  unchanged: 'unchanged',
  reused: 'reused',
  cut_off: 'cut off',
  skipped: 'fresh',
  observed: 'observed',
  failed: 'failed',
  blocked: 'blocked',
  cancelled: 'cancelled',
}
const order: readonly RunOutcome[] = [
  'failed',
  'blocked',
  'cancelled',
  'ran',
  'unchanged',
  'observed',
  'reused',
  'cut_off',
  'skipped',
]

/** One line with the totals of a run that has ended. */
export function renderSummary(
  { steps, durationMs }: Pick<RunReport, 'steps' | 'durationMs'>,
  { paint, symbols }: Style,
): string {
  const counts = countOutcomes(steps)
  const parts = order.flatMap((outcome) =>
    counts[outcome] > 0 ? [`${thousands(counts[outcome])} ${words[outcome]}`] : [],
  )
  const warnings = steps.filter(({ warning }) => warning !== undefined).length
  if (warnings > 0) parts.push(`${thousands(warnings)} ${warnings === 1 ? 'warning' : 'warnings'}`)
  if (counts.skipped === steps.length && warnings === 0) parts.push('nothing to do')
  const mark =
    counts.failed + counts.blocked > 0
      ? paint.bad(symbols.bad)
      : counts.cancelled > 0
        ? paint.warn(symbols.warn)
        : paint.good(symbols.good)
  const units = unitsText(steps.map(({ unit }) => unit))
  return `${mark} ${[parts.join(', '), ...units, duration(durationMs)].join(` ${symbols.dot} `)}`
}
