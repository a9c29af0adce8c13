import { type NotesOf, notesFor, openNotes } from './notes.ts'
import type { Workspace } from './workspace.ts'

/** The nodes whose code reads what no fingerprint sees, where nobody has answered for that. */
export function unseenBy(workspace: NotesOf & Pick<Workspace, 'facts'>): ReadonlySet<string> {
  const names = workspace.facts.flatMap((facts) =>
    openNotes(notesFor(workspace, facts)).some(({ kind }) => kind !== 'not-parsed') ? [facts.node.name] : [],
  )
  return new Set(names)
}
