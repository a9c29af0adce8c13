import type { Definition, SourceOrigin } from '../../define/definition.ts'
import type { Partition } from '../../define/partitions/partition.ts'
import type { OptionMistake } from '../options/option-rules.ts'

/** `{day}`: a name without a comma, which alternatives have. */
export const placeOfKey = /\{(\w+)\}/g

/** A source of files as one partition has it: the files whose path has its key in the place of the braces. */
export function originOfPartition<Origin extends SourceOrigin>(origin: Origin, partition: Partition): Origin {
  if (partition.key === '' || !('glob' in origin)) return origin
  const members = partition as Partition & Readonly<Record<string, unknown>>
  const keyOf = (name: string) => (members[name] as Partition | undefined)?.key ?? partition.key
  const glob = origin.glob.map((one) => one.replaceAll(placeOfKey, (_, name: string) => escaped(keyOf(name))))
  return { ...origin, glob }
}

export function definitionOfPartition(definition: Definition, partition: Partition): Definition {
  if (!('origin' in definition)) return definition
  return { ...definition, origin: originOfPartition(definition.origin, partition) }
}

/** A key may be any text, and means itself. */
const escaped = (key: string): string => key.replaceAll(/[\\()[\]{}!*?+@|]/g, '\\$&')

/** Without a place for the key each partition would be all of the files. */
export function globMistakes(
  glob: readonly string[],
  { partitions }: { partitions?: unknown },
): readonly OptionMistake[] {
  if (partitions === undefined) return []
  const without = glob.find((one) => one.search(placeOfKey) === -1)
  if (without === undefined) return []
  return [
    {
      message: `has partitions, and its glob "${without}" has no place for their keys`,
      fix: "write one in braces, such as 'lake/day={day}/*.parquet'",
    },
  ]
}
