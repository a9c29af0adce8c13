import { dirname } from 'node:path'
import { findConfig } from '../../discover/load/find-config.ts'
import { memoryPlace, type ProjectRequest } from '../open/request.ts'

/**
 * The names of the assets as the last command knew them, whether or not that still holds: for who is typing one. None
 * where nothing is remembered, since a project is not loaded for this.
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
