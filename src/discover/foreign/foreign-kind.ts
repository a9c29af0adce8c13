import type { Definition } from '../../define/definition.ts'
import type { ForeignFacts, ForeignOrigin, ForeignPlace } from '../../define/foreign/foreign-function.ts'

/**
 * How the code of one kind of function is read. A kind is one of these in a file of its own, and a line in
 * `foreignKinds`; how it is called is told in `src/run/call/foreign.ts`.
 */
export interface ForeignKind<Origin extends ForeignOrigin = ForeignOrigin> {
  readonly type: Origin['type']
  /** @throws AssetError what is wrong with the code, with its place. */
  facts(origin: Origin, where: ForeignSubject): Promise<ForeignFacts>
}

export interface ForeignSubject extends ForeignPlace {
  readonly definition: Definition
}
