import { dirname } from 'node:path'
import { findConfig } from '../../discover/load/find-config.ts'
import { memoryPlace, type ProjectRequest } from '../open/request.ts'

/**
 * The names of the assets as the last command knew them, whether or not that still holds: for shell completion. Empty
 * where nothing is remembered, since completion does not load a project.
 */
export async function knownNames(project: ProjectRequest): Promise<readonly string[]> {
  try {
    const root = dirname(findConfig(project))
    const { namesBefore } = await import('../memory/remembered.ts')
    return namesBefore(memoryPlace(project, root))
  } catch {
    return []
  }
}
