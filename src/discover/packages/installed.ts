import { realpathSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { digestFields } from '../../util/digest.ts'
import type { Lookups } from '../files/lookups.ts'
import type { Lock, LockedPackage } from './lock.ts'
import { manifestIn, nearestLock } from './nearest-lock.ts'
import { packageName } from './package-name.ts'
import { createPatches, type Patches } from './patches.ts'

/** A package as it is installed, or, where it is not, as the lock file says. */
export interface InstalledPackage {
  /** The name under which it is imported. */
  readonly name: string
  readonly version: string
  /** As in the lock file: `sha512-…`. `undefined` where no lock file knows this very version. */
  readonly integrity: string | undefined
  /** Absolute, through no symbolic link; `undefined` where it is not installed. */
  readonly folder: string | undefined
  /** `file:` or a workspace: it is source, which may change under its version. */
  readonly linked: boolean
  /** The names under which it imports packages itself. */
  readonly dependencies: readonly string[]
  readonly locked: LockedPackage | undefined
  /**
   * The package is for one system or processor, and no lock file lists the others. Another machine installs another
   * one, and makes the same data.
   */
  readonly forThisMachine: boolean
  /** Version, integrity and patch: equal texts are equal packages, but for what they depend on. */
  readonly identity: string
}

/** Finds packages from a file or from another package, as Node does in `node_modules`, else by the lock file. */
export interface Packages {
  find(fromFolder: string, name: string): InstalledPackage | undefined
  /** A folder of that name, nearer than the package, that has no package.json: its files have no version. */
  bareFolder(fromFolder: string, name: string): string | undefined
  /** What a package gets under the name of a dependency. */
  dependency(of: InstalledPackage, name: string): InstalledPackage | undefined
  /** The package that a file in `node_modules` is part of. */
  ofFile(file: string): InstalledPackage | undefined
}

/** One for each way to ask the disk: a lock file has some hundred kB, and is parsed once. */
export function packagesOf(lookups: Lookups, root: string): Packages {
  const packages = opened.get(lookups) ?? createPackages(lookups, root)
  opened.set(lookups, packages)
  return packages
}
const opened = new WeakMap<Lookups, Packages>()

function createPackages(lookups: Lookups, root: string): Packages {
  let lock: { readonly nearest: Lock | undefined } | undefined
  const context: Context = {
    lookups,
    patches: createPatches(lookups, root),
    get lock() {
      lock ??= { nearest: nearestLock(lookups, root) }
      return lock.nearest
    },
  }
  const packages = new Map<string, InstalledPackage>()
  const at = (folder: string, name: string): InstalledPackage => {
    const description = packages.get(`${folder}\0${name}`) ?? describe(context, folder, name)
    packages.set(`${folder}\0${name}`, description)
    return description
  }
  const find = (from: string, name: string) => {
    const { folder } = foldersOf(lookups, from, name)
    return folder === undefined ? undefined : at(folder, name)
  }
  return {
    find: (from, name) => find(from, name) ?? lockedOnly(context.lock?.resolve(undefined, name), name),
    bareFolder: (from, name) => foldersOf(lookups, from, name).bare,
    dependency(of, name) {
      const next = of.folder === undefined ? undefined : find(of.folder, name)
      const installed = next?.forThisMachine ? undefined : next
      if (installed !== undefined || of.locked === undefined) return installed
      return lockedOnly(context.lock?.resolve(of.locked, name), name)
    },
    ofFile(file) {
      const [, folder, name] = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(file) ?? []
      return folder === undefined || name === undefined ? undefined : at(folder, name.split(sep).join('/'))
    },
  }
}

/**
 * The package that a file gets when it imports a specifier; `undefined` for a builtin module, a relative path, and what
 * is nowhere.
 */
export function packageVersion(
  lookups: Lookups,
  root: string,
  { fromFile, specifier }: { readonly fromFile: string; readonly specifier: string },
): InstalledPackage | undefined {
  const name = packageName(specifier)
  return name === undefined ? undefined : packagesOf(lookups, root).find(dirname(fromFile), name)
}

interface Context {
  readonly lookups: Lookups
  readonly patches: Patches
  readonly lock: Lock | undefined
}

interface Folders {
  /** The folder of the nearest package of that name. */
  readonly folder?: string
  /** See `Packages.bareFolder`. */
  readonly bare?: string
}

function foldersOf(lookups: Lookups, from: string, name: string): Folders {
  let bare: string | undefined
  for (let at = from; ; at = dirname(at)) {
    const home = join(at, 'node_modules')
    const folder = lookups.lacksFolder(home) ? undefined : join(home, name)
    const beside = bare === undefined ? {} : { bare }
    if (folder !== undefined && lookups.place(join(folder, 'package.json')) !== undefined) return { folder, ...beside }
    if (folder !== undefined && !lookups.lacksFolder(folder)) bare ??= folder
    if (at === dirname(at)) return bare === undefined ? {} : { bare }
  }
}

function describe(context: Context, folder: string, name: string): InstalledPackage {
  const { lookups, patches, lock } = context
  const manifest = manifestIn(lookups, folder) ?? {}
  const { version = '0.0.0', dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifest
  const real = realpathSync(folder)
  const ownName = manifest.name ?? name
  const lockedPackage = lock?.installed({ folder, name: ownName, version })
  const locked = lockedPackage?.version === version ? lockedPackage : undefined
  const linked = lockedPackage?.linked === true || !isInNodeModules(real)
  const patch = linked ? undefined : patches.of(ownName, real)
  const integrity = locked?.integrity
  const text = ownName === name ? version : `${ownName}@${version}`
  const names = { ...dependencies, ...optionalDependencies, ...peerDependencies, ...peerDependenciesMeta }
  return {
    ...{ name, version, integrity, folder: real, linked, locked },
    forThisMachine: locked === undefined && (manifest.os !== undefined || manifest.cpu !== undefined),
    dependencies: [...new Set([...Object.keys(names), ...(locked?.dependencies ?? [])])].sort(),
    get identity() {
      // What is linked changes under its version: as a dependency of a package it counts by its files.
      return [text, linked ? filesHash(lookups, real) : integrity, patch].filter(Boolean).join(' ')
    },
  }
}

/** Where package managers put what they install: directly in such a folder, or in a scope there. */
function isInNodeModules(real: string): boolean {
  const parents = dirname(real).split(sep)
  return (
    parents.at(-1) === 'node_modules' || (parents.at(-1)?.startsWith('@') === true && parents.at(-2) === 'node_modules')
  )
}

function filesHash(lookups: Lookups, folder: string): string {
  const files = (lookups.folder(folder) ?? []).flatMap((name) => [name, lookups.hash(join(folder, name)) ?? ''])
  return `files ${digestFields('linked1', [['files', files]]).slice(0, 12)}`
}

function lockedOnly(locked: LockedPackage | undefined, name: string): InstalledPackage | undefined {
  if (locked === undefined) return undefined
  const { version, integrity, linked, dependencies } = locked
  const text = locked.name === name ? version : `${locked.name}@${version}`
  const identity = [text, integrity].filter(Boolean).join(' ')
  return { name, version, integrity, folder: undefined, linked, dependencies, locked, forThisMachine: false, identity }
}

/** `packages/a` for `/project/packages/a`: how a folder is called where it has no name. */
export function folderLabel(root: string, folder: string): string {
  return relative(root, folder).split(sep).join('/') || '.'
}
