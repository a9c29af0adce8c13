import type { Plan } from '../../../plan/plan.ts'
import { assetOf } from '../../../unit.ts'
import { count } from '../../../util/text/count.ts'
import { groupSteps } from './plan-groups.ts'

/** The first run of `watch` in one line. Later plans are shown as they run. */
export function renderWatchedPlan({ steps, ...plan }: Plan, willRun: boolean): string {
  if (!willRun) {
    const failed = steps.filter(({ failure }) => failure !== undefined)
    const assets = new Set(steps.map(({ unit }) => assetOf(unit)))
    const state =
      failed.length > 0 ? `${failed.length} failed and not edited since` : `${count(assets.size, 'asset')} up to date`
    return `${state}, waiting for an edit`
  }
  const first = steps.filter(({ action }) => action === 'run' || action === 'reuse')
  const others = steps.filter(({ action }) => action === 'run?' || action === 'observe')
  const names = groupSteps({ ...plan, steps: first }).map(({ name, causes: [cause] }) =>
    cause === undefined ? name : `${name} (${cause.message})`,
  )
  const shown = names.length > 3 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  const more = others.length > 0 ? [`${others.length} may follow`] : []
  return `to run: ${[...shown, ...more].join(', ')}`
}
