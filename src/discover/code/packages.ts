import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** A package as it is installed for one importing folder. */
export interface InstalledPackage {
  readonly name: string
  readonly folder: string
  /** `4.6.7 sha512-…` by the lock file, the installed version where no lock file knows it. */
  readonly identity: string
}
export interface Packages {
  find(fromFolder: string, name: string): InstalledPackage | undefined
}

interface Lock {
  readonly folder: string
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly link?: boolean }>
  >
}

/** Looks packages up as Node does: in the nearest `node_modules`, upwards from the importing folder. */
export function createPackages(root: string): Packages {
  const found = new Map<string, InstalledPackage | undefined>()
  let lock: Lock | undefined | null = null
  const identityOf = (folder: string): string => {
    if (lock === null) lock = readLock(root)
    const entry = lock?.packages[relative(lock.folder, folder).split(sep).join('/')]
    if (entry?.version !== undefined) return [entry.version, entry.integrity].filter(Boolean).join(' ')
    return readVersion(folder)
  }
  return {
    find(fromFolder, name) {
      const key = `${fromFolder}\0${name}`
      if (!found.has(key)) {
        const folder = installedFolder(fromFolder, name)
        found.set(key, folder === undefined ? undefined : { name, folder, identity: identityOf(folder) })
      }
      return found.get(key)
    },
  }
}

/** `zod/v4` -> `zod`, `@scope/name/x` -> `@scope/name`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function installedFolder(fromFolder: string, name: string): string | undefined {
  for (let folder = fromFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

function readVersion(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string }
  return version ?? '0.0.0'
}

/** npm's lock file of the project, or of the workspace that the project is in. */
function readLock(root: string): Lock | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const file = join(folder, 'package-lock.json')
    if (existsSync(file)) {
      const { packages } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Lock>
      return packages === undefined ? undefined : { folder, packages }
    }
    if (folder === dirname(folder)) return undefined
  }
}
