import { listed } from '../util/text/lines.ts'
import type { CommandContext } from './command.ts'

/** One line for the effects that a run leaves out and that are not done. */
export function tellWaiting({ output }: CommandContext, names: readonly string[]): void {
  if (names.length === 0) return
  const { paint, symbols } = output.noteStyle
  const verb = names.length === 1 ? 'waits' : 'wait'
  output.note(`${paint.note(symbols.dot)} ${listed(names)} ${verb} to be named: assets materialize ${names.join(' ')}`)
}
