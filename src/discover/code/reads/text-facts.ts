import type { Ref, TextFacts } from '../facts.ts'
import type { Node } from '../parser.ts'
import type { TextReads } from '../print/printer.ts'

export function createTextReads(): TextReads {
  return { any: false, anyMember: false, keys: new Set(), refs: [], results: [], own: new Set(), locals: [] }
}

/** What is known of a unit once all of it is read. */
export interface CodeInUnit {
  /** The sha256 of the text of a function or a class, or of the one of that name. */
  textOf(node: Node | string): string | undefined
  /** Whether a variable never holds a function. */
  isSettled(binding: number): boolean
}

/** The same for the facts of a unit. */
export function textFacts(
  { any, anyMember, keys, refs, results, own, locals }: TextReads,
  { textOf, isSettled }: CodeInUnit,
): TextFacts | undefined {
  const code = [...own].flatMap((node) => textOf(node) ?? [])
  let isOpen = any
  for (const { name, binding } of locals) {
    const text = textOf(name)
    if (text !== undefined) code.push(text)
    else isOpen ||= !isSettled(binding)
  }
  const facts = {
    ...(isOpen || anyMember ? { any: true as const } : {}),
    ...(anyMember ? { anyMember } : {}),
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
