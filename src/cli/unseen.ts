import { count } from '../util/text/count.ts'
import type { CommandContext } from './command.ts'

/** One line for all of them; `doctor` tells what each reads and what to do about it. */
export function tellUnseen({ output }: CommandContext, names: readonly string[]): void {
  if (names.length === 0) return
  const { paint, symbols } = output.noteStyle
  const verb = names.length === 1 ? 'reads' : 'read'
  output.note(
    `${paint.warn(symbols.warn)} ${count(names.length, 'asset')} ${verb} what no fingerprint sees: assets doctor`,
  )
}
