import type { ProjectFiles, SourceModule } from '../../project-files.ts'
import type { Program } from './program.ts'

/** How a module imports a package. */
export interface Import {
  readonly module: SourceModule
  readonly from: string
  readonly name: string
}

/** The packages that the modules of a project import, and what they depend on. */
export interface ProjectPackages {
  readonly imports: readonly Import[]
  /** A package and all that it depends on, by their own names. */
  closureOf(name: string): ReadonlySet<string>
  /** Whether one of two packages depends on the other, or is it: what is set in one may be seen through the other. */
  areRelated(one: string, other: string): boolean
  /** By its own name: the package, and those of the project that are related to it. */
  relatedTo(name: string): readonly string[]
}

export function createProjectPackages(files: ProjectFiles, program: Program): ProjectPackages {
  const closures = new Map<string, ReadonlySet<string>>()
  const closureOf = (name: string): ReadonlySet<string> => {
    const earlier = closures.get(name)
    if (earlier !== undefined) return earlier
    const names = Object.keys(files.withDependencies([name])).map(ownName)
    const closure = new Set([ownName(name), ...names])
    closures.set(name, closure)
    return closure
  }
  const imports = program.modules.flatMap((module) => importsOf(files, module))
  const names = [...new Set(imports.map(({ name }) => name))]
  const areRelated = (one: string, other: string) =>
    closureOf(one).has(ownName(other)) || closureOf(other).has(ownName(one))
  const relations = new Map<string, readonly string[]>()
  const findRelated = (name: string) => {
    const own = names.filter((one) => ownName(one) === name)
    const related = names.filter((other) => own.some((one) => areRelated(one, other)))
    return [...new Set([name, ...related.map(ownName)])]
  }
  return {
    imports,
    closureOf,
    areRelated,
    relatedTo(name) {
      const related = relations.get(name) ?? findRelated(name)
      relations.set(name, related)
      return related
    },
  }
}

/** `bar` of the way `foo > bar`. */
const ownName = (way: string): string => way.split(' > ').at(-1) ?? way

function importsOf(files: ProjectFiles, module: SourceModule): Import[] {
  const from = [...[...module.imports.values()].map((one) => one.from), ...module.facts.bare]
  return [...new Set(from)].flatMap((specifier) => {
    const resolution = files.resolve(module.file, specifier)
    return resolution.to === 'package' && resolution.identity !== undefined
      ? [{ module, from: specifier, name: resolution.name }]
      : []
  })
}
