import { readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { packageName, packageVersion } from '../packages.ts'
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
  const known = new Map<string, Resolution>()
  const find = (fromFile: string, specifier: string): Resolution => {
    if (isBuiltin(specifier)) return { to: 'builtin' }
    const folder = dirname(fromFile)
    if (/^(\.|\/|file:)/.test(specifier)) return resolveFile(folder, specifier)
    if (specifier.startsWith('#')) return resolveOwnImport(folder, specifier, find)
    return resolvePackage(root, fromFile, specifier)
  }
  return (fromFile, specifier) => {
    const key = `${dirname(fromFile)}\0${specifier}`
    const resolution = known.get(key) ?? find(fromFile, specifier)
    known.set(key, resolution)
    return resolution
  }
}

function resolvePackage(root: string, fromFile: string, specifier: string): Resolution {
  const name = packageName(specifier)
  if (name === framework) return { to: 'package', name, identity: undefined }
  const installed = packageVersion(root, { fromFile, specifier })
  if (installed === undefined || installed.linked) {
    const file = resolveModule(dirname(fromFile), specifier)
    if (file !== undefined && !isInNodeModules(file)) return { to: 'file', file }
  }
  if (installed === undefined) return { to: 'missing' }
  const identity = [installed.version, installed.integrity].filter(Boolean).join(' ')
  return { to: 'package', name: installed.name, identity }
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
      if (typeof target === 'string') return find(file, target)
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
