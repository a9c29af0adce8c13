import { definitionKind, isFramework, originOf } from '../definition-kind.ts'
import type { Edge } from '../exports.ts'
import type { ProjectFiles, Unit } from '../project-files.ts'
import type { Exposure } from './exposure.ts'
import type { PackageUses } from './package-use.ts'
import type { Follow } from './paths.ts'
import type { Program } from './program.ts'
import { joinReaches, type Reach } from './reach.ts'

/** A unit that runs code while the project is loaded, and all that this code can reach. */
export interface Loader {
  readonly unit: Unit
  readonly reach: Reach
}

export interface LoadContext {
  readonly files: ProjectFiles
  readonly program: Program
  edgesOf(unit: Unit): readonly Edge[]
  changersOf(unit: Unit): readonly Unit[]
  readonly follow: Follow
  exposureOf(unit: Unit): Exposure
  packageUseOf(unit: Unit): PackageUses
  reachOf(this: void, unit: Unit): Reach
}

/**
 * The statements, and the declarations whose initializer runs code. A function that nobody calls at load is none, and
 * neither is a definition: the framework keeps what it is given and calls it when an asset runs.
 */
export function loadersOf(context: LoadContext): Loader[] {
  return context.program.modules.flatMap(({ units }) =>
    units.flatMap((unit) => {
      const reach = loadReach(context, unit)
      return reach === undefined ? [] : [{ unit, reach }]
    }),
  )
}

function loadReach(context: LoadContext, unit: Unit): Reach | undefined {
  const { kind, runs = [], loads = [] } = unit.facts.state
  if (runs.some((path) => runsCode(context, unit, path)) || isRunByTheProject(unit)) return context.reachOf(unit)
  if (kind === 'function' || loads.length === 0) return undefined
  // Reading a member may call an accessor, and iterating an iterator: that runs what has one, and nothing that is only
  // handed on.
  const reach = readReach(context, unit)
  return [...reach.units].some((read) => read !== unit && changesUnseen(context, read)) ? reach : undefined
}

/** What is reached by reading the bindings that a unit reads while it is evaluated. */
export function readReach(context: LoadContext, unit: Unit): Reach {
  const loads = new Set(unit.facts.state.loads)
  const read = context.edgesOf(unit).flatMap(({ targets }, index) => {
    const ref = unit.facts.refs[index]
    if (ref?.to !== 'binding' || !loads.has(ref.name)) return []
    return targets.flatMap(({ target }) => (target.to === 'unit' ? [target.unit] : []))
  })
  return joinReaches([...new Set(read)].map(context.reachOf))
}

function changesUnseen({ reachOf }: LoadContext, unit: Unit): boolean {
  return (
    unit.facts.state.hidden === true && [...reachOf(unit).units].some(({ facts }) => facts.state.writes !== undefined)
  )
}

function runsCode({ files }: LoadContext, unit: Unit, path: string): boolean {
  if (path === '') return true
  const [name = '', ...members] = path.split('.')
  const call = unit.module.calls.get(unit.facts.names[0] ?? '')
  const isDefinition = call?.callee.name === name && definitionKind(files, unit.module, call) !== undefined
  return !isDefinition && !isFramework(originOf(files, unit.module, { to: 'binding', name, members }))
}

/** `defineProject(({ env }) => ({ … }))`: the framework calls that function to know the project. */
function isRunByTheProject({ module, index }: Unit): boolean {
  for (const { looksLike, arguments: given } of module.calls.values()) {
    if (looksLike === 'project' && given.some((argument) => 'unit' in argument && argument.unit === index)) return true
  }
  return false
}
