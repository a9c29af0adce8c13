import { createHash } from 'node:crypto'
import type { UnitFacts } from '../facts.ts'

/**
 * What the digest of a slice covers besides the hashes of its units: where only these differ, the slice need not be
 * made again.
 */
export interface Outline {
  readonly lines: readonly string[]
  /** The units, in the order of the fingerprint's parts. */
  readonly units: readonly OutlinedUnit[]
}
export type OutlinedUnit = readonly [
  /** The number of its line. */
  line: number,
  /** The number of its file among those of the fingerprint. */
  file: number,
  /** Its number in the file. */
  unit: number,
  /** See `Root.ordinals`. */
  ordinals: boolean,
  /** The hash of the members that are read of it, where these are not all. */
  members?: string,
]

/** A text for each line, those of units begin with their hashes. */
export function digestOfLines(
  lines: readonly string[],
  hashes: Iterable<readonly [line: number, hash: string]>,
): string {
  const whole = [...lines]
  for (const [line, hash] of hashes) whole[line] = `${hash} ${whole[line]}`
  return createHash('sha256').update(whole.join('\n')).digest('hex')
}

export const hashIn = ({ hash, ordinalHash = hash }: Pick<UnitFacts, 'hash' | 'ordinalHash'>, ordinals: boolean) =>
  ordinals ? ordinalHash : hash

export const shortHash = (hash: string): string => hash.slice(0, 12)

/** Its hash, and that in the form of older builds. */
export function hashesOf(facts: UnitFacts, ordinals: boolean): readonly [hash: string, older: string] {
  return [hashIn(facts, ordinals), hashIn(facts.older ?? facts, ordinals)]
}
