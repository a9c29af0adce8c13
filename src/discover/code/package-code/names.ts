import type { Node } from '../parser.ts'
import { stringOf, unwrap } from '../syntax.ts'
import { declaring } from './scope.ts'
import type { Evaluate, Place } from './tools.ts'

/** A key in brackets as a name: a text, a number, a symbol of the platform. `undefined`: it may be any. */
export function computedName(tools: Evaluate, place: Place, key: Node): string | undefined {
  const node = unwrap(key)
  const text = stringOf(node)
  if (text !== undefined) return text
  if (node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier') {
    const isPlatform = node.object.name === 'Symbol' && declaring(place.scope, 'Symbol') === undefined
    if (isPlatform && node.property.type === 'Identifier') return `@@${node.property.name}`
  }
  tools.calls.convert(tools.expression(node, place), place.activation.moment)
  return undefined
}
