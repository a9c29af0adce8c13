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
  /** Something that came from elsewhere is changed: it may be anything that was handed on. */
  any: boolean
  what?: string
}

/**
 * A loader may change what its code writes by name, what the code that made a value changes in it, and everything that is handed on by
 * what it reaches, as soon as it changes anything that outlives it: reading cannot be told from writing through another name.
 */
export function changesOf(context: LoadContext, loader: Loader): Changes {
  const finding: Finding = { context, loader, units: new Set(), resources: new Set(), any: false }
  for (const unit of loader.reach.units) {
    for (const write of unit.facts.state.writes ?? []) applyWrite(finding, unit, write)
    for (const path of unit.facts.state.calls ?? []) applyCall(finding, { unit, path, forEffect: false })
    for (const path of unit.facts.state.effects ?? []) applyCall(finding, { unit, path, forEffect: true })
  }
  const { units, resources } = finding
  if (finding.any || units.size > 0 || resources.size > 0) addExposed(finding)
  units.delete(loader.unit)
  return { units, resources, what: finding.what }
}

function applyWrite(finding: Finding, unit: Unit, write: Write): void {
  const { context, loader, units, resources } = finding
  switch (write.to) {
    case 'name':
      for (const { target } of followPath(context, unit, write.path).targets) {
        if (target.to === 'leaf') for (const resource of leafResources(target)) resources.add(resource)
        else if (isChanged(finding, target.unit, write)) units.add(target.unit)
      }
      return
    case 'self':
      for (const holder of loader.reach.units) if (holds(finding, holder, unit)) units.add(holder)
      return
    case 'any':
      finding.any ||= !write.foreign || loader.reach.isForeign
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

function isChanged({ context, loader }: Finding, target: Unit, write: Extract<Write, { to: 'name' }>): boolean {
  if (target === loader.unit) return false
  if (write.again) return true
  if (target.facts.state.kind === 'plain') return false
  return !write.foreign || context.reachOf(target).isForeign
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
  finding.any = true
  resources.add(`package ${found.name}`)
  if (forEffect && !platform.isBuilder(found.name, [])) everythingBy(finding, origin)
}

function everythingBy(finding: Finding, origin: string): void {
  finding.resources.add(everything)
  finding.what ??= `calls ${origin.replace(/^(package|node) /, '').replace('#', ' ')} for its effect`
}

/** What is handed on by the code that runs: as an argument, in a container, under another name, as a result. */
function addExposed({ context, loader, units, resources, any }: Finding): void {
  const { reach } = loader
  for (const unit of reach.units) {
    const { exposes = [], globals = [] } = unit.facts.state
    for (const path of exposes) {
      for (const { target } of followPath(context, unit, path).targets) {
        if (target.to === 'leaf') addLeaf(resources, target)
        else if (
          isOpen(target, wanted(path, target)) &&
          (!isOnlyCode(target.unit) || (any && context.hasMembers(target.unit)))
        )
          units.add(target.unit)
      }
    }
    if (any && globals.includes('*prototype')) resources.add(everything)
    if (globals.includes('*')) resources.add(anyGlobal)
  }
}

function addLeaf(resources: Set<Resource>, target: Extract<Target, { to: 'leaf' }>): void {
  if (target.text.startsWith('json ')) for (const resource of leafResources(target)) resources.add(resource)
}

/** The members that are handed on: `limits.*` of `...limits` is each of them. */
function wanted(path: string, { members }: Extract<Target, { to: 'unit' }>): readonly string[] {
  return path.endsWith('.*') ? [...members, '*'] : members
}

function isOpen({ unit }: Extract<Target, { to: 'unit' }>, members: readonly string[]): boolean {
  const { kind, shape } = unit.facts.state
  if (kind === 'plain') return false
  return kind === 'state' || shape === undefined || !isPlainMember(shape, members)
}

/** A function keeps nothing, unless somebody reads members of it as if it did. */
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
