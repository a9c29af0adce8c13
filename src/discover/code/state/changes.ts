import { originOf } from '../definition-kind.ts'
import { followRef, type Target } from '../exports.ts'
import type { Shape, Write } from '../facts.ts'
import type { Unit } from '../project-files.ts'
import { platform } from './builtins.ts'
import { isFramework, type LoadContext, type Loader } from './loaders.ts'
import { nodeLeaf, packageLeaf } from './reach.ts'
import { anyGlobal, everything, globalNamed, leafResources, type Resource } from './resources.ts'

/** What a loader may change, and what it may hand to somebody who changes it. */
export interface Changes {
  readonly units: ReadonlySet<Unit>
  readonly resources: ReadonlySet<Resource>
  /** Why everything may depend on it. */
  readonly what?: string | undefined
}

interface Finding {
  readonly context: LoadContext
  readonly loader: Loader
  readonly units: Set<Unit>
  readonly resources: Set<Resource>
  /** Whose contents are changed: the loader itself where something that came from elsewhere is. */
  readonly opened: Set<Unit>
  /** Members are set in what is opened, which a function may have as well. */
  sets: boolean
  matches: boolean
  what?: string
}

/**
 * A loader may change what its code writes by name, what the code that made a value changes in it, and, where it changes something that
 * came from elsewhere, all that is handed on by what it reaches: reading cannot be told from writing through another name.
 */
export function changesOf(context: LoadContext, loader: Loader): Changes {
  const finding: Finding = {
    context,
    loader,
    units: new Set(),
    resources: new Set(),
    opened: new Set(),
    sets: false,
    matches: false,
  }
  const code = codeOf(context, loader)
  for (const unit of loader.reach.units) applyUnit(finding, unit, code.has(unit))
  for (const unit of finding.opened)
    addExposed(finding, unit === loader.unit ? loader.reach.units : context.reachOf(unit).units)
  if (finding.matches) addMatchers(finding)
  finding.units.delete(loader.unit)
  return { units: finding.units, resources: finding.resources, what: finding.what }
}

/** What runs: the code that the loader refers to, and functions that others kept where it finds them. */
function codeOf(context: LoadContext, { reach }: Loader): ReadonlySet<Unit> {
  if (reach.units.size === reach.code.size) return reach.code
  const code = new Set(reach.code)
  for (const unit of reach.units) {
    for (const path of unit.facts.state.exposes ?? []) {
      for (const { target } of followPath(context, unit, path).targets)
        if (target.to === 'unit' && isOnlyCode(target.unit))
          for (const called of context.reachOf(target.unit).code) code.add(called)
    }
  }
  return code
}

/** `runs`: all of it; else the functions that it made, which may be kept somewhere. */
function applyUnit(finding: Finding, unit: Unit, runs: boolean): void {
  const { writes = [], calls = [], effects = [], nestedCalls = [] } = unit.facts.state
  const counts = (path: string) => runs || nestedCalls.includes(path)
  for (const write of writes) if (runs || write.nested) applyWrite(finding, unit, write)
  for (const path of calls) if (counts(path)) applyCall(finding, { unit, path, forEffect: false })
  for (const path of effects) if (counts(path)) applyCall(finding, { unit, path, forEffect: true })
}

function applyWrite(finding: Finding, unit: Unit, write: Write): void {
  const { context, loader, units, resources, opened } = finding
  switch (write.to) {
    case 'name':
      for (const { target } of followPath(context, unit, write.path).targets) {
        if (target.to === 'leaf') for (const resource of leafResources(target).slice(0, 1)) resources.add(resource)
        else changeNamed(finding, target, write)
      }
      return
    case 'self':
      for (const holder of loader.reach.units) if (holds(finding, holder, unit)) units.add(holder)
      return
    case 'any':
      if (write.foreign && !loader.reach.isForeign) return
      opened.add(loader.unit)
      finding.sets ||= write.sets === true
      return
    case 'match':
      finding.matches = true
      return
    case 'global':
      resources.add(globalNamed(write.name))
      return
    case 'all':
      resources.add(everything)
      finding.what ??= `changes ${write.what}`
      return
  }
}

/** Instances and closures are held by what their maker made; a function alone holds nothing. */
function holds({ context, loader }: Finding, holder: Unit, maker: Unit): boolean {
  const { kind } = holder.facts.state
  if (holder === loader.unit || (kind !== 'state' && kind !== 'container')) return false
  return context.reachOf(holder).units.has(maker)
}

/** What a name holds is changed, and, where that is another's or deeper in it, what its declaration was given. */
function changeNamed(
  finding: Finding,
  { unit, members }: Extract<Target, { to: 'unit' }>,
  write: Extract<Write, { to: 'name' }>,
): void {
  const { context, loader, units, opened } = finding
  const { kind } = unit.facts.state
  if (write.again) {
    if (unit !== loader.unit) units.add(unit)
    return
  }
  if (kind === 'plain' || (write.foreign && !context.reachOf(unit).isForeign)) return
  if (unit !== loader.unit) units.add(unit)
  if (kind === 'function' && !write.sets) return
  if (kind === 'state' || members.length > 0 || write.path.includes('*')) opened.add(unit)
  finding.sets ||= write.sets === true
}

interface PackageCall {
  readonly unit: Unit
  readonly path: string
  /** Nobody uses what it gives. */
  readonly forEffect: boolean
}
/** Packages that tell people something, or stop: what they do is in no value. */
const telling = /^(assert|chalk|consola|debug|invariant|loglevel|pino|picocolors|signale|tiny-invariant|tslog|winston)$/

function applyCall(finding: Finding, { unit, path, forEffect }: PackageCall): void {
  const { context, resources } = finding
  const [name = '', ...members] = path.split('.')
  const origin = originOf(context.files, unit.module, { to: 'binding', name, members })
  if (origin === undefined || isFramework(origin)) return
  const node = nodeLeaf(origin)
  if (node !== undefined) {
    if (node === 'module' && forEffect) everythingBy(finding, origin)
    else if (forEffect) resources.add(node === 'process' ? globalNamed('process') : `node ${node}`)
    return
  }
  const found = packageLeaf(origin)
  if (found === undefined || telling.test(found.name) || platform.isBuilder(found.name, found.members)) return
  finding.opened.add(finding.loader.unit)
  resources.add(`package ${found.name}`)
  if (forEffect && !platform.isBuilder(found.name, [])) everythingBy(finding, origin)
}

function everythingBy(finding: Finding, origin: string): void {
  finding.resources.add(everything)
  finding.what ??= `calls ${origin.replace(/^(package|node) /, '').replace('#', ' ')} for its effect`
}

/** What is handed on by code: as an argument, in a container, under another name, as a result. */
function addExposed({ context, units, resources, sets }: Finding, reached: ReadonlySet<Unit>): void {
  for (const unit of reached) {
    const { exposes = [], globals = [] } = unit.facts.state
    for (const path of exposes) {
      for (const { target } of followPath(context, unit, path).targets) {
        if (target.to === 'leaf') for (const resource of leafResources(target).slice(0, 1)) resources.add(resource)
        else if (isOpen(target, wanted(path, target)) && (!isOnlyCode(target.unit) || sets)) units.add(target.unit)
      }
    }
    if (globals.includes('*prototype')) resources.add(everything)
    if (globals.includes('*')) resources.add(anyGlobal)
  }
}

function addMatchers({ loader, units }: Finding): void {
  for (const unit of loader.reach.units) if (unit.facts.state.kind === 'matcher') units.add(unit)
}

/** The members that are handed on: `limits.*` of `...limits` is each of them. */
function wanted(path: string, { members }: Extract<Target, { to: 'unit' }>): readonly string[] {
  return path.endsWith('.*') ? [...members, '*'] : members
}

function isOpen({ unit }: Extract<Target, { to: 'unit' }>, members: readonly string[]): boolean {
  const { kind, shape } = unit.facts.state
  if (kind === 'plain' || kind === 'matcher') return false
  return kind === 'state' || shape === undefined || !isPlainMember(shape, members)
}

/** A function keeps nothing, unless members are set in it. */
const isOnlyCode = ({ facts }: Unit): boolean => facts.state.kind === 'function'

function isPlainMember(shape: Shape, members: readonly string[]): boolean {
  const [first, ...others] = members
  if (shape === true) return true
  if (shape === false || first === undefined) return false
  if (first === '*') return Object.values(shape).every((member) => member === true)
  const member = Object.hasOwn(shape, first) ? shape[first] : shape['*']
  // A member that the literal lacks (`length`, `map`) leads nowhere that could be changed, but a method has the object itself.
  return member === undefined ? others.length === 0 && first === 'length' : isPlainMember(member, others)
}

/** What a path means in a unit's module; members behind a computed one are part of the value. */
function followPath({ files }: LoadContext, { module }: Unit, path: string) {
  const [name = '', ...members] = path.split('.')
  const known = members.includes('*') ? members.slice(0, members.indexOf('*')) : members
  return followRef(files, module, { to: 'binding', name, members: known })
}
