import type { Note } from '../../project/notes.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Session } from '../open/session.ts'
import type { Finding } from './finding.ts'

/**
 * What the code of each asset reads that no fingerprint sees, with its place and its cure, but for what `reviewed`
 * answers.
 */
export async function codeFindings({ workspace, catalog }: Session): Promise<readonly Finding[]> {
  const { notesFor, openNotes } = await import('../../project/notes.ts')
  const records = new Map(((await catalog?.current()) ?? []).map(({ record }) => [record.asset, record]))
  return workspace.facts.flatMap((facts) => {
    const { name } = facts.node
    const notes = notesFor(workspace, facts, records.get(name))
    const open = openNotes(notes).map(({ message, at, fix }) => ({
      name,
      state: 'warn' as const,
      found: `${at}  ${message}`,
      fix,
    }))
    return [...open, ...answersToNothing(workspace, name, notes)]
  })
}

/** The finding of an answer in `reviewed` that no note asks for any more. */
function answersToNothing(
  workspace: Pick<Workspace, 'definition'>,
  name: string,
  notes: readonly Note[],
): readonly Finding[] {
  const { reviewed = {} } = workspace.definition(name).options
  const subjects = new Set(notes.map(({ about }) => about))
  return Object.keys(reviewed).flatMap((about) =>
    subjects.has(about as Note['about'])
      ? []
      : [
          {
            name,
            state: 'warn' as const,
            found: `reviewed.${about} answers nothing that its code does`,
            fix: 'remove it',
          },
        ],
  )
}
