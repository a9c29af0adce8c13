import type { LeafTarget, Target } from '../../exports.ts'
import { lastMatch } from '../../platform.ts'
import type { Unit } from '../../project-files.ts'
import type { Write } from '../../state-facts.ts'
import { isOfExports } from './exposure.ts'
import type { LoadContext, Loader } from './loaders.ts'
import { emptyPart, joinParts, type Part } from './part.ts'
import { isBuilderLeaf, isHolder, type Reach, rememberByUnits } from './reach.ts'
import { everything, globalNamed, leafResources, type Resource } from './resources.ts'

/** What a loader may change itself, and what it may pass to code that changes it. */
export interface Changes {
  readonly units: ReadonlySet<Unit>
  readonly resources: ReadonlySet<Resource>
}
export interface ChangesOfLoaders {
  /** Loaders that change the same things mostly have one object. The loader itself may be among the units. */
  changesOf(loader: Loader): Changes
  /** Why everything may depend on a loader. */
  whatOf(loader: Loader): string | undefined
}

interface PartState {
  readonly context: LoadContext
  readonly reach: Reach
  readonly part: Part
  readonly holdersIn: (reach: Reach) => Holders
}
/** Holders by what they reach: many of them reach one set of units. */
type Holders = ReadonlyMap<ReadonlySet<Unit>, readonly Unit[]>

/**
 * A loader may change what its code writes by name, what the code that made a value changes in it, and, where it
 * changes something that came from elsewhere, all that is handed on by what it reaches: reading cannot be told from
 * writing through another name.
 *
 * In a library whose declarations reach each other hundreds of loaders have one reach. What follows from the reach is
 * found once, and all that they change where they also run the same code that changes anything.
 */
export function createChanges(context: LoadContext): ChangesOfLoaders {
  const tools = {
    context,
    holdersIn: rememberByUnits(({ holders }: Reach) => Map.groupBy(holders, (one) => context.reachOf(one).units)),
  }
  const whileMade = rememberByUnits((reach: Reach) => partOf(tools, reach, { members: reach.units, runs: false }))
  const keptIn = rememberByUnits((reach: Reach) => keptCode(context, reach))
  const whileKept = rememberByUnits((reach: Reach) => partOf(tools, reach, { members: keptIn(reach), runs: true }))
  // What hangs on a prototype may run wherever something does.
  const onPrototypes = context.changeAll.filter(changesPrototype)
  const hung = rememberByUnits((reach: Reach) => partOf(tools, reach, { members: onPrototypes, runs: false }))
  const exposedBy = rememberByUnits(({ units }: Pick<Reach, 'units'>) => exposedIn(context, units))
  const iteratorsIn = rememberByUnits(({ units }: Pick<Reach, 'units'>) => holdersOf(context, units, 'iterator'))
  const matchersIn = rememberByUnits(({ units }: Pick<Reach, 'units'>) => [
    ...[...units].filter(({ facts }) => facts.state.kind === 'matcher'),
    ...holdersOf(context, units, 'matcher'),
  ])
  const find = ({ unit, reach, isAlone }: Loader): Changes => {
    const own = partOf(tools, reach, { members: ownCode(context, { unit, reach, isAlone }), runs: true })
    const others = isAlone || isOwnCode(reach) ? [] : [whileMade(reach), whileKept(reach)]
    const parts = [own, ...others, ...(onPrototypes.length > 0 ? [hung(reach)] : [])]
    const { units, resources, ofBuilders, hasEffects, opened, opensAll, sets, matches, iterates } = joinParts(parts)
    if (hasEffects) for (const resource of ofBuilders) resources.add(resource)
    const reaches = [...opened].map((other) => (other === unit ? reach : context.reachOf(other)).units)
    // A unit whose code is not among what it reads hands things to it: `row instanceof Kind`.
    const handing = opensAll && !reach.units.has(unit) ? [new Set([unit])] : []
    for (const reached of new Set(opensAll ? [...reaches, reach.units, ...handing] : reaches)) {
      const exposedOfReach = exposedBy({ units: reached })
      for (const resource of exposedOfReach.resources) resources.add(resource)
      for (const open of exposedOfReach.units) units.add(open)
      if (!sets) continue
      for (const open of exposedOfReach.functions) units.add(open)
      for (const name of exposedOfReach.globals) resources.add(globalNamed(name))
    }
    if (matches) for (const other of matchersIn(reach)) units.add(other)
    if (iterates) for (const other of iteratorsIn(reach)) units.add(other)
    return { units, resources }
  }
  const known = new Map<ReadonlySet<Unit>, Map<string, Changes>>()
  return {
    changesOf(loader) {
      const { unit, reach, isAlone } = loader
      // Only for its own reach it does not matter which loader of that reach asks.
      if (isAlone || reach !== context.reachOf(unit)) return find(loader)
      const ofReach = known.get(reach.units) ?? new Map<string, Changes>()
      known.set(reach.units, ofReach)
      const code = `${isOwnCode(reach)} ${context.actingIn(reach.code).id}`
      const changes = ofReach.get(code) ?? find(loader)
      ofReach.set(code, changes)
      return changes
    },
    whatOf(loader) {
      const { reach, isAlone } = loader
      const own = whatIn(context, ownCode(context, loader), true)
      if (own !== undefined) return own
      const others = isAlone || isOwnCode(reach) ? undefined : whatIn(context, reach.units, false)
      return (
        others ??
        (isAlone || isOwnCode(reach) ? undefined : whatIn(context, keptIn(reach), true)) ??
        whatIn(context, onPrototypes, false)
      )
    },
  }
}

/** What it reaches is code that runs alone: nothing was put into it by others. */
const isOwnCode = ({ units, code }: Reach): boolean => units.size === code.size

function ownCode(context: LoadContext, { unit, reach, isAlone }: Loader): readonly Unit[] {
  return isAlone ? [unit] : context.actingIn(reach.code).units
}

function changesPrototype({ facts }: Unit): boolean {
  return facts.state.writes?.some((write) => write.to === 'all' && /prototype$/.test(write.what)) === true
}

/** Functions that others kept where a loader finds them, and what they call. */
function keptCode(context: LoadContext, { units }: Reach): ReadonlySet<Unit> {
  const exposedCode = new Set([...units].flatMap((unit) => context.exposureOf(unit).onlyCode))
  const code = new Set<Unit>()
  for (const called of new Set([...exposedCode].map((unit) => context.reachOf(unit).code)))
    for (const unit of called) code.add(unit)
  return code
}

/** `runs`: all of it; else the functions that it made, which may be kept somewhere. */
function partOf(
  tools: Pick<PartState, 'context' | 'holdersIn'>,
  reach: Reach,
  { members, runs }: { readonly members: Iterable<Unit>; readonly runs: boolean },
): Part {
  const part = emptyPart()
  const state = { ...tools, reach, part }
  let borrows = false
  for (const unit of members) {
    for (const write of writesOf(unit, runs)) applyWrite(state, unit, write)
    const use = tools.context.packageUseOf(unit)[runs ? 'all' : 'nested']
    for (const resource of use.resources) part.resources.add(resource)
    part.opensAll ||= use.opens
    part.hasEffects ||= unit.facts.state.effects !== undefined
    borrows ||= unit.facts.state.borrows === true
    part.sets ||= use.sets === true
  }
  if (borrows && reach.lends) changeLent(state)
  return part
}

function writesOf({ facts: { state, opaque, patterns } }: Unit, runs: boolean): readonly Write[] {
  const writes = state.writes ?? []
  if (!runs) return writes.filter(({ nested }) => nested)
  return opaque === undefined || patterns !== undefined ? writes : [...writes, { to: 'all', what: opaque.what }]
}

/** The first reason in some code why everything may depend on it. */
function whatIn(context: LoadContext, members: Iterable<Unit>, runs: boolean): string | undefined {
  for (const unit of members) {
    const write = writesOf(unit, runs).find(({ to }) => to === 'all')
    if (write?.to === 'all') return write.what
    const { what } = context.packageUseOf(unit)[runs ? 'all' : 'nested']
    if (what !== undefined) return what
  }
  return undefined
}

/** What is called may be a function of the platform that somebody hands on: it changes what it belongs to. */
function changeLent({ reach, part }: PartState): void {
  part.opensAll = true
  part.sets = true
  part.matches = true
  for (const unit of reach.units) if (unit.facts.state.lends) part.units.add(unit)
}

function applyWrite(state: PartState, unit: Unit, write: Write): void {
  const { context, reach, part } = state
  const { units, resources } = part
  switch (write.to) {
    case 'name':
      for (const { target } of context.follow(unit, write.path).targets) {
        if (target.to === 'unit') changeNamed(state, target, write)
        else changeLeaf(part, target, write)
      }
      return
    case 'self':
      for (const [reached, holders] of state.holdersIn(reach))
        if (reached.has(unit)) for (const holder of holders) units.add(holder)
      return
    case 'any':
      if (write.foreign && !reach.isForeign) return
      if (write.forEffect) askNode(state, reach)
      part.opensAll = true
      part.sets ||= write.sets === true
      return
    case 'match':
      part.matches = true
      return
    case 'last match':
      resources.add(lastMatch)
      return
    case 'iterate':
      part.iterates = true
      return
    case 'global':
      resources.add(globalNamed(write.name))
      return
    case 'all':
      resources.add(everything)
      return
  }
}

/** What a package of schemas makes is made anew, unless something is called of which nobody uses what it gives. */
function changeLeaf(part: Part, leaf: LeafTarget, { foreign }: Extract<Write, { to: 'name' }>): void {
  const resources = foreign && isBuilderLeaf(leaf.text) ? part.ofBuilders : part.resources
  for (const resource of leafResources(leaf).slice(0, 1)) resources.add(resource)
}

/** Holders that code made which makes iterators, or regular expressions that remember: each may be one, or hold one. */
function holdersOf(context: LoadContext, units: ReadonlySet<Unit>, what: 'iterator' | 'matcher'): readonly Unit[] {
  const known = new Map<ReadonlySet<Unit>, boolean>()
  return [...units].filter(isHolder).filter((holder) => {
    const { code } = context.reachOf(holder)
    const isMaking = known.get(code) ?? code.values().some(({ facts }) => facts.state[what])
    known.set(code, isMaking)
    return isMaking
  })
}

/**
 * Changes what a name holds and, where that came from elsewhere or the change is deeper in it, what its declaration was
 * given.
 */
function changeNamed(
  state: PartState,
  { unit, members }: Extract<Target, { to: 'unit' }>,
  write: Extract<Write, { to: 'name' }>,
): void {
  const { context, part } = state
  const { kind } = unit.facts.state
  if (write.again) {
    part.units.add(unit)
    return
  }
  // A primitive has no members that could be set; a regular expression has, and a function that is frozen in may have.
  const isConstant = kind === 'plain' && !write.sets && !isOfExports(unit)
  if (isConstant || (write.foreign && !context.reachOf(unit).isForeign)) return
  if (write.forEffect) askNode(state, context.reachOf(unit))
  part.units.add(unit)
  if (kind === 'function' && !write.sets) return
  if (kind === 'state' || isOfExports(unit) || members.length > 0 || write.path.includes('*')) part.opened.add(unit)
  part.sets ||= write.sets === true
}

/**
 * `channel('a').subscribe(…)`: what a module of Node gave may be its own, and known to all who ask it. What a call
 * gives that nobody uses is made for what it does.
 */
function askNode({ context, part }: PartState, { code }: Reach): void {
  for (const resource of context.actingIn(code).questions) part.resources.add(resource)
}

/** The values that code hands on: as an argument, in a container, under another name, as a result. */
interface Exposed {
  readonly units: ReadonlySet<Unit>
  readonly functions: ReadonlySet<Unit>
  readonly resources: ReadonlySet<Resource>
  readonly globals: ReadonlySet<string>
}

function exposedIn(context: LoadContext, reached: ReadonlySet<Unit>): Exposed {
  const all = [...reached].map((unit) => context.exposureOf(unit))
  return {
    units: new Set(all.flatMap(({ units }) => units)),
    functions: new Set(all.flatMap(({ functions }) => functions)),
    resources: new Set(all.flatMap(({ resources }) => resources)),
    globals: new Set(all.flatMap(({ globals }) => globals)),
  }
}
