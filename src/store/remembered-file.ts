import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defaultEnvironment } from '../define/project/environment.ts'
import { cacheFile, environmentsFolder, type StorePlace } from './place.ts'

/** Where the answers of the last command are kept. */
export const rememberedFile = (place: StorePlace): string => cacheFile(place, 'remembered.json')

/**
 * What was found damaged may be what they rest on, in every environment. Best effort: where this process may not write,
 * nobody who reads here can mend it.
 */
export function dropRemembered(folder: string): void {
  for (const environment of [defaultEnvironment, ...environmentsOf(folder)]) {
    try {
      rmSync(rememberedFile({ folder, environment }), { force: true })
    } catch {
      // The damage itself is what is told.
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
