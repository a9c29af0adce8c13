import type { Expression, Node, Statement } from './parser.ts'
import { isErased, isFunction, memberChain, memberName, unwrap } from './syntax.ts'

const changingMethods = new Set([
  'add',
  'clear',
  'copyWithin',
  'delete',
  'fill',
  'pop',
  'push',
  'reverse',
  'set',
  'shift',
  'sort',
  'splice',
  'unshift',
])
const changingFunctions = new Set([
  'assign',
  'defineProperties',
  'defineProperty',
  'freeze',
  'seal',
  'preventExtensions',
])
const containers = new Set(['Array', 'Map', 'Object', 'Set', 'WeakMap', 'WeakSet'])

/**
 * Whether a top-level statement can do nothing but change bindings of its own file that hold a plain container made there:
 * `registry.set('k', 1)`, `limits.hi = 2`, `Object.assign(limits, { lo: 1 })`, also inside `if` and `for`. Such a statement concerns only
 * those who reach the binding. Anything that calls unknown code is not confined.
 *
 * @param isContainer Whether the name is a binding of the file that holds a container without code in it (no setters).
 */
export function isConfined(statement: Node, isContainer: (name: string) => boolean): boolean {
  const inner = (node: Node | null) => node === null || isErased(node) || isConfined(node, isContainer)
  switch (statement.type) {
    case 'ExpressionStatement':
      return isConfinedExpression(statement.expression, isContainer)
    case 'BlockStatement':
      return statement.body.every((node: Statement) => inner(node))
    case 'IfStatement':
      return isInert(statement.test) && inner(statement.consequent) && inner(statement.alternate)
    case 'ForOfStatement':
      return isDeclaration(statement.left) && !statement.await && isInert(statement.right) && inner(statement.body)
    case 'ForInStatement':
      return isDeclaration(statement.left) && isInert(statement.right) && inner(statement.body)
    default:
      return false
  }
}

function isDeclaration(node: Node): boolean {
  return node.type === 'VariableDeclaration' && node.declarations.every(({ id }) => id.type === 'Identifier')
}

function isConfinedExpression(given: Expression, isContainer: (name: string) => boolean): boolean {
  const node = unwrap(given)
  if (node.type === 'AssignmentExpression') {
    const target = unwrap(node.left)
    if (!isInert(node.right) || node.operator !== '=') return false
    if (target.type === 'Identifier') return isContainer(target.name)
    const held = target.type === 'MemberExpression' ? unwrap(target.object) : undefined
    const known =
      target.type === 'MemberExpression' &&
      memberName(target) !== '__proto__' &&
      (!target.computed || isInert(target.property))
    return known && held?.type === 'Identifier' && isContainer(held.name)
  }
  if (node.type === 'UnaryExpression' && node.operator === 'delete') {
    const { root, members } = memberChain(node.argument)
    return members.length === 1 && root.type === 'Identifier' && isContainer(root.name)
  }
  if (node.type !== 'CallExpression' || !node.arguments.every(isInert)) return false
  const { root, members } = memberChain(node.callee)
  if (root.type !== 'Identifier' || members.length !== 1 || members[0] === undefined) return false
  if (isContainer(root.name))
    return (
      changingMethods.has(members[0]) &&
      !node.arguments.some((argument) => isFunction(argument) && members[0] === 'sort')
    )
  const first = node.arguments[0] === undefined ? undefined : unwrap(node.arguments[0])
  return (
    root.name === 'Object' &&
    changingFunctions.has(members[0]) &&
    first?.type === 'Identifier' &&
    isContainer(first.name)
  )
}

/** An expression that runs no code of anybody's: literals, names, and what is put together from them. */
function isInert(given: Node | null): boolean {
  if (given === null) return true
  const node = unwrap(given)
  if (isFunction(node)) return true
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true
    case 'TemplateLiteral':
      return node.expressions.every(isInert)
    case 'ArrayExpression':
      return node.elements.every(isInert)
    case 'ObjectExpression':
      return node.properties.every(
        (property) =>
          property.type === 'Property' && (!property.computed || isInert(property.key)) && isInert(property.value),
      )
    case 'MemberExpression':
      return isInert(node.object) && (!node.computed || isInert(node.property))
    case 'UnaryExpression':
      return node.operator !== 'delete' && isInert(node.argument)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isInert(node.left) && isInert(node.right)
    case 'ConditionalExpression':
      return isInert(node.test) && isInert(node.consequent) && isInert(node.alternate)
    case 'NewExpression':
      return isContainerValue(node)
    default:
      return false
  }
}

/** A value made on the spot that has no code in it: a literal without accessors, `new Map(…)`, a number. */
export function isContainerValue(given: Node | null): boolean {
  if (given === null) return true
  const node = unwrap(given)
  switch (node.type) {
    case 'Literal':
      return true
    case 'ArrayExpression':
      return node.elements.every(isInert)
    case 'ObjectExpression':
      return (
        isInert(node) && node.properties.every((property) => property.type === 'Property' && property.kind === 'init')
      )
    case 'NewExpression': {
      const callee = unwrap(node.callee)
      return callee.type === 'Identifier' && containers.has(callee.name) && node.arguments.every(isInert)
    }
    default:
      return false
  }
}
