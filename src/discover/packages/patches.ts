import { join } from 'node:path'
import type { Lookups } from '../files/lookups.ts'

export interface Patches {
  /** `patch` and 12 hex digits over the patches of a package; `undefined` where it has none. */
  of(name: string): string | undefined
}

/**
 * The patches that patch-package and pnpm keep in `patches/`: `foo+1.0.0.patch`, `@scope+foo+1.0.0.patch`,
 * `outer++inner+1.0.0.patch`, `foo@1.0.0.patch`, `@scope__foo@1.0.0.patch`. What yarn patches has a checksum of its own
 * in the lock file.
 */
export function createPatches(lookups: Lookups, root: string): Patches {
  const folder = join(root, 'patches')
  let files: readonly string[] | undefined
  return {
    of(name) {
      files ??= (lookups.folder(folder) ?? []).filter((file) => file.endsWith('.patch'))
      const own = files.filter((file) => isOf(file, name))
      if (own.length === 0) return undefined
      return `patch ${own.map((file) => lookups.hash(join(folder, file))?.slice(0, 12)).join(' ')}`
    },
  }
}

function isOf(file: string, name: string): boolean {
  const innermost = file.slice(file.lastIndexOf('++') + 1).replace(/^\+/, '')
  const prefixes = [`${name.replace('/', '+')}+`, `${name.replace('/', '__')}@`]
  return prefixes.some((start) => innermost.startsWith(start)) || innermost === `${name.replace('/', '__')}.patch`
}
