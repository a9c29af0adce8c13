import { nodeKinds } from '../../define/node-kinds.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Stored } from '../../store/interface.ts'
import type { RemovedEffect } from './memory.ts'

/** Effects that are gone from the project while their targets are still there, which no run updates any more. */
export function removedEffects(current: Iterable<Stored>, { ids }: Pick<Graph, 'ids'>): readonly RemovedEffect[] {
  return [...current].flatMap(({ record: { asset, kind, run, environment } }) => {
    if (!nodeKinds[kind].actsOutside || ids.has(asset)) return []
    const { target } = environment
    return [{ asset, run, ...(target === undefined ? {} : { target }) }]
  })
}

/** `found is not in the project any more, and index/found.sqlite is there still`. */
export const removalWords = ({ asset, target = 'what it did' }: RemovedEffect): string =>
  `${asset} is not in the project any more, and ${target} is there still`
