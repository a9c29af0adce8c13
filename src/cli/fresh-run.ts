import type { StepResult } from '../events.ts'
import type { CommandContext } from './command.ts'
import { recallOverview } from './overview.ts'
import { type SelectionFlags, selectNames } from './selection.ts'
import { unseenAmong } from './unseen.ts'
import type { AssetView } from './view.ts'

export interface FreshRun {
  readonly run: string
  readonly steps: readonly StepResult[]
  readonly warnings: readonly []
  readonly unseen: readonly string[]
}

/**
 * The answer of a run that has nothing to do, from memory: every asset of it is fresh, so that its plan is to skip them all. Undefined
 * wherever there may be anything to do, or to say, and the run has to be made.
 */
export async function freshRun(
  context: CommandContext,
  flags: SelectionFlags & { readonly only?: boolean },
): Promise<FreshRun | undefined> {
  await using overview = await recallOverview(context)
  if (overview === undefined) return undefined
  const views = await overview.views()
  // A memory is asked about the whole project: a selection that looks further (at git, say) would open it anyway.
  if (![...views.values()].every(hasNothingToDo)) return undefined
  const { planAssets } = await import('../plan/targets.ts')
  const { newRunId } = await import('../execute/run-id.ts')
  const targets = await selectNames(overview, flags)
  const assets = planAssets(overview.graph, { current: views }, { targets, only: flags.only ?? false })
  const { nodes, order } = overview.graph
  const names = Array.from(order, (id) => nodes[id]?.name ?? '').filter((name) => assets.has(name))
  const steps = names.map((name) => skipped(views.get(name) as AssetView))
  const unseen = unseenAmong(names, await overview.unseen())
  return { run: newRunId(new Date()), steps, warnings: [], unseen }
}

function hasNothingToDo({ status, record, warned }: AssetView): boolean {
  return status === 'fresh' && record !== undefined && warned !== true
}

function skipped({ node, record }: AssetView): StepResult {
  const rows = node.kind === 'check' || record === undefined ? {} : { rows: record.rows }
  const version = record === undefined ? {} : { version: record.version }
  return { asset: node.name, kind: node.kind, outcome: 'skipped', ...rows, ...version, durationMs: 0, causes: [] }
}
