import type { Unit } from '../unit.ts'

/** The pointers of these units, and those of every asset that has another name than these. */
export interface CurrentOf {
  readonly units: readonly Unit[]
  readonly notOf: readonly string[]
}
