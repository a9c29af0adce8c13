import type { Node } from '../parser.ts'
import { hoistedNames, namesOfBlock, namesOfPattern } from '../scopes.ts'
import { stringOf } from '../syntax.ts'
import type { Heap } from './heap.ts'
import type { Scope } from './tools.ts'

/** The name of what a module exports as its default: no other declaration can have it. */
export const defaultName = '*default*'

export function inner(heap: Heap, above: Scope, names: Iterable<string>): Scope {
  return { above, moment: above.moment, names: new Map([...names].map((name) => [name, heap.slot()])) }
}

export function declaring(scope: Scope, name: string): Scope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.above) if (at.names.has(name)) return at
  return undefined
}

/** The names that statements declare for the function or module around them. */
export function declaredNames(statements: readonly Node[]): string[] {
  return [...hoistedNames(statements), ...namesOfBlock(statements)]
}

export function namesOfParameters(parameters: readonly Node[]): string[] {
  return parameters.flatMap((parameter) => namesOfPattern(parameter))
}

/** `'use strict'` */
export function isStrict(statements: readonly Node[]): boolean {
  return statements.some((node) => node.type === 'ExpressionStatement' && stringOf(node.expression) === 'use strict')
}
