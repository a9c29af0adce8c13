import { dirname, resolve } from 'node:path'
import type { DataFile, ProjectFiles, SourceModule, Unit } from '../project-files.ts'
import { isModuleFile } from '../syntax.ts'

/**
 * The modules that may be imported by paths which are given: `for (const path of paths) await import(path)`. Every text
 * of the code that leads to a module from where it is imported may be such a path.
 */
export function namedModules(files: ProjectFiles, units: readonly Unit[]): SourceModule[] {
  const importers = new Set(units.flatMap(({ module, facts }) => (facts.importsAny ? [module] : [])))
  if (importers.size === 0) return []
  const paths = pathsIn(units).filter((path) => path.startsWith('.'))
  const found = [...importers].flatMap((module) =>
    paths.flatMap((path) => {
      const resolution = files.resolve(module.file, path)
      const opened = resolution.to === 'file' ? files.open(resolution.file) : undefined
      return opened?.kind === 'module' ? [opened] : []
    }),
  )
  return [...new Set(found)]
}

/** The files that a unit may read whose names are given: those that are written in what is reached and are there. */
export function namedData(
  files: ProjectFiles,
  { module, facts: { readsAny = [] } }: Unit,
  reached: readonly { readonly unit: Unit }[],
): DataFile[] {
  const paths = pathsIn(reached.map(({ unit }) => unit))
  const found = readsAny.flatMap((start) => paths.map((path) => resolve(dirname(module.file), `${start}${path}`)))
  return [...new Set(found)].flatMap((file) => (isModuleFile(file) ? [] : (files.openData(file) ?? [])))
}

function pathsIn(units: readonly Unit[]): string[] {
  return [...new Set(units.flatMap(({ facts }) => facts.paths ?? []))]
}
