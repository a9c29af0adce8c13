import type { Log, PreviousPart } from '../../define/context.ts'
import type { Partition } from '../../define/partitions/partition.ts'
import type { LogLevel } from '../../events.ts'
import { environmentFor, type Reads } from '../../project/environment.ts'
import type { EffectKey } from './effect-key.ts'

export interface ContextOptions {
  readonly signal: AbortSignal
  readonly run: string
  readonly startedAt: number
  readonly partition: Partition
  readonly line: (level: LogLevel, message: string) => void
  readonly resources: Readonly<Record<string, unknown>>
  readonly reads: Reads
  /** For an asset that reads its past. */
  readonly past?: PreviousPart<unknown>
  readonly effect?: EffectContextPart | undefined
}

/** The part of the context that only effects have. */
export interface EffectContextPart {
  readonly key: EffectKey
  readonly verify: boolean
  readonly allowRemoved: boolean
  readonly progress: (rows: number) => void
}

/** The second argument of a user's function. `now` and `env` record that they were read. */
export function contextFor(options: ContextOptions): object {
  const { signal, partition, reads, effect } = options
  const own = {
    ...options.past,
    signal,
    partition,
    log: logTo(options.line),
    run: { id: options.run },
    env: environmentFor(reads, (name) => effect?.key.variable(name)),
    get now() {
      effect?.key.now()
      reads.clock = true
      return new Date(options.startedAt)
    },
  }
  // Descriptors and not values: reading `now` is recorded, and a resource may be a getter.
  const descriptors = {
    ...Object.getOwnPropertyDescriptors(options.resources),
    ...Object.getOwnPropertyDescriptors(own),
  }
  const context: object = Object.defineProperties({}, descriptors)
  if (effect === undefined) return context
  const { key, ...others } = effect
  return Object.defineProperty(Object.assign(context, others), 'key', { get: key.get, enumerable: true })
}

export function logTo(line: (level: LogLevel, message: string) => void): Log {
  const log = (message: string) => line('info', String(message))
  log.warn = (message: string) => line('warn', String(message))
  log.error = (message: string) => line('error', String(message))
  return log
}
