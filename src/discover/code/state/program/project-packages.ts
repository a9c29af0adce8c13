import type { ProjectFiles, SourceModule } from '../../project-files.ts'
import type { Program } from './program.ts'

/** The packages that the modules of a project import, and what they have in common. */
export interface ProjectPackages {
  /**
   * By its own name: the package, and those of the project that may see what is set in it. One depends on the other, or
   * both depend on a third one, which keeps it.
   */
  relatedTo(name: string): readonly string[]
}

export function createProjectPackages(files: ProjectFiles, program: Program): ProjectPackages {
  const names = [...new Set(program.modules.flatMap((module) => importsOf(files, module)))]
  const closures = new Map<string, ReadonlySet<string>>()
  const closureOf = (name: string): ReadonlySet<string> => {
    const closure = closures.get(name) ?? withCode(files.installedWith(name))
    closures.set(name, closure)
    return closure
  }
  const relations = new Map<string, readonly string[]>()
  const findRelated = (name: string) => {
    const own = names.filter((one) => ownName(one) === name).map(closureOf)
    const related = names.filter((other) => own.some((closure) => !closure.isDisjointFrom(closureOf(other))))
    return [...new Set([name, ...related.map(ownName)])]
  }
  return {
    relatedTo(name) {
      const related = relations.get(name) ?? findRelated(name)
      relations.set(name, related)
      return related
    },
  }
}

/** `bar` of the way `foo > bar`. */
const ownName = (way: string): string => way.split(' > ').at(-1) ?? way

/** Types are erased: nothing is kept in a package of them. */
const withCode = (names: Iterable<string>): ReadonlySet<string> =>
  new Set([...names].filter((name) => !name.startsWith('@types/')))

function importsOf(files: ProjectFiles, module: SourceModule): string[] {
  const from = [...[...module.imports.values()].map((one) => one.from), ...module.facts.bare]
  return [...new Set(from)].flatMap((specifier) => {
    const resolution = files.resolve(module.file, specifier)
    return resolution.to === 'package' && resolution.identity !== undefined ? [resolution.name] : []
  })
}
