import type { Node } from '../parser.ts'
import type { Shape, ValueKind } from '../state-facts.ts'
import { childrenOf, isFunction, keyName, memberChain, unwrap } from '../syntax.ts'
import { platform } from './builtins.ts'

/** What the value of a declaration is, as far as its text alone says. `undefined`: a statement, which has none. */
export function valueKind(given: Node | null | undefined): ValueKind {
  if (given === null || given === undefined) return 'plain'
  const node = unwrap(given)
  if (isFunction(node)) return 'function'
  if (isPlain(node)) return 'plain'
  switch (node.type) {
    case 'Literal':
      return 'matcher'
    case 'ClassDeclaration':
    case 'ClassExpression':
      return hasStaticState(node) ? 'state' : 'function'
    case 'TSEnumDeclaration':
      return 'container'
    case 'ArrayExpression':
    case 'ObjectExpression':
      return 'container'
    case 'NewExpression':
      return isNewContainer(node) ? 'container' : 'state'
    case 'CallExpression':
      return isFrozen(node) ? 'plain' : isNewContainer(node) ? 'container' : 'state'
    default:
      return 'state'
  }
}

/** `Object.freeze({ a: 1, b: Object.freeze([2]) })`. */
function isFrozen(node: Extract<Node, { type: 'CallExpression' }>): boolean {
  const [value] = node.arguments
  if (pathOf(node.callee) !== 'Object.freeze' || value === undefined) return false
  const held = unwrap(value)
  const isDeep = (inner: Node): boolean => {
    const bare = unwrap(inner)
    return isPlain(bare) || isFunction(bare) || (bare.type === 'CallExpression' && isFrozen(bare))
  }
  if (held.type === 'ArrayExpression') return held.elements.every((element) => element !== null && isDeep(element))
  if (held.type !== 'ObjectExpression') return false
  return held.properties.every(
    (property) =>
      property.type === 'Property' && property.kind === 'init' && !property.computed && isDeep(property.value),
  )
}

/** A primitive whatever its operands are. */
export function isPlain(given: Node): boolean {
  const node = unwrap(given)
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
      return node.name === 'undefined' || node.name === 'NaN' || node.name === 'Infinity'
    case 'ConditionalExpression':
      return isPlain(node.consequent) && isPlain(node.alternate)
    case 'LogicalExpression':
      return isPlain(node.left) && isPlain(node.right)
    case 'CallExpression':
      return platform.givesPrimitive(pathOf(node.callee))
    default:
      return false
  }
}

/** A container made on the spot: what is in it may be anybody's, the container is not. */
export function isNewContainer(given: Node): boolean {
  const node = unwrap(given)
  switch (node.type) {
    case 'ArrayExpression':
    case 'ObjectExpression':
      return true
    case 'NewExpression':
      return isNewInstance(node)
    case 'CallExpression':
      return platform.makesContainer(pathOf(node.callee))
    default:
      return false
  }
}

/** `new Uint8Array(list.buffer)` and `new Object(x)` are what they are given, by another name. */
function isNewInstance({ callee, arguments: [first] }: Extract<Node, { type: 'NewExpression' }>): boolean {
  const name = pathOf(callee)
  return platform.isContainer(name) && (!platform.isView(name) || first === undefined || isOwn(first))
}

function isOwn(given: Node): boolean {
  const node = unwrap(given)
  return node.type === 'ArrayExpression' || isPlain(node)
}

/** The most members that are written down: a larger constant is one value. */
const mostMembers = 200

/**
 * Which members of a literal are primitives or functions, so that reading one hands on nothing that could be changed.
 * `true`: the value itself; `'*'` stands for every member that is not named.
 */
export function shapeOf(given: Node | null | undefined): Shape {
  if (given === null || given === undefined) return true
  const node = unwrap(given)
  if (isPlain(node) || isFunction(node)) return true
  if (node.type === 'CallExpression' && pathOf(node.callee) === 'Object.freeze') return shapeOf(node.arguments[0])
  if (node.type === 'ArrayExpression') {
    const shapes = node.elements.map((element) => (element === null ? true : shapeOf(element)))
    return shapes.every((shape) => shape === true) ? { '*': true } : false
  }
  if (node.type === 'TSEnumDeclaration') return { '*': true }
  if (node.type !== 'ObjectExpression' || node.properties.length > mostMembers) return false
  const members: [string, Shape][] = []
  for (const property of node.properties) {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') return false
    if (keyName(property.key) === '__proto__') return false
    members.push([keyName(property.key), shapeOf(property.value)])
  }
  return members.every(([, shape]) => shape === true) ? { '*': true } : Object.fromEntries(members)
}

/** The dotted name of a callee that is no more than that; empty for anything else. */
export function pathOf(callee: Node): string {
  const { root, members } = memberChain(callee)
  return root.type === 'Identifier' ? [root.name, ...members].join('.') : ''
}

/** A class is more than functions where it keeps something itself, or may inherit that. */
function hasStaticState(node: Extract<Node, { type: 'ClassDeclaration' | 'ClassExpression' }>): boolean {
  if (node.superClass !== null) return true
  if (node.decorators.length > 0) return true
  return node.body.body.some((member) => {
    if (member.type === 'StaticBlock') return true
    if (!('static' in member) || !member.static) return false
    if (member.type === 'MethodDefinition') return namesThis(member.value)
    return member.type === 'PropertyDefinition' && shapeOf(member.value) !== true
  })
}

function namesThis(node: Node): boolean {
  return node.type === 'ThisExpression' || childrenOf(node).some(namesThis)
}
