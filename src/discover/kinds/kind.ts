import type { Definition } from '../../define/definition.ts'
import type { OptionMistake, OptionRule } from '../options/option-rules.ts'

/**
 * The rules of one kind of definition for loading a project. A kind is one such object in a file of its own and a line
 * in `kinds`. `nodeKinds` in `src/define` has its properties for planning, running and showing nodes.
 */
export interface Kind<Of extends Definition = Definition> {
  /** What each of its options has to be. */
  readonly rules: Readonly<Record<string, OptionRule>>
  /** The options whose code changes what it makes: the slice starts there, too. */
  readonly roots: readonly string[]
  /** What is wrong with what the user gave. */
  mistakes(definition: Of): readonly OptionMistake[]
  /** Options that change what it makes and are plain values: they are part of the key. */
  keyed(definition: Of): readonly (readonly [name: string, value: unknown])[]
}
