import type { Catalog, Failure, Notice } from '../../store/interface.ts'
import type { Unit } from '../../unit.ts'

/**
 * The failures of runs that were killed before they could put anything into the outbox, each with the notice that it
 * has been told: who leaves such a failure alone has to tell of it.
 */
export async function untoldFailures(
  failures: Iterable<Failure>,
  catalog: Pick<Catalog, 'runs' | 'noticed'>,
): Promise<ReadonlyMap<Unit, Notice>> {
  const wasKilled = new Map<string, boolean>()
  const untold = new Map<Unit, Notice>()
  for (const { unit, run, startedAt } of failures) {
    let isUntold = wasKilled.get(run)
    if (isUntold === undefined) {
      const [own] = await catalog.runs(1, run)
      isUntold = own?.status === 'interrupted' && own.endedAt === null
      wasKilled.set(run, isUntold)
    }
    if (isUntold) untold.set(unit, { subject: `failed ${unit}`, at: startedAt })
  }
  const known = new Set((await catalog.noticed([...untold.values()])).map(({ subject, at }) => `${at} ${subject}`))
  return new Map([...untold].filter(([, { subject, at }]) => !known.has(`${at} ${subject}`)))
}
