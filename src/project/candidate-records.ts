import { definitionsOf } from '../discover/facts.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { Catalog, RecordsOf, Stored } from '../store/interface.ts'
import { partitionOf, type Unit } from '../unit.ts'

export interface CandidatesOptions {
  readonly catalog: Catalog | undefined
  readonly asRead: (stored: Stored) => Promise<Stored>
  /** The definitions of all nodes of the project. */
  readonly definitions: ReadonlyMap<string, string>
}

/** While fewer units of an asset than this ask, only their own partitions are read: the asset may have very many. */
const few = 200

interface Question {
  readonly name: string
  readonly definitions: readonly string[]
  readonly which?: RecordsOf
}
type Holders = Extract<RecordsOf, { notOf: unknown }>['notOf']

/**
 * Records that could be reused. They are read only when the planner asks, since most units match their current record.
 * Where several assets have the same code, the current records of the other assets are left out.
 */
export function candidateRecords({ catalog, asRead, definitions }: CandidatesOptions) {
  /** By the question's name and by partition. */
  const records = new Map<string, Map<string, readonly Stored[]>>()
  /** The assets whose records were all read, of every partition. */
  const whole = new Set<string>()
  const unread = new Map<string, Question & { readonly partitions: Set<string> }>()
  const byDefinition = Map.groupBy(definitions, ([, definition]) => definition)
  const holders = new Map<string, Holders>()
  /** Units that may have newer records than those that were read. */
  const forgotten = new Set<Unit>()

  /** The assets that have one of these definitions now. */
  const holdersOf = (name: string, wanted: readonly string[]): Holders => {
    const earlier = holders.get(name)
    if (earlier !== undefined) return earlier
    const all = wanted.flatMap((definition) =>
      (byDefinition.get(definition) ?? []).map(([asset]) => ({ asset, definition })),
    )
    holders.set(name, all)
    return all
  }
  const questionsOf = (facts: UnitFacts): readonly [own: Question, others?: Question] => {
    const { unit, node } = facts
    const wanted = definitionsOf(facts)
    const name = wanted.join(' ')
    const notOf = holdersOf(name, wanted)
    const isShared = notOf.length > 1 || notOf.some(({ asset }) => asset !== node.name)
    const ownName = `${name} ${unit}`
    if (!isShared && !forgotten.has(unit)) return [{ name, definitions: wanted }]
    if (!isShared) return [{ name: ownName, definitions: wanted, which: { partitions: [partitionOf(unit)] } }]
    const own = { name: ownName, definitions: wanted, which: { unit } }
    return [own, { name, definitions: wanted, which: { notOf } }]
  }
  const answer = (question: Question, { unit }: UnitFacts): readonly Stored[] => {
    const { name } = question
    const partition = partitionOf(unit)
    const own = records.get(name)?.get(partition)
    if (own !== undefined || whole.has(name)) return own ?? []
    const pending = unread.get(name)
    if (pending === undefined) unread.set(name, { ...question, partitions: new Set([partition]) })
    else pending.partitions.add(partition)
    return []
  }
  return {
    /** The newest first. */
    recordsOf(facts: UnitFacts): readonly Stored[] {
      const [own, others] = questionsOf(facts)
      const ownRecords = answer(own, facts)
      if (others === undefined) return ownRecords
      const more = answer(others, facts).filter(({ record }) => record.asset !== facts.node.name)
      return [...ownRecords, ...more].sort((a, b) => b.id - a.id)
    },
    missing: () => unread.size > 0,
    async read(): Promise<void> {
      for (const { name, definitions: wanted, which, partitions } of unread.values()) {
        const isFew = which === undefined && partitions.size <= few && !partitions.has('')
        const candidates = (await catalog?.byDefinition(wanted, isFew ? { partitions: [...partitions] } : which)) ?? []
        const byPartition = Map.groupBy(await Promise.all(candidates.map(asRead)), ({ record }) => record.partition)
        if (!isFew) {
          records.set(name, byPartition)
          whole.add(name)
          continue
        }
        const ownRecords = records.get(name) ?? new Map<string, readonly Stored[]>()
        for (const partition of partitions) ownRecords.set(partition, byPartition.get(partition) ?? [])
        records.set(name, ownRecords)
      }
      unread.clear()
    },
    /** Reads the records of the unit again, since another process may have made some. */
    forget(facts: UnitFacts): void {
      const [{ name, which }] = questionsOf(facts)
      if (which === undefined && whole.has(name)) forgotten.add(facts.unit)
      else if (which === undefined) records.get(name)?.delete(partitionOf(facts.unit))
      else {
        records.delete(name)
        whole.delete(name)
      }
    },
  }
}
