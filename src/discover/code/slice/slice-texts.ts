import { followRef } from '../exports.ts'
import type { Ref, TextFacts } from '../facts.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'

/**
 * Functions that become text somewhere in what is reached, by the unit that they are written in: the sha256 of what
 * they are as text. Which function a value is follows from its name, or from where functions are put under the name of
 * a member. What the code does not say, a run hears: see `watchFunctionTexts`.
 */
export function textsRead(files: ProjectFiles, reached: readonly Unit[]): ReadonlyMap<Unit, ReadonlySet<string>> {
  const textsByUnit = new Map<Unit, Set<string>>()
  const add = (unit: Unit, text: string | undefined) => {
    if (text === undefined) return
    const texts = textsByUnit.get(unit) ?? new Set<string>()
    textsByUnit.set(unit, texts.add(text))
  }
  const wanted: Wanted = { keys: new Set(), visited: new Set(), add }
  for (const unit of reached) {
    const { texts } = unit.facts.selves ?? {}
    if (texts !== undefined) want(files, { unit, texts }, wanted)
  }
  if (wanted.keys.size === 0) return textsByUnit
  wantMembers(files, reached, wanted)
  for (const unit of reached)
    for (const hold of unit.facts.holds ?? []) {
      if (hold.key !== '*' && !wanted.keys.has(hold.key)) continue
      if ('text' in hold) add(unit, hold.text)
      else for (const other of codeOf(files, { unit, refs: [hold.ref] })) add(other, other.facts.source)
    }
  return textsByUnit
}

interface Wanted {
  /** Members of whatever has them. */
  readonly keys: Set<string>
  readonly visited: Set<TextFacts>
  add(unit: Unit, text: string | undefined): void
}

/** What is put into the members that are wanted is wanted as well. */
function wantMembers(files: ProjectFiles, reached: readonly Unit[], wanted: Wanted): void {
  const flows = new Map<string, Wanting[]>()
  for (const unit of reached)
    for (const [key, texts] of unit.facts.flows ?? []) flows.set(key, [...(flows.get(key) ?? []), { unit, texts }])
  for (const texts of flows.get('*') ?? []) want(files, texts, wanted)
  // The loop also visits the keys that it adds: a `Set` iterates in insertion order.
  for (const key of wanted.keys) for (const texts of flows.get(key) ?? []) want(files, texts, wanted)
}

interface Wanting {
  readonly unit: Unit
  readonly texts: TextFacts
}
function want(files: ProjectFiles, { unit, texts }: Wanting, wanted: Wanted): void {
  if (wanted.visited.has(texts)) return
  wanted.visited.add(texts)
  for (const key of texts.keys ?? []) wanted.keys.add(key)
  for (const text of texts.own ?? []) wanted.add(unit, text)
  for (const ref of texts.refs ?? []) wantValue(files, { unit, ref }, wanted)
  for (const ref of texts.results ?? []) wantResult(files, { unit, ref }, wanted)
}

interface Referring {
  readonly unit: Unit
  readonly ref: Ref
}
function wantValue(files: ProjectFiles, { unit, ref }: Referring, wanted: Wanted): void {
  for (const { target } of followRef(files, unit.module, withoutElements(ref)).targets) {
    if (target.to !== 'unit') continue
    const { facts } = target.unit
    const member = isOfElements(ref) ? '*' : target.members.at(-1)
    if (facts.source !== undefined && member === undefined) wanted.add(target.unit, facts.source)
    else if (facts.alias && facts.source === undefined) {
      for (const one of aliasRefs(target.unit, target.name)) wantValue(files, { unit: target.unit, ref: one }, wanted)
      if (member !== undefined) wanted.keys.add(member)
    } else if (member !== undefined && member !== '*') wanted.keys.add(member)
  }
}

/** `fns.steps.*`: what a member holds. */
function isOfElements(ref: Ref): boolean {
  return 'members' in ref && ref.members.at(-1) === '*'
}
function withoutElements(ref: Ref): Ref {
  return 'members' in ref && isOfElements(ref) ? { ...ref, members: ref.members.slice(0, -1) } : ref
}

function aliasRefs({ facts }: Unit, name: number): readonly Ref[] {
  const others = facts.refs.filter((ref) => ref.to !== 'binding' || !facts.names.includes(ref.name))
  return others.length === facts.names.length ? others.slice(name, name + 1) : others
}

function wantResult(files: ProjectFiles, { unit, ref }: Referring, wanted: Wanted): void {
  for (const { target } of followRef(files, unit.module, ref).targets) {
    if (target.to !== 'unit') continue
    const { facts } = target.unit
    if (target.members.length === 0 && facts.gives !== undefined)
      want(files, { unit: target.unit, texts: facts.gives }, wanted)
  }
}

interface Reading {
  readonly unit: Unit
  readonly refs: readonly Ref[]
}
/** The functions and classes that references lead to, by other names that they have too. */
export function codeOf(files: ProjectFiles, { unit, refs }: Reading, visited = new Set<Unit>()): Unit[] {
  const targets = refs.flatMap((ref) => followRef(files, unit.module, ref).targets)
  return targets.flatMap(({ target }) => {
    if (target.to !== 'unit' || target.members.length > 0 || visited.has(target.unit)) return []
    visited.add(target.unit)
    const { source, alias, refs: further } = target.unit.facts
    if (source !== undefined) return [target.unit]
    return alias ? codeOf(files, { unit: target.unit, refs: further }, visited) : []
  })
}
