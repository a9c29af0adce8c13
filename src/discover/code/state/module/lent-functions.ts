import type { Node } from '../../parser.ts'
import { platform } from '../../platform.ts'
import { namesOfPattern } from '../../scopes.ts'
import { childrenOf, isFunction, unwrap } from '../../syntax.ts'
import type { Chain } from './watch.ts'

type Call = Extract<Node, { type: 'CallExpression' | 'NewExpression' }>

/**
 * Whether a call gives somebody a function of the platform that changes what it belongs to: `list.push.bind(list)`,
 * `pattern.test.bind(pattern)`, and what settles a promise, where that is kept. Whoever has it changes something by
 * calling it, and names nothing.
 */
export function lendsFunctions(node: Call, { root, members }: Chain): boolean {
  const method = members.at(-2) ?? ''
  if (members.at(-1) === 'bind') return platform.isChanging(method) || method === 'exec' || method === 'test'
  if (root.type !== 'Identifier' || root.name !== 'Promise') return false
  if (members.at(-1) === 'withResolvers') return true
  if (node.type !== 'NewExpression' || members.length > 0) return false
  const [executor] = node.arguments
  const fn = executor === undefined ? undefined : unwrap(executor)
  if (fn === undefined || !isFunction(fn)) return true
  const names = new Set(fn.params.flatMap((parameter) => namesOfPattern(parameter)))
  return fn.body !== null && keeps(fn.body, names)
}

/** Whether one of the names is more than called, or handed to a timer or a listener there and then. */
function keeps(node: Node, names: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'Identifier':
      return names.has(node.name)
    case 'MemberExpression':
      return keeps(node.object, names) || (node.computed && keeps(node.property, names))
    case 'Property':
      return (node.computed && keeps(node.key, names)) || keeps(node.value, names)
    case 'CallExpression': {
      const callee = unwrap(node.callee)
      const isTimer = callee.type === 'Identifier' && /^(?:set(?:Timeout|Immediate)|queueMicrotask)$/.test(callee.name)
      const args = isTimer ? node.arguments.slice(1) : node.arguments
      return (callee.type !== 'Identifier' && keeps(callee, names)) || args.some((one) => keeps(one, names))
    }
    default:
      return childrenOf(node).some((child) => keeps(child, names))
  }
}
