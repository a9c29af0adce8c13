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
  /** The declaration that it is about. */
  readonly label: string
  /** The name under which `reviewed` answers it. */
  readonly about: keyof Reviewed
  /** Why the note can be ignored, as `reviewed` of the definition says. Nobody is warned of such a note. */
  readonly because?: string
}

export type NotesOf = Pick<Workspace, 'definition' | 'fingerprint'> & {
  readonly project: Pick<LoadedProject, 'root' | 'configFile' | 'options'>
}

/**
 * What a reader of the asset's fingerprint should know: what its code reads besides its parameters, and where the code
 * could not be analysed. What the asset declares of itself is no news: a volatile one may read what it likes, a source
 * is there to read the outside, and `codeVersion` says that the code is not looked at. What its SQL draws is known when
 * it has run, from its record.
 */
export function notesFor(workspace: NotesOf, facts: NodeFacts, record?: AssetRecord): readonly Note[] {
  const { name, kind } = facts.node
  const definition = workspace.definition(name)
  const saysItself = saidVersion(definition) !== undefined
  const { reviewed = {} } = definition.options
  const config = fileLabel(workspace.project.root, workspace.project.configFile)
  const relevant = workspace.fingerprint(name).notes.filter((note) => {
    if (note.kind === 'unused-option') return true
    // Nothing has become of the files of what is there, and with them of what they say.
    if (note.kind === 'not-parsed') return record === undefined || !filesMatch(facts, record)
    if (note.kind === 'whole-files') return !saysItself
    // A plain resource is in the key, whatever it was read from; one that differs at every load makes its asset stale
    // each time.
    if (isPlainResource(workspace.project, note.label)) return ['clock', 'random'].includes(note.impurity)
    // An effect may write outside without a note. A hidden input that decides what it does is still told.
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

/** The note for SQL that draws at random: every run makes the asset again, unlike an asset whose code draws. */
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

/** The notes that nobody has answered for. */
export const openNotes = (notes: readonly Note[]): readonly Note[] =>
  notes.filter(({ because }) => because === undefined)
