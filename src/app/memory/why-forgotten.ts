import { fileLabel } from '../../discover/user-place.ts'
import type { Workspace } from '../../project/workspace.ts'

const hasClock = (options: object): boolean =>
  ('maxAge' in options && options.maxAge !== undefined) || ('dueBy' in options && options.dueBy !== undefined)

/**
 * Why no command of this project answers from memory, and what to do about it: its modules do more than declare, or
 * what is true of it moves with the clock.
 */
export function whyForgotten({
  project: { root, nodes },
  loadEffect,
}: Pick<Workspace, 'project' | 'loadEffect'>): { readonly found: string; readonly fix: string } | undefined {
  const partitioned = nodes.find((node) => node.partitioned)
  if (partitioned !== undefined) {
    return {
      found: `${partitioned.at}  has partitions, so that every command loads the whole project`,
      fix: 'nothing is wrong: which partitions there are may move with the clock, and each command takes longer',
    }
  }
  const aging = nodes.find(({ definition: { options } }) => hasClock(options))
  if (aging !== undefined) {
    return {
      found: `${aging.at}  has a maxAge or a dueBy, so that every command loads the whole project`,
      fix: 'nothing is wrong: it is stale or late by the clock alone, and each command takes longer',
    }
  }
  const effect = loadEffect()
  if (effect === undefined) return undefined
  return {
    found: `${fileLabel(root, effect.path)}:${effect.line}  does more than declare while it is loaded, so that every command loads the whole project`,
    fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
  }
}
