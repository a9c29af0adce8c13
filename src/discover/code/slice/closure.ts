import type { Pattern } from '../facts.ts'
import type { ProjectFiles, SourceModule } from '../project-files.ts'
import { isModuleFile } from '../syntax.ts'

/**
 * The modules that evaluating some modules evaluates, themselves first, in the order in which they are met. The project
 * file is not entered: it imports the table of contents, and with it everything.
 */
export function evaluatedFrom(
  files: ProjectFiles,
  start: Iterable<SourceModule>,
  { dynamic = false }: { readonly dynamic?: boolean } = {},
): SourceModule[] {
  const reached = new Set(start)
  for (const module of reached) {
    for (const next of importsOf(files, module, dynamic)) if (next.file !== files.configFile) reached.add(next)
  }
  return [...reached]
}

function importsOf(files: ProjectFiles, module: SourceModule, dynamic: boolean): SourceModule[] {
  const { evaluates, dynamic: later } = module.facts
  const named = [...evaluates, ...(dynamic ? later : [])].flatMap((specifier) => {
    const resolution = files.resolve(module.file, specifier)
    return resolution.to === 'file' ? [resolution.file] : []
  })
  const matching = dynamic ? computedFiles(files, module).filter(isModuleFile) : []
  return [...named, ...matching].flatMap((file) => {
    const opened = files.open(file)
    return opened.kind === 'module' ? [opened] : []
  })
}

/** The modules among the files that computed paths may lead to. */
export function matchingModules(
  files: ProjectFiles,
  module: SourceModule,
  patterns: readonly Pattern[] | undefined,
): string[] {
  return (patterns ?? []).flatMap((pattern) => files.matching(module, pattern)).filter(isModuleFile)
}

/** The files that computed imports of a module may lead to. */
export function computedFiles(files: ProjectFiles, module: SourceModule): string[] {
  const patterns = module.facts.units.flatMap((unit) => unit.patterns ?? [])
  return patterns.flatMap((pattern) => files.matching(module, pattern))
}
