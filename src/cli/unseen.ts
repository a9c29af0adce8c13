import type { CommandContext } from './command.ts'
import { count } from './text/count.ts'

/** Names of nodes that a command is about, and whose code reads what no fingerprint sees. */
export function unseenAmong(names: Iterable<string>, unseen: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => unseen.has(name))
}

/** One line for all of them: what each reads, and what to do about it, is the doctor's. */
export function tellUnseen({ output }: CommandContext, names: readonly string[]): void {
  if (names.length === 0) return
  const { paint, symbols } = output.noteStyle
  const read = names.length === 1 ? 'reads' : 'read'
  output.note(
    `${paint.warn(symbols.warn)} ${count(names.length, 'asset')} ${read} what no fingerprint sees: assets doctor`,
  )
}

/** The field of a document; what has nothing to tell has none. */
export const unseenField = (names: readonly string[]): object => (names.length === 0 ? {} : { unseen: names })
