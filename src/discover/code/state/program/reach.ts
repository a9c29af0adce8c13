import type { Edge } from '../../exports.ts'
import { platform } from '../../platform.ts'
import type { Unit } from '../../project-files.ts'
import { createClosure, createComponents } from './components.ts'
import { createValues, referred } from './held-values.ts'

/** Everything that a unit reaches through its references, and through the references of what it reaches. */
export interface Reach {
  readonly units: ReadonlySet<Unit>
  /** Without what others put into what is reached: code that runs, and not code that has run. */
  readonly code: ReadonlySet<Unit>
  /**
   * A method of which nothing is known may be no code of the project, and change what it is called on: it is that of a
   * package, a module of Node, an unknown name of the platform, a deferred promise.
   */
  readonly isForeign: boolean
  /** Somebody in it hands on a function of the platform that changes something. */
  readonly lends: boolean
  /** The units that may hold what another unit made: instances and closures. A function alone holds nothing. */
  readonly holders: readonly Unit[]
  /** What reading members, iterating and converting may run code of. */
  readonly values: ReadonlySet<Unit>
}

export interface ReachOptions {
  edgesOf(unit: Unit): readonly Edge[]
  /** The closure of the references alone. */
  codeFrom(unit: Unit): ReadonlySet<Unit>
  /** The units that are known to change a unit, since what they put into it is reached as well. */
  changersOf(unit: Unit): readonly Unit[]
}

/** Modules of Node whose functions compute, and keep nothing. */
const pureModules =
  /^node (path|path\/posix|url|util|crypto|assert|fs|fs\/promises|os|buffer|string_decoder|querystring|zlib)#/

/** What of these makes objects with methods of their own: a hash that is fed, a stream that is read. */
const making =
  /^node (?:(?:crypto|zlib)#(?:.*\.)?(?:create|[A-Z])|fs(?:\/promises)?#(?:.*\.)?(?:create|open|[A-Z])|string_decoder#|(?:crypto|fs|fs\/promises|zlib)#(?:default)?$)/

/** What a unit reaches by its references alone. */
export function createCodeReach(edgesOf: ReachOptions['edgesOf']): ReachOptions['codeFrom'] {
  return createClosure(createComponents((unit) => referred(edgesOf(unit))))
}

/** In a library whose declarations all change each other many units reach the same: they have one set. */
export function createReach({ edgesOf, codeFrom, changersOf }: ReachOptions): (unit: Unit) => Reach {
  const componentOf = createComponents((unit: Unit) => [...changersOf(unit), ...referred(edgesOf(unit))])
  const unitsFrom = createClosure(componentOf)
  const valuesFrom = createValues({ edgesOf, changersOf })
  const hasForeign = rememberByUnits(({ units }: OfUnits) =>
    units.values().some((unit) => isForeignUnit(unit, edgesOf(unit))),
  )
  const holdersIn = rememberByUnits(({ units }: OfUnits) => [...units].filter(isHolder))
  const hasLending = rememberByUnits(({ units }: OfUnits) =>
    units.values().some(({ facts }) => facts.state.lends === true),
  )
  const isMaking = rememberByUnits(({ units }: OfUnits) => units.values().some((unit) => isMakingUnit(edgesOf(unit))))
  const keepsMade = rememberByUnits(
    ({ units }: OfUnits) =>
      isMaking({ units }) && holdersIn({ units }).some((holder) => isMaking({ units: codeFrom(holder) })),
  )
  const reaches = new Map<Unit, Reach>()
  const find = (start: Unit): Reach => {
    const units = unitsFrom(start)
    return {
      units,
      code: codeFrom(start),
      isForeign: hasForeign({ units }) || hasLending({ units }) || keepsMade({ units }),
      lends: hasLending({ units }),
      // Few ask for these.
      get holders() {
        return holdersIn({ units })
      },
      get values() {
        return valuesFrom(start)
      },
    }
  }
  return (start) => {
    const reach = reaches.get(start) ?? find(start)
    reaches.set(start, reach)
    return reach
  }
}

type OfUnits = Pick<Reach, 'units'>

/** Many units reach one set of units: what follows from the set alone is found once. */
export function rememberByUnits<Asked extends OfUnits, Answer>(ask: (question: Asked) => Answer): typeof ask {
  const answers = new Map<ReadonlySet<Unit>, Answer>()
  return (question) => {
    const answer = answers.get(question.units) ?? ask(question)
    answers.set(question.units, answer)
    return answer
  }
}

/** Instances and closures: a function alone holds nothing that another unit made. */
export const isHolder = ({ facts: { state } }: Unit): boolean => state.kind === 'state' || state.kind === 'container'

/** What several units reach together. */
export function joinReaches(reaches: readonly Reach[]): Reach {
  const [first, ...others] = reaches
  const isFirst = ({ units, code, values }: Reach) =>
    units === first?.units && code === first.code && values === first.values
  if (first !== undefined && others.every(isFirst)) return first
  const join = (sets: readonly ReadonlySet<Unit>[]) => new Set([...new Set(sets)].flatMap((set) => [...set]))
  const units = join(reaches.map((reach) => reach.units))
  return {
    units,
    holders: [...units].filter(isHolder),
    code: join(reaches.map(({ code }) => code)),
    isForeign: reaches.some(({ isForeign }) => isForeign),
    lends: reaches.some(({ lends }) => lends),
    values: join(reaches.map(({ values }) => values)),
  }
}

function isForeignUnit({ facts }: Unit, edges: readonly Edge[]): boolean {
  if (facts.state.foreign) return true
  if ((facts.state.globals ?? []).some((name) => !platform.isHarmlessGlobal(name))) return true
  return edges.some(({ targets }) => targets.some(({ target }) => target.to === 'leaf' && isForeignLeaf(target.text)))
}

function isMakingUnit(edges: readonly Edge[]): boolean {
  return edges.some(({ targets }) => targets.some(({ target }) => target.to === 'leaf' && making.test(target.text)))
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
  const leaf = packageLeaf(text)
  return leaf !== undefined && leaf.name !== 'assetstore' && !platform.isBuilder(leaf.name, leaf.members)
}

/** Whether it is a package of schemas, or a part of it that sets nothing for all. */
export function isBuilderLeaf(text: string): boolean {
  const leaf = packageLeaf(text)
  return leaf !== undefined && platform.isBuilder(leaf.name, leaf.members)
}
