import type { NodeFacts } from '../discover/facts.ts'
import { notesFor, openNotes } from './notes.ts'
import type { RunContext } from './run-context.ts'

/**
 * Warns of what the code of a node that is about to run reads besides its parameters, once a run each, and only where the declaration is
 * not the one that the current record was made from: what was told when that was made is not told at every run.
 */
export function tellNotes(context: RunContext, facts: NodeFacts): void {
  const { name } = facts.node
  const record = context.world.current.get(name)?.record
  for (const { kind, label, message, at, fix } of openNotes(notesFor(context.workspace, facts))) {
    if (record !== undefined && record.ingredients.code[label] === facts.code.parts[label]) continue
    const warning = { kind, message, at, fix }
    const key = `${at} ${message}`
    if (context.told.has(key)) continue
    context.told.set(key, warning)
    context.emit({ type: 'step_warning', asset: name, warning })
  }
}
