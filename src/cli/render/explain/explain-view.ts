import type { Explanation } from '../../../app/explain/explanation.ts'
import type { Status } from '../../../causes.ts'
import type { Surroundings } from '../../../plan/below.ts'
import type { Basis } from '../../../project/check-basis.ts'

export interface ExplainView {
  readonly explanation: Explanation
  readonly surroundings: Surroundings
  readonly basis: Basis
  readonly statusOf: (asset: string) => Status
  readonly now: number
  /** Everything, however long it is. */
  readonly verbose: boolean
}
