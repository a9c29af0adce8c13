import { join, relative, resolve } from 'node:path'
import { defaultEnvironment, type ProjectSurroundings, processEnv } from './environment.ts'

/** The project that is being loaded, or was loaded last. */
export interface ProjectPlace extends ProjectSurroundings {
  /** Its folder, absolute. */
  readonly root: string
  /** Absolute; `undefined` until its configuration has said it. */
  storeFolder: string | undefined
}

/** A registered symbol: the command and the packages that a project imports are several bundles. */
const placeSymbol = Symbol.for('assetstore.place')
const holder = globalThis as { [placeSymbol]?: ProjectPlace }

/** Where a program imports a project's exports outside of `assets`, it is the working folder's project. */
export function projectPlace(): ProjectPlace {
  holder[placeSymbol] ??= {
    get root() {
      return process.cwd()
    },
    environment: process.env.ASSETS_ENVIRONMENT || defaultEnvironment,
    env: processEnv(),
    storeFolder: undefined,
  }
  return holder[placeSymbol]
}

export function setProjectPlace(place: ProjectPlace): void {
  holder[placeSymbol] = place
}

/**
 * The folder of the project that this process has loaded, or is loading; outside of `assets` the working folder. A path
 * relative to it leads to the same file wherever the command was started.
 */
export const projectRoot = (): string => projectPlace().root

const byDefault = '.assetstore'

/** The store, by the flag or what the configuration says. */
export const storeFolderOf = ({ root, storeFolder }: ProjectPlace, configured?: string): string =>
  storeFolder ?? resolve(root, configured ?? byDefault)

/** The folder of an environment for what is neither record nor object, such as an index. */
export function environmentFolder(place: ProjectPlace): string {
  const folder = storeFolderOf(place)
  return place.environment === defaultEnvironment ? folder : join(folder, 'environments', place.environment)
}

/** A path that leads into the default store means the same place in the store that is used; else `undefined`. */
export function pathInStore({ root }: ProjectPlace, path: string): string | undefined {
  const inside = relative(join(root, byDefault), resolve(root, path))
  return inside === '' || inside.startsWith('..') || resolve(inside) === inside ? undefined : inside
}
