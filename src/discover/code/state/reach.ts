import type { Edge } from '../exports.ts'
import type { Unit } from '../project-files.ts'
import { platform } from './builtins.ts'

/** All that a unit reaches through its references, and through those of what it reaches. */
export interface Reach {
  readonly units: ReadonlySet<Unit>
  /** Without what others put into what is reached: code that runs, and not code that has run. */
  readonly code: ReadonlySet<Unit>
  /** Something that is no code of the project, and may do anything: a package, a module of Node, an unknown name of the platform. */
  readonly isForeign: boolean
}

export interface ReachOptions {
  edgesOf(unit: Unit): readonly Edge[]
  /** Who is known to change a unit: what they put into it is reached as well. */
  changersOf(unit: Unit): readonly Unit[]
}

/** Modules of Node whose functions compute, and keep nothing. */
const pureModules =
  /^node (path|path\/posix|url|util|crypto|assert|fs|fs\/promises|os|buffer|string_decoder|querystring|zlib)#/

export function createReach(options: ReachOptions): (unit: Unit) => Reach {
  const known = new Map<Unit, Reach>()
  return (start) => {
    const remembered = known.get(start)
    if (remembered !== undefined) return remembered
    const reach = reachFrom([start], options)
    known.set(start, reach)
    return reach
  }
}

export function reachFrom(start: readonly Unit[], { edgesOf, changersOf }: ReachOptions): Reach {
  const code = new Set(start)
  for (const unit of code) for (const next of referred(edgesOf(unit))) code.add(next)
  const units = new Set(code)
  let isForeign = false
  for (const unit of units) {
    for (const changer of changersOf(unit)) units.add(changer)
    for (const next of referred(edgesOf(unit))) units.add(next)
    isForeign ||= isForeignUnit(unit, edgesOf(unit))
  }
  return { units, code, isForeign }
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
