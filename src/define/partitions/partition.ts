import type { Place } from '../declaration/place.ts'
import type { Duration } from '../retries.ts'

/** One partition of an asset. */
export interface Partition<Key extends string = string> {
  /** `''` where the asset has no partitions. */
  readonly key: Key
}

/** A window of time. `end` is exclusive. */
export interface TimePartition extends Partition {
  readonly start: Date
  readonly end: Date
}

/** Carries the type of one partition to the compiler; there is nothing behind it at run time. */
declare const one: unique symbol

/** A registered symbol: the command and the package that a project imports are two bundles. */
export const partitionsSymbol: unique symbol = Symbol.for('assetstore.partitions')

/** The keys of a partitioned asset. One key is one table, made, kept and judged by itself. */
export interface Partitions<P extends Partition = Partition> {
  readonly [one]?: P
  readonly [partitionsSymbol]: PartitionsDefinition
}

export type PartitionsDefinition = TimeDefinition | FixedDefinition | DataDefinition | CrossDefinition

/** The windows between two changes of a calendar, or between two times of a cron line. */
export interface TimeDefinition {
  readonly type: 'time'
  readonly every: CalendarUnit | { readonly cron: string }
  readonly options: TimeOptions & { readonly startsOn?: Weekday }
  /** The format of the key for a Python function that defines its own partitions, in the words of `strftime`. */
  readonly format?: string
  readonly at: Place
}
export type CalendarUnit = 'hour' | 'day' | 'week' | 'month'

export interface FixedDefinition {
  readonly type: 'fixed'
  readonly keys: readonly string[]
  readonly at: Place
}

/** Keys that data decides. */
export interface DataDefinition {
  readonly type: 'data'
  readonly run: (upstream: never, context: never) => unknown
  readonly at: Place
}

export interface CrossDefinition {
  readonly type: 'cross'
  readonly dimensions: Readonly<Record<string, unknown>>
  readonly at: Place
}

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
export type Weekday = (typeof weekdays)[number]

export interface TimeOptions {
  /**
   * The clock of `timeZone`, as `'2026-01-01'`, `'2026-01'` or `'2026-01-01T06:00'`. The first window is the first that
   * starts at or after it.
   */
  readonly from: string
  /** Exclusive: no window ends after it. Left out, a new partition exists whenever a window has ended. */
  readonly until?: string
  /** An IANA name, such as `'Europe/Madrid'`. Windows follow its clock changes. Default `'UTC'`. */
  readonly timeZone?: string
  /** How long a window exists after its end, in ms or as `'90d'`. Default: for ever. */
  readonly keep?: Duration
}

export function partitionsOf(value: unknown): PartitionsDefinition | undefined {
  if (typeof value !== 'object' || value === null || !(partitionsSymbol in value)) return undefined
  return (value as Partitions)[partitionsSymbol]
}
