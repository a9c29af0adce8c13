import { relative, sep } from 'node:path'
import { type IndentedMap, mapAt, parseIndented, textAt } from './indented-text.ts'
import type { Lock, LockedPackage, LockFile } from './lock.ts'

/**
 * `pnpm-lock.yaml` of lockfile versions 6 and 9: `packages` says what a package is, `snapshots` what it depends on
 * beside which peers.
 */
export function pnpmLock({ text, folder, root }: LockFile): Lock {
  const lock = parseIndented(text)
  const snapshots = withoutSlash(lock.snapshots === undefined ? mapAt(lock, 'packages') : mapAt(lock, 'snapshots'))
  const packages = withoutSlash(mapAt(lock, 'packages'))
  const patched = mapAt(lock, 'patchedDependencies')
  const importer = mapAt(mapAt(lock, 'importers'), relative(folder, root).split(sep).join('/') || '.')
  const locked = (id: string): LockedPackage | undefined => {
    const name = nameOf(id)
    const plain = id.replace(/\(.*$/, '')
    const entry = typeof packages[id] === 'object' ? mapAt(packages, id) : mapAt(packages, plain)
    if (packages[id] === undefined && packages[plain] === undefined && snapshots[id] === undefined) return undefined
    return {
      id,
      name,
      version: textAt(entry, 'version') ?? plain.slice(name.length + 1),
      integrity: integrityOf(entry, patched[plain]),
      linked: false,
      dependencies: Object.keys(referencesOf(mapAt(snapshots, id))),
    }
  }
  return {
    installed: ({ name, version }) => locked(snapshotOf(snapshots, `${name}@${version}`)),
    resolve(from, name) {
      const entry =
        from === undefined ? importerReference(importer, name) : referencesOf(mapAt(snapshots, from.id))[name]
      if (entry === undefined) return undefined
      return entry.startsWith('link:') ? linkedTo(entry, name) : locked(idOf(name, entry))
    },
  }
}

/** Version 6 writes `/foo@1.0.0`. */
function withoutSlash(map: IndentedMap): IndentedMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key.replace(/^\//, ''), value]))
}

/** The first snapshot of a package: which peers it has beside it is seen in the installed folders. */
function snapshotOf(snapshots: IndentedMap, plain: string): string {
  if (snapshots[plain] !== undefined) return plain
  return Object.keys(snapshots).find((id) => id.startsWith(`${plain}(`)) ?? plain
}

function integrityOf(entry: IndentedMap, patch: IndentedMap[string] | undefined): string | undefined {
  const resolution = mapAt(entry, 'resolution')
  const integrity = textAt(resolution, 'integrity') ?? (Object.values(resolution).join(' ') || undefined)
  if (patch === undefined) return integrity
  return `${integrity} patch ${typeof patch === 'string' ? patch : patch.hash}`
}

function referencesOf(snapshot: IndentedMap): Record<string, string> {
  const all = { ...mapAt(snapshot, 'dependencies'), ...mapAt(snapshot, 'optionalDependencies') }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function importerReference(importer: IndentedMap, name: string): string | undefined {
  for (const kind of ['dependencies', 'optionalDependencies', 'devDependencies']) {
    const version = textAt(mapAt(mapAt(importer, kind), name), 'version')
    if (version !== undefined) return version
  }
  return undefined
}

/** `1.0.0(peer@2.0.0)` is a version of the named package; `other@1.0.0` is a package of another name. */
function idOf(name: string, reference: string): string {
  const bare = reference.replace(/^\//, '')
  return /^@?[^@(]+@/.test(bare) ? bare : `${name}@${bare}`
}

const nameOf = (id: string): string => id.slice(0, id.indexOf('@', 1))

function linkedTo(reference: string, name: string): LockedPackage {
  return { id: reference, name, version: '0.0.0', integrity: undefined, linked: true, dependencies: [] }
}
