import { createHash } from 'node:crypto'
import type { Members } from '../facts.ts'
import type { Unit } from '../project-files.ts'

/** Which members of constants a slice reads. A constant that is also used as a whole counts as a whole. */
export interface MemberReads {
  note(unit: Unit, members: readonly string[]): void
  /** The hash of what is read of a unit; `undefined` where that is all of it. */
  hashOf(unit: Unit): string | undefined
}

export function createMemberReads(): MemberReads {
  const reads = new Map<Unit, Map<string, string> | 'all'>()
  return {
    note(unit, members) {
      const readsOfUnit = reads.get(unit) ?? new Map<string, string>()
      if (readsOfUnit === 'all') return
      const member = memberAt(unit.facts.members, members)
      if (member !== undefined) readsOfUnit.set(member.path, member.hash)
      reads.set(unit, member === undefined ? 'all' : readsOfUnit)
    },
    hashOf(unit) {
      const readsOfUnit = reads.get(unit)
      if (readsOfUnit === undefined || readsOfUnit === 'all') return undefined
      const lines = [...readsOfUnit].map(([path, hash]) => `${path} ${hash}`).sort()
      return createHash('sha256').update(lines.join('\n')).digest('hex')
    },
  }
}

/**
 * As deep as the constant has the members. A first name that it lacks (`toString`, one that is not there yet) is a use
 * of the whole.
 */
function memberAt(members: Members | undefined, path: readonly string[]) {
  let deepest: { readonly path: string; readonly hash: string } | undefined
  let level = members
  for (const [depth, name] of path.entries()) {
    if (level === undefined || !Object.hasOwn(level, name)) break
    const member = level[name]
    if (member === undefined) break
    deepest = { path: JSON.stringify(path.slice(0, depth + 1)), hash: member.hash }
    level = member.of
  }
  return deepest
}
