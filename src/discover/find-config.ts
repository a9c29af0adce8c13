import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AssetError } from '../errors.ts'

const names = ['assets.config.ts', 'assets.config.mts', 'assets.config.js', 'assets.config.mjs'] as const

/**
 * The project file, as an absolute path whose folder is free of symbolic links, as Node names modules: the one that was asked for, or
 * the first found from `cwd` upwards.
 *
 * @throws AssetError `PROJECT_NOT_FOUND`.
 */
export function findConfig({ cwd, config }: { readonly cwd: string; readonly config?: string | undefined }): string {
  if (config !== undefined) {
    const file = resolve(cwd, config)
    if (existsSync(file)) return realFolder(file)
    throw new AssetError({
      code: 'PROJECT_NOT_FOUND',
      message: `there is no project file ${file}`,
      facts: { config: file },
      fix: 'correct the path given with --config, or run `assets init` to start a project',
    })
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const name = names.find((candidate) => existsSync(join(folder, candidate)))
    if (name !== undefined) return realFolder(join(folder, name))
    if (folder === dirname(folder)) throw notFound(resolve(cwd))
  }
}

function realFolder(file: string): string {
  return join(realpathSync(dirname(file)), basename(file))
}

function notFound(cwd: string): AssetError {
  return new AssetError({
    code: 'PROJECT_NOT_FOUND',
    message: `there is no assets.config.ts in ${cwd} or in any folder above it`,
    facts: { cwd, names },
    fix: 'run `assets init` to start a project here, or go to one with -C <dir>',
  })
}
