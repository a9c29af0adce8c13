import { createHash } from 'node:crypto'
import { isFramework, originOf } from '../../definition-kind.ts'
import { doubtOf, type NameOrigin } from '../../package-code/reading.ts'
import { platform } from '../../platform.ts'
import type { ProjectFiles, SourceModule, Unit } from '../../project-files.ts'
import { isRequired } from '../../specifier.ts'
import { projectFunction } from '../module/package-calls.ts'
import type { Loader } from './loaders.ts'
import { telling } from './package-use.ts'
import type { Import, ProjectPackages } from './project-packages.ts'
import { nodeLeaf, packageLeaf } from './reach.ts'

/** Answers that were kept: a package that is another one asks another question. */
export interface KeptAnswers {
  get(question: string): boolean | undefined
  set(question: string, answer: boolean): void
}

/** Whether what a declaration calls of packages makes its value and leaves nothing else that anybody sees. */
export interface Makers {
  /** @param loaders All that is evaluated: a package that somebody changes may do anything. */
  among(loaders: readonly Loader[]): (unit: Unit) => boolean
}

interface Asked {
  readonly names: ReadonlyMap<string, NameOrigin>
  /** The packages that it calls, by the names that resolutions gave them. */
  readonly packages: readonly string[]
}

export function createMakers(files: ProjectFiles, packages: ProjectPackages, answers: KeptAnswers): Makers {
  const { imports, closureOf, areRelated } = packages
  const questions = new Map<Unit, Asked | undefined>()
  const askedOf = (unit: Unit): Asked | undefined => {
    if (!questions.has(unit)) questions.set(unit, namesIn(files, unit))
    return questions.get(unit)
  }
  const isShared = (name: string, module: SourceModule) =>
    imports.some((other) => (other.module !== module || other.name !== name) && areRelated(other.name, name)) ||
    usesIn(files, module, name) > 1
  const makes = new Map<Unit, boolean>()
  const unreadable = new Set<string>()
  const isMaking = (unit: Unit): boolean => {
    const wanted = askedOf(unit)
    const earlier = makes.get(unit)
    if (earlier !== undefined || wanted === undefined) return earlier ?? false
    const own = new Set(wanted.packages.flatMap((name) => [...closureOf(name)]))
    // Another package may change this one, or what both depend on, where it is loaded.
    const beside = imports.filter(
      ({ name }) => !wanted.packages.includes(name) && [...closureOf(name)].some((one) => own.has(one)),
    )
    const answer = answerTo(files, { unit, wanted, beside, answers, unreadable })
    makes.set(unit, answer)
    return answer
  }
  return {
    among(loaders) {
      let disturbed: ReadonlySet<string> | undefined
      return (unit) => {
        const wanted = askedOf(unit)
        // Where nobody else has the package, nobody else sees what is kept in it.
        if (wanted === undefined || !wanted.packages.some((name) => isShared(name, unit.module))) return false
        if (!isMaking(unit)) return false
        disturbed ??= new Set(runBy(loaders).flatMap((other) => (isMaking(other) ? [] : packagesUsed(files, other))))
        const reached = new Set(wanted.packages.flatMap((name) => [...closureOf(name)]))
        return disturbed.isDisjointFrom(reached)
      }
    },
  }
}

function runBy(loaders: readonly Loader[]): Unit[] {
  const codes = new Set(loaders.map(({ reach }) => reach.code))
  return [...new Set([...[...codes].flatMap((code) => [...code]), ...loaders.map(({ unit }) => unit)])]
}

/** In how many units of a module a package is named. */
function usesIn(files: ProjectFiles, module: SourceModule, name: string): number {
  const locals = [...module.imports].flatMap(([local, { from }]) => {
    const resolution = files.resolve(module.file, from)
    return resolution.to === 'package' && resolution.name === name ? [local] : []
  })
  const isNaming = ({ facts }: Unit) => facts.refs.some((ref) => ref.to === 'binding' && locals.includes(ref.name))
  return module.units.filter(isNaming).length
}

/** `undefined`: it calls no package, or something of which it is not known where it comes from. */
function namesIn(files: ProjectFiles, { module, facts }: Unit): Asked | undefined {
  const { packageCall } = facts.state
  if (packageCall === undefined) return undefined
  const words = new Set(packageCall.match(/[\w$]+/g))
  const names = new Map<string, NameOrigin>()
  const packages = new Set<string>()
  if (words.has(projectFunction)) names.set(projectFunction, 'project')
  for (const local of words) {
    const imported = module.imports.get(local)
    if (imported === undefined) {
      if (module.bindings.has(local) && !facts.names.includes(local)) names.set(local, 'project')
      continue
    }
    const resolution = files.resolve(module.file, imported.from)
    if (imported.raw || isRequired(imported.from)) return undefined
    if (resolution.to === 'file') {
      // What a module of the project hands on of a package is not followed.
      const origin = originOf(files, module, { to: 'binding', name: local, members: [] })
      if (origin !== undefined && !isFramework(origin)) return undefined
      names.set(local, 'project')
      continue
    }
    if (resolution.to === 'missing' || (resolution.to === 'package' && resolution.identity === undefined))
      return undefined
    names.set(local, { from: imported.from, name: imported.name })
    if (resolution.to === 'package') packages.add(resolution.name)
  }
  return packages.size === 0 ? undefined : { names, packages: [...packages] }
}

interface Question {
  readonly unit: Unit
  readonly wanted: Asked
  readonly beside: readonly Import[]
  readonly answers: KeptAnswers
  /** Packages of which no call can be told to leave nothing. */
  readonly unreadable: Set<string>
}

function answerTo(files: ProjectFiles, { unit, wanted, beside, answers, unreadable }: Question): boolean {
  const declaration = unit.facts.state.packageCall ?? ''
  const packages = [...wanted.packages, ...beside.map(({ name }) => name)]
  const question = createHash('sha256')
    .update(
      JSON.stringify([
        [declaration, [...wanted.names], beside.map(({ from }) => from).sort()],
        Object.entries(files.withDependencies(packages)).sort(([one], [other]) => (one < other ? -1 : 1)),
      ]),
    )
    .digest('hex')
  const earlier = answers.get(question)
  if (earlier !== undefined) return earlier
  const loadedBeside = beside.map(({ module, from }) => ({ file: module.file, from }))
  const { names } = wanted
  // Two doors of one package are two: what one of them loads the other may not.
  const doors = [...names.values()].map((origin) => (origin === 'project' ? '' : origin.from))
  const together = [...new Set([...doors, ...packages])].sort().join()
  // Each question reads the modules anew: those that leave a doubt by themselves are read once.
  const doubt = unreadable.has(together)
    ? undefined
    : doubtOf({ file: unit.module.file, declaration, names, loadedBeside })
  const answer = doubt === undefined && !unreadable.has(together)
  if (doubt?.isOfLoad) unreadable.add(together)
  answers.set(question, answer)
  return answer
}

/** The packages of which a unit calls, sets or hands on something. */
function packagesUsed(files: ProjectFiles, { module, facts }: Unit): string[] {
  const { calls = [], effects = [], exposes = [], writes = [] } = facts.state
  const written = writes.flatMap((write) => (write.to === 'name' ? [write.path] : []))
  return [...new Set([...calls, ...effects, ...exposes, ...written])].flatMap((path) => {
    const [name = '', ...members] = path.split('.')
    const origin = originOf(files, module, { to: 'binding', name, members }) ?? ''
    const leaf = nodeLeaf(origin) === undefined ? packageLeaf(origin) : undefined
    const isQuiet = leaf === undefined || telling.test(leaf.name) || platform.isBuilder(leaf.name, leaf.members)
    return isQuiet ? [] : [leaf.name]
  })
}
