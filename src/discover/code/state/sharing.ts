import type { Edge } from '../exports.ts'
import type { ProjectFiles, SourceModule, Unit } from '../project-files.ts'
import { changesOf } from './changes.ts'
import { type LoadContext, loadersOf, readReach } from './loaders.ts'
import { readProgram } from './program.ts'
import { createReach } from './reach.ts'
import { everything, globalResources, leafResources, meets, type Resource } from './resources.ts'

/** Who has a hand in what a unit is, besides the unit itself. */
export interface Sharing {
  /** The units that may change a unit's value, or what it reads, while the project is loaded; in the order in which they are evaluated. */
  changersOf(unit: Unit): readonly Unit[]
  /** The units that may change anything, and what they do. */
  readonly everywhere: readonly { readonly unit: Unit; readonly what: string }[]
  /** Imports of packages for what they do. */
  readonly modules: readonly SourceModule[]
  readonly bare: ReturnType<typeof readProgram>['bare']
  /** Whether evaluating a unit reads, or changes, what another one is. */
  touches(unit: Unit, other: Unit): boolean
  position(unit: Unit): number
}

interface Options {
  readonly files: ProjectFiles
  readonly entry: string
  edgesOf(unit: Unit): readonly Edge[]
}
export function createSharing({ files, entry, edgesOf }: Options): Sharing {
  const program = readProgram(files, entry)
  let withMembers: ReadonlySet<Unit> | undefined
  const context: LoadContext = {
    files,
    program,
    edgesOf,
    reachOf: createReach({ edgesOf }),
    hasMembers(unit) {
      withMembers ??= functionsWithMembers(program.modules, edgesOf)
      return withMembers.has(unit)
    },
  }
  const ofUnits = new Map<Unit, Set<Unit>>()
  const ofResources = new Map<Resource, Set<Unit>>()
  const everywhere: { unit: Unit; what: string }[] = []
  const loaders = loadersOf(context)
  const reaches = new Map(loaders.map(({ unit, reach }) => [unit, reach]))
  for (const loader of loaders) {
    const { units, resources, what = 'may change anything' } = changesOf(context, loader)
    for (const changed of units) add(ofUnits, changed, loader.unit)
    for (const resource of resources) add(ofResources, resource, loader.unit)
    if (resources.has(everything)) everywhere.push({ unit: loader.unit, what })
  }
  const known = new Map<Unit, readonly Unit[]>()
  const changersOf = (unit: Unit) => {
    const found = known.get(unit) ?? inOrder([...(ofUnits.get(unit) ?? []), ...sharedBy(unit)])
    known.set(unit, found)
    return found
  }
  const sharedBy = (unit: Unit): Unit[] => {
    if (ofResources.size === 0) return []
    const leaves = edgesOf(unit).flatMap(({ targets }) => targets.map(({ target }) => target))
    const read = [
      ...globalResources(unit.facts),
      ...leaves.flatMap((target) => (target.to === 'leaf' ? leafResources(target) : [])),
    ]
    const met = [...ofResources].filter(
      ([written]) => written !== everything && read.some((one) => meets(one, written)),
    )
    return met.flatMap(([, units]) => [...units]).filter((changer) => changer !== unit)
  }
  const inOrder = (units: readonly Unit[]) =>
    [...new Set(units)].sort((a, b) => program.position(a) - program.position(b))
  return {
    changersOf,
    everywhere: everywhere.sort((a, b) => program.position(a.unit) - program.position(b.unit)),
    modules: program.modules,
    bare: program.bare,
    position: program.position,
    touches(unit, other) {
      if (unit.facts.state.kind === 'function' && !reaches.has(unit)) return false
      if (unit === other) return true
      const reach = reaches.get(unit) ?? readReach(context, unit)
      reaches.set(unit, reach)
      return reach.units.has(other)
    },
  }
}

function add<Key>(sets: Map<Key, Set<Unit>>, key: Key, unit: Unit): void {
  const set = sets.get(key) ?? new Set<Unit>()
  sets.set(key, set.add(unit))
}

const ofEveryFunction = new Set(['apply', 'bind', 'call', 'length', 'name', 'prototype', 'toString'])
function functionsWithMembers(modules: readonly SourceModule[], edgesOf: Options['edgesOf']): ReadonlySet<Unit> {
  const found = new Set<Unit>()
  for (const unit of modules.flatMap(({ units }) => units)) {
    for (const { targets } of edgesOf(unit)) {
      for (const { target } of targets) {
        const [member] = target.to === 'unit' ? target.members : []
        if (target.to === 'unit' && member !== undefined && !ofEveryFunction.has(member)) found.add(target.unit)
      }
    }
  }
  return found
}
