import type { Cause } from '../causes.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { Stored } from '../store/interface.ts'

function setAsideText(failed: number): string {
  return `its function failed for ${failed === 1 ? 'a row that is' : `${failed} rows that are`} set aside: every run tries ${failed === 1 ? 'it' : 'them'} again`
}

/** Why only a run can tell whether the unit is up to date. */
export function unknownCause(facts: NodeFacts, current: Pick<Stored, 'record'>): Cause | undefined {
  if (facts.observation?.type === 'unasked') {
    return { kind: 'source_unobserved', message: 'not observed: only a run asks this source whether it moved' }
  }
  if (facts.observation?.type === 'always') {
    return { kind: 'source_unobserved', message: 'it has no observe, so that every run reads it' }
  }
  if (facts.volatile && facts.node.keys) return { kind: 'source_unobserved', message: 'every run asks for its keys' }
  if (facts.volatile) return { kind: 'volatile', message: 'volatile: every run makes it' }
  const failed = current.record.work?.failed ?? 0
  if (failed > 0) return { kind: 'volatile', message: setAsideText(failed) }
  return current.record.reusable ? undefined : { kind: 'volatile', message: whyNotReusable(current) }
}

function whyNotReusable({ record: { ingredients } }: Pick<Stored, 'record'>): string {
  if (ingredients.clock) return 'it reads the time of the run (now), which is another at every run'
  if (ingredients.chance) return 'its sql draws what is another thing at every run'
  return 'its files moved while it ran, so that nobody knows what it was made from'
}
