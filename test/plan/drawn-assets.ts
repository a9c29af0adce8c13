import { createHash } from 'node:crypto'
import type { Definition } from '../../src/define/definition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import type { Reads } from '../../src/define/partitions/reads.ts'
import type { LoadedNode } from '../../src/graph/node.ts'
import type { PartitionKeys } from '../../src/store/record.ts'

/** `grid` has a key for each day and topic; the keys of `data` are those that the table of `keysFrom` says. */
export type Shape = 'none' | 'days' | 'weeks' | 'kept' | 'keptWeeks' | 'topics' | 'grid' | 'keptGrid' | 'data' | 'cells'
export interface DrawnAsset {
  readonly name: string
  readonly upstream: readonly string[]
  readonly shape: Shape
  /** By the upstream's name. */
  readonly reads: Readonly<Record<string, 'default' | 'all' | 'last' | 'latest' | 'same'>>
  readonly constant: boolean
  /** It reads its own last version or, of partitions of time, the partition before. */
  readonly previous?: boolean
  /** Where data decides its keys: the asset that they come from. */
  readonly keysFrom?: string | undefined
}

/** Assets with the same keys have one definition. */
const fromData = partitions.from(() => [])
const definitions = {
  days: partitions.daily({ from: '2020-01-01' }),
  weeks: partitions.weekly({ from: '2020-01-01' }),
  kept: partitions.daily({ from: '2020-01-01', keep: '5d' }),
  keptWeeks: partitions.weekly({ from: '2020-01-01', keep: '6d' }),
  topics: partitions.of(['x', 'y']),
  keptGrid: partitions.cross({
    day: partitions.daily({ from: '2020-01-01', keep: '4d' }),
    topic: partitions.of(['x', 'y']),
  }),
  grid: partitions.cross({
    day: partitions.daily({ from: '2020-01-01' }),
    topic: partitions.of(['x', 'y']),
  }),
  data: fromData,
  cells: partitions.cross({ topic: partitions.of(['x', 'y']), tenant: fromData }),
}
export const isData = (shape: Shape) => shape === 'data' || shape === 'cells'
const everyKey = ['p', 'q', 'r']
/** Which keys a table says: any of these, none as well. */
export const keysSaid = (tables: readonly string[]): PartitionKeys => {
  const bits = Number.parseInt(createHash('sha256').update(tables.join()).digest('hex').slice(0, 1), 16)
  const keys = everyKey.filter((_, index) => ((bits >> index) & 1) === 1)
  return { '': keys, tenant: keys }
}
const mappings: Readonly<Record<string, () => Reads>> = {
  all: () => partitions.all(),
  last: () => partitions.last(2, { missing: 'skip' }),
  latest: () => partitions.latest(),
  same: () => partitions.same(),
}
const timed: ReadonlySet<Shape> = new Set(['days', 'weeks', 'kept', 'keptWeeks', 'grid', 'keptGrid'])
export const hasTime = (shape: Shape) => timed.has(shape)

export function loaded(
  { name, upstream, shape, reads, keysFrom }: DrawnAsset,
  _: number,
  all: readonly DrawnAsset[],
): LoadedNode {
  const shapes = new Map(all.map((one) => [one.name, one.shape]))
  const said = upstream.flatMap((above) => {
    const of = shapes.get(above) as Shape
    const how = reads[above] ?? 'default'
    const isDaily = (one: Shape) => one === 'days' || one === 'kept'
    const fits = how === 'all' ? of !== 'none' : how === 'same' ? isDaily(of) && isDaily(shape) : hasTime(of)
    return how === 'default' || !fits ? [] : [[above, (mappings[how] as () => Reads)()] as const]
  })
  const options = {
    ...(shape === 'none' ? {} : { partitions: definitions[shape] }),
    reads: Object.fromEntries(said),
  }
  const from = keysFrom === undefined ? {} : { keysFrom: [keysFrom] }
  return {
    name,
    upstream,
    ...from,
    definition: { kind: 'asset', options } as unknown as Definition,
  } as unknown as LoadedNode
}
