import { readFileSync, realpathSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { createPackages, packageName } from './packages.ts'
import { resolveModule } from './parser.ts'

/** Where a specifier leads. */
export type Resolution =
  | { readonly to: 'file'; readonly file: string }
  /** `identity` is missing for the framework itself, whose version is not part of what an asset is. */
  | { readonly to: 'package'; readonly name: string; readonly identity: string | undefined }
  | { readonly to: 'builtin' }
  | { readonly to: 'missing' }

export type Resolve = (fromFile: string, specifier: string) => Resolution

const framework = 'assetstore'

/**
 * Follows specifiers as Node does. A package that leads out of `node_modules` (a workspace, `file:`) is source like the project's own. The
 * resolver is asked only where looking for the file by its name does not answer: it has to be loaded first.
 */
export function createResolve(root: string): Resolve {
  const packages = createPackages(root)
  const known = new Map<string, Resolution>()
  const find = (folder: string, specifier: string): Resolution => {
    if (isBuiltin(specifier)) return { to: 'builtin' }
    if (/^(\.|\/|file:)/.test(specifier)) return resolveFile(folder, specifier)
    if (specifier.startsWith('#')) return resolveOwnImport(folder, specifier, find)
    const name = packageName(specifier)
    if (name === framework) return { to: 'package', name, identity: undefined }
    const installed = packages.find(folder, name)
    const outside = installed === undefined || !isInNodeModules(realpathSync(installed.folder))
    const file = outside ? resolveModule(folder, specifier) : undefined
    if (file !== undefined && !isInNodeModules(file)) return { to: 'file', file }
    return installed === undefined ? { to: 'missing' } : { to: 'package', name, identity: installed.identity }
  }
  return (fromFile, specifier) => {
    const folder = dirname(fromFile)
    const key = `${folder}\0${specifier}`
    const resolution = known.get(key) ?? find(folder, specifier)
    known.set(key, resolution)
    return resolution
  }
}

function resolveFile(folder: string, specifier: string): Resolution {
  const exact = resolve(folder, specifier.replace(/^file:\/\//, '').replace(/[?#].*$/, ''))
  if (statSync(exact, { throwIfNoEntry: false })?.isFile()) return { to: 'file', file: exact }
  const file = resolveModule(folder, specifier)
  return file === undefined ? { to: 'missing' } : { to: 'file', file }
}

/** `"imports": { "#project": "./assets.config.ts" }` of the nearest package.json; conditions and patterns are the resolver's. */
function resolveOwnImport(folder: string, specifier: string, find: Resolve): Resolution {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json')
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
      const { imports } = JSON.parse(readFileSync(file, 'utf8')) as { imports?: Readonly<Record<string, unknown>> }
      const target = imports?.[specifier]
      if (typeof target === 'string') return find(at, target)
      break
    }
    if (at === dirname(at)) break
  }
  const file = resolveModule(folder, specifier)
  if (file === undefined) return { to: 'missing' }
  return isInNodeModules(file) ? { to: 'package', name: specifier, identity: specifier } : { to: 'file', file }
}

function isInNodeModules(path: string): boolean {
  return path.split(sep).includes('node_modules')
}
