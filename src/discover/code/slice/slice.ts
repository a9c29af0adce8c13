import { type Edge, followRef, type LeafPart, type Target } from '../exports.ts'
import type { UnitFacts } from '../facts.ts'
import type { ProjectFiles, SourceModule, Unit } from '../project-files.ts'
import type { Sharing } from '../state/program/sharing.ts'
import { namedData } from './named-files.ts'
import { digestOfLines, hashIn } from './outline.ts'
import { undescribedUnits } from './slice-descriptions.ts'
import { tellsForms } from './slice-forms.ts'
import { createMemberReads, type MemberReads } from './slice-members.ts'
import { createSelfHashes } from './slice-selves.ts'

/** Where a slice starts. */
export interface Root {
  /** `function`, `schema`, `resource`: what the unit is for. */
  readonly role: string
  readonly unit: Unit
  readonly label: string
  /** The unit is the definition's function: the names in its first parameter are positions. */
  readonly ordinals?: boolean
}

/**
 * All that can be reached, in the order in which it is reached. The order follows from the code alone and from no name
 * in it.
 */
export interface Slice {
  readonly digest: string
  /** In the form of older builds, where that differs. */
  readonly older: string | undefined
  /** With the tables of the function in the order of use, where that differs. */
  readonly byUse: { readonly digest: string; readonly order: readonly number[] } | undefined
  readonly units: readonly Reached[]
  readonly leaves: ReadonlyMap<string, LeafPart & { readonly from: Reached | undefined }>
  /** Package -> identity. */
  readonly packages: ReadonlyMap<string, string>
  readonly modules: readonly SourceModule[]
  /** What counts for everybody, and why. */
  readonly everywhere: Sharing['everywhere']
  /** What the digest is of, without the hashes of the units. */
  readonly lines: readonly string[]
  /** The number of the line of each unit. */
  readonly visited: readonly number[]
}
export interface Reached {
  readonly unit: Unit
  readonly label: string
  /** See `Root`. */
  readonly ordinals: boolean
  readonly hash: string
  /** In the form of older builds. */
  readonly older: string
  /** The hash of the members that are read of it, where these are not all. */
  readonly members?: string
  /** For the definition's function: see `UnitFacts.byUse`. */
  readonly byUse?: UnitFacts['byUse']
  readonly from: Reached | undefined
}

/** What the slice needs to know about the project besides its files. */
export interface SliceContext {
  readonly files: ProjectFiles
  /** Where the references of a unit lead. */
  edgesOf(unit: Unit): readonly Edge[]
  readonly sharing: Sharing
}

export function createEdges(files: ProjectFiles): SliceContext['edgesOf'] {
  const edgesByUnit = new Map<Unit, readonly Edge[]>()
  return (unit) => {
    const edges = edgesByUnit.get(unit) ?? unit.facts.refs.map((ref) => followRef(files, unit.module, ref))
    edgesByUnit.set(unit, edges)
    return edges
  }
}

interface SliceState {
  readonly context: SliceContext
  readonly numbers: Map<Unit, number>
  readonly units: (Reached & { hash: string; older: string; members?: string; byUse?: UnitFacts['byUse'] })[]
  readonly leaves: Map<string, LeafPart & { from: Reached | undefined }>
  readonly packages: Map<string, string>
  readonly modules: Set<SourceModule>
  readonly memberReads: MemberReads
  readonly lines: string[]
  /** The line of each unit. */
  readonly visited: number[]
}

export function sliceFrom(
  roots: readonly Root[],
  context: SliceContext,
  { through }: { readonly through: readonly SourceModule[] },
): Slice {
  const state: SliceState = {
    context,
    numbers: new Map(),
    units: [],
    leaves: new Map(),
    packages: new Map(),
    modules: new Set(through),
    memberReads: createMemberReads(),
    lines: [],
    visited: [],
  }
  for (const root of roots) {
    reach(state, root.unit, { label: root.label, ordinals: root.ordinals ?? false })
    state.lines.push(`root ${root.role} ${state.numbers.get(root.unit)}`)
  }
  countEverywhere(state)
  // The loop also visits the units that it adds.
  for (const reached of state.units) visit(state, reached)
  countNamedFiles(state)
  countOrder(state)
  countHashes(state, undescribedUnits(context, { units: state.units.map(({ unit }) => unit), roots }))
  const { units, leaves, packages, modules, lines, visited } = state
  const isOther = units.some(({ hash, older }) => older !== hash)
  const older = isOther ? digestOf(state, ({ older }) => older) : undefined
  const order = units.find(({ byUse }) => byUse !== undefined)?.byUse?.order
  return {
    digest: digestOf(state, ({ hash }) => hash),
    older,
    byUse: order && { digest: digestOf(state, ({ hash, byUse }) => byUse?.hash ?? hash), order },
    units,
    leaves,
    packages,
    modules: [...modules],
    everywhere: context.sharing.everywhere,
    lines,
    visited,
  }
}

function digestOf({ units, lines, visited }: SliceState, hashOf: (reached: Reached) => string): string {
  return digestOfLines(
    lines,
    units.map((reached, number) => [visited[number] ?? 0, hashOf(reached)]),
  )
}

/** Which members of a constant are read is known only at the end: until then a unit's line lacks its hash. */
function countHashes({ context, units, memberReads }: SliceState, undescribed: ReadonlySet<Unit>): void {
  const selfHash = createSelfHashes(
    context.files,
    units.map(({ unit }) => unit),
  )
  const tells = tellsForms(
    context.files,
    units.map(({ unit }) => unit),
  )
  for (const reached of units) {
    const { unit, older } = reached
    const byUse = tells ? (unit.facts.older ?? unit.facts).byUse : reached.byUse
    if (reached.byUse !== undefined) reached.byUse = byUse && { ...byUse, hash: selfHash(unit, byUse.hash) }
    const bare = undescribed.has(unit) ? unit.facts.undescribed : undefined
    const hash = bare ?? (tells ? older : reached.hash)
    const memberHash = memberReads.hashOf(unit)
    if (memberHash !== undefined) reached.members = memberHash
    reached.hash = selfHash(unit, memberHash ?? hash)
    reached.older = older === hash ? reached.hash : selfHash(unit, memberHash ?? older)
  }
}

/** How a unit is reached. */
interface Way {
  readonly label?: string
  readonly ordinals?: boolean
  readonly from?: Reached | undefined
  /** The members that are read of it; absent where all of it is. */
  readonly members?: readonly string[]
}

function reach(state: SliceState, unit: Unit, { label, ordinals = false, from, members = [] }: Way = {}): number {
  // A declaration names itself, and reads nothing by that.
  if (from?.unit !== unit) state.memberReads.note(unit, members)
  const earlier = state.numbers.get(unit)
  if (earlier !== undefined) return earlier
  state.modules.add(unit.module)
  state.numbers.set(unit, state.units.length)
  const labelled = label ?? `${unit.module.path} ${unit.facts.label}`
  const hash = hashIn(unit.facts, ordinals)
  const older = unit.facts.older === undefined ? hash : hashIn(unit.facts.older, ordinals)
  const byUse = ordinals ? unit.facts.byUse : undefined
  return state.units.push({ unit, label: labelled, ordinals, hash, older, from, ...(byUse && { byUse }) }) - 1
}

function visit(state: SliceState, reached: Reached): void {
  const edges = state.context.edgesOf(reached.unit).map((edge) => {
    for (const module of edge.through) state.modules.add(module)
    return edge.targets.map(({ as, target }) => `${as}=${targetText(state, target, reached)}`).join(',')
  })
  const changers = state.context.sharing.changersOf(reached.unit).map((unit) => reach(state, unit, { from: reached }))
  if (changers.length > 0) state.memberReads.note(reached.unit, [])
  state.visited.push(state.lines.push(`${edges.join(';')} <${changers.join(',')}`) - 1)
}

function targetText(state: SliceState, target: Target, from: Reached): string {
  if (target.to === 'unit') {
    const number = reach(state, target.unit, { from, members: target.members })
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

/** Code that may change anything counts for every asset, since what it changes is unknown. */
function countEverywhere(state: SliceState): void {
  const { files, sharing } = state.context
  for (const { unit } of sharing.everywhere) state.lines.push(`everywhere ${reach(state, unit)}`)
  for (const { module, from } of sharing.bare) {
    const resolution = files.resolve(module.file, from)
    if (resolution.to === 'package') {
      state.lines.push(`evaluates package ${from}`)
      if (resolution.identity !== undefined) state.packages.set(resolution.name, resolution.identity)
    }
    if (resolution.to === 'missing' && !/^[./#]/.test(from)) state.lines.push(`evaluates missing ${from}`)
  }
}

/** Files beside a module of which it is given the names, as far as these are written in what is reached. */
function countNamedFiles(state: SliceState): void {
  const { files } = state.context
  const readers = state.units.filter(({ unit }) => unit.facts.readsAny !== undefined)
  for (const from of readers)
    for (const { path: label, sha256: hash, file } of namedData(files, from.unit, state.units)) {
      state.lines.push(`names file ${hash}`)
      if (!state.leaves.has(label)) state.leaves.set(label, { label, hash, file, from })
    }
}

/**
 * The order in which what is shared is read and changed while the project is loaded: `const hi = limits.hi` before or
 * after `limits.hi = 2`. Reads between two changes may be in any order.
 */
function countOrder(state: SliceState): void {
  const { sharing } = state.context
  const units = state.units.map(({ unit }) => unit)
  const changing = new Set(units.flatMap((unit) => sharing.changersOf(unit)))
  // Most are functions, which do nothing at load.
  const acting = units
    .filter((unit) => changing.has(unit) || sharing.isEvaluated(unit))
    .sort((a, b) => sharing.position(a) - sharing.position(b))
  for (const unit of acting) {
    const early = sharing.earlyReadsOf(unit).flatMap((other) => state.numbers.get(other) ?? [])
    if (early.length > 0) state.lines.push(`before ${state.numbers.get(unit)} ${early.sort((a, b) => a - b).join('+')}`)
  }
  for (const unit of units) {
    const changers = new Set(sharing.changersOf(unit))
    if (changers.size === 0) continue
    const events = acting.filter((other) => changers.has(other) || sharing.touches(other, unit))
    const groups = events.map((one) => ({ number: state.numbers.get(one) ?? 0, changes: changers.has(one) }))
    state.lines.push(`order ${state.numbers.get(unit)} ${orderText(groups)}`)
  }
}

function orderText(events: readonly { readonly number: number; readonly changes: boolean }[]): string {
  const texts: string[] = []
  let readers: number[] = []
  const flush = () => {
    if (readers.length > 0) texts.push(readers.sort((a, b) => a - b).join('+'))
    readers = []
  }
  for (const { number, changes } of events) {
    if (!changes) readers.push(number)
    else {
      flush()
      texts.push(`!${number}`)
    }
  }
  flush()
  return texts.join(' ')
}
