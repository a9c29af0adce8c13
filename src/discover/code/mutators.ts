import { definitionKind } from './definition-kind.ts'
import { followRef } from './exports.ts'
import type { ProjectFiles, SourceModule, Unit } from './project-files.ts'
import type { SliceContext } from './slice.ts'

type Edges = SliceContext['edgesOf']

/**
 * Which units change the value of which other unit while the project is loaded: `registry.set('k', 1)` in a module that nobody
 * names, or `const done = register(handler)` where `register` keeps what it is given. Statements of the declaring module that
 * may change anything are left out: they count for the whole module anyway.
 */
export function createMutators(
  files: ProjectFiles,
  modules: readonly SourceModule[],
  edgesOf: Edges,
): SliceContext['mutatorsOf'] {
  const mutators = new Map<Unit, Unit[]>()
  const changedBy = createChanges(files, edgesOf)
  for (const module of modules) {
    for (const unit of module.units) {
      const changed = new Set((unit.facts.writes ?? []).flatMap((path) => unitsAt(files, unit, path)))
      const runs = definesSomething(files, unit) ? [] : (unit.facts.runs ?? [])
      for (const called of runs) {
        for (const target of [...unitsAt(files, unit, called), ...handedOver(unit)]) {
          for (const other of changedBy(target)) changed.add(other)
        }
      }
      for (const target of changed) {
        const counted = unit.facts.effect === 'any' && target.module === module
        if (target !== unit && !counted) mutators.set(target, [...(mutators.get(target) ?? []), unit])
      }
    }
  }
  return (unit) => mutators.get(unit) ?? []
}

/** The framework keeps the functions that it is given; it does not call them while the project is loaded. */
function definesSomething(files: ProjectFiles, { module, facts }: Unit): boolean {
  const call = module.calls.get(facts.names[0] ?? '')
  return call !== undefined && definitionKind(files, module, call) !== undefined
}

/** Functions in the call that are units of their own: whoever is called may call them. */
function handedOver({ module, facts }: Unit): Unit[] {
  return facts.refs.flatMap((ref) => (ref.to === 'unit' ? (module.units[ref.unit] ?? []) : []))
}

/** Everything that calling a unit's functions may change, through all that they reach. */
function createChanges(files: ProjectFiles, edgesOf: Edges): (unit: Unit) => ReadonlySet<Unit> {
  const known = new Map<Unit, ReadonlySet<Unit>>()
  return (start) => {
    const remembered = known.get(start)
    if (remembered !== undefined) return remembered
    const changed = new Set<Unit>()
    const reached = new Set([start])
    for (const unit of reached) {
      for (const path of unit.facts.changes ?? []) for (const target of unitsAt(files, unit, path)) changed.add(target)
      for (const { targets } of edgesOf(unit)) {
        for (const { target } of targets) if (target.to === 'unit') reached.add(target.unit)
      }
    }
    known.set(start, changed)
    return changed
  }
}

/** What `ns.cache` is in a unit's module. A namespace has no value of its own that could change. */
function unitsAt(files: ProjectFiles, { module }: Unit, path: string): Unit[] {
  const [name = '', ...members] = path.split('.')
  const { targets } = followRef(files, module, { to: 'binding', name, members })
  return targets.flatMap(({ as, target }) => (as === '' && target.to === 'unit' ? [target.unit] : []))
}
