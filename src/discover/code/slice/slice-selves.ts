import { createHash } from 'node:crypto'
import { followRef } from '../exports.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'
import { codeOf, textsRead } from './slice-texts.ts'

/**
 * The hash of a unit that reads code as it is written, with what it reads: names and text of functions, the names of
 * classes, the place of its file. Code that is not read in this way may be renamed, laid out and moved.
 */
export function createSelfHashes(files: ProjectFiles, reached: readonly Unit[]): (unit: Unit, hash: string) => string {
  let handed: readonly string[] | undefined
  const texts = textsRead(files, reached)
  return (unit, hash) => {
    const { names = [], locals = [], classes, place } = unit.facts.selves ?? {}
    if (asksOthers(files, unit)) handed ??= handedNames(files, reached)
    const lines = [
      ...codeOf(files, { unit, refs: names }).map(({ facts }) => `name ${facts.names.join()}`),
      ...locals.map((name) => `name ${name}`),
      ...[...(texts.get(unit) ?? [])].sort().map((source) => `text ${source}`),
      ...(classes ? reached.flatMap(({ facts }) => (facts.classes ?? []).map((name) => `class ${name}`)) : []),
      ...(place ? [`place ${unit.module.path}`] : []),
      ...(asksOthers(files, unit) ? (handed ?? []).map((name) => `handed ${name}`) : []),
    ]
    if (lines.length === 0) return hash
    return createHash('sha256')
      .update([hash, ...lines].join('\n'))
      .digest('hex')
  }
}

/** Whether it asks something for its name that may be any function: a parameter, a member, what is in a list. */
function asksOthers(files: ProjectFiles, unit: Unit): boolean {
  const { others, names = [] } = unit.facts.selves ?? {}
  if (others) return true
  return names
    .flatMap((ref) => followRef(files, unit.module, ref).targets)
    .some(({ target }) => {
      if (target.to !== 'unit') return false
      const { source, alias, members, state } = target.unit.facts
      if (target.members.length > 0) return members === undefined
      return source === undefined && !alias && members === undefined && state.kind !== 'plain'
    })
}

/** The functions and classes that anything which is reached hands on. */
function handedNames(files: ProjectFiles, reached: readonly Unit[]): readonly string[] {
  const own = new Set(reached.flatMap(({ facts }) => [...facts.names, ...(facts.ownMethods ?? [])]))
  const names = reached.flatMap((unit) =>
    (unit.facts.handed ?? []).flatMap((one) => {
      if (one.method !== undefined && !own.has(one.method)) return []
      if ('local' in one) return [one.local]
      return codeOf(files, { unit, refs: [one.ref] }).map(({ facts }) => facts.names.join())
    }),
  )
  return [...new Set(names)]
}
