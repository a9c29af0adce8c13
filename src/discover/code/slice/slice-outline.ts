import { hashesOf, type Outline, type OutlinedUnit, shortHash } from './outline.ts'
import type { Slice } from './slice.ts'

interface Cut {
  /** See `CodeFingerprint`. */
  readonly files: readonly string[]
  readonly parts: Readonly<Record<string, string>>
}

/**
 * The outline of a slice in which each unit counts by its own hash, or by that of its members. `undefined` where one
 * counts without its descriptions or with the text of other functions, where the order of tables makes another digest,
 * or where code has a hand in everything: each has places or hashes of its own.
 */
export function outlineOf(slice: Slice, { files, parts }: Cut): Outline | undefined {
  if (slice.byUse !== undefined || slice.everywhere.length > 0) return undefined
  const numbers = new Map(files.map((file, number) => [file, number]))
  const labels = Object.keys(parts)
  const units: OutlinedUnit[] = []
  for (const [number, { unit, hash, older, ordinals, members }] of slice.units.entries()) {
    const [own, ownOlder] = members === undefined ? hashesOf(unit.facts, ordinals) : [members, members]
    if (hash !== own || older !== ownOlder || parts[labels[number] ?? ''] !== shortHash(hash)) return undefined
    const [line, file] = [slice.visited[number] as number, numbers.get(unit.module.file) as number]
    units.push(members === undefined ? [line, file, unit.index, ordinals] : [line, file, unit.index, ordinals, members])
  }
  return { lines: slice.lines, units }
}
