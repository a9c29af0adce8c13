import type { Edge } from '../exports.ts'
import type { Unit } from '../project-files.ts'
import { platform } from './builtins.ts'

/** All that a unit reaches through its references, and through those of what it reaches. */
export interface Reach {
  readonly units: ReadonlySet<Unit>
  /** Something that is no code of the project, and may do anything: a package, a module of Node, an unknown name of the platform. */
  readonly isForeign: boolean
}

export interface ReachOptions {
  edgesOf(unit: Unit): readonly Edge[]
}

/** Modules of Node whose functions compute, and keep nothing. */
const pureModules =
  /^node (path|path\/posix|url|util|crypto|assert|fs|fs\/promises|os|buffer|string_decoder|querystring|zlib)#/

export function createReach({ edgesOf }: ReachOptions): (unit: Unit) => Reach {
  const known = new Map<Unit, Reach>()
  return (start) => {
    const remembered = known.get(start)
    if (remembered !== undefined) return remembered
    const reach = reachFrom([start], edgesOf)
    known.set(start, reach)
    return reach
  }
}

export function reachFrom(start: readonly Unit[], edgesOf: ReachOptions['edgesOf']): Reach {
  const units = new Set(start)
  let isForeign = false
  for (const unit of units) {
    isForeign ||= (unit.facts.state.globals ?? []).some((name) => !platform.isHarmlessGlobal(name))
    for (const { targets } of edgesOf(unit)) {
      for (const { target } of targets) {
        if (target.to === 'unit') units.add(target.unit)
        else isForeign ||= isForeignLeaf(target.text)
      }
    }
  }
  return { units, isForeign }
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
