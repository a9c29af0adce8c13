import type { InputVersion } from '../store/record.ts'
import { partitionOf, type Unit } from '../unit.ts'
import type { DroppedKeys, UnitFacts } from './units.ts'
import { type InputOf, isOwnOrWhole, versionsRead } from './upstream.ts'
import type { World } from './world.ts'

/**
 * Whether a record has read what there is now, and beside it nothing but partitions that `keep` has taken away since:
 * that they went changes nothing of what was made of them. A record has the first digits of each partition's version.
 */
export function readBefore(world: World, input: InputVersion, now: InputOf & { readonly facts: UnitFacts }): boolean {
  const dropped = now.facts.dropped?.[now.ordinal]
  if (dropped === undefined) return false
  const versions = versionsRead(world, input.columns, now)
  if (versions === undefined) return false
  const before = withoutDropped(input, { dropped, reader: now.facts })
  const units = now.facts.reads[now.ordinal] ?? []
  return (
    before.length === units.length &&
    before.every(([key, version], place) => {
      const unit = units[place]
      return unit !== undefined && partitionOf(unit) === key && versions[place]?.startsWith(version) === true
    })
  )
}

/**
 * Whether a record read other partitions than there are to read now; its table is then certainly another. Unknown where
 * the keys have yet to be asked for.
 */
export function readsOtherKeys(
  input: InputVersion,
  { facts, ordinal }: { readonly facts: UnitFacts; readonly ordinal: number },
): boolean {
  const units = facts.reads[ordinal] ?? []
  if (facts.awaits !== undefined) return false
  if (input.partitions === undefined && isOwnOrWhole({ reader: facts.unit, units })) return false
  const before = withoutDropped(input, { dropped: facts.dropped?.[ordinal], reader: facts })
  return before.length !== units.length || before.some(([key], place) => key !== partitionOf(units[place] as Unit))
}

/** What a record has read of the partitions that are kept. */
export function withoutDropped(
  { partitions, version }: Pick<InputVersion, 'partitions' | 'version'>,
  { dropped, reader }: { readonly dropped: DroppedKeys; readonly reader: Pick<UnitFacts, 'unit'> },
): NonNullable<InputVersion['partitions']> {
  const versions = partitions ?? [[partitionOf(reader.unit), version] as const]
  return dropped === undefined ? versions : versions.filter(([key]) => !dropped.has(key))
}
