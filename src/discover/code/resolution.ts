import { isBuiltin } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import type { Lookups } from '../files/lookups.ts'
import { folderLabel, type InstalledPackage, packagesOf } from '../packages/installed.ts'
import type { Manifest } from '../packages/lock.ts'
import { manifestIn } from '../packages/nearest-lock.ts'
import { packageName } from '../packages/package-name.ts'
import { framework, installedWith, withDependencies } from '../packages/reached.ts'
import { forgetResolved } from './parser.ts'
import { isRequired, requiredSpecifier, writtenSpecifier } from './specifier.ts'

/** Where a specifier leads. */
export type Resolution =
  | { readonly to: 'file'; readonly file: string }
  /** `identity` is missing for the framework itself, whose version is not part of what an asset is. */
  | { readonly to: 'package'; readonly name: string; readonly identity: string | undefined }
  | { readonly to: 'builtin' }
  | { readonly to: 'missing' }

export interface Resolver {
  resolve(fromFile: string, specifier: string): Resolution
  /** Packages by the names that resolutions gave them, with all that they depend on: way -> identity. */
  withDependencies(names: Iterable<string>): Readonly<Record<string, string>>
  /** See `installedWith` in `reached.ts`. */
  installedWith(name: string): ReadonlySet<string>
}

interface State {
  readonly root: string
  readonly lookups: Lookups
  /** Packages that were met, by the name that is theirs alone. */
  readonly packages: Map<string, InstalledPackage>
  /** By folder: the package.json that it belongs to. */
  readonly manifests: Map<string, Nearest | undefined>
}
interface Nearest {
  readonly at: string
  readonly manifest: Manifest
}

/**
 * Follows specifiers as Node does. A package that leads out of `node_modules` (a workspace, `file:`) is source like the
 * project's own. The resolver is asked only where looking for the file by its name does not answer: it has to be loaded
 * first.
 */
export function createResolver(root: string, lookups: Lookups): Resolver {
  forgetResolved()
  const resolutions = new Map<string, Resolution>()
  const reached = new Map<string, Readonly<Record<string, string>>>()
  const state: State = { root, lookups, packages: new Map(), manifests: new Map() }
  return {
    resolve(fromFile, specifier) {
      const key = `${dirname(fromFile)}\0${specifier}`
      const resolution = resolutions.get(key) ?? find(state, fromFile, specifier)
      resolutions.set(key, resolution)
      return resolution
    },
    withDependencies(names) {
      const packages = [...names].sort().flatMap((name) => {
        const installed = state.packages.get(name)
        return installed === undefined ? [] : [[name, installed] as const]
      })
      const key = packages.map(([name]) => name).join('\0')
      const all = reached.get(key) ?? withDependencies(packagesOf(lookups, root), new Map(packages))
      reached.set(key, all)
      return all
    },
    installedWith(name) {
      const installed = state.packages.get(name)
      return installed === undefined ? new Set() : installedWith(packagesOf(lookups, root), installed)
    },
  }
}

function find(state: State, fromFile: string, specifier: string): Resolution {
  const written = writtenSpecifier(specifier)
  if (isBuiltin(written)) return { to: 'builtin' }
  if (/^(\.|\/|file:)/.test(written)) return resolveFile(state, fromFile, specifier)
  if (written.startsWith('#')) return resolveOwnImport(state, fromFile, specifier)
  return resolvePackage(state, fromFile, specifier)
}

function resolvePackage(state: State, fromFile: string, specifier: string): Resolution {
  const { root, lookups } = state
  const name = packageName(writtenSpecifier(specifier))
  if (name === framework) return { to: 'package', name, identity: undefined }
  const own = isOwnName(state, fromFile, name) ? lookups.resolve(dirname(fromFile), specifier) : undefined
  if (own !== undefined) return { to: 'file', file: own }
  const bare = name === undefined ? undefined : inBareFolder(state, { fromFile, specifier, name })
  if (bare !== undefined) return { to: 'file', file: bare }
  const installed = name === undefined ? undefined : packagesOf(lookups, root).find(dirname(fromFile), name)
  if (installed !== undefined && !installed.linked) return packageResolution(state, fromFile, installed)
  const file = lookups.resolve(dirname(fromFile), specifier)
  // A file in `node_modules` without a package.json has no version, so it counts by its bytes.
  const isFile = file !== undefined && (installed === undefined || !isInNodeModules(installed.folder, file))
  if (isFile) return { to: 'file', file }
  return installed === undefined ? { to: 'missing' } : packageResolution(state, fromFile, installed)
}

interface Named {
  readonly fromFile: string
  readonly specifier: string
  readonly name: string
}
/** The file that a specifier means in a folder without a package.json; an empty one stands in nobody's way. */
function inBareFolder({ root, lookups }: State, { fromFile, specifier, name }: Named): string | undefined {
  const folder = packagesOf(lookups, root).bareFolder(dirname(fromFile), name)
  const file = folder === undefined ? undefined : lookups.resolve(dirname(fromFile), specifier)
  return file?.startsWith(`${folder}${sep}`) ? file : undefined
}

/** A package with `exports` is the first that its name means to the files in it. */
function isOwnName(state: State, fromFile: string, name: string | undefined): boolean {
  const manifest = nearestManifest(state, dirname(fromFile))?.manifest
  return name !== undefined && manifest?.name === name && manifest.exports !== undefined
}

function nearestManifest(state: State, folder: string): Nearest | undefined {
  const earlier = state.manifests.get(folder)
  if (earlier !== undefined || state.manifests.has(folder)) return earlier
  const manifest = manifestIn(state.lookups, folder)
  const above = folder === dirname(folder) ? undefined : () => nearestManifest(state, dirname(folder))
  const nearest = manifest === undefined ? above?.() : { at: folder, manifest }
  state.manifests.set(folder, nearest)
  return nearest
}

/** A package that two files get under one name is two: the one that is not the project's is named by who has it. */
function packageResolution(state: State, fromFile: string, installed: InstalledPackage): Resolution {
  const { root, lookups, packages } = state
  const ofProject = packagesOf(lookups, root).find(root, installed.name)
  const isOfProject = ofProject === undefined || ofProject.folder === installed.folder
  const names = isOfProject
    ? [installed.name]
    : ownersOf(state, fromFile).map((owner) => `${owner} > ${installed.name}`)
  const name = names.find((one) => (packages.get(one)?.folder ?? installed.folder) === installed.folder)
  if (name === undefined) throw new Error(`${installed.folder} has no name of its own`)
  packages.set(name, installed)
  return { to: 'package', name, identity: installed.identity }
}

/** How the nearest package above a file is called, by its name and by its folder. */
function ownersOf({ root, lookups }: State, file: string): readonly string[] {
  const label = (folder: string) => folderLabel(root, folder)
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const manifest = manifestIn(lookups, at)
    if (manifest?.name !== undefined) return [manifest.name, label(at), label(dirname(file))]
  }
  return [label(dirname(file))]
}

/** A link is the file that it leads to, as it is for Node: what that file imports lies beside it. */
function resolveFile(state: State, fromFile: string, specifier: string): Resolution {
  const { root, lookups } = state
  const folder = dirname(fromFile)
  const exact = resolve(
    folder,
    writtenSpecifier(specifier)
      .replace(/^file:\/\//, '')
      .replace(/[?#].*$/, ''),
  )
  const file = lookups.place(exact) ?? lookups.resolve(folder, specifier)
  if (file === undefined) return { to: 'missing' }
  // A package is one too where it is imported by the path to a file in it.
  if (!isInNodeModules(root, file)) return { to: 'file', file }
  const installed = packagesOf(lookups, root).ofFile(file)
  return installed === undefined ? { to: 'file', file } : packageResolution(state, fromFile, installed)
}

/**
 * `"imports": { "#project": "./assets.config.ts" }` of the nearest package.json; conditions and patterns are the
 * resolver's.
 */
function resolveOwnImport(state: State, fromFile: string, specifier: string): Resolution {
  const { root, lookups } = state
  const folder = dirname(fromFile)
  const nearest = nearestManifest(state, folder)
  const target = nearest?.manifest.imports?.[writtenSpecifier(specifier)]
  if (nearest !== undefined && typeof target === 'string') {
    const next = isRequired(specifier) ? requiredSpecifier(target) : target
    return find(state, join(nearest.at, 'package.json'), next)
  }
  const file = lookups.resolve(folder, specifier)
  if (file === undefined) return { to: 'missing' }
  const installed = packagesOf(lookups, root).ofFile(file)
  if (installed?.name === framework) return { to: 'package', name: framework, identity: undefined }
  return installed === undefined
    ? { to: 'file', file }
    : packageResolution(state, join(folder, 'package.json'), installed)
}

/**
 * Whether a file is of an installed package. What lies above the project, or above a linked package, does not count.
 */
function isInNodeModules(home: string | undefined, file: string): boolean {
  const inside = home !== undefined && file.startsWith(home + sep) ? file.slice(home.length) : file
  return inside.split(sep).includes('node_modules')
}
