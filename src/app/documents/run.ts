import { type Outcome, outcomes } from '../../causes.ts'
import type { CodeWarning, StepError, StepResult } from '../../events.ts'

export interface RunView {
  readonly run: string
  readonly steps: readonly StepResult[]
  readonly warnings: readonly CodeWarning[]
  readonly durationMs: number
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

/** Each failure once: what a check refused is told by the table that it holds back. */
export function failuresOf(steps: readonly StepResult[]): readonly (StepResult & { readonly error: StepError })[] {
  const failed = steps.flatMap((step) => {
    const { outcome, error } = step
    return outcome === 'failed' && error !== undefined ? [{ ...step, error }] : []
  })
  const told = new Set(failed.map(({ error }) => error.facts?.check))
  return failed.filter(({ asset, kind }) => kind !== 'check' || !told.has(asset))
}

/** What a run does with an asset. That somebody accepted one is told by `accept` and by the history alone. */
export type RunOutcome = Exclude<Outcome, 'accepted'>

export function countOutcomes(steps: readonly StepResult[]): Record<RunOutcome, number> {
  const names = outcomes.filter((outcome) => outcome !== 'accepted')
  const counts = Object.fromEntries(names.map((outcome) => [outcome, 0])) as Record<RunOutcome, number>
  for (const { outcome } of steps) if (outcome !== 'accepted') counts[outcome] += 1
  return counts
}
