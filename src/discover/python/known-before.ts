import type { ReadsRule } from '../../define/partitions/reads.ts'
import type { LockEntry } from '../../store/lock/entry.ts'
import type { FunctionOptions, PlainPartitions } from './function-options.ts'
import type { KnownFunction } from './kept-facts.ts'

/** What a run found out of a function that its text alone does not tell: what it reads, and which partitions it has. */
export interface KnownBefore {
  /** Names of assets. */
  readonly upstream: readonly string[]
  readonly resources: readonly string[]
  readonly optional: readonly string[]
  readonly options: FunctionOptions
  /** Its files as they were then, absolute. */
  readonly files: readonly string[]
}

/** Of a function whose files were edited since. */
export function knownByFacts({ found }: KnownFunction): KnownBefore {
  const { upstream, keywords, optional, options, files } = found
  return {
    upstream: upstream.map((name) => name.replaceAll('__', '.')),
    resources: keywords,
    optional,
    options: options as FunctionOptions,
    files: Object.keys(files).filter((path) => files[path] !== ''),
  }
}

/**
 * By the lines of the lock. They do not say which partitions of an upstream one reads: that is all of them where the
 * answer rests on the lock, in which an asset is one unit, and unknown where it rests on a store.
 */
export function knownByLock(
  name: string,
  lock: ReadonlyMap<string, LockEntry>,
  basis: 'store' | 'lock',
): KnownBefore | undefined {
  const entry = lock.get(name)
  if (entry === undefined) return undefined
  const partitions = lockedPartitions(entry)
  if (partitions === 'unknown') return undefined
  const { inputs, config } = entry.ingredients
  const upstream = inputs.map(({ asset }) => asset)
  // What is not known of one is not there to be read.
  const isPartitioned = (asset: string) => {
    const other = lock.get(asset)
    return other?.partitions !== undefined && (other.ingredients.sources === undefined || isKnown(other))
  }
  if (basis === 'store' && upstream.some(isPartitioned)) return undefined
  const all: ReadsRule = { type: 'all' }
  const reads = upstream.filter(isPartitioned).map((asset) => [asset, all] as const)
  return {
    upstream,
    resources: [...new Set(Object.keys(config).flatMap(resourceAt))],
    optional: [],
    options: { ...(partitions === undefined ? {} : { partitions }), reads: Object.fromEntries(reads) },
    files: [],
  }
}

function resourceAt(pointer: string): readonly string[] {
  const [, kind, name] = pointer.split('/')
  return kind === 'resources' && name !== undefined ? [name.replaceAll('~1', '/').replaceAll('~0', '~')] : []
}

/** As `partitionIdentity` writes it. */
type Identity =
  | { readonly every: TimePartitions['every']; readonly timeZone: string; readonly format?: string }
  | { readonly keys: 'text' }
  | { readonly cross: Readonly<Record<string, Identity>> }
type TimePartitions = Extract<PlainPartitions, { type: 'time' }>

const isKnown = (entry: LockEntry) => lockedPartitions(entry) !== 'unknown'

function lockedPartitions(entry: LockEntry): PlainPartitions | undefined | 'unknown' {
  const identity = entry.ingredients.config['/options/partitions']
  return identity === undefined ? undefined : (partitionsIn(entry, JSON.parse(identity) as Identity) ?? 'unknown')
}

/** @param dimension its name; empty of what is no cross. */
function partitionsIn(entry: LockEntry, identity: Identity, dimension = ''): PlainPartitions | undefined {
  if ('cross' in identity) {
    const dimensions = Object.entries(identity.cross).map(
      ([name, of]) => [name, partitionsIn(entry, of, name)] as const,
    )
    if (dimensions.some(([, of]) => of === undefined)) return undefined
    return { type: 'cross', dimensions: Object.fromEntries(dimensions) as Record<string, PlainPartitions> }
  }
  if ('keys' in identity) {
    const keys = entry.listedKeys?.[dimension]
    return keys === undefined ? undefined : { type: 'fixed', keys }
  }
  const { every, format, ...options } = identity
  const prefix = dimension === '' ? '' : `${dimension}.`
  const text = (name: string) => entry.partitionSet?.[`${prefix}${name}`]
  const [from, until, keep] = ['from', 'until', 'keep'].map(text)
  if (from === undefined) return undefined
  const set = { from, ...(until === undefined ? {} : { until }), ...(keep === undefined ? {} : { keep }) }
  return {
    type: 'time',
    every,
    options: { ...options, ...set } as TimePartitions['options'],
    ...(format === undefined ? {} : { format }),
  }
}
