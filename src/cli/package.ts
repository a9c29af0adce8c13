import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface OwnPackage {
  /** The folder of the package that this command was started from. */
  readonly folder: string
  readonly version: string
}

/** This package: the first `package.json` above this file, wherever the bundler has put it. */
export function ownPackage(): OwnPackage {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const found = readVersion(join(folder, 'package.json'))
    if (found !== undefined) return { folder, version: found }
    const above = dirname(folder)
    if (above === folder) throw new Error('the package.json of assetstore was not found above its own files')
    folder = above
  }
}

function readVersion(file: string): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }
    return name === 'assetstore' ? version : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
