import type { Draft } from '../../module-drafts.ts'
import type { Node } from '../../parser.ts'
import type { Surroundings } from '../../print/printer.ts'
import type { StateFacts } from '../../state-facts.ts'
import { childrenOf, isClass, isErased, isFunction, unwrap } from '../../syntax.ts'
import { visitClass } from './classes.ts'
import { visitFunctionParts } from './functions.ts'
import { classFacts, isInertValue } from './inert.ts'
import { keepsMatcher } from './matchers.ts'
import { visitScoped } from './scoped.ts'
import { shapeOf, valueKind } from './value-kind.ts'
import { useOf, visitExpression } from './values.ts'
import { createWatchState, factsOf, globalsOf, noteRun, type StateWatch } from './watch.ts'

/** The relation of a unit to values that other code sees: what it runs, changes and hands on. */
export function stateFacts(draft: Draft, around: Surroundings): StateFacts {
  const value = declaredValue(draft)
  const own = isFunction(value === null || value === undefined ? value : unwrap(value)) ? 1 : 0
  const base = createWatchState(around)
  const watch: StateWatch = {
    ...base,
    isNested: () => base.locals.depth() > own,
    visit: (node, use = 'drop') => visit(watch, node, use),
    visitAll(nodes, use) {
      for (const node of nodes) watch.visit(node, use)
    },
  }
  watch.visit(draft.node, useOf(draft))
  const isGlobal = globalsOf(watch)
  const shape = value === undefined ? true : shapeOf(value, isGlobal)
  const kind = draft.statement ? 'plain' : value === undefined ? 'state' : valueKind(value, isGlobal)
  // Who names one of this kind does not hold it.
  const matcher = kind !== 'matcher' && keepsMatcher(draft.node, (node) => around.unitOf(node) !== undefined)
  return {
    kind,
    ...(shape === true || shape === false ? {} : { shape }),
    ...(draft.node.type === 'FunctionDeclaration' ? { hoisted: true as const } : {}),
    ...(isClass(value) ? { ofClass: classFacts(value, isGlobal) } : {}),
    ...(value && isInertValue(value, isGlobal) ? { inert: true as const } : {}),
    ...(matcher ? { matcher } : {}),
    ...factsOf(watch.sets),
  }
}

/** `undefined` where the declaration takes its names out of something. */
function declaredValue({ node }: Draft): Node | null | undefined {
  if (node.type !== 'VariableDeclaration') return node
  const [declarator] = node.declarations
  if (declarator === undefined || declarator.id.type !== 'Identifier') return undefined
  return declarator.init
}

function waits(node: Node): boolean {
  if (node.type === 'ForOfStatement') return node.await
  return node.type === 'AwaitExpression' || (node.type === 'VariableDeclaration' && node.kind === 'await using')
}

function visit(watch: StateWatch, child: Node | null | undefined, use: Parameters<StateWatch['visit']>[1]): void {
  if (child === null || child === undefined) return
  const node = unwrap(child)
  if (isErased(node) || watch.around.unitOf(node) !== undefined) return
  if (waits(node) && !watch.locals.isLater()) watch.sets.awaits = true
  // What it holds is disposed of at the end, by a method that nobody calls.
  if (node.type === 'VariableDeclaration' && /using$/.test(node.kind)) noteRun(watch, '')
  if (isFunction(node)) {
    watch.locals.enterCall()
    visitFunctionParts(watch, node, { isOwn: !watch.isNested() })
    watch.locals.leaveCall()
    return
  }
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    visitClass(watch, node)
    return
  }
  if (visitExpression(watch, node, use ?? 'drop') || visitScoped(watch, node)) return
  watch.visitAll(childrenOf(node), 'keep')
}
