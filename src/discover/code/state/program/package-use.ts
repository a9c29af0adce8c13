import { isFramework, originOf } from '../../definition-kind.ts'
import { platform } from '../../platform.ts'
import type { ProjectFiles, Unit } from '../../project-files.ts'
import { changesProcess } from '../module/known-members.ts'
import { keepsState, nodeChange } from './node-changes.ts'
import type { ProjectPackages } from './project-packages.ts'
import { nodeLeaf, packageLeaf } from './reach.ts'
import { everything, globalNamed, type Resource } from './resources.ts'

/** The effects of a unit's calls to packages and to Node. */
export interface PackageUse {
  readonly resources: readonly Resource[]
  /** What the unit reaches may be changed, since a package received some of it. */
  readonly opens: boolean
  /** Members may be set in it, which functions may have as well. */
  readonly sets?: true
  /** Why everything may depend on it. */
  readonly what: string | undefined
}
export interface PackageUses {
  readonly all: PackageUse
  /** The calls in functions that the unit makes, which may be kept somewhere. */
  readonly nested: PackageUse
  /** The modules of Node that are called for what they give. */
  readonly questions: readonly Resource[]
}

/**
 * Every loader that reaches a unit asks for its calls, and the files alone decide what they are: they are read once.
 */
export function createPackageUses(files: ProjectFiles, packages: ProjectPackages): (unit: Unit) => PackageUses {
  const usesByUnit = new Map<Unit, PackageUses>()
  return (unit) => {
    const uses = usesByUnit.get(unit) ?? packageUses(files, packages, unit)
    usesByUnit.set(unit, uses)
    return uses
  }
}

function packageUses(files: ProjectFiles, packages: ProjectPackages, unit: Unit): PackageUses {
  const { calls = [], effects = [], nestedCalls = [], exposes = [] } = unit.facts.state
  const use = (path: string, way: PackageCall['way']) => useOf(files, packages, { unit, path, way })
  const uses = [
    ...calls.map((path) => ({ path, use: use(path, 'call') })),
    ...effects.map((path) => ({ path, use: use(path, 'effect') })),
    // Who is given a function of a package calls it: `apply(z.config, …)`.
    ...exposes.map((path) => ({ path, use: use(path, 'value') })),
  ]
  const nested = uses.filter(({ path }) => nestedCalls.includes(path))
  return {
    all: join(uses.map(({ use }) => use)),
    nested: join(nested.map(({ use }) => use)),
    questions: calls.flatMap((path) => nodeAsked(files, unit, path)),
  }
}

function nodeAsked(files: ProjectFiles, { module }: Unit, path: string): readonly Resource[] {
  const [name = '', ...members] = path.split('.')
  const node = nodeLeaf(originOf(files, module, { to: 'binding', name, members }) ?? '')
  return node !== undefined && keepsState(node) ? [`node ${node}`] : []
}

function join(uses: readonly PackageUse[]): PackageUse {
  return {
    resources: [...new Set(uses.flatMap(({ resources }) => resources))],
    opens: uses.some(({ opens }) => opens),
    ...(uses.some(({ sets }) => sets) ? { sets: true } : {}),
    what: uses.find(({ what }) => what !== undefined)?.what,
  }
}

interface PackageCall {
  readonly unit: Unit
  readonly path: string
  /** `effect`: nobody uses what the call gives. `value`: it is handed to somebody, who may call it. */
  readonly way: 'call' | 'effect' | 'value'
}
const nothing: PackageUse = { resources: [], opens: false, what: undefined }

/** Packages that tell people something, or stop: what they do is in no value. */
const telling = /^(assert|chalk|consola|debug|invariant|loglevel|pino|picocolors|signale|tiny-invariant|tslog|winston)$/

function useOf(files: ProjectFiles, packages: ProjectPackages, { unit, path, way }: PackageCall): PackageUse {
  const [name = '', ...members] = path.split('.')
  const origin = originOf(files, unit.module, { to: 'binding', name, members })
  if (origin === undefined || isFramework(origin)) return nothing
  const node = nodeLeaf(origin)
  if (node !== undefined) return nodeUse(node, origin, way)
  const leaf = packageLeaf(origin)
  if (leaf === undefined || telling.test(leaf.name) || platform.isBuilder(leaf.name, leaf.members)) return nothing
  const changesAll = way === 'effect' && !platform.isBuilder(leaf.name, [])
  return {
    resources: [...packages.relatedTo(leaf.name).map((name) => `package ${name}`), ...(changesAll ? [everything] : [])],
    opens: true,
    what: changesAll ? whatOf(origin) : undefined,
  }
}

function nodeUse(node: string, origin: string, way: PackageCall['way']): PackageUse {
  const path = origin.slice(origin.indexOf('#') + 1).replace(/^default\b\.?/, '')
  const what = changesProcess(path.split('.').at(-1) ?? '')
  if (what !== undefined) return { resources: [everything], opens: true, what }
  const change = way === 'effect' ? 'all' : nodeChange(node, path, way === 'value')
  if (change === 'nothing') return nothing
  if (node === 'module') return { resources: [everything], opens: false, what: whatOf(origin) }
  // `inherits(Cat, Animal)`, `randomFillSync(bytes)`: what it is given may be changed.
  const given: PackageUse = { ...nothing, opens: true, sets: true }
  if (change === 'given') return given
  return { ...given, resources: [node === 'process' ? globalNamed('process') : `node ${node}`] }
}

function whatOf(origin: string): string {
  return `calls ${origin.replace(/^(package|node) /, '').replace('#', ' ')} for its effect`
}
