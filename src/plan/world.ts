import type { Cause } from '../causes.ts'
import type { Failure, Stored } from '../store/interface.ts'
import type { Pin } from '../store/pin.ts'
import type { Unit } from '../unit.ts'
import type { UnitFacts } from './units.ts'

/**
 * One moment of the project and its store, as plain data. The planner reads it and nothing else: no file, clock or
 * database.
 */
export interface World {
  /** The facts of every unit, upstream first. */
  readonly facts: readonly UnitFacts[]
  /** All keys of each asset that has partitions; present where `facts` does not have all units. */
  readonly keys?: ReadonlyMap<string, readonly string[]> | undefined
  /** The definition of every node, by its name: another asset may reuse a record that its own asset has left. */
  readonly definitions: ReadonlyMap<string, string>
  /** The current record of each unit. `get` may find more than the map lists: plain units that are not in `facts`. */
  readonly current: ReadonlyMap<Unit, Stored>
  /** Records with the unit's definition and partition, whatever their name, newest first. */
  readonly candidates: (facts: UnitFacts) => readonly Stored[]
  readonly failures: ReadonlyMap<Unit, Failure>
  /** The checks whose failing rows are read by something. */
  readonly checksRead?: ReadonlyMap<Unit, UnitFacts>
  /** For effects: why the target may not be what the current receipt says. */
  readonly doubts: ReadonlyMap<Unit, Cause>
  /** The units that are older than `maxAge` allows, with the cause. */
  readonly expired?: ReadonlyMap<Unit, Cause>
  /** The units that are pinned to a record: no run makes them. */
  readonly pins?: ReadonlyMap<Unit, Pin>
  /** The units that a living process is making now. */
  readonly running: ReadonlySet<Unit>
  /** Whether the bytes of a stored table are in the store. A row of the catalog is no proof. */
  readonly blob: (stored: Stored) => BlobState
  /** The hash of a variable's value now, in the form of `Ingredients.environment`. */
  readonly variable: (name: string) => string
  /** The version of some columns of a stored table; `undefined` until somebody has computed it. */
  readonly columnsVersion: (stored: Stored, columns: readonly string[]) => string | undefined
}

export type BlobState = 'ok' | 'missing' | 'corrupt'
