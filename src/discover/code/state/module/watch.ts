import type { Node } from '../../parser.ts'
import type { Surroundings } from '../../print/printer.ts'
import type { Change, StateFacts, Write } from '../../state-facts.ts'
import { memberName, unwrap } from '../../syntax.ts'
import { createLocals, type Locals } from './locals.ts'
import type { IsGlobal } from './value-kind.ts'

/**
 * How the value of an expression is used: `drop`; `keep`, where it is passed to something else; `members`, where only
 * its contents are.
 */
export type Use = 'drop' | 'keep' | 'members'

/** Reads one unit. The rules for the kinds of nodes are functions over it. */
export interface StateWatch {
  readonly around: Surroundings
  readonly locals: Locals
  readonly sets: StateSets
  /** The fields of the class around that hold a container which the instance made, and nobody replaces. */
  readonly ownFields: ReadonlySet<string>[]
  /** Whether code here is in a function that evaluating the unit, or calling it, makes. */
  isNested(): boolean
  visit(node: Node | null | undefined, use?: Use): void
  visitAll(nodes: readonly (Node | null)[], use?: Use): void
}

export interface StateSets {
  readonly runs: Set<string>
  readonly invokes: Set<string>
  readonly loads: Set<string>
  readonly writes: Map<string, Write>
  readonly calls: Set<string>
  readonly nestedCalls: Set<string>
  readonly effects: Set<string>
  readonly exposes: Set<string>
  readonly globals: Set<string>
  readonly handedGlobals: Set<string>
  hidden: boolean
  iterator: boolean
  foreign: boolean
  lends: boolean
  borrows: boolean
  awaits: boolean
  /** Evaluating the unit changes something itself. */
  changes: boolean
}

function createSets(): StateSets {
  return {
    runs: new Set(),
    invokes: new Set(),
    loads: new Set(),
    writes: new Map(),
    calls: new Set(),
    nestedCalls: new Set(),
    effects: new Set(),
    exposes: new Set(),
    globals: new Set(),
    handedGlobals: new Set(),
    hidden: false,
    iterator: false,
    foreign: false,
    lends: false,
    borrows: false,
    awaits: false,
    changes: false,
  }
}

export function createWatchState(around: Surroundings): Omit<StateWatch, 'visit' | 'visitAll' | 'isNested'> {
  return { around, locals: createLocals((name) => isTopLevel(around, name)), sets: createSets(), ownFields: [] }
}

export function write(watch: StateWatch, change: Change): void {
  if (!watch.locals.isLater()) watch.sets.changes = true
  const entry: Write = watch.isNested() ? { ...change, nested: true } : change
  watch.sets.writes.set(JSON.stringify(entry), entry)
}

/** Something is called while the unit is evaluated, or by the body of the function that it is. */
export function noteRun(watch: StateWatch, path: string): void {
  if (!watch.locals.isLater()) watch.sets.runs.add(path)
  else if (!watch.isNested()) watch.sets.invokes.add(path)
}

/** An import is called; `drop`: only for its effect. */
export function noteCall(watch: StateWatch, path: string, use: Use): void {
  ;(use === 'drop' ? watch.sets.effects : watch.sets.calls).add(path)
  if (watch.isNested()) watch.sets.nestedCalls.add(path)
}

export function factsOf(facts: StateSets): Omit<StateFacts, 'kind' | 'shape'> {
  const lists = {
    runs: [...facts.runs],
    invokes: [...facts.invokes],
    loads: [...facts.loads],
    writes: [...facts.writes.values()],
    calls: [...facts.calls],
    nestedCalls: [...facts.nestedCalls],
    effects: [...facts.effects],
    exposes: [...facts.exposes],
    globals: [...facts.globals],
    handedGlobals: [...facts.handedGlobals],
  }
  const { hidden, changes, iterator, foreign, lends, borrows, awaits } = facts
  const filled = Object.entries({ ...lists, hidden, changes, iterator, foreign, lends, borrows, awaits }).filter(
    ([, one]) => (typeof one === 'boolean' ? one : one.length > 0),
  )
  return Object.fromEntries(filled)
}

const isTopLevel = (around: Surroundings, name: string): boolean =>
  around.isDeclared(name) || around.imported(name) !== undefined

/** What a name is: a local, a binding at the top of the file, or the platform's. */
export type Meaning = 'local' | 'outside' | 'global'
export function meaningOf({ locals, around }: StateWatch, name: string): Meaning {
  if (locals.find(name) !== undefined) return 'local'
  return isTopLevel(around, name) ? 'outside' : 'global'
}

export const globalsOf =
  (watch: StateWatch): IsGlobal =>
  (name) =>
    meaningOf(watch, name) === 'global'

/** `a.b?.c[i]` as its root, its members, and `*` for what is computed. */
export interface Chain {
  readonly root: Node
  readonly members: readonly string[]
}
export function chainOf(value: Node): Chain {
  const node = unwrap(value)
  if (node.type === 'ChainExpression') return chainOf(node.expression)
  if (node.type !== 'MemberExpression') return { root: node, members: [] }
  const inner = chainOf(node.object)
  const name = node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : memberName(node)
  return { root: inner.root, members: [...inner.members, name ?? '*'] }
}

/** `globalThis.process.env` is `process.env`. */
export function withoutWhole(path: readonly string[]): readonly string[] {
  const start = path.findIndex((name) => name !== 'globalThis' && name !== 'global')
  return start < 0 ? [] : path.slice(start)
}

/** The same, where the chain starts at the platform. */
function shortened(watch: StateWatch, chain: Chain): Chain {
  const { root, members } = chain
  if (root.type !== 'Identifier' || members.length === 0 || meaningOf(watch, root.name) !== 'global') return chain
  const [name, ...rest] = withoutWhole([root.name, ...members])
  const isOther = name === undefined || name === '*' || meaningOf(watch, name) !== 'global'
  return isOther ? chain : { root: { ...root, name }, members: rest }
}

/** What a call calls. */
export function calleeChain(watch: StateWatch, callee: Node): Chain {
  return shortened(watch, chainOf(callee))
}

export function pathText(name: string, members: readonly string[]): string {
  return [name, ...members].join('.')
}
