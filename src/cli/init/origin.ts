import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCode } from '../../util/error-code.ts'
import { frameworkVersion } from '../../util/framework-version.ts'

/** The package's own name, which is also the name it is installed under. */
const own = 'assetstore'

/**
 * The dependency by which a new project gets this same package: its version where it came from a registry, else `file:`
 * and an absolute path, for a tarball, a folder or a checkout.
 */
export function dependencyOn(folder = ownFolder()): string {
  const installed = basename(folder) === own && basename(dirname(folder)) === 'node_modules'
  if (!installed) return `file:${folder}`
  const root = dirname(dirname(folder))
  const from = resolvedFrom(root) ?? declaredIn(root) ?? ''
  return from.startsWith('file:') ? `file:${resolve(root, from.slice('file:'.length))}` : frameworkVersion
}

/** The first folder above this file whose `package.json` is ours, wherever the bundler has put the file. */
function ownFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (readJson<{ name?: string }>(join(folder, 'package.json'))?.name === own) return folder
    if (folder === dirname(folder)) throw new Error(`no package.json of ${own} lies above its own files`)
  }
}

/** npm notes in `node_modules` where every package came from, relative to the project. */
function resolvedFrom(root: string): string | undefined {
  const lock = readJson<{ packages?: Record<string, { resolved?: string }> }>(
    join(root, 'node_modules/.package-lock.json'),
  )
  return lock?.packages?.[`node_modules/${own}`]?.resolved
}

/** Other package managers keep no such note; the project itself says what it asked for. */
function declaredIn(root: string): string | undefined {
  type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> }
  const manifest = readJson<Manifest>(join(root, 'package.json'))
  return manifest?.dependencies?.[own] ?? manifest?.devDependencies?.[own]
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
