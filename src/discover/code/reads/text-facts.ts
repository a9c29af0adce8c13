import type { Ref, TextFacts } from '../facts.ts'
import type { Node } from '../parser.ts'
import type { TextReads } from '../print/printer.ts'

export function createTextReads(): TextReads {
  return { keys: new Set(), refs: [], results: [], own: new Set(), locals: [] }
}

/** The sha256 of the text of a function or a class of a unit, or of the one of that name. */
export type CodeInUnit = (node: Node | string) => string | undefined

/** The texts that a unit reads, as its facts have them. */
export function textFacts({ keys, refs, results, own, locals }: TextReads, textOf: CodeInUnit): TextFacts | undefined {
  const code = [...own, ...locals].flatMap((one) => textOf(one) ?? [])
  const facts = {
    ...(keys.size === 0 ? {} : { keys: [...keys] }),
    ...(refs.length === 0 ? {} : { refs: unique(refs) }),
    ...(results.length === 0 ? {} : { results: unique(results) }),
    ...(code.length === 0 ? {} : { own: [...new Set(code)] }),
  }
  return Object.keys(facts).length === 0 ? undefined : facts
}

function unique(refs: readonly Ref[]): readonly Ref[] {
  return [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()]
}
