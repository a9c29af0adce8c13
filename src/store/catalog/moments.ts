import type { Unit } from '../../unit.ts'
import type { Stored } from '../interface.ts'
import type { Changes, Moment } from '../moment.ts'
import { type Connection, prepared } from './connection.ts'

/**
 * Tells what was written since a moment, so that a reader does not read again what it knows. SQLite tells that another
 * connection wrote, in this process or another. The writes of this connection are noted here, by unit where a write
 * concerns only one. A write is noted inside its transaction, while nobody else can write.
 */
export interface Moments {
  now(): Moment
  changes(unit: Unit, since: Moment): Changes
  /** The pointer or the records of a unit have changed. */
  wroteOf(unit: Unit): void
  /** Anything may have changed. */
  wrote(): void
  /** Keeps the record that was just made current, so that it need not be read back. */
  keep(unit: Unit, stored: Stored): void
  /** Removes and returns the kept record, if the catalog still has it. */
  take(unit: Unit): Stored | undefined
}

/** Most kept records are asked for at once. This bounds the memory of a command that commits and never asks. */
const mostKept = 64

export function momentsOf(connection: Connection): Moments {
  let own = 0
  let ofAny = 0
  const ofUnits = new Map<Unit, number>()
  const entries = new Map<Unit, { readonly stored: Stored; readonly at: Moment }>()
  const now = (): Moment => ({
    own,
    others: prepared(connection, 'PRAGMA data_version').pluck().get() as number,
  })
  const what = (unit: Unit, since: Moment, at: Moment): Changes['what'] => {
    if (at.others !== since.others || ofAny > since.own) return 'anything'
    return (ofUnits.get(unit) ?? 0) > since.own ? 'pointer' : 'nothing'
  }
  return {
    now,
    changes(unit, since) {
      const at = now()
      return { what: what(unit, since, at), now: at }
    },
    wroteOf: (unit) => void ofUnits.set(unit, ++own),
    wrote() {
      ofAny = ++own
    },
    keep(unit, stored) {
      if (entries.size >= mostKept) entries.clear()
      entries.set(unit, { stored, at: now() })
    },
    take(unit) {
      const entry = entries.get(unit)
      if (entry === undefined) return undefined
      entries.delete(unit)
      return what(unit, entry.at, now()) === 'nothing' ? entry.stored : undefined
    },
  }
}
