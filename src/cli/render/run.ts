import { type Outcome, outcomes } from '../../causes.ts'
import type { CodeWarning, StepError, StepResult } from '../../events.ts'
import { mentions } from '../../util/mentions.ts'
import { renderError } from '../render-error.ts'
import { thousands } from '../text/count.ts'
import { duration } from '../text/duration.ts'
import { indented } from '../text/lines.ts'
import type { Style } from '../text/style.ts'
import { failingRows } from './failing-rows.ts'

export interface RunView {
  readonly run: string
  readonly steps: readonly StepResult[]
  readonly warnings: readonly CodeWarning[]
  readonly durationMs: number
}

/** Every failure in full, parted by empty lines; the empty string where there is none. */
export function renderFailures(steps: readonly StepResult[], style: Style): string {
  return failuresOf(steps)
    .map((step) => failureBlock(step, step.error, style))
    .join('\n\n')
}

/** Each failure once: what a check refused is told by the table that it holds back. */
function failuresOf(steps: readonly StepResult[]): readonly (StepResult & { readonly error: StepError })[] {
  const failed = steps.flatMap((step) => {
    const { outcome, error } = step
    return outcome === 'failed' && error !== undefined ? [{ ...step, error }] : []
  })
  const told = new Set(failed.map(({ error }) => error.facts?.check))
  return failed.filter(({ asset, kind }) => kind !== 'check' || !told.has(asset))
}

/** What a check that only warns has found by now, in full; what it found before has a line of its own and no rows. */
export function renderWarnings(steps: readonly StepResult[], style: Style): string {
  const blocks = steps.flatMap(({ asset, outcome, warning, facts }) => {
    if (warning === undefined || outcome === 'skipped') return []
    const head = `${style.paint.warn('warning')} ${style.paint.strong(asset)}`
    return [[head, ...indented([warning, ...failingRows(facts, style)])].join('\n')]
  })
  return blocks.join('\n\n')
}

function failureBlock({ asset }: StepResult, error: StepError, style: Style): string {
  const message = mentions(error.message, asset) ? error.message : `${asset}: ${error.message}`
  const block = renderError({ ...error, message }, style)
  // What a check found is told already; it is nothing that was printed.
  const isTold = error.code === 'CHECK_FAILED' || error.fix?.includes('assets logs')
  return isTold ? block : `${block}\n  what it printed: assets logs ${asset}`
}

/** What a run does with an asset. That somebody accepted one is told by `accept` and by the history alone. */
type RunOutcome = Exclude<Outcome, 'accepted'>
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

/** One line that sums up a run that is over. */
export function renderSummary(
  { steps, durationMs }: Pick<RunView, 'steps' | 'durationMs'>,
  { paint, symbols }: Style,
): string {
  const counts = countOutcomes(steps)
  const told = order.flatMap((outcome) =>
    counts[outcome] > 0 ? [`${thousands(counts[outcome])} ${words[outcome]}`] : [],
  )
  const warnings = steps.filter(({ warning }) => warning !== undefined).length
  if (warnings > 0) told.push(`${thousands(warnings)} ${warnings === 1 ? 'warning' : 'warnings'}`)
  if (counts.skipped === steps.length && warnings === 0) told.push('nothing to do')
  const mark =
    counts.failed + counts.blocked > 0
      ? paint.bad(symbols.bad)
      : counts.cancelled > 0
        ? paint.warn(symbols.warn)
        : paint.good(symbols.good)
  return `${mark} ${told.join(', ')} ${symbols.dot} ${duration(durationMs)}`
}

export function countOutcomes(steps: readonly StepResult[]): Record<RunOutcome, number> {
  const names = outcomes.filter((outcome) => outcome !== 'accepted')
  const counts = Object.fromEntries(names.map((outcome) => [outcome, 0])) as Record<RunOutcome, number>
  for (const { outcome } of steps) if (outcome !== 'accepted') counts[outcome] += 1
  return counts
}

/** The fields of the JSON document; `error` is the first failure, `errors` all where there are several. */
export function runDocument({ run, steps, warnings }: Omit<RunView, 'durationMs'>): object {
  const errors = failuresOf(steps).map(({ error }) => error)
  const failure = errors.length > 1 ? { error: errors[0], errors } : errors.length === 1 ? { error: errors[0] } : {}
  return { run, steps: steps.map(stepDocument), counts: countOutcomes(steps), warnings, ...failure }
}

function stepDocument(step: StepResult): object {
  const {
    asset,
    partition,
    outcome,
    rows,
    version,
    work,
    metadata,
    receipt,
    durationMs,
    causes,
    error,
    warning,
    facts,
  } = step
  return {
    asset,
    ...(partition === undefined ? {} : { partition }),
    outcome,
    ...(rows === undefined ? {} : { rows }),
    ...(version === undefined ? {} : { version }),
    ...(work === undefined ? {} : { work }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(receipt === undefined ? {} : { receipt }),
    durationMs,
    causes,
    ...(error === undefined ? {} : { error }),
    ...(warning === undefined ? {} : { warning }),
    ...(facts === undefined ? {} : { facts }),
  }
}
