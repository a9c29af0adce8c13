import type { NotDone } from '../app/open/left-out.ts'
import { listed } from '../util/text/lines.ts'
import type { CommandContext } from './command.ts'

/** A line for the effects that a run leaves out and that are not done, and a line for those of other environments. */
export function tellNotDone({ output }: CommandContext, { waiting, elsewhere }: NotDone): void {
  const { paint, symbols } = output.noteStyle
  const note = (line: string) => output.note(`${paint.note(symbols.dot)} ${line}`)
  const byPlaces = Map.groupBy(elsewhere, ({ environments }) => listed(environments))
  for (const [places, effects] of byPlaces) {
    const names = effects.map(({ name }) => name)
    note(`${listed(names)} ${names.length === 1 ? 'is' : 'are'} done in ${places} alone`)
  }
  if (waiting.length === 0) return
  const verb = waiting.length === 1 ? 'waits' : 'wait'
  note(`${listed(waiting)} ${verb} to be named: assets materialize ${waiting.join(' ')}`)
}
