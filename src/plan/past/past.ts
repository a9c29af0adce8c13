import type { Stored } from '../../store/interface.ts'
import type { AssetRecord, PreviousVersion } from '../../store/record.ts'
import { type Unit, unitAt } from '../../unit.ts'
import { candidatesOf } from '../candidates.ts'
import type { UnitFacts } from '../units.ts'
import { inputVersionOf, type Upstream, versionOf } from '../upstream.ts'
import type { World } from '../world.ts'

/**
 * Whether `previous` is the unit's own last version, and not that of the partition before. What a unit makes becomes
 * its past, so a past that differs from the one that was read is no reason to make the unit again.
 */
export const readsOwnPast = ({ past, unit }: Pick<UnitFacts, 'past' | 'unit'>): boolean => past === unit

/**
 * The record whose table `previous` gives; `undefined` in the first run, and while the partition before is not made.
 */
export function pastOf(world: World, facts: UnitFacts, upstream: Upstream): Stored | undefined {
  if (facts.past === undefined) return undefined
  if (!readsOwnPast(facts)) return upstream(facts.past)
  return world.current.get(facts.unit) ?? pastUnderAnotherName(world, facts)
}

/** A renamed asset goes on from the past under its old name, even where its inputs have changed since. */
function pastUnderAnotherName(world: World, facts: UnitFacts): Stored | undefined {
  return candidatesOf(world, facts).find(
    ({ id, record }) =>
      record.asset !== facts.node.name &&
      !world.definitions.has(record.asset) &&
      world.current.get(unitAt(record))?.id === id,
  )
}

/**
 * The present version of `previous`, of the whole table or of columns. An absent past has a version, too; `undefined`
 * where the version is not known yet.
 */
export function previousNow(
  world: World,
  columns: PreviousVersion['columns'],
  { facts, upstream }: { readonly facts: UnitFacts; readonly upstream: Upstream },
): Pick<PreviousVersion, 'version' | 'partitions'> | undefined {
  const past = pastOf(world, facts, upstream)
  const isFirst = past === undefined && (facts.past === undefined || readsOwnPast(facts))
  if (isFirst) return noPrevious(facts.unit)
  const version = versionOf(world, columns, past)
  return version === undefined
    ? undefined
    : inputVersionOf({ reader: facts.unit, units: [facts.past as Unit] }, [version])
}

const noPrevious = (reader: Unit) => inputVersionOf({ reader, units: [] }, [])

/** Compares the `previous` that a record has read with the present one. */
export function previousMatches(
  world: World,
  { ingredients: { previous } }: Pick<AssetRecord, 'ingredients'>,
  now: { readonly facts: UnitFacts; readonly upstream: Upstream },
): 'yes' | 'no' | 'unknown' {
  if (now.facts.node.previous !== true) return 'yes'
  if (previous === undefined) return 'no'
  const version = previousNow(world, previous.columns, now)?.version
  if (version === undefined) return 'unknown'
  return version === previous.version ? 'yes' : 'no'
}
