import { createHash } from 'node:crypto'
import { followRef } from '../exports.ts'
import type { Given, Ref } from '../facts.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'

/**
 * The hash of a unit that reads code as it is written, with what it reads: names and text of functions, the names of
 * classes, the place of its file. Code that is not read in this way may be renamed, laid out and moved.
 */
export function createSelfHashes(files: ProjectFiles, reached: readonly Unit[]): (unit: Unit, hash: string) => string {
  let handed: readonly string[] | undefined
  return (unit, hash) => {
    const { selves } = unit.facts
    if (selves === undefined) return hash
    const { names = [], texts = [], locals = [], given = [], text, classes, place, code } = selves
    if (asksOthers(files, unit)) handed ??= handedNames(files, reached)
    const lines = [
      ...codeOf(files, { unit, refs: names }).map(({ facts }) => `name ${facts.names.join()}`),
      ...locals.map((name) => `name ${name}`),
      ...codeOf(files, { unit, refs: texts }).map(({ facts }) => `text ${facts.source}`),
      ...holdersOf(files, { unit, refs: texts }).map((source) => `text ${source}`),
      ...given.flatMap((one) => givenTexts(files, unit, one)).map((source) => `text ${source}`),
      ...(code
        ? reached.flatMap(({ facts }) => facts.source ?? facts.heldSource ?? []).map((source) => `text ${source}`)
        : []),
      ...(text === undefined ? [] : [`text ${text}`]),
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

/** `steps.clean.toString()`, `String(Steps.prototype.clean)`: the text of all that it is taken out of. */
function holdersOf(files: ProjectFiles, { unit, refs }: Reading): string[] {
  const found = refs.flatMap((ref) => followRef(files, unit.module, ref).targets)
  return found.flatMap(({ target }) => {
    if (target.to !== 'unit' || target.members.length === 0) return []
    const { source, heldSource = source } = target.unit.facts
    return heldSource ?? []
  })
}

/** What is given to a function that reads the text of what it is given. */
function givenTexts(files: ProjectFiles, unit: Unit, { to, ...one }: Given): string[] {
  const readers = followRef(files, unit.module, to).targets
  if (!readers.some(({ target }) => target.to === 'unit' && target.unit.facts.selves?.parameter === true)) return []
  if ('text' in one) return [one.text]
  return codeOf(files, { unit, refs: [one.ref] }).map(({ facts }) => facts.source ?? '')
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
