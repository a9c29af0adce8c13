import type { Unit } from '../../project-files.ts'
import type { PackageUse, PackageUses } from './package-use.ts'
import type { Resource } from './resources.ts'

/** The parts of some code that change something. */
export interface Acting {
  /** One object for all code that has the same parts, in any order. */
  readonly id: number
  /** The units that change something, or give away something that somebody changes. */
  readonly units: readonly Unit[]
  /** The modules of Node that are called for what they give. */
  readonly questions: readonly Resource[]
}

/**
 * Most code only computes, and each loader that reaches it asks what it does: of one set of units that is found once,
 * also where all is looked at again.
 */
export function createActing(packageUseOf: (unit: Unit) => PackageUses): (code: ReadonlySet<Unit>) => Acting {
  const known = new Map<ReadonlySet<Unit>, Acting>()
  const numbers = new Map<Unit | Resource | string, number>()
  const numberOf = (part: Unit | Resource | string): number => {
    const number = numbers.get(part) ?? numbers.size
    numbers.set(part, number)
    return number
  }
  const find = (code: ReadonlySet<Unit>): Acting => {
    const units = [...code].filter((unit) => acts(unit, packageUseOf(unit).all))
    const questions = [...new Set([...code].flatMap((unit) => packageUseOf(unit).questions))]
    const parts = Float64Array.from([...units, ...questions], numberOf).sort()
    return { id: numberOf(`parts ${parts.join()}`), units, questions }
  }
  return (code) => {
    const acting = known.get(code) ?? find(code)
    known.set(code, acting)
    return acting
  }
}

function acts({ facts: { state, opaque } }: Unit, { resources, opens, sets, what }: PackageUse): boolean {
  if (state.writes !== undefined || state.borrows || opaque !== undefined) return true
  return resources.length > 0 || opens || sets === true || what !== undefined
}
