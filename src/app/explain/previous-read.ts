import type { AssetRecord, PreviousVersion } from '../../store/record.ts'

/** What `explain` says of the past that an asset was made from. */
export interface PreviousRead {
  /** The version of the whole table, or of the columns that were read. */
  readonly version: string
  readonly columns: readonly string[] | null
  readonly rows: number
  /** When it had been made: ISO 8601, UTC. */
  readonly materializedAt: string
  /** Where it is the partition before. */
  readonly partition?: string
}

/** The key, where it is not the key of the asset's own partition. */
export const partitionBefore = ({ partitions }: PreviousVersion): string | undefined => partitions?.[0]?.[0]

/** `null` where it was the first; nothing where the function reads no past. */
export function previousRead({ ingredients: { previous } }: Pick<AssetRecord, 'ingredients'>): {
  readonly previous?: PreviousRead | null
} {
  if (previous === undefined) return {}
  const { version, columns, rows = 0, at } = previous
  if (at === undefined) return { previous: null }
  const partition = partitionBefore(previous)
  const materializedAt = new Date(at).toISOString()
  return { previous: { version, columns, rows, materializedAt, ...(partition === undefined ? {} : { partition }) } }
}
