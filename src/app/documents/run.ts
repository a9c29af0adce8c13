import { type Outcome, outcomes } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { CodeWarning, StepError, StepResult } from '../../events.ts'
import type { RunReport } from '../../run/run.ts'
import { type NotDone, notDoneFields } from '../open/left-out.ts'
import { type UnseenField, unseenField } from '../open/unseen.ts'
import { type UnitFields, unitFields } from './unit.ts'

export interface RunDocument extends UnseenField, Partial<NotDone> {
  /** The run's id. */
  readonly run: string
  /** In the order of the plan. */
  readonly steps: readonly RunStepDocument[]
  readonly counts: Readonly<Record<RunOutcome, number>>
  readonly warnings: readonly CodeWarning[]
  /** The first failure. */
  readonly error?: StepError
  /** All failures, where there are several. */
  readonly errors?: readonly StepError[]
}

/** What there is to tell of a run; of one that a schedule or a watch has begun it is the run alone. */
interface FinishedRun extends Omit<RunReport, 'durationMs'>, Partial<NotDone> {
  readonly unseen?: readonly string[]
}

/** The document of `materialize`. */
export function runDocument(report: FinishedRun): RunDocument {
  const { run, steps, warnings, unseen = [], waiting = [], elsewhere = [] } = report
  const errors = failuresOf(steps).map(({ error }) => error)
  const [error] = errors
  const failure = error === undefined ? {} : errors.length > 1 ? { error, errors } : { error }
  return {
    run,
    steps: steps.map(stepDocument),
    counts: countOutcomes(steps),
    warnings,
    ...failure,
    ...unseenField(unseen),
    ...notDoneFields({ waiting, elsewhere }),
  }
}

export type RunStepDocument = UnitFields & Omit<StepResult, 'unit' | 'kind'>

function stepDocument(step: StepResult): RunStepDocument {
  const {
    unit,
    outcome,
    rows,
    keys,
    version,
    work,
    metadata,
    receipt,
    durationMs,
    causes,
    error,
    untried,
    warning,
    facts,
  } = step
  return {
    ...unitFields(unit),
    outcome,
    ...(rows === undefined ? {} : { rows }),
    ...(keys === undefined ? {} : { keys }),
    ...(version === undefined ? {} : { version }),
    ...(work === undefined ? {} : { work }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(receipt === undefined ? {} : { receipt }),
    durationMs,
    causes,
    ...(error === undefined ? {} : { error }),
    ...(untried === undefined ? {} : { untried }),
    ...(warning === undefined ? {} : { warning }),
    ...(facts === undefined ? {} : { facts }),
  }
}

/** Each failure once: a version that a check refused is listed under the table that the check holds back. */
export function failuresOf(steps: readonly StepResult[]): readonly (StepResult & { readonly error: StepError })[] {
  const failed = steps.flatMap((step) => {
    const { outcome, error } = step
    return outcome === 'failed' && error !== undefined ? [{ ...step, error }] : []
  })
  const checks = new Set(failed.map(({ error }) => error.facts?.check))
  return failed.filter(({ unit, kind }) => !nodeKinds[kind].judges || !checks.has(unit))
}

/** The outcomes of a run. `accepted` is not one: only `accept` and the history have it. */
export type RunOutcome = Exclude<Outcome, 'accepted'>

export function countOutcomes(steps: readonly StepResult[]): Record<RunOutcome, number> {
  const names = outcomes.filter((outcome) => outcome !== 'accepted')
  const counts = Object.fromEntries(names.map((outcome) => [outcome, 0])) as Record<RunOutcome, number>
  for (const { outcome } of steps) if (outcome !== 'accepted') counts[outcome] += 1
  return counts
}
