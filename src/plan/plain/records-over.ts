import type { StoredRecord } from '../../store/current-of.ts'
import type { Unit } from '../../unit.ts'

/** Records of units. Behind them are others, which `get` finds and which are not listed. */
export class RecordsOver extends Map<Unit, StoredRecord> {
  readonly #others: (unit: Unit) => StoredRecord | undefined

  constructor(others: (unit: Unit) => StoredRecord | undefined) {
    super()
    this.#others = others
  }

  override get(unit: Unit): StoredRecord | undefined {
    return super.get(unit) ?? this.#others(unit)
  }

  override has(unit: Unit): boolean {
    return super.has(unit) || this.#others(unit) !== undefined
  }
}
