import type { AlikeRecords, StoredRecord } from '../../store/current-of.ts'

/** The record of a node without partitions, as columns of length one. */
export function singleRecord(stored: StoredRecord): AlikeRecords {
  const { record } = stored
  const { parts, rejected, view } = record
  const files = rejected !== undefined || view !== undefined ? 'many' : parts.length === 0 ? 'none' : 'one'
  return {
    asset: record.asset,
    count: 1,
    model: record,
    files: parts.length > 1 ? 'many' : files,
    shapeAt: () => record,
    inputVersionAt: (_, ordinal) => record.ingredients.inputs[ordinal]?.version ?? '',
    partitionAt: () => record.partition,
    blobAt: () => parts[0]?.blob ?? '',
    versionAt: () => record.version,
    numbersAt: () => record,
    storedAt: () => stored,
  }
}
