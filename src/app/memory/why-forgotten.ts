import { fileLabel } from '../../discover/user-place.ts'
import { fewUnits } from '../../project/few-units.ts'
import type { Workspace } from '../../project/workspace.ts'
import { hasFilesByPartition } from './partition-sources.ts'

/** Whether a memory keeps the command's own answer and does not judge again. */
export const hasVeryMany = (workspace: Pick<Workspace, 'project' | 'units'>): boolean =>
  countUnits(workspace) > fewUnits

const countUnits = ({ project, units }: Pick<Workspace, 'project' | 'units'>): number =>
  project.nodes.reduce((sum, { name }) => sum + (units.set(name)?.keys.length ?? 1), 0)

/**
 * Why no command of this project answers from memory, and what to do about it: its modules do more than declare, or it
 * has very many partitions whose files are looked at one by one.
 */
export function whyForgotten(
  workspace: Pick<Workspace, 'project' | 'units' | 'loadEffect'>,
): { readonly found: string; readonly fix: string } | undefined {
  const { root, nodes } = workspace.project
  const source = hasVeryMany(workspace) ? nodes.find(hasFilesByPartition) : undefined
  if (source !== undefined) {
    return {
      found: `${source.at}  has files by partition in a project of ${countUnits(workspace).toLocaleString('en')} partitions, so that every command loads the whole project`,
      fix: 'nothing is wrong: each command takes longer',
    }
  }
  const effect = workspace.loadEffect()
  if (effect === undefined) return undefined
  return {
    found: `${fileLabel(root, effect.path)}:${effect.line}  does more than declare while it is loaded, so that every command loads the whole project`,
    fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
  }
}
