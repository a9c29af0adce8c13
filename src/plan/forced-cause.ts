import type { Cause } from '../causes.ts'
import { readsOwnPast } from './past/past.ts'
import type { UnitFacts } from './units.ts'

export function forcedCause(facts: UnitFacts, fromScratch = false): Cause {
  const message = fromScratch
    ? 'forced from scratch: without its last version'
    : readsOwnPast(facts)
      ? 'forced: from its last version, which --from-scratch leaves behind'
      : 'forced'
  return { kind: 'forced', message }
}
