import { join, sep } from 'node:path'
import { nodePreloads } from '../../../../util/node-in-use.ts'
import type { ProjectFiles, SourceModule, Unit } from '../../project-files.ts'
import { matchingModules } from '../../slice/closure.ts'
import { namedModules } from '../../slice/named-files.ts'
import { requiredSpecifier } from '../../specifier.ts'
import { isModuleFile } from '../../syntax.ts'

/** All that is loaded, in the order in which it is evaluated. */
export interface Program {
  readonly modules: readonly SourceModule[]
  /** Packages that are imported for what they do. */
  readonly bare: readonly { readonly module: SourceModule; readonly from: string }[]
  /** Where a unit comes in the order of evaluation. */
  position(unit: Unit): number
}

/**
 * The modules that Node was told to load first, those of the project file and of the table of contents, and behind them
 * those that are imported while code runs: depth first, as Node evaluates them.
 */
export function readProgram(files: ProjectFiles, entry: string): Program {
  const modules = new Set<SourceModule>()
  const started = new Set<SourceModule>()
  const later: SourceModule[] = []
  for (const file of [...preloadedBy(files), files.configFile, entry])
    evaluate(files, { modules, started, later }, opened(files, file))
  for (let size = -1; modules.size > size; ) {
    size = modules.size
    for (const module of later) evaluate(files, { modules, started, later }, module)
    later.push(
      ...namedModules(
        files,
        [...modules].flatMap(({ units }) => units),
      ),
    )
  }
  const ranks = new Map([...modules].map((module, rank) => [module, rank]))
  return {
    modules: [...modules],
    bare: [...modules].flatMap((module) => module.facts.bare.map((from) => ({ module, from }))),
    position: ({ module, facts }) => (ranks.get(module) ?? ranks.size) * 2 ** 26 + facts.start,
  }
}

/**
 * The project's own files among those that Node loads before the project; files of packages and debuggers are not code
 * of it.
 */
function preloadedBy(files: ProjectFiles): string[] {
  const from = join(process.cwd(), 'preloads.js')
  return nodePreloads(files.root).flatMap(({ specifier, required }) => {
    const resolution = files.resolve(from, required ? requiredSpecifier(specifier) : specifier)
    const file = resolution.to === 'file' ? resolution.file : ''
    return file.startsWith(`${files.root}${sep}`) && isModuleFile(file) ? [file] : []
  })
}

interface Evaluation {
  readonly modules: Set<SourceModule>
  readonly started: Set<SourceModule>
  /** Imported while code runs. */
  readonly later: SourceModule[]
}

/** Without recursion: a chain of imports may be longer than the stack. */
function evaluate(files: ProjectFiles, { modules, started, later }: Evaluation, first: SourceModule | undefined): void {
  // Two modules may import each other while they run.
  const stack = first === undefined || started.has(first) ? [] : [frame(files, first, started)]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.imports[top.next++]
    if (next !== undefined) {
      if (!started.has(next)) stack.push(frame(files, next, started))
      continue
    }
    stack.pop()
    modules.add(top.module)
    later.push(...importedBy(files, top.module, top.module.facts.dynamic), ...computedModules(files, top.module))
  }
}

function frame(files: ProjectFiles, module: SourceModule, started: Set<SourceModule>) {
  started.add(module)
  return { module, imports: importedBy(files, module, module.facts.evaluates), next: 0 }
}

/** The modules that computed imports may lead to, as far as their paths are written. */
function computedModules(files: ProjectFiles, module: SourceModule): SourceModule[] {
  const patterns = module.facts.units.flatMap((unit) => unit.patterns ?? [])
  return matchingModules(files, module, patterns).flatMap((file) => opened(files, file) ?? [])
}

function importedBy(files: ProjectFiles, module: SourceModule, specifiers: readonly string[]): SourceModule[] {
  return specifiers.flatMap((specifier) => {
    const resolution = files.resolve(module.file, specifier)
    return (resolution.to === 'file' ? opened(files, resolution.file) : undefined) ?? []
  })
}

function opened(files: ProjectFiles, file: string): SourceModule | undefined {
  const source = files.open(file)
  return source.kind === 'module' ? source : undefined
}
