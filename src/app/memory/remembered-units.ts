import { cacheFile, type StorePlace } from '../../store/place.ts'
import type { Unit } from '../../unit.ts'
import type { RecordSummary } from '../open/asset-state.ts'
import { readSealed, writeSealed } from './sealed.ts'

/** What a plan shows for a unit that it skips. */
export type RememberedUnit = readonly [unit: Unit, record: RecordSummary]

/** As columns, in the order of a plan: only a plan reads them, and there may be very many. */
interface UnitColumns {
  readonly units: readonly Unit[]
  /** A line a unit. */
  readonly versions: string
  readonly rows: readonly number[]
  readonly sizes: readonly number[]
  readonly startedAt: readonly number[]
  readonly durationMs: readonly number[]
}

const unitsFile = (place: StorePlace): string => cacheFile(place, 'remembered-units.json')

/** Returns the seal by which the memory knows the file for its own. */
export function rememberUnits(place: StorePlace, units: readonly RememberedUnit[]): string {
  const columns: UnitColumns = {
    units: units.map(([unit]) => unit),
    versions: units.map(([, { version }]) => version).join('\n'),
    rows: units.map(([, { rows }]) => rows),
    sizes: units.map(([, { sizeBytes }]) => sizeBytes),
    startedAt: units.map(([, { startedAt }]) => startedAt),
    durationMs: units.map(([, { durationMs }]) => durationMs),
  }
  return writeSealed(unitsFile(place), JSON.stringify(columns))
}

/** `undefined` where the file is not the memory's own. */
export function rememberedUnits(place: StorePlace, sealed: string): readonly RememberedUnit[] | undefined {
  const columns = readSealed(unitsFile(place), sealed) as UnitColumns | undefined
  if (columns === undefined) return undefined
  const { units, rows, sizes, startedAt, durationMs } = columns
  const versions = columns.versions.split('\n')
  return units.map((unit, place) => {
    const record: RecordSummary = {
      version: versions[place] as string,
      rows: rows[place] as number,
      sizeBytes: sizes[place] as number,
      startedAt: startedAt[place] as number,
      durationMs: durationMs[place] as number,
    }
    return [unit, record]
  })
}
