import type { Action, Status } from '../causes.ts'
import type { Unit } from '../unit.ts'
import { unreachable } from '../util/unreachable.ts'
import type { Assessment } from './assess.ts'
import type { Plan, PlanStep } from './plan.ts'
import { keysByAsset } from './units.ts'

export interface SinceQuestion {
  /** The code assessed against the lock of another commit. */
  readonly since: Assessment
  /** The code assessed against the store here, for how long each asset took the last time. */
  readonly now: Assessment
  readonly units: ReadonlySet<Unit>
}

/**
 * What the change from that commit to this code makes again, and what may follow. Assets that it does not touch are
 * left out.
 */
export function planSince({ since, now, units }: SinceQuestion): Plan {
  const steps: PlanStep[] = []
  for (const [unit, { facts, status, causes, failure }] of since) {
    const action = actionOf(status)
    if (action === undefined || !units.has(unit)) continue
    const current = now.get(unit)?.current
    const estimateMs = current?.record.durationMs
    steps.push({
      unit,
      kind: facts.node.kind,
      action,
      status,
      causes,
      current,
      estimateMs,
      ...(failure === undefined ? {} : { failure }),
    })
  }
  return { steps, atRest: new Set(), keys: keysByAsset([...since.values()].map(({ facts }) => facts)) }
}

function actionOf(status: Status): Action | undefined {
  switch (status) {
    case 'stale':
    case 'missing':
    case 'broken':
    case 'failed':
    case 'error':
      return 'run'
    case 'maybe':
      return 'run?'
    case 'running':
    case 'blocked':
    case 'unknown':
    case 'pinned':
    case 'fresh':
      return undefined
    default:
      return unreachable(status)
  }
}
