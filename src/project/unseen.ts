import { type NotesOf, notesFor, openNotes } from './notes.ts'
import type { Workspace } from './workspace.ts'

/** The nodes with notes about reads that no fingerprint sees and that `reviewed` does not answer. */
export function unseenBy(workspace: NotesOf & Pick<Workspace, 'facts'>): ReadonlySet<string> {
  const names = workspace.facts.flatMap((facts) =>
    openNotes(notesFor(workspace, facts)).some(({ kind }) => kind !== 'not-parsed') ? [facts.node.name] : [],
  )
  return new Set(names)
}
