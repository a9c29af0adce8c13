import type { Note } from './notes.ts'
import type { Workspace } from './workspace.ts'

/**
 * Notes about what modules do while the project is loaded. They count for every asset, since nobody can tell which one
 * they concern. No asset gives a warning for them; `explain` shows them.
 */
export function everywhereNotes({ fingerprint }: Pick<Workspace, 'fingerprint'>, name: string): readonly Note[] {
  return fingerprint(name).everywhere.map(({ label, what, at }) => ({
    kind: 'everywhere',
    about: 'code',
    label,
    message: `${label} ${what}, so that it counts for every asset`,
    at,
    fix: 'where it concerns no asset, do it in a function that is called when it is needed',
  }))
}
