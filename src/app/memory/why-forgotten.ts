import { fileLabel } from '../../discover/user-place.ts'
import type { Workspace } from '../../project/workspace.ts'

/** More units than this are as fast to find out as to remember. */
const mostUnits = 5_000

/**
 * Why no command of this project answers from memory, and what to do about it: its modules do more than declare, or it
 * has very many partitions.
 */
export function whyForgotten({
  project: { root, nodes },
  units,
  loadEffect,
}: Pick<Workspace, 'project' | 'units' | 'loadEffect'>): { readonly found: string; readonly fix: string } | undefined {
  const count = nodes.reduce((sum, { name }) => sum + (units.set(name)?.keys.length ?? 1), 0)
  const many = nodes.find(({ name }) => (units.set(name)?.keys.length ?? 0) > mostUnits / nodes.length)
  if (count > mostUnits && many !== undefined) {
    return {
      found: `${many.at}  has many of the ${count.toLocaleString('en')} partitions of the project, so that every command loads the whole project`,
      fix: 'nothing is wrong: each command takes longer',
    }
  }
  const effect = loadEffect()
  if (effect === undefined) return undefined
  return {
    found: `${fileLabel(root, effect.path)}:${effect.line}  does more than declare while it is loaded, so that every command loads the whole project`,
    fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
  }
}
