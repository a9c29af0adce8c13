import { givenOptions } from '../declaration/given-options.ts'
import { callerOf } from '../declaration/place.ts'
import type { AskContext } from '../observe.ts'
import type { Awaitable, RowQuery } from '../table.ts'
import { type Mappings, mappings } from './mappings.ts'
import {
  type CalendarUnit,
  type Partition,
  type Partitions,
  type PartitionsDefinition,
  partitionsSymbol,
  type TimeDefinition,
  type TimeOptions,
  type TimePartition,
  type Weekday,
} from './partition.ts'

/** The keys that data gives: a query of one column, whose distinct values count, or texts. */
export type Keys = RowQuery<object> | Iterable<string> | AsyncIterable<string>

/** The value at each dimension of a partition of `cross`. */
export type Crossed<Dimensions> = Partition & {
  readonly [Name in keyof Dimensions]: Dimensions[Name] extends Partitions<infer P> ? P : never
}

/**
 * Definitions of partitions, for the option `partitions`, and mappings, for the option `reads`. A window exists once it
 * has ended. A mistake in a definition is reported when the project is loaded, with its line.
 */
export interface DefinePartitions<Assets> extends Mappings {
  /** Keys such as `2026-01-05`. A day of 23 or 25 hours is one day. */
  daily(options: TimeOptions): Partitions<TimePartition>
  /** Keys such as `2026-01-05T13`. An hour that the clock shows twice is two keys: `2026-10-25T02+02:00`, `…+01:00`. */
  hourly(options: TimeOptions): Partitions<TimePartition>
  /** The key is the first day, such as `2026-01-05`. Weeks start on Monday unless `startsOn` says otherwise. */
  weekly(options: TimeOptions & { readonly startsOn?: Weekday }): Partitions<TimePartition>
  /** Keys such as `2026-01`. */
  monthly(options: TimeOptions): Partitions<TimePartition>
  /** Windows from one time of a cron line to the next. Keys such as `2026-01-05T07:00`, which is where one starts. */
  cron(line: string, options: TimeOptions): Partitions<TimePartition>
  /** These keys, in this order. */
  of<const Key extends string>(keys: readonly Key[]): Partitions<Partition<Key>>
  /** Keys that data decides. A function that names no asset is asked at every run, as `observe` is. */
  from(keys: (upstream: Assets, context: AskContext) => Awaitable<Keys>): Partitions
  /**
   * Every combination. A key is the keys of the dimensions in the order of their names, such as `2026-01-05|arctic`.
   */
  cross<const Dimensions extends Readonly<Record<string, Partitions>>>(
    dimensions: Dimensions,
  ): Partitions<Crossed<Dimensions>>
}

// biome-ignore lint/suspicious/noExplicitAny: what is not a project's knows no names of assets
export const partitions: DefinePartitions<any> = Object.freeze({
  ...mappings,
  daily: (options) => calendar('day', options, partitions.daily),
  hourly: (options) => calendar('hour', options, partitions.hourly),
  weekly: (options) => calendar('week', options, partitions.weekly),
  monthly: (options) => calendar('month', options, partitions.monthly),
  cron: (line, options) =>
    declared({ type: 'time', every: { cron: line }, options: givenOptions(options), at: callerOf(partitions.cron) }),
  of: (keys) => declared({ type: 'fixed', keys, at: callerOf(partitions.of) }),
  from: (run) => declared({ type: 'data', run, at: callerOf(partitions.from) }),
  cross: (dimensions) =>
    declared({ type: 'cross', dimensions: givenOptions(dimensions), at: callerOf(partitions.cross) }),
} satisfies DefinePartitions<never>)

// biome-ignore lint/complexity/noBannedTypes: the function whose caller is wanted
function calendar(every: CalendarUnit, options: TimeDefinition['options'], called: Function) {
  return declared<TimePartition>({ type: 'time', every, options: givenOptions(options), at: callerOf(called) })
}

function declared<P extends Partition>(definition: PartitionsDefinition): Partitions<P> {
  return Object.freeze({ [partitionsSymbol]: Object.freeze(definition) })
}
