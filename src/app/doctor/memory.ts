import { fileLabel } from '../../discover/user-place.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { Finding } from './finding.ts'

/** Why no command of this project answers from memory, where that is so. */
export function memoryFinding({ project: { root, loadEffect } }: Workspace): readonly Finding[] {
  const effect = loadEffect()
  if (effect === undefined) return []
  const at = `${fileLabel(root, effect.path)}:${effect.line}`
  return [
    {
      name: 'memory',
      state: 'warn',
      found: `${at}  does more than declare while it is loaded, so that every command loads the whole project`,
      fix: 'move it into a function, which runs when an asset does; or leave it, and each command takes longer',
    },
  ]
}
