import type { PartitionsDefinition } from '../define/partitions/partition.ts'
import { dimensionsOf } from './open-partitions.ts'

/** The keys that a definition lists, by the name of the dimension, which is empty outside of a cross. */
export function listedKeys(definition: PartitionsDefinition | undefined): Readonly<Record<string, readonly string[]>> {
  if (definition?.type === 'fixed') return { '': definition.keys }
  if (definition?.type !== 'cross') return {}
  return Object.fromEntries(
    dimensionsOf(definition).flatMap(([name, of]) => (of.type === 'fixed' ? [[name, of.keys] as const] : [])),
  )
}
