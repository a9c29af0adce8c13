import { briefOf } from '../store/current-of.ts'
import type { Stored } from '../store/interface.ts'
import type { InputVersion } from '../store/record.ts'
import { partitionOf, type Unit } from '../unit.ts'
import { digestFields } from '../util/digest.ts'
import type { UnitFacts } from './units.ts'
import type { World } from './world.ts'

/** The record that a unit has, or will have once it is final; `undefined` while that record is not known. */
export interface Upstream {
  (unit: Unit): Stored | undefined
  /** The version of what is read of all these tables together, where no look at each is needed for it. */
  readonly versionOfAll?: (
    units: readonly Unit[],
    columns: InputVersion['columns'],
  ) => { readonly version: string | undefined } | undefined
}

/** One parameter of one unit. */
export interface InputOf {
  readonly facts: Pick<UnitFacts, 'unit' | 'reads' | 'awaits'>
  readonly ordinal: number
  readonly upstream: Upstream
}

/**
 * The present version of a parameter's tables, of the whole table or of columns. `undefined` while one of the tables
 * has none.
 */
export function versionRead(world: World, columns: InputVersion['columns'], input: InputOf): string | undefined {
  const { facts, ordinal, upstream } = input
  const units = facts.reads[ordinal] as readonly Unit[]
  const ofAll = upstream.versionOfAll?.(units, columns)
  if (ofAll !== undefined) return ofAll.version
  const versions = versionsRead(world, columns, input)
  return versions && versionOfMany({ reader: facts.unit, units }, versions)
}

/** As `versionRead`, with the share of each partition. */
export function inputRead(
  world: World,
  columns: InputVersion['columns'],
  input: InputOf,
): Pick<InputVersion, 'version' | 'partitions'> | undefined {
  const { facts, ordinal } = input
  const versions = versionsRead(world, columns, input)
  return versions && inputVersionOf({ reader: facts.unit, units: facts.reads[ordinal] as readonly Unit[] }, versions)
}

/** The versions of a parameter's tables: one for each unit, in their order. */
export function versionsRead(
  world: World,
  columns: InputVersion['columns'],
  { facts, ordinal, upstream }: InputOf,
): readonly string[] | undefined {
  const tables: Stored[] = []
  const units = facts.reads[ordinal] as readonly Unit[]
  // Where the keys are still to be asked for, an empty list means that they are unknown, not that there are no
  // partitions.
  if (units.length === 0 && facts.awaits?.some((keys) => upstream(keys) === undefined)) return undefined
  for (const unit of units) {
    const stored = upstream(unit)
    if (stored === undefined) return undefined
    tables.push(stored)
  }
  // All versions are requested before a missing one ends the loop, so that the versions that are not computed yet are
  // computed together.
  const versions = tables.map((stored) => versionOf(world, columns, stored))
  return versions.includes(undefined) ? undefined : (versions as string[])
}

/**
 * The versions of tables as the version of one input. Many partitions, or one that is not the reader's own, give a
 * digest over their keys and versions.
 */
export function inputVersionOf(
  { reader, units }: { readonly reader: Unit; readonly units: readonly Unit[] },
  versions: readonly string[],
): Pick<InputVersion, 'version' | 'partitions'> {
  const version = versionOfMany({ reader, units }, versions)
  if (isOwnOrWhole({ reader, units })) return { version }
  return {
    version,
    partitions: units.map((unit, index) => [partitionOf(unit), (versions[index] as string).slice(0, 12)]),
  }
}

/** As `inputVersionOf`, the version without the shares. */
export function versionOfMany(
  { reader, units }: { readonly reader: Unit; readonly units: readonly Unit[] },
  versions: readonly string[],
): string {
  if (isOwnOrWhole({ reader, units })) return versions[0] as string
  return versionOfKeys(units.map((unit, index) => [partitionOf(unit), versions[index] as string]))
}

/** The digest of the partitions of an asset, in their order. */
export const versionOfKeys = (versions: Iterable<readonly [key: string, version: string]>): string =>
  digestFields(inputScheme, versions)

/** Whether the input is one table, which is whole or of the reader's own key: its version is that of the table. */
export function isOwnOrWhole({ reader, units }: { readonly reader: Unit; readonly units: readonly Unit[] }): boolean {
  const only = units.length === 1 ? partitionOf(units[0] as Unit) : undefined
  return only !== undefined && (only === '' || only === partitionOf(reader))
}

/** The id of the method that combines the versions of many partitions. */
const inputScheme = 'input1'

/**
 * The version of a stored table, or of columns of it; `undefined` where there is no table, or nobody has computed that
 * version.
 */
export function versionOf(
  world: World,
  columns: InputVersion['columns'],
  stored: Stored | undefined,
): string | undefined {
  if (stored === undefined) return undefined
  return columns === null ? briefOf(stored).version : world.columnsVersion(stored, columns)
}
