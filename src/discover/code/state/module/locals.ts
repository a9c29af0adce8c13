import type { Node } from '../../parser.ts'
import { hoistedNames, namesOfBlock } from '../../scopes.ts'
import { isFunction, unwrap } from '../../syntax.ts'
import { comparedPrototypes } from './compared-prototypes.ts'
import { type IsGlobal, isNewContainer } from './value-kind.ts'

/** A name that is declared inside a unit. */
export interface Local {
  /** It holds a container that was made where it is declared, and is never given another value. */
  readonly isNew: boolean
  /** It holds the prototype of something, which is compared and never handed on. */
  readonly isCompared?: boolean
  /** It holds only what the caller of the unit's own function passed. */
  readonly isGiven?: boolean
  /** The call of the function that owns it: a name that an inner function writes outlives its own call. */
  readonly call: number
}

/** What the names of a unit's inner scopes hold, as far as state is concerned. */
export interface Locals {
  find(name: string): Local | undefined
  /** Names that hold what their caller gave them, or what a loop gives them. */
  enter(names: Iterable<string>, isNew?: boolean): void
  /** Names that hold what the caller of the unit's own function gave it. */
  enterGiven(names: Iterable<string>): void
  /** The names that statements declare: of a block, or of a function with its `var`s. */
  enterBlock(statements: readonly Node[], own: boolean): void
  leave(): void
  enterCall(): void
  leaveCall(): void
  /** Whether code here runs later than the evaluation of the unit. */
  isLater(): boolean
  /** The number of functions around. */
  depth(): number
  isOwn(local: Local): boolean
}

export function createLocals(isTopLevel: (name: string) => boolean): Locals {
  const scopes: Map<string, Local>[] = []
  const calls: number[] = [0]
  let next = 1
  const call = () => calls.at(-1) ?? 0
  const find = (name: string) => scopes.findLast((scope) => scope.has(name))?.get(name)
  return {
    find,
    enter: (names, isNew = false) =>
      scopes.push(new Map([...names].map((name) => [name, { isNew, call: call() }] as const))),
    enterGiven: (names) =>
      scopes.push(new Map([...names].map((name) => [name, { isNew: false, isGiven: true, call: call() }] as const))),
    enterBlock(statements, own) {
      const names = [...(own ? hoistedNames(statements) : []), ...namesOfBlock(statements)]
      const isGlobal = (name: string) => !names.includes(name) && find(name) === undefined && !isTopLevel(name)
      const containers = new Set(statements.flatMap((statement) => newContainers(statement, isGlobal)))
      const compared = new Set(comparedPrototypes(statements))
      const local = (name: string) => ({ isNew: containers.has(name), isCompared: compared.has(name), call: call() })
      scopes.push(new Map(names.map((name) => [name, local(name)] as const)))
    },
    leave: () => scopes.pop(),
    enterCall: () => calls.push(next++),
    leaveCall: () => calls.pop(),
    isLater: () => calls.length > 1,
    depth: () => calls.length - 1,
    isOwn: (local) => local.call === call(),
  }
}

/** `const out = []`, `const seen = new Set()`, `const call = () => …`, whose members are its own. */
function newContainers(statement: Node, isGlobal: IsGlobal): string[] {
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') return []
  return declared.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && init !== null && isNew(unwrap(init), isGlobal) ? [id.name] : [],
  )
}

function isNew(node: Node, isGlobal: IsGlobal): boolean {
  return isFunction(node) || isNewContainer(node, isGlobal)
}
