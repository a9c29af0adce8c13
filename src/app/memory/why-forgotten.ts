import { fileLabel } from '../../discover/user-place.ts'
import type { Workspace } from '../../project/workspace.ts'

/**
 * Why no command of this project answers from memory, and what to do about it; `undefined` where its modules only
 * declare.
 *
 * @param settled Modules that are known to do nothing else, by `moduleIdentity`.
 */
export function whyForgotten(
  { project: { root }, loadEffect }: Pick<Workspace, 'project' | 'loadEffect'>,
  settled?: ReadonlySet<string>,
): { readonly found: string; readonly fix: string } | undefined {
  const effect = loadEffect(settled)
  if (effect === undefined) return undefined
  return {
    found: `${fileLabel(root, effect.path)}:${effect.line}  does more than declare while it is loaded, so that every command loads the whole project`,
    fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
  }
}
