import type { Unit } from '../../unit.ts'

/** A table that is made and not yet current. It leaves its gate when it is let go. */
export interface Passage extends Disposable {
  /** It is current from now on. */
  done(): void
}

/**
 * The tables of a run that are at their gates. Each of those that come at once would take another for the later one,
 * and a check over them would hold back none.
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

  /** Whether it was there, and is current. */
  isThrough(unit: Unit): boolean {
    return this.#through.has(unit) && !this.#open.has(unit)
  }

  /** Over when it is not there, or not any more. */
  async left(unit: Unit): Promise<void> {
    await this.#open.get(unit)
  }
}
