import type { NodeFacts } from '../discover/facts.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord, InputVersion } from '../store/record.ts'
import { definitionMatches, isOfOtherScheme } from './definition.ts'
import type { World } from './world.ts'

/** The record that an upstream has, or will have when it is final; `undefined` while that is not known. */
export type Upstream = (name: string) => Stored | undefined

/** How an ingredient compares: `unknown` where an upstream is not final or a version is not computed yet. */
export type Match = 'yes' | 'no' | 'unknown'

/** Whether the record was made from exactly what is there now: the verifying trace. */
export function matches(world: World, facts: NodeFacts, question: { record: AssetRecord; upstream: Upstream }): Match {
  const { record, upstream } = question
  if (!definitionMatches(facts, record)) return 'no'
  if (!environmentMatches(world, record)) return 'no'
  if (record.ingredients.inputs.length !== facts.node.upstream.length) return 'no'
  const observed = observedMatches(facts, record)
  if (observed === 'no') return 'no'
  let all: Match = observed
  for (const [ordinal, input] of record.ingredients.inputs.entries()) {
    const name = facts.node.upstream[ordinal] as string
    const now = versionRead(world, input, upstream(name))
    if (now === undefined) all = 'unknown'
    else if (now !== input.version) return 'no'
  }
  return all
}

export function environmentMatches(world: World, record: AssetRecord): boolean {
  return Object.entries(record.ingredients.environment).every(([name, hash]) => world.variable(name) === hash)
}

/** It was made by an older version, which did not see that the code reads them: what they were is not known. */
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

/** What was done outside once is not done by finding that it was: an effect has its current record and no other. */
function isFound({ node, volatile, observation }: NodeFacts): boolean {
  if (node.kind === 'effect' || volatile) return false
  return observation?.type !== 'always' && observation?.type !== 'failed'
}

/** The version of what this input read, as it stands in `stored` now. */
export function versionRead(world: World, input: InputVersion, stored: Stored | undefined): string | undefined {
  if (stored === undefined) return undefined
  return input.columns === null ? stored.record.version : world.columnsVersion(stored, input.columns)
}

/**
 * Records with the node's definition that are its own or that nobody else has any more: of a name that is gone from the
 * project (a rename), or of an asset that is made by other code by now (two that exchanged their names).
 */
export function candidatesOf(world: World, facts: NodeFacts): readonly Stored[] {
  return world.candidates(facts).filter(({ record }) => {
    if (record.asset === facts.node.name) return true
    const definition = world.definitions.get(record.asset)
    return definition === undefined || (definition !== record.definition && !isOfOtherScheme(facts, record))
  })
}

/** The record that can stand for a run of this node. Volatile nodes and effects have none. */
export function findRecord(
  world: World,
  facts: NodeFacts,
  upstream: Upstream,
): { readonly found: Stored | undefined; readonly possible: boolean } {
  if (!isFound(facts)) return { found: undefined, possible: false }
  let possible = false
  for (const stored of candidatesOf(world, facts)) {
    const { record } = stored
    if (!record.reusable || record.kind !== facts.node.kind) continue
    if (world.blob(stored) !== 'ok' || lacksVariables(facts, record)) continue
    const match = matches(world, facts, { record, upstream })
    if (match === 'yes') return { found: stored, possible: true }
    if (match === 'unknown') possible = true
  }
  return { found: undefined, possible }
}
