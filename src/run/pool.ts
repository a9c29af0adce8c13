import { setTimeout as sleep } from 'node:timers/promises'
import type { UnitFacts } from '../plan/units.ts'
import type { RunContext } from './run-context.ts'

/** How often to ask a full pool again for a slot. */
const pollMs = 100
/** How long an owner on another machine, which cannot be looked at, is believed to live; as for leases. */
const foreignMs = 12 * 3_600_000

type SlotContext = Pick<RunContext, 'emit' | 'run' | 'signal' | 'workspace'>

/**
 * Takes a slot in a node's pool. The pool limits how many units run at once over all processes; a process that is
 * killed gives up its slots.
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
