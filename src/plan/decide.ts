import type { NodeFacts } from '../discover/facts.ts'
import type { Stored } from '../store/interface.ts'
import { definitionMatches } from './definition.ts'
import { environmentMatches, findRecord, matches } from './match.ts'
import type { UnitFacts } from './units.ts'
import type { Upstream } from './upstream.ts'
import type { World } from './world.ts'

/**
 * What to do with one unit. The plan asks with predicted inputs, and the run asks again with the actual ones, so that
 * both follow the same rules.
 */
export type Decision =
  | { readonly action: 'skip'; readonly stored: Stored }
  | { readonly action: 'reuse'; readonly stored: Stored }
  | { readonly action: 'run' | 'run?' | 'observe' }

export function decide(world: World, facts: UnitFacts, upstream: Upstream): Decision {
  const current = world.current.get(facts.unit)
  // Where the file of a pinned version is gone, the run refuses: making it again might give another version.
  if (world.pins?.has(facts.unit) && current !== undefined)
    return world.blob(current) === 'ok' ? { action: 'skip', stored: current } : { action: 'run' }
  if (facts.volatile && facts.node.keys && current !== undefined && definitionMatches(facts, current.record))
    return { action: 'observe' }
  if (facts.volatile || isAlwaysRun(facts)) return { action: 'run' }
  if (facts.observation?.type === 'unasked') return decideUnasked(world, facts, { current, upstream })
  // The version is too old, so it is made again even if the key is equal.
  if (world.expired?.has(facts.unit)) return { action: 'run' }
  let possible = false
  if (current?.record.reusable && world.blob(current) === 'ok' && !world.doubts.has(facts.unit)) {
    const match = matches(world, facts, { record: current.record, upstream })
    if (match === 'yes') return { action: 'skip', stored: current }
    possible = match === 'unknown'
  }
  const search = findRecord(world, facts, upstream)
  if (search.stored !== undefined) return { action: 'reuse', stored: search.stored }
  return { action: possible || search.possible ? 'run?' : 'run' }
}

/**
 * A source that nobody has asked yet. If its own definition changed, it runs, unless an older record (such as one of
 * another environment) already has its answer.
 */
function decideUnasked(
  world: World,
  facts: UnitFacts,
  { current, upstream }: { readonly current: Stored | undefined; readonly upstream: Upstream },
): Decision {
  if (current !== undefined && world.blob(current) === 'ok') {
    const { record } = current
    if (definitionMatches(facts, record) && environmentMatches(world, record)) return { action: 'observe' }
  }
  return { action: findRecord(world, facts, upstream).possible ? 'run?' : 'run' }
}

/**
 * A source without `observe` runs every time. A source that could not be observed runs as well, so that the run reports
 * the reason.
 */
function isAlwaysRun({ observation }: NodeFacts): boolean {
  return observation?.type === 'always' || observation?.type === 'failed'
}
