import type { Edge } from '../exports.ts'
import type { Unit } from '../project-files.ts'
import { platform } from './builtins.ts'
import { type Component, createComponents, itemsFrom } from './components.ts'

/** All that a unit reaches through its references, and through those of what it reaches. */
export interface Reach {
  readonly units: ReadonlySet<Unit>
  /** Without what others put into what is reached: code that runs, and not code that has run. */
  readonly code: ReadonlySet<Unit>
  /**
   * Something that is no code of the project, and may do anything: a package, a module of Node, an unknown name of the
   * platform.
   */
  readonly isForeign: boolean
}

export interface ReachOptions {
  edgesOf(unit: Unit): readonly Edge[]
  /** The closure of the references alone. */
  codeFrom(unit: Unit): ReadonlySet<Unit>
  /** Who is known to change a unit: what they put into it is reached as well. */
  changersOf(unit: Unit): readonly Unit[]
}

/** Modules of Node whose functions compute, and keep nothing. */
const pureModules =
  /^node (path|path\/posix|url|util|crypto|assert|fs|fs\/promises|os|buffer|string_decoder|querystring|zlib)#/

/** What a unit reaches by its references alone. */
export function createCodeReach(edgesOf: ReachOptions['edgesOf']): ReachOptions['codeFrom'] {
  return createClosure(createComponents((unit) => referred(edgesOf(unit))))
}

/** In a library whose declarations all change each other many units reach the same: they have one set. */
export function createReach({ edgesOf, codeFrom, changersOf }: ReachOptions): (unit: Unit) => Reach {
  const componentOf = createComponents((unit: Unit) => [...changersOf(unit), ...referred(edgesOf(unit))])
  const unitsFrom = createClosure(componentOf)
  const foreign = new Map<ReadonlySet<Unit>, boolean>()
  const hasForeign = (units: ReadonlySet<Unit>) => {
    const answer = foreign.get(units) ?? [...units].some((unit) => isForeignUnit(unit, edgesOf(unit)))
    foreign.set(units, answer)
    return answer
  }
  return (start) => {
    const units = unitsFrom(start)
    return { units, code: codeFrom(start), isForeign: hasForeign(units) }
  }
}

/** What several units reach together. */
export function joinReaches(reaches: readonly Reach[]): Reach {
  const [first, ...others] = reaches
  if (first !== undefined && others.every(({ units, code }) => units === first.units && code === first.code))
    return first
  const join = (sets: readonly ReadonlySet<Unit>[]) => new Set([...new Set(sets)].flatMap((set) => [...set]))
  return {
    units: join(reaches.map(({ units }) => units)),
    code: join(reaches.map(({ code }) => code)),
    isForeign: reaches.some(({ isForeign }) => isForeign),
  }
}

function createClosure(componentOf: (unit: Unit) => Component<Unit>): (unit: Unit) => ReadonlySet<Unit> {
  const known = new Map<Component<Unit>, ReadonlySet<Unit>>()
  return (unit) => {
    const component = componentOf(unit)
    const items = known.get(component) ?? itemsFrom(component)
    known.set(component, items)
    return items
  }
}

function referred(edges: readonly Edge[]): Unit[] {
  return edges.flatMap(({ targets }) => targets.flatMap(({ target }) => (target.to === 'unit' ? [target.unit] : [])))
}

function isForeignUnit({ facts }: Unit, edges: readonly Edge[]): boolean {
  if ((facts.state.globals ?? []).some((name) => !platform.isHarmlessGlobal(name))) return true
  return edges.some(({ targets }) => targets.some(({ target }) => target.to === 'leaf' && isForeignLeaf(target.text)))
}

/** `package zod#z.object` as the package and the members. */
export function packageLeaf(text: string): { readonly name: string; readonly members: readonly string[] } | undefined {
  const [, from, path] = /^(?:package |missing#)([^# ]+)[# ](.*)$/.exec(text) ?? []
  return from === undefined ? undefined : { name: nameOf(from), members: (path ?? '').split('.') }
}
function nameOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

export function nodeLeaf(text: string): string | undefined {
  return /^node ([^#]+)#/.exec(text)?.[1]
}

function isForeignLeaf(text: string): boolean {
  if (text.startsWith('node ')) return !pureModules.test(text)
  const found = packageLeaf(text)
  return found !== undefined && found.name !== 'assetstore' && !platform.isBuilder(found.name, found.members)
}
