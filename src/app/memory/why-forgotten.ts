import { fileLabel } from '../../discover/user-place.ts'
import type { Workspace } from '../../project/workspace.ts'

/** Why no command of this project answers from memory, and what to do about it: its modules do more than declare. */
export function whyForgotten({
  project: { root },
  loadEffect,
}: Pick<Workspace, 'project' | 'loadEffect'>): { readonly found: string; readonly fix: string } | undefined {
  const effect = loadEffect()
  if (effect === undefined) return undefined
  return {
    found: `${fileLabel(root, effect.path)}:${effect.line}  does more than declare while it is loaded, so that every command loads the whole project`,
    fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
  }
}
