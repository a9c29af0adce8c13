import { dirname, resolve } from 'node:path'
import { AssetError } from '../../../errors.ts'
import type { DataFile, ProjectFiles, SourceModule, Unit } from '../project-files.ts'
import { isModuleFile } from '../syntax.ts'

/**
 * The modules that may be imported by paths which are given: `for (const path of paths) await import(path)`. Every text
 * of the code that leads to a module from where it is imported may be such a path. Where none does, or the path is put
 * together, it may be any module that lies where modules do.
 */
export function namedModules(files: ProjectFiles, units: readonly Unit[]): SourceModule[] {
  const importers = units.filter(({ facts }) => facts.importsAny !== undefined)
  if (importers.length === 0) return []
  const paths = pathsIn(units).filter((path) => path.startsWith('.'))
  const modules = importers.flatMap(({ module, facts }) => {
    const named = facts.importsAny === 'made' ? [] : paths.flatMap((path) => moduleAt(files, module, path))
    return named.length > 0 ? named : modulesAround(files, units)
  })
  return [...new Set(modules)]
}

function moduleAt(files: ProjectFiles, module: SourceModule, path: string): SourceModule[] {
  const resolution = files.resolve(module.file, path)
  const opened = resolution.to === 'file' ? files.open(resolution.file) : undefined
  return opened?.kind === 'module' ? [opened] : []
}

/** In the folders of known modules, except the project's own folder, which has everything below it. */
function modulesAround(files: ProjectFiles, units: readonly Unit[]): SourceModule[] {
  const folders = new Set(units.map(({ module }) => dirname(module.file)))
  folders.delete(files.root)
  return [...folders].flatMap((folder) =>
    files.modulesIn(folder).flatMap((file) => {
      const opened = openLoadable(files, file)
      return opened?.kind === 'module' ? [opened] : []
    }),
  )
}

/** What cannot be parsed is loaded by nobody. */
function openLoadable(files: ProjectFiles, file: string): ReturnType<ProjectFiles['open']> | undefined {
  try {
    return files.open(file)
  } catch (error) {
    if (AssetError.is(error) && error.code === 'PROJECT_SYNTAX') return undefined
    throw error
  }
}

/** The files that a unit may read whose names are given: those that are written in what is reached and are there. */
export function namedData(
  files: ProjectFiles,
  { module, facts: { readsAny = [] } }: Unit,
  reached: readonly { readonly unit: Unit }[],
): DataFile[] {
  const paths = pathsIn(reached.map(({ unit }) => unit))
  const candidates = readsAny.flatMap((start) => paths.map((path) => resolve(dirname(module.file), `${start}${path}`)))
  return [...new Set(candidates)].flatMap((file) => (isModuleFile(file) ? [] : (files.openData(file) ?? [])))
}

function pathsIn(units: readonly Unit[]): string[] {
  return [...new Set(units.flatMap(({ facts }) => facts.paths ?? []))]
}
