import type { Cause } from '../causes.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import type { Unit } from '../unit.ts'
import { ago, duration } from '../util/text/duration.ts'

/** What is older than its `maxAge`, kept up to date with what a run makes. */
export interface Ages {
  readonly expired: ReadonlyMap<Unit, Cause>
  /** Looks at what is current again. */
  look(facts: UnitFacts): void
  /** It was asked just now, and what it has is of now. */
  made(unit: Unit): void
}

interface Sources {
  readonly catalog: Pick<Catalog, 'asked'> | undefined
  readonly current: ReadonlyMap<Unit, Stored>
}

export async function openAges(units: Iterable<UnitFacts>, { catalog, current }: Sources): Promise<Ages> {
  const limited = [...units].filter(({ maxAgeMs }) => maxAgeMs !== undefined)
  const expired = new Map<Unit, Cause>()
  const asked = new Map(
    limited.length === 0 ? [] : ((await catalog?.asked()) ?? []).map(({ unit, at }) => [unit, at] as const),
  )
  const look = ({ unit, maxAgeMs, node }: UnitFacts) => {
    expired.delete(unit)
    const record = current.get(unit)?.record
    if (maxAgeMs === undefined || record === undefined) return
    const now = Date.now()
    const made = record.startedAt + record.durationMs
    const at = Math.max(made, asked.get(unit) ?? made)
    if (now - at <= maxAgeMs) return
    const message = `older than its maxAge of ${duration(maxAgeMs)}: ${at > made ? 'asked' : 'made'} ${ago(at, now)}`
    expired.set(unit, { kind: 'ttl_expired', subject: node.name, message })
  }
  for (const one of limited) look(one)
  return {
    expired,
    look,
    made: (unit) => {
      asked.set(unit, Date.now())
      expired.delete(unit)
    },
  }
}
