import type { CodeWarning } from '../events.ts'
import type { UnitFacts } from '../plan/units.ts'
import { type Note, notesFor, openNotes } from '../project/notes.ts'
import type { Unit } from '../unit.ts'
import type { CallContext } from './run-context.ts'

type Telling = Pick<CallContext, 'emit' | 'warnings'>

/**
 * Warns of what the code of a node that is about to run reads besides its parameters, once a run each, and only where
 * the declaration is not the one that the current record was made from: what was told when that was made is not told at
 * every run.
 */
export function tellNotes(context: CallContext, facts: UnitFacts): void {
  const { unit } = facts
  const record = context.world.current.get(unit)?.record
  for (const note of openNotes(notesFor(context.workspace, facts))) {
    const { label } = note
    if (record !== undefined && record.ingredients.code[label] === facts.code.parts[label]) continue
    tellNote(context, unit, note)
  }
}

export function tellNote(context: Telling, unit: Unit, { kind, message, at, fix }: Note): void {
  tellWarning(context, unit, { kind, message, at, fix })
}

/** Once a run. */
export function tellWarning(context: Telling, unit: Unit, warning: CodeWarning): void {
  const key = `${warning.at} ${warning.message}`
  if (context.warnings.has(key)) return
  context.warnings.set(key, warning)
  context.emit({ type: 'step_warning', unit, warning })
}
