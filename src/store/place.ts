import { join } from 'node:path'
import { defaultEnvironment } from '../define/project/environment.ts'

/** A store, as seen from one environment. */
export interface StorePlace {
  /** Absolute. */
  readonly folder: string
  readonly environment: string
}

/** A cache file of an environment: it may be deleted at any time. */
export const cacheFile = ({ folder, environment }: StorePlace, name: string): string =>
  environment === defaultEnvironment
    ? join(folder, 'cache', name)
    : join(folder, 'cache', environmentsFolder, environment, name)

export const environmentsFolder = 'environments'
