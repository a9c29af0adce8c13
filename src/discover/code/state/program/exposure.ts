import type { Edge, Target } from '../../exports.ts'
import { platform } from '../../platform.ts'
import type { Unit } from '../../project-files.ts'
import type { Shape } from '../../state-facts.ts'
import type { Follow } from './paths.ts'
import { anyGlobal, everything, leafResources, type Resource } from './resources.ts'

/** What a unit's code hands on to somebody who may change it. */
export interface Exposure {
  readonly units: readonly Unit[]
  /** Functions that are open: members may be set in them. */
  readonly functions: readonly Unit[]
  /** All functions that are handed on: whoever has them may call them. */
  readonly onlyCode: readonly Unit[]
  readonly resources: readonly Resource[]
  /** Names of the platform: members may be set in what they stand for. */
  readonly globals: readonly string[]
}

interface ExposureTools {
  readonly follow: Follow
  edgesOf(unit: Unit): readonly Edge[]
  /** The modules that its computed imports may lead to. */
  computed(unit: Unit): readonly Edge[]
}

/** Every loader that reaches a unit asks what the unit hands on, and the files alone decide that: it is found once. */
export function createExposures(question: ExposureTools): (unit: Unit) => Exposure {
  const exposures = new Map<Unit, Exposure>()
  return (unit) => {
    const exposure = exposures.get(unit) ?? exposureOf(question, unit)
    exposures.set(unit, exposure)
    return exposure
  }
}

function exposureOf({ follow, edgesOf, computed }: ExposureTools, unit: Unit): Exposure {
  const { exposes = [], globals = [], handedGlobals = [] } = unit.facts.state
  const units = new Set<Unit>()
  const functions = new Set<Unit>()
  const onlyCode = new Set<Unit>()
  const resources = new Set<Resource>()
  const expose = (target: Target, members: readonly string[]) => {
    if (target.to === 'leaf') {
      for (const resource of leafResources(target).slice(0, 1)) resources.add(resource)
      return
    }
    if (isOnlyCode(target.unit)) onlyCode.add(target.unit)
    if (isOpen(target, members)) (isOnlyCode(target.unit) ? functions : units).add(target.unit)
  }
  for (const path of exposes)
    for (const { target } of follow(unit, path).targets) expose(target, handedOn(path, target))
  // Whoever has a module that is loaded while code runs has all that it exports.
  for (const { targets } of computed(unit))
    for (const { target } of targets) expose(target, target.to === 'unit' ? target.members : [])
  for (const [index, edge] of edgesOf(unit).entries()) {
    if (unit.facts.refs[index]?.to !== 'module') continue
    // `(await import('./limits.ts')).limits.hi = 2`: the last of its members may be one that is set.
    for (const { target } of edge.targets) expose(target, target.to === 'unit' ? target.members.slice(0, -1) : [])
  }
  if (globals.includes('*prototype')) resources.add(everything)
  if (globals.includes('*')) resources.add(anyGlobal)
  return {
    units: [...units],
    functions: [...functions],
    onlyCode: [...onlyCode],
    resources: [...resources],
    globals: handedGlobals,
  }
}

/** A reference leads to a statement only as to one that fills the exports of a CommonJS module, which are an object. */
export const isOfExports = ({ facts }: Unit): boolean => facts.statement === true

/** The members that are handed on: `limits.*` of `...limits` is each of them. */
function handedOn(path: string, target: Target): readonly string[] {
  if (target.to === 'leaf') return []
  return path.endsWith('.*') ? [...target.members, '*'] : target.members
}

function isOpen({ unit }: Extract<Target, { to: 'unit' }>, members: readonly string[]): boolean {
  const { kind, shape } = unit.facts.state
  if (isOfExports(unit)) return true
  if (kind === 'plain' || kind === 'matcher') return false
  if (kind === 'state') return true
  // `seen.has(key)` of a container: the platform's own method, which hands nothing on.
  if (shape === undefined || shape === false)
    return members[0] === undefined || !isPlainResult(members[0], members.slice(1))
  return !isPlainMember(shape, members)
}

/** A function keeps nothing, unless members are set in it. */
const isOnlyCode = ({ facts }: Unit): boolean => facts.state.kind === 'function'

function isPlainMember(shape: Shape, members: readonly string[]): boolean {
  const [first, ...others] = members
  if (shape === true) return true
  if (shape === false || first === undefined) return false
  if (first === '*') return Object.values(shape).every((member) => member === true)
  const member = Object.hasOwn(shape, first) ? shape[first] : shape['*']
  // A member that the literal lacks leads nowhere that could be changed, but a method may have the object itself.
  return member === undefined ? isPlainResult(first, others) : isPlainMember(member, others)
}

/** Results that hand nothing on: what the platform's own members of a container give, and what its methods return. */
function isPlainResult(member: string, others: readonly string[]): boolean {
  return others.length === 0 && (member === 'length' || member === 'size' || platform.isReading(member))
}
