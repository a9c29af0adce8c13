import type { Reviewed } from '../define/definition.ts'
import { nodeKinds } from '../define/node-kinds.ts'

import type { NodeFacts } from '../discover/facts.ts'
import { kinds } from '../discover/kinds/kinds.ts'
import type { LoadedProject } from '../discover/load/load.ts'
import { saidVersion } from '../discover/options/config.ts'
import { isPlainResource } from '../discover/options/plain-resource.ts'
import { fileLabel } from '../discover/user-place.ts'
import type { CodeWarning } from '../events.ts'
import { filesMatch } from '../plan/definition.ts'
import type { AssetRecord } from '../store/record.ts'
import { cureOf } from './cures.ts'
import type { Workspace } from './workspace.ts'

export interface Note extends CodeWarning {
  /** The label of the declaration. */
  readonly label: string
  /** The name under which `reviewed` answers the note. */
  readonly about: keyof Reviewed
  /** Why the note can be ignored, by `reviewed` of the definition. Such a note gives no warning. */
  readonly because?: string
}

export type NotesOf = Pick<Workspace, 'definition' | 'fingerprint'> & {
  readonly project: Pick<LoadedProject, 'root' | 'configFile' | 'options'>
}

/**
 * What a reader of the asset's fingerprint should know: what its code reads besides its parameters, and which code
 * could not be analysed. Reads that the asset declares give no note: a volatile asset may read anything, a source
 * exists to read the outside, and `codeVersion` says that the code is not looked at. What SQL draws at random is known
 * only after a run, from the record.
 */
export function notesFor(workspace: NotesOf, facts: NodeFacts, record?: AssetRecord): readonly Note[] {
  const { name, kind } = facts.node
  const definition = workspace.definition(name)
  const saysItself = saidVersion(definition) !== undefined
  const { reviewed = {} } = definition.options
  const config = fileLabel(workspace.project.root, workspace.project.configFile)
  const relevant = workspace.fingerprint(name).notes.filter((note) => {
    if (note.kind === 'unused-option') return true
    // Files that are as they were when the current record was made need no note.
    if (note.kind === 'not-parsed') return record === undefined || !filesMatch(facts, record)
    if (note.kind === 'whole-files') return !saysItself
    // A plain resource is in the key, wherever its values come from; one that differs at every load makes its asset
    // stale each time.
    if (isPlainResource(workspace.project, note.label)) return ['clock', 'random'].includes(note.impurity)
    // An effect may write outside without a note. A hidden input that decides what it does gives one all the same.
    if (nodeKinds[kind].actsOutside) return note.impurity === 'environment'
    return !facts.volatile && !nodeKinds[kind].readsOutside
  })
  const notes = new Map<string, Note>()
  for (const note of relevant) {
    const { label, message, at } = note
    const about = note.kind === 'impurity' ? note.impurity : 'code'
    const because = reviewed[about]
    const fix = cureOf(note, { kind, inConfig: at.startsWith(`${config}:`) })
    notes.set(`${at} ${message}`, { kind: note.kind, about, label, message, at, fix, ...(because ? { because } : {}) })
  }
  if (record?.ingredients.chance) notes.set('sql', drawingNote(facts, { reviewed }))
  return [...notes.values()]
}

/** The note for SQL that draws at random: unlike for code that draws, every run makes the asset again. */
export function drawingNote(
  { node: { name, kind, at } }: Pick<NodeFacts, 'node'>,
  { reviewed = {}, drawn = [] }: { readonly reviewed?: Reviewed | undefined; readonly drawn?: readonly string[] },
): Note {
  const what = drawn.length === 0 ? '' : ` (${drawn.join(', ')})`
  const because = reviewed.random
  const mend = 'choose by the rows themselves, such as hash(id) % 10 = 0'
  const answer = "if every run shall make it, say why: reviewed: { random: '…' }"
  return {
    ...{ kind: 'impurity', about: 'random', label: '', at },
    message: `the sql of ${name} draws what is another thing at every run${what}, so that every run makes it`,
    fix: 'volatile' in kinds[kind].rules ? `${mend}, or say volatile: true; ${answer}` : `${mend}; ${answer}`,
    ...(because ? { because } : {}),
  }
}

/** The notes without an answer in `reviewed`. */
export const openNotes = (notes: readonly Note[]): readonly Note[] =>
  notes.filter(({ because }) => because === undefined)
