import type { Unit } from '../../unit.ts'

/** A table that is made and not yet current. Disposing of this object takes it out of its gate. */
export interface Passage extends Disposable {
  /** To be called when the table has become current. */
  done(): void
}

/**
 * The tables of a run that wait at their gates. Without this list, two tables that arrive at once would each take the
 * other for the later one, and a check over both would hold back neither.
 */
export class AtGate {
  readonly #open = new Map<Unit, Promise<void>>()
  readonly #through = new Set<Unit>()

  enter(unit: Unit): Passage {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#open.set(unit, promise)
    this.#through.delete(unit)
    return {
      done: () => this.#through.add(unit),
      [Symbol.dispose]: () => {
        this.#open.delete(unit)
        resolve()
      },
    }
  }

  has(unit: Unit): boolean {
    return this.#open.has(unit)
  }

  /** Whether the table was at its gate and has become current. */
  isThrough(unit: Unit): boolean {
    return this.#through.has(unit) && !this.#open.has(unit)
  }

  /** Resolves when the table is not at its gate. */
  async left(unit: Unit): Promise<void> {
    await this.#open.get(unit)
  }
}
