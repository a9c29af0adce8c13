import { join, sep } from 'node:path'
import type { Lookups } from '../files/lookups.ts'

export interface Patches {
  /** `patch` and 12 hex digits over the patches of a package; `undefined` where it has none. */
  of(name: string, folder: string): string | undefined
}

/**
 * The patches that patch-package, pnpm and Bun keep in `patches/`: `foo+1.0.0.patch`, `@scope+foo+1.0.0.patch`,
 * `outer++inner+1.0.0.patch`, `foo@1.0.0.patch`, `@scope__foo@1.0.0.patch`, `@scope%2Ffoo@1.0.0.patch`. That folder
 * lies in the project, or where the package is installed: at the root of a workspace. A patch of yarn has a checksum of
 * its own in the lock file.
 */
export function createPatches(lookups: Lookups, root: string): Patches {
  const listed = new Map<string, readonly string[]>()
  const filesIn = (folder: string): readonly string[] => {
    const earlier = listed.get(folder)
    if (earlier !== undefined) return earlier
    const files = (lookups.folder(folder) ?? []).filter((file) => file.endsWith('.patch'))
    const paths = files.map((file) => join(folder, file))
    listed.set(folder, paths)
    return paths
  }
  return {
    of(name, folder) {
      const homes = new Set([root, installedBeside(folder)].map((home) => join(home, 'patches')))
      const own = [...homes].flatMap(filesIn).filter((file) => isOf(file.slice(file.lastIndexOf(sep) + 1), name))
      if (own.length === 0) return undefined
      return `patch ${own.map((file) => lookups.hash(file)?.slice(0, 12)).join(' ')}`
    },
  }
}

/** The folder that the package is installed in, directly or below another package. */
const installedBeside = (folder: string): string => folder.split(`${sep}node_modules${sep}`)[0] as string

function isOf(file: string, name: string): boolean {
  const innermost = file.slice(file.lastIndexOf('++') + 1).replace(/^\+/, '')
  const prefixes = [`${name.replace('/', '+')}+`, ...['__', '%2F'].map((slash) => `${name.replace('/', slash)}@`)]
  return prefixes.some((start) => innermost.startsWith(start)) || innermost === `${name.replace('/', '__')}.patch`
}
