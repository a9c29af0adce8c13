import { setTimeout as sleep } from 'node:timers/promises'
import type { UnitFacts } from '../plan/units.ts'
import type { RunContext } from './run-context.ts'

/** How often a full pool is asked again. */
const pollMs = 100
/** As for leases: how long an owner is believed to live that cannot be seen from here. */
const foreignMs = 12 * 3_600_000

type SlotContext = Pick<RunContext, 'emit' | 'run' | 'signal' | 'workspace'>

/**
 * A place in the pool of a node: so many are at work at once over all processes, and one that is killed leaves its own.
 */
export async function holdSlot(context: SlotContext, { node, unit }: UnitFacts): Promise<AsyncDisposable | null> {
  const { options } = context.workspace.definition(node.name)
  const pool = 'pool' in options ? options.pool : undefined
  if (pool === undefined) return null
  const { catalog } = context.workspace.store
  const limit = context.workspace.project.options.pools?.[pool] ?? 1
  const request = { name: `pool ${pool}`, limit, holder: `${context.run.id} ${unit}`, foreignMs }
  for (let waited = false; !(await catalog.takeSlot(request)); waited = true) {
    if (!waited) context.emit({ type: 'step_queued', unit, pool })
    await sleep(pollMs, undefined, { signal: context.signal })
  }
  return { [Symbol.asyncDispose]: () => catalog.freeSlot(request) }
}
