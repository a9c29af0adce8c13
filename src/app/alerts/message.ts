import type { Status } from '../../causes.ts'
import type { AlertKind } from '../../define/by-itself/alert.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { StepError, StepResult } from '../../events.ts'
import { assetOf, type Unit } from '../../unit.ts'
import { mentions } from '../../util/mentions.ts'
import { count } from '../../util/text/count.ts'
import { listed } from '../../util/text/lines.ts'
import { failuresOf } from '../documents/run.ts'
import { type UnitFields, unitFields } from '../documents/unit.ts'

/** The message to a receiver about one run, about late assets, or about a project that does not load. */
export interface AlertMessage {
  readonly schemaVersion: 1
  /** The same where the message is sent again: a receiver tells doubles apart by it. */
  readonly id: string
  /** The kinds of events in it, among those that the alert asks for. */
  readonly kinds: readonly AlertKind[]
  /** One line for a person. */
  readonly text: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** Absent where there was no run. */
  readonly run?: string
  /** The process of the run was killed; another process reports what the run had made. */
  readonly killed?: true
  readonly environment: string
  /** Root causes: what is blocked by them is counted, and not listed. */
  readonly failed: readonly FailedAsset[]
  readonly checks: readonly FailedAsset[]
  readonly recovered: readonly UnitFields[]
  readonly late: readonly LateAsset[]
  /** Why a schedule could not begin: the project does not load. */
  readonly error?: StepError
  readonly blocked: number
  /** Made, reused or read anew. */
  readonly made: number
}
/** An asset that was not made by its `dueBy`. */
export interface LateAsset {
  readonly asset: string
  /** ISO 8601, UTC. */
  readonly due: string
  readonly status: Status
  /** Why it is not up to date. */
  readonly message: string
}
export interface FailedAsset extends UnitFields {
  readonly code: string
  readonly message: string
}

export interface AlertQuestion {
  readonly id: string
  readonly when: readonly AlertKind[]
  /** Whether an asset is one of those that the alert is about. */
  readonly isOf: (asset: string) => boolean
  readonly run: string
  readonly at: number
  readonly environment: string
  readonly steps: readonly StepResult[]
  /** What had failed before the run. */
  readonly failedBefore: ReadonlySet<Unit>
  /** The process was killed before all of its steps had ended. */
  readonly killed?: true
}

const madeOutcomes: ReadonlySet<StepResult['outcome']> = new Set(['ran', 'unchanged', 'reused', 'observed'])
const bad: ReadonlySet<StepResult['outcome']> = new Set(['failed', 'blocked', 'cancelled'])

/** The message of one run; undefined where it has nothing to tell. */
export function alertMessage(question: AlertQuestion): AlertMessage | undefined {
  const { when, isOf, failedBefore, killed } = question
  const steps = question.steps.filter(({ unit }) => isOf(assetOf(unit)))
  const wants = (kind: AlertKind) => when.includes(kind)
  // A failure that was not tried again was told when it happened.
  const failures = failuresOf(steps).filter(({ untried }) => untried === undefined)
  const isCheck = ({ kind, error }: (typeof failures)[number]) =>
    nodeKinds[kind].judges || error.code === 'CHECK_FAILED'
  const failedAsset = ({ unit, error }: (typeof failures)[number]): FailedAsset => ({
    ...unitFields(unit),
    code: error.code,
    message: error.message,
  })
  const warned = steps.flatMap(({ unit, outcome, warning }) =>
    warning === undefined || outcome === 'skipped'
      ? []
      : [{ ...unitFields(unit), code: 'CHECK_FAILED', message: warning }],
  )
  const failed = wants('failed') ? failures.filter((one) => !isCheck(one)).map(failedAsset) : []
  const checks = wants('check_failed') ? [...failures.filter(isCheck).map(failedAsset), ...warned] : []
  const recovered = wants('recovered')
    ? steps
        .filter(({ unit, outcome }) => failedBefore.has(unit) && !bad.has(outcome))
        .map(({ unit }) => unitFields(unit))
    : []
  const amount = steps.filter(({ kind, outcome }) => !nodeKinds[kind].judges && madeOutcomes.has(outcome)).length
  const blocked = steps.filter(({ outcome }) => outcome === 'blocked').length
  const kinds = [
    // A run that was killed did not do what it was for, and what it was at when it was killed has no outcome.
    ...(failed.length > 0 || (killed && wants('failed')) ? (['failed'] as const) : []),
    ...(checks.length > 0 ? (['check_failed'] as const) : []),
    ...(recovered.length > 0 ? (['recovered'] as const) : []),
    ...(wants('finished') && amount > 0 ? (['finished'] as const) : []),
  ]
  if (kinds.length === 0) return undefined
  const { id, run, environment } = question
  const facts = { failed, checks, recovered, late: [], blocked, made: amount }
  const at = new Date(question.at).toISOString()
  const text = textOf(facts, killed ? `${run} was killed` : run)
  return { schemaVersion: 1, id, kinds, text, at, run, ...(killed ? { killed } : {}), environment, ...facts }
}

function textOf(
  {
    failed,
    checks,
    recovered,
    blocked,
    made,
  }: Pick<AlertMessage, 'failed' | 'checks' | 'recovered' | 'blocked' | 'made'>,
  run: string,
): string {
  const first = failed[0] ?? checks[0]
  const parts = [
    failed.length > 0 ? `${failed.length} failed` : '',
    checks.length > 0 ? `${count(checks.length, 'check')} found something` : '',
    blocked > 0 ? `${blocked} blocked` : '',
    recovered.length > 0 ? `${listed(assetsOf(recovered))} recovered` : '',
    `${made} made`,
  ].filter((part) => part !== '')
  const why =
    first === undefined ? '' : `: ${mentions(first.message, first.asset) ? '' : `${nameOf(first)}: `}${first.message}`
  const text = `run ${run}: ${parts.join(', ')}${why}`
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}

/** A person reads no more of one line; `message` is whole. */
const longestText = 4_000

/** `events (5 partitions)`: each of very many is no line for a person. */
function assetsOf(units: readonly UnitFields[]): readonly string[] {
  const byAsset = [...Map.groupBy(units, ({ asset }) => asset)]
  return byAsset.map(([asset, [only, ...others]]) =>
    others.length === 0 ? nameOf(only as UnitFields) : `${asset} (${count(others.length + 1, 'partition')})`,
  )
}

const nameOf = ({ asset, partition }: UnitFields): string =>
  partition === undefined ? asset : `${asset}[${partition}]`
