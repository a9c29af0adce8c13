import { relative, sep } from 'node:path'
import type { Lock, LockedPackage, LockFile, Manifest } from './lock.ts'

interface Entry extends Manifest {
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
}

/**
 * `package-lock.json` and `npm-shrinkwrap.json` of lockfile versions 2 and 3: a package is known by its folder, and
 * found as Node finds it.
 */
export function npmLock({ text, folder: lockFolder, root }: LockFile): Lock {
  const { packages = {} } = JSON.parse(text) as { packages?: Readonly<Record<string, Entry>> }
  const idOf = (folder: string) => relative(lockFolder, folder).split(sep).join('/')
  const lockedAt = (id: string): LockedPackage | undefined => {
    const entry = Object.hasOwn(packages, id) ? packages[id] : undefined
    if (entry?.link !== true || entry.resolved === undefined) return entry && describe(id, entry)
    return describe(entry.resolved, { ...packages[entry.resolved], link: true })
  }
  return {
    installed: ({ folder }) => lockedAt(idOf(folder)),
    resolve(from, name) {
      for (let at = from?.id ?? idOf(root); ; at = above(at)) {
        const entry = lockedAt(`${at === '' ? '' : `${at}/`}node_modules/${name}`)
        if (entry !== undefined || at === '') return entry
      }
    },
  }
}

/** The folder above, out of the project too: `..` of a workspace is the root. */
const above = (id: string): string => id.slice(0, Math.max(id.lastIndexOf('/'), 0))

function describe(id: string, entry: Entry): LockedPackage {
  const {
    name,
    version,
    integrity,
    resolved,
    link,
    dependencies,
    optionalDependencies,
    peerDependencies,
    peerDependenciesMeta,
  } = entry
  return {
    id,
    name: name ?? id.slice(id.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: version ?? '0.0.0',
    // A commit of git has no integrity: its address names it.
    integrity: integrity ?? (link ? undefined : resolved),
    linked: link === true,
    dependencies: Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...peerDependencies,
      ...peerDependenciesMeta,
    }),
  }
}
