import type { Status } from '../../causes.ts'
import type { Basis } from '../../execute/check-basis.ts'
import type { Explanation } from '../../execute/explanation.ts'
import type { Surroundings } from '../../plan/below.ts'

export interface ExplainView {
  readonly explanation: Explanation
  readonly surroundings: Surroundings
  readonly basis: Basis
  readonly statusOf: (asset: string) => Status
  readonly now: number
  /** Everything, however long it is. */
  readonly verbose: boolean
}
