import type { ProjectFiles, SourceModule } from './project-files.ts'

/**
 * The modules that evaluating some modules evaluates, themselves first, in the order in which they are met. The project file is not
 * entered: it imports the table of contents, and with it everything.
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
  return [...evaluates, ...(dynamic ? later : [])].flatMap((specifier) => {
    const resolution = files.resolve(module.file, specifier)
    const opened = resolution.to === 'file' ? files.open(resolution.file) : undefined
    return opened?.kind === 'module' ? [opened] : []
  })
}
