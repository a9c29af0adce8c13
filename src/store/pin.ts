import type { Unit } from '../unit.ts'

/** A unit that an environment holds at one record: no run moves its pointer. */
export interface Pin {
  readonly unit: Unit
  /** The id of the record. */
  readonly record: number
  /** ms since 1970. */
  readonly since: number
}
