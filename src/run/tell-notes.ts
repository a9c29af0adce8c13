import { nodeKinds } from '../define/node-kinds.ts'
import type { CodeWarning } from '../events.ts'
import type { UnitFacts } from '../plan/units.ts'
import { type Note, notesFor, openNotes } from '../project/notes.ts'
import { assetOf, type Unit } from '../unit.ts'
import type { CallContext, RunContext } from './run-context.ts'

type Telling = Pick<CallContext, 'emit' | 'warnings'>

/**
 * Warns of reads besides the parameters in the code of a node that is about to run, once a run each. Code that the
 * current record was made from is left out: its warnings were given when that record was made, and are not repeated at
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

/**
 * Warns about assets that had other rows in the lock under the same key: something outside of the key, such as the
 * processor, affects them, and a person who compares the lock would ask why it differs. Effects, sources and verdicts
 * are left out, since they depend on the outside world; so is code that was warned about already.
 */
export function tellOtherRows(context: Telling & Pick<RunContext, 'workspace'>, units: readonly Unit[]) {
  for (const unit of units) {
    const facts = context.workspace.facts.find(({ node }) => node.name === assetOf(unit))
    if (facts === undefined || !nodeKinds[facts.node.kind].hasRows || nodeKinds[facts.node.kind].readsOutside) continue
    if (openNotes(notesFor(context.workspace, facts)).some(({ kind }) => kind === 'impurity')) continue
    const { name, at } = facts.node
    tellWarning(context, unit, {
      kind: 'other-rows',
      message: `${name} made other rows than assets.lock has of it under the same key: of the same code and data`,
      at,
      fix: 'round what it computes in floating point, which differs by processor; where it asks for the time, chance or the world, say volatile: true or make that a source',
    })
  }
}

/** Gives each warning once in a run. */
export function tellWarning(context: Telling, unit: Unit, warning: CodeWarning): void {
  const key = `${warning.at} ${warning.message}`
  if (context.warnings.has(key)) return
  context.warnings.set(key, warning)
  context.emit({ type: 'step_warning', unit, warning })
}
