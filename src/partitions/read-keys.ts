import type { Absence } from './partition-set.ts'

/** The partitions of an upstream that one partition of a reader reads. */
export interface ReadKeys {
  /** In the order of the upstream. */
  readonly keys: readonly string[]
  /** The keys that it would also read, and that the upstream does not have. */
  readonly absent: readonly AbsentKey[]
  /**
   * The keys that it would also read, and that the upstream's `keep` has dropped, whether they may be left out or not.
   */
  readonly dropped?: readonly string[]
}

export interface AbsentKey {
  /** In a cross, the key of the dimension in question. */
  readonly key: string
  /**
   * `later`: the window has not ended, so the reader's own window has to wait. Every other reason is an error: the
   * window is before the first, after the last, or no longer kept; or the key is unknown.
   */
  readonly why: Absence | 'unknown'
}

/** Ends a sentence that names the key: "clean[2025-12-31] …". */
export function absenceText(why: AbsentKey['why']): string {
  switch (why) {
    case 'before':
      return 'is before the first partition'
    case 'after':
      return 'is after the last partition'
    case 'later':
      return 'has not ended'
    case 'dropped':
      return 'is no longer kept'
    case 'unknown':
      return 'is no partition'
  }
}
