import { nodeKinds } from '../define/node-kinds.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord } from '../store/record.ts'
import { candidatesOf } from './candidates.ts'
import { definitionMatches } from './definition.ts'
import { pastOf, previousMatches, readsOwnPast } from './past/past.ts'
import { readBefore, readsOther } from './read-before.ts'
import type { UnitFacts } from './units.ts'
import { type Upstream, versionRead } from './upstream.ts'
import type { World } from './world.ts'

/** How an ingredient compares: `unknown` where an upstream is not final or a version is not computed yet. */
export type Match = 'yes' | 'no' | 'unknown'

/**
 * Whether the record was made from exactly the present ingredients (a verifying trace). For a unit that reads its own
 * past, the past that the record read does not count: the unit goes on from its result.
 */
export function matches(world: World, facts: UnitFacts, question: { record: AssetRecord; upstream: Upstream }): Match {
  const { record, upstream } = question
  let all = matchesBesideInputs(world, facts, record)
  if (all === 'no') return 'no'
  for (const [ordinal, input] of record.ingredients.inputs.entries()) {
    const now = versionRead(world, input.columns, { facts, ordinal, upstream })
    if (now === undefined) {
      if (readsOther(world, input, { facts, ordinal, upstream })) return 'no'
      all = 'unknown'
    } else if (now !== input.version && !readBefore(world, input, { facts, ordinal, upstream })) return 'no'
  }
  return readsOwnPast(facts) ? all : both(all, previousMatches(world, record, { facts, upstream }))
}

/** The same without a look at what it reads. */
export function matchesBesideInputs(world: Pick<World, 'variable'>, facts: NodeFacts, record: AssetRecord): Match {
  if (!definitionMatches(facts, record)) return 'no'
  if (!environmentMatches(world, record)) return 'no'
  if (record.ingredients.inputs.length !== facts.node.upstream.length) return 'no'
  return observedMatches(facts, record)
}

const both = (one: Match, other: Match): Match =>
  one === 'no' || other === 'no' ? 'no' : one === 'unknown' ? one : other

export function environmentMatches(world: Pick<World, 'variable'>, record: AssetRecord): boolean {
  return Object.entries(record.ingredients.environment).every(([name, hash]) => world.variable(name) === hash)
}

/** Whether an older release made the record without the values of variables that the code reads. */
export function lacksVariables({ environment = [] }: NodeFacts, { ingredients }: AssetRecord): boolean {
  return environment.some((name) => !Object.hasOwn(ingredients.environment, name))
}

function observedMatches(facts: NodeFacts, record: AssetRecord): Match {
  switch (facts.observation?.type) {
    case undefined:
      return 'yes'
    case 'known':
      return record.ingredients.observed === facts.observation.version ? 'yes' : 'no'
    default:
      return 'unknown'
  }
}

/** Whether an older record may be reused. An effect's may not: the record does not repeat what was done outside. */
function mayReuse({ node, volatile, observation }: NodeFacts): boolean {
  if (nodeKinds[node.kind].actsOutside || volatile) return false
  return observation?.type !== 'always' && observation?.type !== 'failed'
}

/**
 * The record that can stand for a run of this node. Volatile nodes and effects have none. A node that reads its own
 * past may reuse a record that was made from its present past, or one that it left under a name that is gone.
 */
export function findRecord(
  world: World,
  facts: UnitFacts,
  upstream: Upstream,
): { readonly stored: Stored | undefined; readonly possible: boolean } {
  if (!mayReuse(facts)) return { stored: undefined, possible: false }
  let possible = false
  const past = readsOwnPast(facts) ? pastOf(world, facts, upstream) : undefined
  for (const stored of candidatesOf(world, facts)) {
    const { id, record } = stored
    if (!record.reusable || record.kind !== facts.node.kind) continue
    if (world.blob(stored) !== 'ok' || lacksVariables(facts, record)) continue
    const own = matches(world, facts, { record, upstream })
    const match = id === past?.id ? own : both(own, previousMatches(world, record, { facts, upstream }))
    if (match === 'yes') return { stored, possible: true }
    if (match === 'unknown') possible = true
  }
  return { stored: undefined, possible }
}
