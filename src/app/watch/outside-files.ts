import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Workspace } from '../../project/workspace.ts'

/** What a project is read from that lies outside of its folder. */
export interface OutsideFiles {
  /** Absolute: folders that hold something of it. */
  readonly roots: readonly string[]
  /** Whether an absolute path is something of it: a file, or a folder in which every file counts. */
  matters(path: string): boolean
}

/** Installed packages are not watched. */
const installed = /[\\/](?:node_modules|site-packages|lib[\\/]python3[^\\/]*|\.[^\\/]*)(?:[\\/]|$)/

/** The files and folders that sets of definitions were read from, such as another tool's project, modules, and code. */
export function outsideFiles(root: string, { project, lookups }: Pick<Workspace, 'project' | 'lookups'>): OutsideFiles {
  const { sets, modules } = project
  const isOutside = (path: string) => !isWithin(root, path)
  const ofSets = sets.marks.map(([path]) => path)
  const ofCode = [...modules.map(({ path }) => path), ...lookups.answers().files.map(([path]) => path)]
  const files = new Set([...ofSets, ...ofCode.filter((path) => !installed.test(path))].filter(isOutside))
  const folders = sets.folders.map(([path]) => resolve(path)).filter(isOutside)
  const isBelowFolder = (path: string) => folders.some((folder) => folder !== path && isWithin(folder, path))
  const holders = [...files, ...folders].map((path) => dirname(path)).filter((path) => !isBelowFolder(path))
  return {
    roots: [...new Set(holders)].sort(),
    matters: (path) =>
      files.has(path) ||
      folders.some((folder) => isWithin(folder, path) && !installed.test(`/${relative(folder, path)}`)),
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way)
}
