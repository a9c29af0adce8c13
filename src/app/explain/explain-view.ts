import type { Status } from '../../causes.ts'
import type { Surroundings } from '../../plan/below.ts'
import type { Basis } from '../../project/check-basis.ts'
import type { Explanation } from './explanation.ts'

export interface ExplainView {
  readonly explanation: Explanation
  readonly surroundings: Surroundings
  readonly basis: Basis
  readonly statusOf: (asset: string) => Status
  readonly now: number
  /** Default: `development`. */
  readonly environment?: string | undefined
  /** Shows everything, whatever its length. */
  readonly verbose?: boolean
}
