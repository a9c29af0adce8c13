import type { Node } from '../../parser.ts'
import { childrenOf, memberChain, unwrap } from '../../syntax.ts'

/** `Object.getPrototypeOf(value)`, which gives what everybody shares. */
export function isPrototypePath(path: string): boolean {
  return /^(?:Object|Reflect)\.getPrototypeOf$/.test(path)
}

/**
 * Names of a block that hold such a prototype, and are only compared: `const prototype = Object.getPrototypeOf(value)`,
 * `prototype === null`. So libraries ask for plain objects, and nothing can be changed through such a name.
 */
export function comparedPrototypes(statements: readonly Node[]): string[] {
  const names = statements.flatMap((statement) => {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return []
    return statement.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init !== null && isPrototypeCall(init) ? [id.name] : [],
    )
  })
  return names.filter((name) => statements.every((statement) => isComparedIn(statement, name)))
}

function isPrototypeCall(given: Node): boolean {
  const node = unwrap(given)
  if (node.type !== 'CallExpression') return false
  const { root, members } = memberChain(node.callee)
  return root.type === 'Identifier' && isPrototypePath([root.name, ...members].join('.'))
}

/** Another variable of that name counts as a use of it. */
function isComparedIn(node: Node, name: string): boolean {
  const isIt = (given: Node) => {
    const inner = unwrap(given)
    return inner.type === 'Identifier' && inner.name === name
  }
  const rest = (nodes: readonly (Node | null)[]) =>
    nodes.every((one) => one === null || isIt(one) || isComparedIn(one, name))
  const each = (one: Node) => childrenOf(one).every((child) => isComparedIn(child, name))
  switch (node.type) {
    case 'Identifier':
      return node.name !== name
    case 'VariableDeclarator':
      return (isIt(node.id) || isComparedIn(node.id, name)) && (node.init === null || isComparedIn(node.init, name))
    case 'BinaryExpression':
      // Another operator may run code: `instanceof` gives it away, `==` and `+` ask for its text.
      return /^[!=]==$/.test(node.operator) ? rest([node.left as Node, node.right]) : each(node)
    case 'MemberExpression':
      return isComparedIn(node.object, name) && (!node.computed || isComparedIn(node.property, name))
    case 'UnaryExpression':
      return node.operator === '!' ? rest([node.argument]) : each(node)
    case 'CallExpression':
      return isPrototypeCall(node) ? rest(node.arguments) : each(node)
    default:
      return each(node)
  }
}
