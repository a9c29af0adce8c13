import type { Node } from '../parser.ts'
import { childrenOf, type FunctionNode, isFunction, unwrap } from '../syntax.ts'
import { isNewContainer } from './value-kind.ts'
import { chainOf } from './watch.ts'

/** Whether a function gives its first parameter back, or something new, so that the next call has no other one. */
export function givesFirst({ params: [first], body }: FunctionNode): boolean {
  if (first?.type !== 'Identifier' || body === null) return false
  const isGiven = (value: Node | null): boolean => value === null || isFirst(first.name, value)
  return body.type === 'BlockStatement' ? resultsIn(body).every(isGiven) : isGiven(body)
}

function isFirst(name: string, given: Node): boolean {
  const node = unwrap(given)
  switch (node.type) {
    case 'Identifier':
      return node.name === name
    case 'SequenceExpression':
      return node.expressions.slice(-1).every((last) => isFirst(name, last))
    case 'ConditionalExpression':
      return isFirst(name, node.consequent) && isFirst(name, node.alternate)
    case 'CallExpression': {
      // `sums.set(key, 1)` of a map is the map.
      const { root, members } = chainOf(node.callee)
      const isOfFirst = root.type === 'Identifier' && root.name === name && members.length === 1
      return (isOfFirst && /^(?:set|add|concat)$/.test(members[0] ?? '')) || isNewContainer(node)
    }
    default:
      return isNewContainer(node)
  }
}

/** What the `return`s of a function give, without those of the functions in it. */
function resultsIn(node: Node): (Node | null)[] {
  if (node.type === 'ReturnStatement') return [node.argument]
  return isFunction(node) ? [] : childrenOf(node).flatMap(resultsIn)
}
