import type { Graph } from '../../graph/graph.ts'
import type { Assessment } from '../../plan/assess.ts'
import type { Catalog, Stored } from '../../store/interface.ts'
import { unitOf } from '../../unit.ts'

interface InStore {
  readonly graph: Graph
  readonly catalog: Pick<Catalog, 'current'> | undefined
  narrow(names: Iterable<string>): void
  assess(): Promise<Assessment>
}

/**
 * What is current, by the names that assets have now. It has what a rename left of these assets under a name that is
 * gone as well, which the next run records, as `status` knows it.
 */
export async function currentByName(session: InStore, names: Iterable<string>): Promise<ReadonlyMap<string, Stored>> {
  const { graph, catalog } = session
  const current = new Map(((await catalog?.current()) ?? []).map((stored) => [stored.record.asset, stored]))
  const lost = [...names].filter((name) => graph.ids.has(name) && !current.has(name))
  if (lost.length === 0 || current.keys().every((name) => graph.ids.has(name))) return current
  session.narrow(lost)
  const assessment = await session.assess()
  for (const name of lost) {
    const oldRecord = assessment.get(unitOf(name))?.current
    if (oldRecord !== undefined) current.set(name, { ...oldRecord, record: { ...oldRecord.record, asset: name } })
  }
  return current
}

/**
 * The names under which records of an asset are kept: its own, and the one that it was renamed from if no run has
 * recorded that.
 */
export async function namesOf(session: InStore, name: string): Promise<readonly string[]> {
  const { graph, catalog } = session
  const current = new Set(((await catalog?.current()) ?? []).map(({ record }) => record.asset))
  if (current.has(name) || current.keys().every((one) => graph.ids.has(one))) return [name]
  session.narrow([name])
  const before = (await session.assess()).get(unitOf(name))?.current?.record.asset
  return before === undefined || before === name ? [name] : [name, before]
}
