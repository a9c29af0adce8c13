import type { Edge } from '../exports.ts'
import type { Unit } from '../project-files.ts'
import { packageLeaf } from '../state/program/reach.ts'
import type { Sharing } from '../state/program/sharing.ts'

interface DescriptionQuestion {
  edgesOf(unit: Unit): readonly Edge[]
  readonly sharing: Pick<Sharing, 'changersOf' | 'everywhere'>
}
interface Reached {
  readonly units: readonly Unit[]
  /** Where the slice starts, and what for. */
  readonly roots: readonly { readonly role: string; readonly unit: Unit }[]
}

/**
 * Units that only the framework uses. The framework checks rows against their schema and never reads how a schema is
 * described. Anything that the function reaches may read it: a prompt for a model, a JSON schema. So may code among the
 * units that asks for such a member, and a package that receives one of them: then the answer is empty.
 */
export function undescribedUnits(question: DescriptionQuestion, { units, roots }: Reached): ReadonlySet<Unit> {
  if (!units.some(({ facts }) => facts.undescribed !== undefined)) return new Set()
  const others = reachedFrom(question, [
    ...roots.flatMap(({ role, unit }) => (role === 'schema' ? [] : [unit])),
    ...question.sharing.everywhere.map(({ unit }) => unit),
  ])
  const alone = units.filter((unit) => !others.has(unit))
  return alone.some((unit) => mayTell(question, unit)) ? new Set() : new Set(alone)
}

function reachedFrom({ edgesOf, sharing }: DescriptionQuestion, start: readonly Unit[]): ReadonlySet<Unit> {
  const reached = new Set(start)
  for (const unit of reached) {
    for (const { targets } of edgesOf(unit))
      for (const { target } of targets) if (target.to === 'unit') reached.add(target.unit)
    for (const changer of sharing.changersOf(unit)) reached.add(changer)
  }
  return reached
}

function mayTell({ edgesOf }: DescriptionQuestion, unit: Unit): boolean {
  if (unit.facts.readsDescriptions) return true
  return edgesOf(unit).some(({ targets }) =>
    targets.some(({ target }) => {
      const leaf = target.to === 'leaf' ? packageLeaf(target.text) : undefined
      return leaf !== undefined && !/^(?:zod|assetstore)$/.test(leaf.name)
    }),
  )
}
