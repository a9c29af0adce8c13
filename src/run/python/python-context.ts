import type { Definition } from '../../define/definition.ts'
import { type Partition, type PartitionsDefinition, partitionsOf } from '../../define/partitions/partition.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'

/** A partition as plain data, with the names of the values that are moments. */
interface PlainPartition {
  readonly values: Readonly<Record<string, unknown>>
  /** The names of the values that are moments, in ms since 1970. */
  readonly dates: readonly string[]
}

export function plainPartition(partition: Partition): PlainPartition | null {
  if (partition.key === '') return null
  const values: Record<string, unknown> = {}
  const dates: string[] = []
  for (const [name, value] of Object.entries(partition)) {
    if (value instanceof Date) dates.push(name)
    values[name] = value instanceof Date ? value.getTime() : isPartition(value) ? plainPartition(value) : value
  }
  return { values, dates }
}

/** The format of the keys that a Python definition uses, by the names of dimensions; `''` without dimensions. */
interface KeyFormat {
  /** In the notation of `strftime`. */
  readonly format: string
  readonly timeZone: string
}

export function keyFormats({ options }: Definition): Readonly<Record<string, KeyFormat>> {
  const of = partitionsOf('partitions' in options ? options.partitions : undefined)
  const named: [string, PartitionsDefinition | undefined][] =
    of?.type === 'cross' ? Object.entries(of.dimensions).map(([name, one]) => [name, partitionsOf(one)]) : [['', of]]
  const formats = named.flatMap(([name, one]) =>
    one?.type === 'time' && one.format !== undefined
      ? [[name, { format: one.format, timeZone: one.options.timeZone ?? 'UTC' }] as const]
      : [],
  )
  return Object.fromEntries(formats)
}

const isPartition = (value: unknown): value is Partition =>
  typeof value === 'object' && value !== null && 'key' in value

/**
 * The settings of the resources that a function names. They are plain data: an object that TypeScript code has opened
 * cannot be handed to another language.
 *
 * @throws AssetError `ASSET_UNKNOWN_RESOURCE`
 */
export function plainResources({ node }: UnitFacts, context: object): Readonly<Record<string, unknown>> {
  const names = node.resources === 'all' ? [] : node.resources
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = (context as Readonly<Record<string, unknown>>)[name]
      if (value === undefined) return []
      if (!isPlain(value, 0)) throw notPlain(name, node)
      return [[name, value]]
    }),
  )
}

function isPlain(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth > 100) return false
  if (Array.isArray(value)) return value.every((each) => isPlain(each, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every((each) => each === undefined || isPlain(each, depth + 1))
}

function notPlain(resource: string, { name, at }: UnitFacts['node']): AssetError {
  return new AssetError({
    code: 'ASSET_UNKNOWN_RESOURCE',
    message: `${name} asks for the resource ${resource}, which is opened by TypeScript code: Python can be given settings alone`,
    at,
    facts: { asset: name, resource },
    fix: `give ${resource} as plain settings, such as { url: '…' }, and open it in Python`,
  })
}
