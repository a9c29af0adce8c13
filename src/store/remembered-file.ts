import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defaultEnvironment } from '../define/project/environment.ts'
import { cacheFile, environmentsFolder, type StorePlace } from './place.ts'

/** The file with the answers of the last command. */
export const rememberedFile = (place: StorePlace): string => cacheFile(place, 'remembered.json')

/**
 * Deletes the remembered answers of every environment, since they may depend on a damaged file. Best effort: a process
 * that may not write here cannot delete them.
 */
export function dropRemembered(folder: string): void {
  for (const environment of [defaultEnvironment, ...environmentsOf(folder)]) {
    try {
      rmSync(rememberedFile({ folder, environment }), { force: true })
    } catch {
      // The damage itself is reported elsewhere.
    }
  }
}

function environmentsOf(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, 'cache', environmentsFolder))
  } catch {
    return []
  }
}
