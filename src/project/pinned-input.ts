import type { UnitFacts } from '../plan/units.ts'
import { inputVersionOf, type Upstream } from '../plan/upstream.ts'
import { briefOf } from '../store/current-of.ts'
import type { Stored } from '../store/interface.ts'
import type { InputVersion } from '../store/record.ts'
import { partitionOf, type Unit } from '../unit.ts'
import type { LiveWorld } from './live-world.ts'

/** The tables of one parameter of a unit: one, or those of many partitions, in order. */
export interface PinnedInput {
  readonly reader: Unit
  readonly units: readonly Unit[]
  /** The table of each unit. */
  readonly tables: readonly Stored[]
}

/** `undefined` where one of the tables was never made. */
export function pinInput(
  { unit, reads }: Pick<UnitFacts, 'unit' | 'reads'>,
  ordinal: number,
  upstream: Upstream,
): PinnedInput | undefined {
  const units = reads[ordinal] as readonly Unit[]
  const tables = units.flatMap((one) => upstream(one) ?? [])
  return tables.length < units.length ? undefined : { reader: unit, units, tables }
}

/** The `previous` of a unit as an input; it has no table where there is no previous version. */
export function pinPast(
  { unit, past = unit }: Pick<UnitFacts, 'unit' | 'past'>,
  stored: Stored | undefined,
): PinnedInput {
  return stored === undefined
    ? { reader: unit, units: [], tables: [] }
    : { reader: unit, units: [past], tables: [stored] }
}

type Reading = Pick<InputVersion, 'version' | 'partitions'>

/** The version of the whole input, known without reading it. */
export function wholeVersion(input: PinnedInput): Reading {
  return inputVersionOf(
    input,
    input.tables.map((stored) => briefOf(stored).version),
  )
}

/** @param columns `null` for the whole tables. */
export async function versionNow(
  world: Pick<LiveWorld, 'columnsVersionNow'>,
  input: PinnedInput,
  columns: InputVersion['columns'],
): Promise<Reading> {
  if (columns === null) return wholeVersion(input)
  const versions: string[] = []
  for (const stored of input.tables) versions.push(await world.columnsVersionNow(stored, columns))
  return inputVersionOf(input, versions)
}

/** The name of the table for people. */
export const keyOfTable = (input: PinnedInput, index: number): string => partitionOf(input.units[index] as Unit)
