import { join, resolve } from 'node:path'
import { defaultEnvironment } from '../../define/project/environment.ts'
import type { StorePlace } from '../../store/place.ts'
import type { ProcessHooks } from '../../util/process/hooks.ts'

/** Which project a client wants, and from where. */
export interface ProjectRequest {
  /** The folder that everything relative starts at, absolute. */
  readonly cwd: string
  /** The file of the configuration; where it is undefined, it is looked for from `cwd` upwards. */
  readonly config?: string | undefined
  /** The folder of the store; where it is undefined, the configuration says it. */
  readonly store?: string | undefined
  /** Default: `development`. */
  readonly environment?: string | undefined
  /** Default: those of a process that is there for one command. */
  readonly hooks?: ProcessHooks | undefined
  /** Takes a line for a person that is no error. */
  readonly warn: (message: string) => void
  /** Takes a line for a person who asks for more than the answer. */
  readonly note?: ((message: string) => void) | undefined
}

/**
 * Where to look for the memory of a project before its configuration is read. The configuration may name another store;
 * then no memory is found there.
 */
export function memoryPlace(
  { cwd, store, environment = defaultEnvironment }: ProjectRequest,
  root: string,
): StorePlace {
  return { folder: store === undefined ? join(root, '.assetstore') : resolve(cwd, store), environment }
}
