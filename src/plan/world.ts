import type { Cause } from '../causes.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { Failure, Stored } from '../store/interface.ts'

/**
 * One moment of the project and its store, as plain data. The planner reads it and nothing else: no file, clock or
 * database.
 */
export interface World {
  /** In an order in which every upstream comes first. */
  readonly facts: readonly NodeFacts[]
  /** The definition of every node, by its name: a record that its own asset has left may be reused by another. */
  readonly definitions: ReadonlyMap<string, string>
  /** By asset: what the pointer names. */
  readonly current: ReadonlyMap<string, Stored>
  /** Records with the node's definition, of whatever name, newest first. */
  readonly candidates: (facts: NodeFacts) => readonly Stored[]
  readonly failures: ReadonlyMap<string, Failure>
  /** By effect: why what is outside may not be what its current receipt says. */
  readonly doubts: ReadonlyMap<string, Cause>
  /** Assets that a living process makes right now. */
  readonly running: ReadonlySet<string>
  /** Of a stored table: whether its bytes are in the store. A row of the catalog is no proof. */
  readonly blob: (stored: Stored) => BlobState
  /** The hash of a variable's value now, in the form of `Ingredients.environment`. */
  readonly variable: (name: string) => string
  /** The version of some columns of a stored table; `undefined` until somebody has computed it. */
  readonly columnsVersion: (stored: Stored, columns: readonly string[]) => string | undefined
}

export type BlobState = 'ok' | 'missing' | 'corrupt'
