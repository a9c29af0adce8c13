import { own } from '../util/own.ts'

export interface CodeChange {
  /** The label in the code now; the label in the record where the declaration is gone. */
  readonly label: string
  /** The label in the record, where its file or name has changed since. */
  readonly was?: string
  readonly change: 'unchanged' | 'edited' | 'added' | 'removed'
  /** 12 hex digits. */
  readonly before?: string
  readonly after?: string
}
type Hashes = Readonly<Record<string, string>>

/**
 * The changes between two fingerprints, one for each declaration. A declaration that was moved to another file or
 * renamed is recognised by its text, and one that was edited as well by its own name. Sorted by label.
 */
export function codeChanges(before: Hashes, after: Hashes): readonly CodeChange[] {
  const changes: CodeChange[] = []
  const added: string[] = []
  // Two names that were exchanged are no change: where all declarations are still there, each is recognised by its
  // text.
  const areEqual = hashesOf(before) === hashesOf(after)
  const staysItself = (label: string): boolean => !areEqual || own(before, label) === own(after, label)
  for (const [label, hash] of Object.entries(after)) {
    const was = own(before, label)
    if (was === undefined || !staysItself(label)) added.push(label)
    else changes.push({ label, change: was === hash ? 'unchanged' : 'edited', before: was, after: hash })
  }
  const removed = new Set(Object.keys(before).filter((label) => own(after, label) === undefined || !staysItself(label)))
  const moved = (byWhat: (label: string, hash: string) => string, change: 'unchanged' | 'edited') => {
    const gone = Map.groupBy(removed, (label) => byWhat(label, before[label] as string))
    for (const label of added.splice(0)) {
      const was = gone.get(byWhat(label, after[label] as string))?.shift()
      if (was === undefined) added.push(label)
      else {
        removed.delete(was)
        changes.push({ label, was, change, before: before[was] as string, after: after[label] as string })
      }
    }
  }
  moved((_, hash) => hash, 'unchanged')
  moved(declarationOf, 'edited')
  for (const label of added) changes.push({ label, change: 'added', after: after[label] as string })
  for (const label of removed) changes.push({ label, change: 'removed', before: before[label] as string })
  return changes.sort((a, b) => (a.label < b.label ? -1 : 1))
}

function hashesOf(hashes: Hashes): string {
  return Object.values(hashes).sort().join()
}

/** A label is a file, a space and the declaration; both may hold spaces, and the file's ending tells them apart. */
export function splitLabel(label: string): { readonly file: string; readonly declaration: string } {
  const [, file = label, declaration = ''] = /^(.+?\.(?:[cm]?[jt]sx?|json)) (.+)$/.exec(label) ?? []
  return { file, declaration }
}

function declarationOf(label: string): string {
  return splitLabel(label).declaration
}
