import { type Edge, followExport } from '../../exports.ts'
import type { ProjectFiles, SourceModule, Unit } from '../../project-files.ts'
import { matchingModules } from '../../slice/closure.ts'
import { createActing } from './acting.ts'
import { type Changes, createChanges } from './changes.ts'
import { createExposures } from './exposure.ts'
import { type LoadContext, type Loader, loadersOf, readReach, unitsReadEarly } from './loaders.ts'
import { createPackageUses } from './package-use.ts'
import { createFollow } from './paths.ts'
import { type Program, readProgram } from './program.ts'
import { createProjectPackages } from './project-packages.ts'
import { createCodeReach, createReach } from './reach.ts'
import { everything, globalResources, leafResources, meets, type Resource } from './resources.ts'
import { createWaits } from './waiting.ts'

/** The code that may change a unit, besides the unit itself. */
export interface Sharing {
  /**
   * The units that may change a unit's value, or what it reads, while the project is loaded; in the order in which they
   * are evaluated.
   */
  changersOf(unit: Unit): readonly Unit[]
  /** The units that may change anything, and what they do. */
  readonly everywhere: readonly { readonly unit: Unit; readonly what: string }[]
  /** All modules that are loaded, in the order in which they are evaluated. */
  readonly modules: readonly SourceModule[]
  /** Imports of packages for what they do. */
  readonly bare: Program['bare']
  /** Whether evaluating a unit may read or change anything: a function that nobody calls at load does not. */
  isEvaluated(unit: Unit): boolean
  /** What evaluating a unit may read before it has a value. */
  earlyReadsOf(unit: Unit): readonly Unit[]
  /** Whether evaluating a unit reads, or changes, what another unit is. */
  touches(unit: Unit, other: Unit): boolean
  position(unit: Unit): number
}

interface Options {
  readonly files: ProjectFiles
  readonly entry: string
  edgesOf(unit: Unit): readonly Edge[]
}

/**
 * What one loader puts into a container another may take out and change. So what a loader reaches includes those who
 * change what it reaches, and the search goes on until nothing is added.
 */
export function createSharing({ files, entry, edgesOf }: Options): Sharing {
  const program = readProgram(files, entry)
  const follow = createFollow(files)
  const packages = createProjectPackages(files, program)
  const packageUseOf = createPackageUses(files, packages)
  const questions = {
    follow,
    exposureOf: createExposures({ follow, edgesOf, computed: (unit) => computedEdges(files, unit) }),
    packageUseOf,
    actingIn: createActing(packageUseOf),
  }
  const codeFrom = createCodeReach(edgesOf)
  let changers = nobody
  let loaders: readonly Loader[] = []
  let context: LoadContext
  for (let size = -1; changers.size > size; ) {
    size = changers.size
    const { of } = changers
    const reachOf = createReach({ edgesOf, codeFrom, changersOf: of })
    const changeAll = [...changers.everywhere.keys()]
    context = { files, program, edgesOf, changersOf: of, changeAll, reachOf, ...questions }
    loaders = loadersOf(context)
    changers = changersBy(context, loaders)
  }
  const inOrder = (units: Iterable<Unit>) =>
    [...new Set(units)].sort((a, b) => program.position(a) - program.position(b))
  const waitsOf = createWaits(files, program)
  /** Where nobody changes anything, it does not matter when. */
  const withWaits = (unit: Unit, units: readonly Unit[]) =>
    units.length === 0 ? units : [...units, ...[unit, ...units].flatMap(waitsOf).filter((other) => other !== unit)]
  const changersByUnit = new Map<Unit, readonly Unit[]>()
  const everywhere = [...changers.everywhere].map(([unit, what]) => ({ unit, what }))
  const reaches = new Map(loaders.map(({ unit, reach }) => [unit, reach]))
  const loaderOf = new Map(loaders.map((loader) => [loader.unit, loader]))
  const earlyReads = new Map<Unit, readonly Unit[]>()
  const isEvaluated = (unit: Unit) => unit.facts.state.kind !== 'function' || reaches.has(unit)
  return {
    changersOf(unit) {
      const changersOfUnit = changersByUnit.get(unit) ?? inOrder(withWaits(unit, changers.of(unit)))
      changersByUnit.set(unit, changersOfUnit)
      return changersOfUnit
    },
    everywhere: everywhere.sort((a, b) => program.position(a.unit) - program.position(b.unit)),
    modules: program.modules,
    bare: program.bare,
    position: program.position,
    isEvaluated,
    earlyReadsOf(unit) {
      const early = earlyReads.get(unit) ?? unitsReadEarly(context, unit, loaderOf.get(unit))
      earlyReads.set(unit, early)
      return early
    },
    touches(unit, other) {
      if (!isEvaluated(unit)) return false
      if (unit === other) return true
      const reach = reaches.get(unit) ?? readReach(context, unit)
      reaches.set(unit, reach)
      return reach.units.has(other)
    },
  }
}

function computedEdges(files: ProjectFiles, { module, facts }: Unit): Edge[] {
  return matchingModules(files, module, facts.patterns).map((file) => followExport(files, file, []))
}

interface Changers {
  readonly size: number
  readonly everywhere: ReadonlyMap<Unit, string>
  of(unit: Unit): readonly Unit[]
}
const nobody: Changers = { size: 0, everywhere: new Map(), of: () => [] }

/**
 * Hundreds of loaders may change the same thousands of units: each unit knows the kinds of changes that it is among,
 * and each of these the loaders that make it.
 */
function changersBy(context: LoadContext, loaders: readonly Loader[]): Changers {
  const loadersByChanges = new Map<Changes, Set<Unit>>()
  const everywhere = new Map<Unit, string>()
  const { changesOf, whatOf } = createChanges(context)
  for (const loader of loaders) {
    const changes = changesOf(loader)
    add(loadersByChanges, changes, loader.unit)
    if (changes.resources.has(everything)) everywhere.set(loader.unit, whatOf(loader) ?? 'may change anything')
  }
  const ofUnits = new Map<Unit, Set<ReadonlySet<Unit>>>()
  const ofResources = new Map<Resource, Set<ReadonlySet<Unit>>>()
  let size = 0
  for (const [{ units, resources }, changers] of loadersByChanges) {
    for (const changed of units) add(ofUnits, changed, changers)
    for (const resource of resources) add(ofResources, resource, changers)
    const ownUnits = [...changers].filter((changer) => units.has(changer)).length
    size += (units.size + resources.size) * changers.size - ownUnits
  }
  const inOrder = createOrder(loaders)
  const changersByUnit = new Map<Unit, readonly Unit[]>()
  const find = (unit: Unit): readonly Unit[] => {
    const ofResourcesRead = changersRead(context, unit, ofResources).flatMap(inOrder)
    const changers = inOrder(ofUnits.get(unit) ?? [])
    const all = ofResourcesRead.length === 0 ? changers : [...new Set([...changers, ...ofResourcesRead])]
    return all.includes(unit) ? all.filter((changer) => changer !== unit) : all
  }
  return {
    size,
    everywhere,
    of(unit) {
      const changersOfUnit = changersByUnit.get(unit) ?? find(unit)
      changersByUnit.set(unit, changersOfUnit)
      return changersOfUnit
    },
  }
}

/** Units of several sets in the order of their loaders. Thousands of units are in the same few sets. */
function createOrder(loaders: readonly Loader[]): (sets: Iterable<ReadonlySet<Unit>>) => readonly Unit[] {
  const places = new Map(loaders.map(({ unit }, place) => [unit, place]))
  const numbers = new Map<ReadonlySet<Unit>, number>()
  const known = new Map<string, readonly Unit[]>()
  return (sets) => {
    const all = [...sets]
    for (const set of all) if (!numbers.has(set)) numbers.set(set, numbers.size)
    const key = all.map((set) => numbers.get(set)).join()
    const units =
      known.get(key) ??
      [...new Set(all.flatMap((set) => [...set]))].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
    known.set(key, units)
    return units
  }
}

/** Who changes each name of the platform, state of a package or file that a unit reads. */
function changersRead<Changing>(
  { edgesOf }: LoadContext,
  unit: Unit,
  ofResources: ReadonlyMap<Resource, Changing>,
): Changing[] {
  if (ofResources.size === 0) return []
  const leaves = edgesOf(unit).flatMap(({ targets }) => targets.map(({ target }) => target))
  const resourcesRead = [
    ...globalResources(unit.facts),
    ...leaves.flatMap((target) => (target.to === 'leaf' ? leafResources(target) : [])),
  ]
  if (resourcesRead.length === 0) return []
  return [...ofResources].flatMap(([written, changing]) =>
    written !== everything && resourcesRead.some((one) => meets(one, written)) ? [changing] : [],
  )
}

function add<Key, Item>(sets: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const set = sets.get(key) ?? new Set<Item>()
  sets.set(key, set.add(item))
}
