import { setTimeout as sleep } from 'node:timers/promises'
import { AssetError } from '../errors.ts'
import type { LeaseHolder, LeaseRequest } from '../store/interface.ts'
import type { Unit } from '../unit.ts'
import type { RunContext } from './run-context.ts'

/** How often to ask again for a lease that another process holds. */
const pollMs = 100

type LeaseContext = Pick<RunContext, 'emit' | 'run' | 'signal' | 'waitMs' | 'workspace'>

/**
 * Takes the lease of one unit and key, so that nothing is made twice at the same time. Waits while a living process
 * holds it; the catalog hands on the lease of a dead process at once.
 *
 * @throws AssetError `STORE_BUSY` when the wait is longer than the run allows.
 */
export async function holdLease(
  context: LeaseContext,
  of: Pick<LeaseRequest, 'unit' | 'key'>,
): Promise<AsyncDisposable> {
  const { catalog } = context.workspace.store
  const request: LeaseRequest = { ...of, run: context.run.id }
  const since = performance.now()
  for (let waited = false; ; waited = true) {
    const answer = await catalog.acquireLease(request)
    if (answer.granted) return { [Symbol.asyncDispose]: () => catalog.releaseLease(request) }
    const { pid, host } = answer.holder
    if (!waited) context.emit({ type: 'step_waiting', unit: of.unit, pid, host })
    if (performance.now() - since >= context.waitMs) throw busy(of.unit, answer.holder)
    await sleep(pollMs, undefined, { signal: context.signal })
  }
}

function busy(unit: Unit, holder: LeaseHolder): AssetError {
  return new AssetError({
    code: 'STORE_BUSY',
    message: `${unit} is being made by process ${holder.pid} on ${holder.host}`,
    facts: { pid: holder.pid, host: holder.host, since: new Date(holder.since).toISOString() },
    fix: (option) => `run again when it has finished, or leave out ${option('wait')} to wait for it`,
  })
}
