import { followRef } from '../exports.ts'
import type { Ask, Ref } from '../facts.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'

export interface AskedEnvironment {
  /** Variable -> the units that say its name. */
  readonly names: ReadonlyMap<string, readonly Unit[]>
  /** Whether a read of a variable whose name is computed is one of these: then all that it can read is known. */
  isKnown(unit: Unit, line: number): boolean
}

/**
 * The variables that are read by functions that are given their names, as far as everything that is reached calls these
 * with a text and does nothing else with them.
 */
export function askedEnvironment(files: ProjectFiles, reached: readonly Unit[]): AskedEnvironment {
  const asks = askers(files, reached)
  const open = openAskers(files, { reached, asks })
  const names = new Map<string, Unit[]>()
  for (const unit of reached) {
    for (const { ref, text } of unit.facts.says ?? []) {
      if (text === undefined) continue
      for (const asker of unitsAt(files, unit, ref).filter((one) => !open.has(one)))
        for (const { before, after } of asks.get(asker) ?? []) {
          const name = before + text + after
          names.set(name, [...(names.get(name) ?? []), unit])
        }
    }
  }
  const closed = [...asks.keys()].filter((unit) => !open.has(unit))
  return {
    names,
    isKnown: (unit, line) => closed.includes(unit) && (unit.facts.asks ?? []).some((ask) => ask.line === line),
  }
}

type Asks = ReadonlyMap<Unit, readonly Pick<Ask, 'before' | 'after'>[]>

/** Functions that ask for the variable whose name they are given, and functions that pass such a name on to them. */
function askers(files: ProjectFiles, reached: readonly Unit[]): Asks {
  const asks = new Map<Unit, readonly Pick<Ask, 'before' | 'after'>[]>()
  for (const unit of reached) if (unit.facts.asks !== undefined && isCalledByName(unit)) asks.set(unit, unit.facts.asks)
  for (let size = -1; asks.size > size; ) {
    size = asks.size
    for (const unit of reached) {
      if (asks.has(unit) || !isCalledByName(unit)) continue
      const passed = (unit.facts.says ?? []).filter(({ passes }) => passes)
      const further = passed.flatMap(({ ref }) => unitsAt(files, unit, ref).flatMap((other) => asks.get(other) ?? []))
      if (further.length > 0) asks.set(unit, further)
    }
  }
  return asks
}

/** A definition's own function declares no name, and is given tables. */
const isCalledByName = ({ facts }: Unit): boolean => facts.names.length === 1

/** Askers that may be given any name: as a value they are somebody else's, or the name is computed. */
function openAskers(
  files: ProjectFiles,
  { reached, asks }: { readonly reached: readonly Unit[]; readonly asks: Asks },
): ReadonlySet<Unit> {
  const open = new Set<Unit>()
  for (const unit of reached) {
    const handed = (unit.facts.handed ?? []).flatMap((one) => ('ref' in one ? [one.ref] : []))
    const unknown = (unit.facts.says ?? []).filter(({ text, passes, ref }) => {
      return (text === undefined && !(passes && asks.has(unit))) || ref.members.length > 0
    })
    for (const ref of [...handed, ...unknown.map(({ ref }) => ref)])
      for (const other of unitsAt(files, unit, ref, 'also of members')) open.add(other)
  }
  // A function that passes its parameter on to an open asker is open itself.
  for (const unit of open)
    for (const { ref, passes } of unit.facts.says ?? [])
      if (passes) for (const other of unitsAt(files, unit, ref)) open.add(other)
  return open
}

function unitsAt(files: ProjectFiles, { module }: Unit, ref: Ref, members?: 'also of members'): Unit[] {
  return followRef(files, module, ref).targets.flatMap(({ target }) =>
    target.to === 'unit' && (members !== undefined || target.members.length === 0) ? [target.unit] : [],
  )
}
