import type { PartitionsDefinition } from '../define/partitions/partition.ts'
import { dimensionsOf } from './open-partitions.ts'

/**
 * The options that decide which windows exist and that are in no key: `from`, `until` and `keep`, as the user wrote
 * them. In a cross, the name of the dimension comes first, as in `day.from`.
 */
export function setTexts(definition: PartitionsDefinition | undefined): Readonly<Record<string, string>> {
  if (definition?.type === 'time') {
    const { from, until, keep } = definition.options
    const texts = { from, until, keep }
    return Object.fromEntries(
      Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    )
  }
  if (definition?.type !== 'cross') return {}
  return Object.fromEntries(
    dimensionsOf(definition).flatMap(([name, of]) =>
      Object.entries(setTexts(of)).map(([option, value]) => [`${name}.${option}`, value]),
    ),
  )
}
