import type { Node } from '../../parser.ts'
import { platform } from '../../platform.ts'
import type { Shape, ValueKind } from '../../state-facts.ts'
import { type ClassNode, childrenOf, isFunction, keyName, memberChain, unwrap } from '../../syntax.ts'

/** Whether a name is the platform's where it is read: `Map` may be a class of the project as well. */
export type IsGlobal = (name: string) => boolean

/** What the value of a declaration is, as far as its text alone says. `undefined`: a statement, which has none. */
export function valueKind(value: Node | null | undefined, isGlobal: IsGlobal): ValueKind {
  if (value === null || value === undefined) return 'plain'
  const node = unwrap(value)
  if (isFunction(node)) return 'function'
  if (isPlain(node, isGlobal)) return 'plain'
  switch (node.type) {
    case 'Literal':
      return 'matcher'
    case 'ClassDeclaration':
    case 'ClassExpression':
      return hasStaticState(node, isGlobal) ? 'state' : 'function'
    case 'TSEnumDeclaration':
      return 'container'
    case 'ArrayExpression':
    case 'ObjectExpression':
      return 'container'
    case 'NewExpression':
      return isNewContainer(node, isGlobal) ? 'container' : 'state'
    case 'CallExpression':
      return isFrozen(node, isGlobal) ? 'plain' : isNewContainer(node, isGlobal) ? 'container' : 'state'
    default:
      return 'state'
  }
}

/** `Object.freeze({ a: 1, b: Object.freeze([2]) })`. */
function isFrozen(node: Extract<Node, { type: 'CallExpression' }>, isGlobal: IsGlobal): boolean {
  const [value] = node.arguments
  if (globalPath(node.callee, isGlobal) !== 'Object.freeze' || value === undefined) return false
  const inner = unwrap(value)
  const isDeep = (part: Node): boolean => {
    const bare = unwrap(part)
    return isPlain(bare, isGlobal) || isFunction(bare) || (bare.type === 'CallExpression' && isFrozen(bare, isGlobal))
  }
  if (inner.type === 'ArrayExpression') return inner.elements.every((element) => element !== null && isDeep(element))
  if (inner.type !== 'ObjectExpression') return false
  return inner.properties.every(
    (property) =>
      property.type === 'Property' && property.kind === 'init' && !property.computed && isDeep(property.value),
  )
}

/** A primitive whatever its operands are. */
export function isPlain(value: Node, isGlobal: IsGlobal): boolean {
  const node = unwrap(value)
  switch (node.type) {
    case 'Literal':
      return !('regex' in node) || !/[gy]/.test(node.regex.flags)
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UpdateExpression':
      return true
    case 'UnaryExpression':
      return true
    case 'Identifier':
      return /^(?:undefined|NaN|Infinity)$/.test(node.name) && isGlobal(node.name)
    case 'ConditionalExpression':
      return isPlain(node.consequent, isGlobal) && isPlain(node.alternate, isGlobal)
    case 'LogicalExpression':
      return isPlain(node.left, isGlobal) && isPlain(node.right, isGlobal)
    case 'CallExpression':
      return platform.givesPrimitive(globalPath(node.callee, isGlobal))
    default:
      return false
  }
}

/** A container made on the spot: what is in it may be anybody's, the container is not. */
export function isNewContainer(value: Node, isGlobal: IsGlobal): boolean {
  const node = unwrap(value)
  switch (node.type) {
    case 'ArrayExpression':
    case 'ObjectExpression':
      return true
    case 'NewExpression':
      return isNewInstance(node, isGlobal)
    case 'CallExpression':
      return platform.makesContainer(globalPath(node.callee, isGlobal))
    default:
      return false
  }
}

/** `new Uint8Array(list.buffer)` and `new Object(x)` are their argument under another name. */
function isNewInstance(
  { callee, arguments: [first] }: Extract<Node, { type: 'NewExpression' }>,
  isGlobal: IsGlobal,
): boolean {
  const name = globalPath(callee, isGlobal)
  return platform.isContainer(name) && (!platform.isView(name) || first === undefined || isOwn(first, isGlobal))
}

function isOwn(value: Node, isGlobal: IsGlobal): boolean {
  const node = unwrap(value)
  return node.type === 'ArrayExpression' || isPlain(node, isGlobal)
}

/** The most members that are written down: a larger constant is one value. */
const mostMembers = 200

/**
 * The members of a literal that are primitives or functions: whoever reads one gets nothing that could be changed.
 * `true`: the value itself; `'*'` stands for every member that is not named.
 */
export function shapeOf(value: Node | null | undefined, isGlobal: IsGlobal): Shape {
  if (value === null || value === undefined) return true
  const node = unwrap(value)
  if (isPlain(node, isGlobal) || isFunction(node)) return true
  if (node.type === 'CallExpression' && globalPath(node.callee, isGlobal) === 'Object.freeze')
    return shapeOf(node.arguments[0], isGlobal)
  if (node.type === 'ArrayExpression') {
    const shapes = node.elements.map((element) => (element === null ? true : shapeOf(element, isGlobal)))
    return shapes.every((shape) => shape === true) ? { '*': true } : false
  }
  if (node.type === 'TSEnumDeclaration') return { '*': true }
  if (node.type !== 'ObjectExpression' || node.properties.length > mostMembers) return false
  const members: [string, Shape][] = []
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') return false
    if (keyName(property.key) === '__proto__') return false
    members.push([keyName(property.key), shapeOf(property.value, isGlobal)])
  }
  return members.every(([, shape]) => shape === true) ? { '*': true } : Object.fromEntries(members)
}

/** The dotted name of a callee that is the platform's; empty for anything else. */
function globalPath(callee: Node, isGlobal: IsGlobal): string {
  const { root, members } = memberChain(callee)
  return root.type === 'Identifier' && isGlobal(root.name) ? [root.name, ...members].join('.') : ''
}

/** A class is more than functions where it keeps something itself, or may inherit that. */
function hasStaticState(node: ClassNode, isGlobal: IsGlobal): boolean {
  if (node.superClass !== null) return true
  if (node.decorators.length > 0) return true
  return node.body.body.some((member) => {
    if (member.type === 'StaticBlock') return true
    if (!('static' in member) || !member.static) return false
    if (member.type === 'MethodDefinition') return namesThis(member.value)
    return member.type === 'PropertyDefinition' && shapeOf(member.value, isGlobal) !== true
  })
}

function namesThis(node: Node): boolean {
  return node.type === 'ThisExpression' || childrenOf(node).some(namesThis)
}
