import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AssetError } from '../../errors.ts'

const names = ['assets.config.ts', 'assets.config.mts', 'assets.config.js', 'assets.config.mjs'] as const

/**
 * The project file, as an absolute path whose folder is free of symbolic links, as Node names modules: the one that was
 * asked for, or the first found from `cwd` upwards.
 *
 * @throws AssetError `PROJECT_NOT_FOUND`.
 */
export function findConfig({ cwd, config }: { readonly cwd: string; readonly config?: string | undefined }): string {
  if (config !== undefined) {
    const file = resolve(cwd, config)
    if (existsSync(file)) return realFolder(projectFile(file))
    throw new AssetError({
      code: 'PROJECT_NOT_FOUND',
      message: `there is no project file ${file}`,
      facts: { config: file },
      fix: (option) => `correct the path given with ${option('config')}, or run \`assets init\` to start a project`,
    })
  }
  checkFolder(resolve(cwd))
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const name = names.find((candidate) => existsSync(join(folder, candidate)))
    if (name !== undefined) return realFolder(join(folder, name))
    if (folder === dirname(folder)) throw notFound(resolve(cwd))
  }
}

/** Any name is accepted, such as `other.config.ts`; anything but code is not. */
function projectFile(file: string): string {
  if (/\.m?[jt]s$/.test(file) && statSync(file).isFile()) return file
  throw new AssetError({
    code: 'PROJECT_NOT_FOUND',
    message: `${file} is no project file`,
    facts: { config: file },
    fix: (option) => `give the path of an assets.config.ts with ${option('config')}`,
  })
}

/** Without this a folder that is not there would find the project above it. */
function checkFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return
  throw new AssetError({
    code: 'PROJECT_NOT_FOUND',
    message: stat === undefined ? `there is no folder ${folder}` : `${folder} is a file, where a folder is expected`,
    facts: { cwd: folder },
    fix: (option) => `correct the path given with ${option('cwd')}`,
  })
}

function realFolder(file: string): string {
  return join(realpathSync(dirname(file)), basename(file))
}

function notFound(cwd: string): AssetError {
  return new AssetError({
    code: 'PROJECT_NOT_FOUND',
    message: `there is no assets.config.ts in ${cwd} or in any folder above it`,
    facts: { cwd, names },
    fix: (option) => `run \`assets init\` to start a project here, or go to one with ${option('cwd', '<dir>')}`,
  })
}
