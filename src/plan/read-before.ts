import type { InputVersion } from '../store/record.ts'
import { partitionOf, type Unit } from '../unit.ts'
import type { DroppedKeys, UnitFacts } from './units.ts'
import { type InputOf, isOwnOrWhole, versionOf, versionsRead } from './upstream.ts'
import type { World } from './world.ts'

/**
 * Whether a record read exactly the present tables and, beside them, only partitions that `keep` has dropped since:
 * their disappearance changes nothing that was made from them. A record has the first digits of each partition's
 * version.
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
 * Whether a record certainly read something else than there is to read now, although some of that is not made yet: it
 * read other partitions, or one that is made has another version now.
 */
export function readsOther(world: World, input: InputVersion, now: InputOf & { readonly facts: UnitFacts }): boolean {
  const { facts, ordinal, upstream } = now
  const units = facts.reads[ordinal] ?? []
  if (input.partitions === undefined && isOwnOrWhole({ reader: facts.unit, units })) return false
  const before = withoutDropped(input, { dropped: facts.dropped?.[ordinal], reader: facts })
  const isSameSet =
    before.length === units.length && before.every(([key], place) => key === partitionOf(units[place] as Unit))
  // Where the keys have yet to be asked for, another set of keys proves nothing.
  if (!isSameSet) return facts.awaits === undefined
  return before.some(([, version], place) => {
    const versionNow = versionOf(world, input.columns, upstream(units[place] as Unit))
    return versionNow !== undefined && !versionNow.startsWith(version)
  })
}

/** The partitions to read now, for `partitionCauses`; a table that is not made yet has the version that was read. */
export function partitionsSoFar(
  world: World,
  { columns }: Pick<InputVersion, 'columns'>,
  { before, now }: { readonly before: Partitions; readonly now: InputOf },
): Partitions {
  const versions = new Map(before)
  return (now.facts.reads[now.ordinal] ?? []).map((unit) => {
    const key = partitionOf(unit)
    const [then, version] = [versions.get(key) ?? '', versionOf(world, columns, now.upstream(unit))]
    return [key, version === undefined || version.startsWith(then) ? then : version]
  })
}

type Partitions = NonNullable<InputVersion['partitions']>

/** The partitions that a record read, without those that are dropped by now. */
export function withoutDropped(
  { partitions, version }: Pick<InputVersion, 'partitions' | 'version'>,
  { dropped, reader }: { readonly dropped: DroppedKeys; readonly reader: Pick<UnitFacts, 'unit'> },
): Partitions {
  const versions = partitions ?? [[partitionOf(reader.unit), version] as const]
  return dropped === undefined ? versions : versions.filter(([key]) => !dropped.has(key))
}
