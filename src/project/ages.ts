import type { Cause } from '../causes.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import type { Unit } from '../unit.ts'
import { ago, duration } from '../util/text/duration.ts'

/** The units that are older than their `maxAge`, kept up to date with what a run makes. */
export interface Ages {
  readonly expired: ReadonlyMap<Unit, Cause>
  /** Reads again when the current record was made. */
  look(facts: UnitFacts): void
  /** Records that the unit was made or asked at this moment. */
  noteMade(unit: Unit): void
}

interface Sources {
  readonly catalog: Pick<Catalog, 'askedTimes'> | undefined
  readonly current: ReadonlyMap<Unit, Stored>
}

export async function openAges(units: Iterable<UnitFacts>, { catalog, current }: Sources): Promise<Ages> {
  const limited = [...units].filter(({ maxAgeMs }) => maxAgeMs !== undefined)
  const expired = new Map<Unit, Cause>()
  const askedAt = new Map(
    limited.length === 0 ? [] : ((await catalog?.askedTimes()) ?? []).map(({ unit, at }) => [unit, at] as const),
  )
  const look = ({ unit, maxAgeMs, node }: UnitFacts) => {
    expired.delete(unit)
    const record = current.get(unit)?.record
    if (maxAgeMs === undefined || record === undefined) return
    const now = Date.now()
    const madeAt = record.startedAt + record.durationMs
    const at = Math.max(madeAt, askedAt.get(unit) ?? madeAt)
    if (now - at <= maxAgeMs) return
    const message = `older than its maxAge of ${duration(maxAgeMs)}: ${at > madeAt ? 'askedTimes' : 'made'} ${ago(at, now)}`
    expired.set(unit, { kind: 'ttl_expired', subject: node.name, message })
  }
  for (const one of limited) look(one)
  return {
    expired,
    look,
    noteMade: (unit) => {
      askedAt.set(unit, Date.now())
      expired.delete(unit)
    },
  }
}
