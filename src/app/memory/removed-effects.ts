import { nodeKinds } from '../../define/node-kinds.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Stored } from '../../store/interface.ts'
import { assetOf, type Unit } from '../../unit.ts'
import { environmentWords } from '../words/environment-words.ts'
import type { RemovedEffect } from './memory.ts'

/** Effects that are gone from the project while their targets are still there, which no run updates any more. */
export function removedEffects(
  current: Iterable<readonly [Unit, Stored]>,
  { ids }: Pick<Graph, 'ids'>,
): readonly RemovedEffect[] {
  const removed: RemovedEffect[] = []
  for (const [unit, stored] of current) {
    // By its name first: there may be very many records, and each is put together when it is asked for.
    if (ids.has(assetOf(unit))) continue
    const { asset, kind, run, environment } = stored.record
    if (!nodeKinds[kind].actsOutside) continue
    const { target } = environment
    removed.push({ asset, run, ...(target === undefined ? {} : { target }) })
  }
  return removed
}

/** `found is not in the project any more, and index/found.sqlite is there still`. */
export const removalWords = ({ asset, target = 'what it did' }: RemovedEffect): string =>
  `${asset} is not in the project any more, and ${target} is there still`

/** The command that drops it, in the environment that it was done in. */
export const removalCure = ({ asset }: RemovedEffect, environment?: string): string =>
  `assets wipe ${asset}${environmentWords(environment)}`
