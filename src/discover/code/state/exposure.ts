import type { Target } from '../exports.ts'
import type { Shape } from '../facts.ts'
import type { Unit } from '../project-files.ts'
import type { Follow } from './paths.ts'
import { anyGlobal, everything, leafResources, type Resource } from './resources.ts'

/** What a unit's code hands on to somebody who may change it. */
export interface Exposure {
  readonly units: readonly Unit[]
  /** Functions that are open: members may be set in them. */
  readonly functions: readonly Unit[]
  /** All functions that are handed on: whoever has them may call them. */
  readonly kept: readonly Unit[]
  readonly resources: readonly Resource[]
}

/** Every loader that reaches a unit asks what the unit hands on, and the files alone decide that: it is found once. */
export function createExposures(follow: Follow): (unit: Unit) => Exposure {
  const known = new Map<Unit, Exposure>()
  return (unit) => {
    const exposure = known.get(unit) ?? exposureOf(follow, unit)
    known.set(unit, exposure)
    return exposure
  }
}

function exposureOf(follow: Follow, unit: Unit): Exposure {
  const { exposes = [], globals = [] } = unit.facts.state
  const units = new Set<Unit>()
  const functions = new Set<Unit>()
  const kept = new Set<Unit>()
  const resources = new Set<Resource>()
  for (const path of exposes) {
    for (const { target } of follow(unit, path).targets) {
      if (target.to === 'leaf') {
        for (const resource of leafResources(target).slice(0, 1)) resources.add(resource)
        continue
      }
      if (isOnlyCode(target.unit)) kept.add(target.unit)
      if (isOpen(target, handedOn(path, target))) (isOnlyCode(target.unit) ? functions : units).add(target.unit)
    }
  }
  if (globals.includes('*prototype')) resources.add(everything)
  if (globals.includes('*')) resources.add(anyGlobal)
  return { units: [...units], functions: [...functions], kept: [...kept], resources: [...resources] }
}

/** The members that are handed on: `limits.*` of `...limits` is each of them. */
function handedOn(path: string, { members }: Extract<Target, { to: 'unit' }>): readonly string[] {
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
  // A member that the literal lacks (`length`, `map`) leads nowhere that could be changed, but a method has the object
  // itself.
  return member === undefined ? others.length === 0 && first === 'length' : isPlainMember(member, others)
}
