import type { SourceOrigin } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import type { NodeFacts, Observation } from '../facts.ts'
import type { SourcePlace } from '../kinds/source-kind.ts'
import { sourceKind } from '../kinds/source-kinds.ts'
import type { LoadedProject } from '../load/load.ts'

/** Looks at sources when they are first asked for, each once: what no command asks about costs it nothing. */
export function observer(
  { root, nodes }: Pick<LoadedProject, 'root' | 'nodes'>,
  { facts, ...where }: Omit<SourcePlace, 'root'> & { readonly facts: readonly NodeFacts[] },
): (names?: ReadonlySet<string>) => Promise<readonly NodeFacts[]> {
  const origins = new Map(
    nodes.flatMap(({ name, definition }) => ('origin' in definition ? [[name, definition.origin] as const] : [])),
  )
  const observations = new Map<string, Promise<NodeFacts>>()
  const observedOne = (of: NodeFacts): NodeFacts | Promise<NodeFacts> => {
    const origin = origins.get(of.node.name)
    // Each partition of a source is observed by itself: see `observeOrigin`.
    if (origin === undefined || (of.node.partitioned && 'glob' in origin)) return of
    const observed = observations.get(of.node.name) ?? withObservation(of, origin, { root, ...where })
    observations.set(of.node.name, observed)
    return observed
  }
  return async (names) => {
    const all: NodeFacts[] = []
    for (const of of facts) if (names === undefined || names.has(of.node.name)) all.push(await observedOne(of))
    return all
  }
}

async function withObservation(facts: NodeFacts, origin: SourceOrigin, where: SourcePlace): Promise<NodeFacts> {
  return { ...facts, observation: await observeOrigin(origin, where) }
}

/** A source whose data is not there is one asset's trouble, and not the project's. */
export async function observeOrigin(origin: SourceOrigin, where: SourcePlace): Promise<Observation> {
  try {
    return await sourceKind(origin).observe(origin, where)
  } catch (error) {
    if (AssetError.is(error)) return { type: 'failed', error }
    throw error
  }
}
