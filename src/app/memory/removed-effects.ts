import { nodeKinds } from '../../define/node-kinds.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Stored } from '../../store/interface.ts'
import type { RemovedEffect } from './memory.ts'

/** What is outside of effects that are gone from the project: nobody keeps it in step any more. */
export function removedEffects(current: Iterable<Stored>, { ids }: Pick<Graph, 'ids'>): readonly RemovedEffect[] {
  return [...current].flatMap(({ record: { asset, kind, environment } }) => {
    if (!nodeKinds[kind].actsOutside || ids.has(asset)) return []
    const { target } = environment
    return [{ asset, ...(target === undefined ? {} : { target }) }]
  })
}
