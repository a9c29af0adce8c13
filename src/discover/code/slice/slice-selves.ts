import { createHash } from 'node:crypto'
import { followRef } from '../exports.ts'
import type { Ref } from '../facts.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'

/**
 * The hash of a unit that reads code as it is written, with what it reads: names and text of functions, the names of
 * classes, the place of its file. Code that is not read in this way may be renamed, laid out and moved.
 */
export function hashWithSelf(
  files: ProjectFiles,
  { unit, hash, reached }: { readonly unit: Unit; readonly hash: string; readonly reached: readonly Unit[] },
): string {
  const { selves } = unit.facts
  if (selves === undefined) return hash
  const { names = [], texts = [], locals = [], text, classes, place } = selves
  const lines = [
    ...codeOf(files, { unit, refs: names }).map(({ facts }) => `name ${facts.names.join()}`),
    ...locals.map((name) => `name ${name}`),
    ...codeOf(files, { unit, refs: texts }).map(({ facts }) => `text ${facts.source}`),
    ...(text === undefined ? [] : [`text ${text}`]),
    ...(classes ? reached.flatMap(({ facts }) => (facts.classes ?? []).map((name) => `class ${name}`)) : []),
    ...(place ? [`place ${unit.module.path}`] : []),
  ]
  if (lines.length === 0) return hash
  return createHash('sha256')
    .update([hash, ...lines].join('\n'))
    .digest('hex')
}

interface Reading {
  readonly unit: Unit
  readonly refs: readonly Ref[]
}
/** The functions and classes that references lead to, by other names that they have too. */
function codeOf(files: ProjectFiles, { unit, refs }: Reading, seen = new Set<Unit>()): Unit[] {
  const found = refs.flatMap((ref) => followRef(files, unit.module, ref).targets)
  return found.flatMap(({ target }) => {
    if (target.to !== 'unit' || target.members.length > 0 || seen.has(target.unit)) return []
    seen.add(target.unit)
    const { source, alias, refs: further } = target.unit.facts
    if (source !== undefined) return [target.unit]
    return alias ? codeOf(files, { unit: target.unit, refs: further }, seen) : []
  })
}
