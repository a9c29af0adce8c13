import type { Definition } from '../../define/definition.ts'
import type { ForeignFacts, ForeignOrigin, ForeignPlace } from '../../define/foreign/foreign-function.ts'
import type { AssetError } from '../../errors.ts'
import type { OptionMistake } from '../options/option-rules.ts'

/**
 * How the code of one kind of function is read. Each kind has a file of its own, and a line in `foreignKinds`;
 * `src/run/call/foreign.ts` has how it is called.
 */
export interface ForeignKind<Origin extends ForeignOrigin = ForeignOrigin> {
  readonly type: Origin['type']
  /** What is wrong with what the user gave. */
  mistakes(origin: Origin): readonly OptionMistake[]
  /** In the order of the functions: their facts, or what is wrong with their code. */
  facts(functions: readonly AskedFunction<Origin>[], where: ProjectOfCode): Promise<readonly FactsOrMistake[]>
  /** Keeps what was found for the next command, where the store exists. */
  keep?(where: ProjectOfCode): void
}

/** A function with the definition that it stands behind, under the name of that. */
export interface AskedFunction<Origin extends ForeignOrigin = ForeignOrigin> {
  readonly name: string
  readonly definition: Definition
  readonly origin: Origin
}
export type FactsOrMistake = ForeignFacts | AssetError

export interface ProjectOfCode extends ForeignPlace {
  /** `python` of the project file. */
  readonly python: string | undefined
}
