import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { AssetError } from '../errors.ts'

/** A package as it is installed, or, where it is not, as the lock file says. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  /** As in the lock file: `sha512-…`. `undefined` where no lock file knows this very version. */
  readonly integrity: string | undefined
  /** Absolute, through no symbolic link; `undefined` where it is not installed. */
  readonly folder: string | undefined
  /** `file:` or a workspace: it is source, which may change under its version. */
  readonly linked: boolean
}

/**
 * Which version of a package a file gets when it imports a specifier. Read from `package-lock.json` or `npm-shrinkwrap.json` (lockfile
 * versions 2 and 3) and from what is installed; other lock files are not read, so that the installed version alone is the answer there.
 * `undefined` for a builtin module, a relative path, and a package that neither is installed nor in the lock.
 */
export function packageVersion(
  root: string,
  { fromFile, specifier }: { readonly fromFile: string; readonly specifier: string },
): InstalledPackage | undefined {
  const name = packageName(specifier)
  if (name === undefined) return undefined
  const folder = installedFolder(dirname(fromFile), name)
  const lock = nearestLock(root)
  if (folder === undefined) return lockedOnly(name, lock)
  const version = installedVersion(folder)
  const locked = lock?.packages[relative(lock.folder, folder).split(sep).join('/')]
  const real = realpathSync(folder)
  return {
    name,
    version,
    integrity: locked?.version === version ? locked.integrity : undefined,
    folder: real,
    linked: locked?.link === true || !real.includes(`${sep}node_modules${sep}`),
  }
}

/** `zod/v4` -> `zod`, `@scope/name/deep` -> `@scope/name`; `undefined` for anything that is no package. */
export function packageName(specifier: string): string | undefined {
  if (/^(?:[./#]|[a-z]+:)/i.test(specifier)) return undefined
  const [first = '', second] = specifier.split('/')
  if (!first.startsWith('@')) return first
  return second === undefined ? undefined : `${first}/${second}`
}

function installedFolder(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

function installedVersion(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string }
  return version ?? '0.0.0'
}

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
}
interface Lock {
  readonly folder: string
  readonly packages: Readonly<Record<string, LockedPackage>>
}

function lockedOnly(name: string, lock: Lock | undefined): InstalledPackage | undefined {
  const locked = lock?.packages[`node_modules/${name}`]
  if (locked?.version === undefined) return undefined
  return { name, version: locked.version, integrity: locked.integrity, folder: undefined, linked: locked.link === true }
}

/** The lock file of the project or of the workspace that it is part of. */
function nearestLock(root: string): Lock | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
      const file = join(folder, name)
      const stats = statSync(file, { throwIfNoEntry: false })
      if (stats !== undefined) return readLock(file, `${stats.mtimeMs} ${stats.size} ${stats.ino}`)
    }
    if (folder === dirname(folder)) return undefined
  }
}

let lastLock: { readonly file: string; readonly state: string; readonly lock: Lock } | undefined

/** A lock file has some hundred kB, and a plan asks it once a package: the last one that was read is kept while its file is the same. */
function readLock(file: string, state: string): Lock {
  if (lastLock?.file === file && lastLock.state === state) return lastLock.lock
  const { packages = {} } = parseLock(file)
  const lock: Lock = { folder: dirname(file), packages }
  lastLock = { file, state, lock }
  return lock
}

function parseLock(file: string): { readonly packages?: Readonly<Record<string, LockedPackage>> } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new AssetError({
      code: 'PROJECT_SYNTAX',
      message: `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      facts: { file },
      fix: 'resolve the conflict in it if there is one, then run `npm install`',
      cause: error,
    })
  }
}

/** What a package manager writes when it installs, relative to the root: while these stay, so do the versions of packages. */
export const installRecords: readonly string[] = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'node_modules/.package-lock.json',
]
