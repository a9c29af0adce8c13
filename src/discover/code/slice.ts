import { createHash } from 'node:crypto'
import { type Edge, followRef, type LeafPart, type Target } from './exports.ts'
import type { ProjectFiles, SourceModule, Unit } from './project-files.ts'

/** Where a slice starts. */
export interface Root {
  /** `function`, `schema`, `resource`: what the unit is for. */
  readonly role: string
  readonly unit: Unit
  readonly label: string
  /** The unit is the definition's function: the names in its first parameter are positions. */
  readonly ordinals?: boolean
}

/** All that can be reached, in the order in which it is reached. The order follows from the code alone and from no name in it. */
export interface Slice {
  readonly digest: string
  readonly units: readonly Reached[]
  readonly leaves: ReadonlyMap<string, LeafPart & { readonly from: Reached | undefined }>
  /** Package -> identity. */
  readonly packages: ReadonlyMap<string, string>
  readonly modules: readonly SourceModule[]
}
export interface Reached {
  readonly unit: Unit
  readonly label: string
  readonly hash: string
  readonly from: Reached | undefined
}

/** What the slice asks of the project besides its files. */
export interface SliceContext {
  readonly files: ProjectFiles
  /** Where the references of a unit lead. */
  edgesOf(unit: Unit): readonly Edge[]
  /** The units that change a unit's value while the project is loaded. */
  mutatorsOf(unit: Unit): readonly Unit[]
}

export function createEdges(files: ProjectFiles): SliceContext['edgesOf'] {
  const known = new Map<Unit, readonly Edge[]>()
  return (unit) => {
    const edges = known.get(unit) ?? unit.facts.refs.map((ref) => followRef(files, unit.module, ref))
    known.set(unit, edges)
    return edges
  }
}

interface SliceState {
  readonly context: SliceContext
  readonly numbers: Map<Unit, number>
  readonly units: Reached[]
  readonly leaves: Map<string, LeafPart & { from: Reached | undefined }>
  readonly packages: Map<string, string>
  readonly modules: Set<SourceModule>
  readonly lines: string[]
}

export function sliceFrom(
  roots: readonly Root[],
  context: SliceContext,
  { through, strict }: { readonly through: readonly SourceModule[]; readonly strict: boolean },
): Slice {
  const state: SliceState = {
    context,
    numbers: new Map(),
    units: [],
    leaves: new Map(),
    packages: new Map(),
    modules: new Set(through),
    lines: [],
  }
  for (const root of roots) {
    if (!state.numbers.has(root.unit)) reach(state, root.unit, { label: root.label, ordinals: root.ordinals ?? false })
    state.lines.push(`root ${root.role} ${state.numbers.get(root.unit)}`)
  }
  let visited = 0
  const visitAll = () => {
    for (; visited < state.units.length; visited++) visit(state, state.units[visited] as Reached)
  }
  visitAll()
  // A set is walked to its end, also to what is added on the way.
  for (const module of state.modules) {
    evaluate(state, module, strict)
    visitAll()
  }
  const { units, leaves, packages, modules } = state
  const digest = createHash('sha256').update(state.lines.join('\n')).digest('hex')
  return { digest, units, leaves, packages, modules: [...modules] }
}

function reach(
  state: SliceState,
  unit: Unit,
  { label, ordinals = false, from }: { label?: string; ordinals?: boolean; from?: Reached | undefined } = {},
): number {
  const known = state.numbers.get(unit)
  if (known !== undefined) return known
  const { hash, ordinalHash } = unit.facts
  state.modules.add(unit.module)
  state.numbers.set(unit, state.units.length)
  const labelled = label ?? `${unit.module.path} ${unit.facts.label}`
  return state.units.push({ unit, label: labelled, hash: ordinals ? (ordinalHash ?? hash) : hash, from }) - 1
}

function visit(state: SliceState, reached: Reached): void {
  const edges = state.context.edgesOf(reached.unit).map((edge) => {
    for (const module of edge.through) state.modules.add(module)
    return edge.targets.map(({ as, target }) => `${as}=${targetText(state, target, reached)}`).join(',')
  })
  const mutators = state.context.mutatorsOf(reached.unit).map((unit) => reach(state, unit, { from: reached }))
  state.lines.push(`${reached.hash} ${edges.join(';')} <${mutators.join(',')}`)
}

function targetText(state: SliceState, target: Target, from: Reached): string {
  if (target.to === 'unit') {
    const number = reach(state, target.unit, { from })
    return `${number}${target.unit.facts.names.length > 1 ? `.${target.name}` : ''}${target.members.map((member) => `/${member}`).join('')}`
  }
  addLeaf(state, target, from)
  return target.text
}

function addLeaf(state: SliceState, target: Extract<Target, { to: 'leaf' }>, from: Reached | undefined): void {
  if (target.part !== undefined && !state.leaves.has(target.part.label))
    state.leaves.set(target.part.label, { ...target.part, from })
  if (target.package?.identity !== undefined) state.packages.set(target.package.name, target.package.identity)
}

/** What a module does when it is evaluated counts for everybody who reaches anything in it. */
function evaluate(state: SliceState, module: SourceModule, strict: boolean): void {
  const { files } = state.context
  for (const unit of module.units) {
    const { effect, active, writes } = unit.facts
    const counts = effect === 'any' || (strict && (effect !== undefined || active || writes !== undefined))
    if (counts) state.lines.push(`effect ${reach(state, unit)}`)
  }
  for (const from of strict ? module.facts.evaluates : module.facts.bare) {
    const resolution = files.resolve(module.file, from)
    if (resolution.to === 'package') {
      state.lines.push(`evaluates package ${from}`)
      if (resolution.identity !== undefined) state.packages.set(resolution.name, resolution.identity)
    }
    if (resolution.to === 'missing' && !/^[./#]/.test(from)) state.lines.push(`evaluates missing ${from}`)
    const opened = resolution.to === 'file' ? files.open(resolution.file) : undefined
    if (opened?.kind === 'module' && opened.file !== files.configFile) state.modules.add(opened)
    else if (opened !== undefined && opened.kind !== 'module') state.lines.push(`evaluates ${opened.sha256}`)
  }
}
