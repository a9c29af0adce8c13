import type { PartitionsDefinition } from '../define/partitions/partition.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { unreachable } from '../util/unreachable.ts'
import { dimensionsOf } from './open-partitions.ts'

/**
 * The part of a definition that identifies a single partition, as canonical JSON; it enters the key. The options that
 * decide which partitions exist (`from`, `until`, `keep`, the listed keys) are left out: a set that grows changes no
 * existing partition.
 */
export function partitionIdentity(definition: PartitionsDefinition | undefined): string {
  return canonicalJson(identityOf(definition)) as string
}

function identityOf(definition: PartitionsDefinition | undefined): unknown {
  switch (definition?.type) {
    case undefined:
      return null
    case 'time': {
      const { every, format } = definition
      const { timeZone = 'UTC', startsOn = 'monday' } = definition.options
      return { every, timeZone, ...(every === 'week' && { startsOn }), ...(format !== undefined && { format }) }
    }
    case 'fixed':
    case 'data':
      return { keys: 'text' }
    case 'cross':
      return { cross: Object.fromEntries(dimensionsOf(definition).map(([name, of]) => [name, identityOf(of)])) }
    default:
      return unreachable(definition)
  }
}

/** Whether two definitions have the same keys: equal ones, wherever they are written. */
export function sameDefinition(a: PartitionsDefinition | undefined, b: PartitionsDefinition | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  if (a.type === 'time' && b.type === 'time') return partitionIdentity(a) === partitionIdentity(b)
  if (a.type === 'fixed' && b.type === 'fixed') return canonicalJson(a.keys) === canonicalJson(b.keys)
  if (a.type !== 'cross' || b.type !== 'cross') return false
  const [ofA, ofB] = [dimensionsOf(a), dimensionsOf(b)]
  return (
    ofA.length === ofB.length &&
    ofA.every(([name, of], place) => name === ofB[place]?.[0] && sameDefinition(of, ofB[place]?.[1]))
  )
}
