import type { PreviousVersion } from '../store/record.ts'
import { partitionOf } from '../unit.ts'
import { keyOf } from './key.ts'
import { previousNow } from './past/past.ts'
import type { UnitFacts } from './units.ts'
import { type Upstream, versionRead } from './upstream.ts'
import type { World } from './world.ts'

/**
 * Names an attempt before it is made, by what is known of the key at that time. The columns and variables that the
 * function will read are taken from the last record, since only the run itself can tell. By this name a command can
 * say "this very attempt failed last time" and "another process is making this already".
 */
export function attemptKey(world: World, facts: UnitFacts, upstream: Upstream): string {
  const last = world.current.get(facts.unit)?.record.ingredients
  const inputs = facts.node.upstream.map((asset, ordinal) => {
    const columns = last?.inputs[ordinal]?.columns ?? null
    const input = { facts, ordinal, upstream }
    const version = versionRead(world, columns, input) ?? versionRead(world, null, input) ?? 'none'
    return { asset, version, columns }
  })
  const names = new Set([...Object.keys(last?.environment ?? {}), ...(facts.environment ?? [])])
  const environment = Object.fromEntries([...names].map((name) => [name, world.variable(name)]))
  const observed = facts.observation?.type === 'known' ? facts.observation.version : undefined
  const ingredients = {
    ...{ environment, inputs },
    ...(observed === undefined ? {} : { observed }),
    ...(facts.node.previous ? { previous: previousOf(world, facts, upstream) } : {}),
  }
  return keyOf({ definition: facts.definition, partition: partitionOf(facts.unit), ingredients })
}

function previousOf(world: World, facts: UnitFacts, upstream: Upstream): PreviousVersion {
  const columns = world.current.get(facts.unit)?.record.ingredients.previous?.columns ?? null
  const now = { facts, upstream }
  const past = previousNow(world, columns, now) ?? previousNow(world, null, now)
  return { version: 'none', columns, ...past }
}
