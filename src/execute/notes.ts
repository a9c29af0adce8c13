import type { CodeNote } from '../discover/code/notes.ts'
import { saidVersion } from '../discover/config.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { Workspace } from './workspace.ts'

/**
 * What a reader of the asset's fingerprint should know: what its code reads besides its parameters, and where the code could not be
 * analysed. What the asset declares of itself is no news: a volatile one may read what it likes, a source is there to read the outside, and
 * `codeVersion` says that the code is not looked at.
 */
export function notesFor(workspace: Workspace, facts: NodeFacts): readonly CodeNote[] {
  const { name, kind } = facts.node
  const definition = workspace.definition(name)
  const saysItself = saidVersion(definition) !== undefined
  const found = workspace.fingerprint(name).notes.filter((note) => {
    if (note.kind === 'whole-files') return !saysItself
    // What an effect does outside is what it is for. What decides on it, and no fingerprint has, is told all the same.
    if (kind === 'effect') return note.impurity === 'environment'
    return !facts.volatile && kind !== 'source'
  })
  const places = new Set<string>()
  return found.filter(({ at, message }) => {
    const isNew = !places.has(`${at} ${message}`)
    places.add(`${at} ${message}`)
    return isNew
  })
}
