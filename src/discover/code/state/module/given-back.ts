import type { Node } from '../../parser.ts'
import { childrenOf, type FunctionNode, isFunction, unwrap } from '../../syntax.ts'
import { type IsGlobal, isNewContainer } from './value-kind.ts'
import { chainOf } from './watch.ts'

/** Whether a function gives its first parameter back, or something new, so that the next call has no other one. */
export function givesFirst({ params: [first], body }: FunctionNode, isGlobal: IsGlobal): boolean {
  if (first?.type !== 'Identifier' || body === null) return false
  const isGiven = (value: Node | null): boolean => value === null || isFirst(value, { name: first.name, isGlobal })
  return body.type === 'BlockStatement' ? resultsIn(body).every(isGiven) : isGiven(body)
}

interface First {
  readonly name: string
  readonly isGlobal: IsGlobal
}
function isFirst(value: Node, first: First): boolean {
  const { name, isGlobal } = first
  const node = unwrap(value)
  switch (node.type) {
    case 'Identifier':
      return node.name === name
    case 'SequenceExpression':
      return node.expressions.slice(-1).every((last) => isFirst(last, first))
    case 'ConditionalExpression':
      return isFirst(node.consequent, first) && isFirst(node.alternate, first)
    case 'CallExpression': {
      // `sums.set(key, 1)` of a map is the map.
      const { root, members } = chainOf(node.callee)
      const isOfFirst = root.type === 'Identifier' && root.name === name && members.length === 1
      return (isOfFirst && /^(?:set|add|concat)$/.test(members[0] ?? '')) || isNewContainer(node, isGlobal)
    }
    default:
      return isNewContainer(node, isGlobal)
  }
}

/** What the `return`s of a function give, without those of the functions in it. */
function resultsIn(node: Node): (Node | null)[] {
  if (node.type === 'ReturnStatement') return [node.argument]
  return isFunction(node) ? [] : childrenOf(node).flatMap(resultsIn)
}
