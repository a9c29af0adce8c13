import type { Node } from '../../parser.ts'
import type { ClassFacts } from '../../state-facts.ts'
import { type ClassNode, childrenOf, isClass, isErased, isFunction, unwrap } from '../../syntax.ts'
import type { IsGlobal } from './value-kind.ts'

/**
 * Whether evaluating an initializer runs no code, whatever its names stand for: they are put into literals, and nothing
 * is called, converted, iterated or awaited, and no member is read, which might be an accessor. `new C(x)` runs what
 * constructing a C does, and a class what reading its superclass does: their names are among the facts.
 */
export function isInertValue(value: Node, isGlobal: IsGlobal): boolean {
  const node = unwrap(value)
  return isClass(node) ? isInertClass(node, isGlobal) : isInert(node, isGlobal)
}

function isInert(value: Node, isGlobal: IsGlobal): boolean {
  const node = unwrap(value)
  const inert = (part: Node) => isInert(part, isGlobal)
  if (isFunction(node)) return true
  if (isClass(node)) return node.superClass === null && isInertClass(node, isGlobal)
  switch (node.type) {
    case 'Identifier':
    case 'Literal':
    case 'MetaProperty':
      return true
    case 'TemplateLiteral':
      return node.expressions.length === 0
    case 'ArrayExpression':
      return node.elements.every((element) => element === null || inert(element))
    case 'ObjectExpression':
      return node.properties.every(
        (property) =>
          property.type === 'Property' &&
          (!property.computed || property.key.type === 'Literal') &&
          inert(property.value),
      )
    case 'ConditionalExpression':
      return [node.test, node.consequent, node.alternate].every(inert)
    case 'LogicalExpression':
      return inert(node.left) && inert(node.right)
    case 'UnaryExpression':
      return /^(?:typeof|void|!)$/.test(node.operator) && inert(node.argument)
    case 'NewExpression':
      // Other classes of the platform may iterate what they are given.
      return (
        node.callee.type === 'Identifier' &&
        (node.callee.name === 'Proxy' || !isGlobal(node.callee.name)) &&
        node.arguments.every(inert)
      )
    default:
      return false
  }
}

function isInertClass({ superClass, decorators, body }: ClassNode, isGlobal: IsGlobal): boolean {
  if (decorators.length > 0 || (superClass !== null && unwrap(superClass).type !== 'Identifier')) return false
  return body.body.every((member) => {
    if (isErased(member)) return true
    if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') return false
    if (member.decorators.length > 0 || (member.computed && member.key.type !== 'Literal')) return false
    return member.type === 'MethodDefinition' || !member.static || isInertField(member, isGlobal)
  })
}

function isInertField(field: { readonly value: Node | null }, isGlobal: IsGlobal): boolean {
  return field.value === null || isInert(field.value, isGlobal)
}

/** For a class: its superclass, and whether making an instance runs anything but constructors of classes above it. */
export function classFacts(node: ClassNode, isGlobal: IsGlobal): ClassFacts {
  const { superClass } = node
  const above = superClass === null ? undefined : unwrap(superClass)
  const isIdle = isInertClass(node, isGlobal) && node.body.body.every((member) => isIdleMember(member, isGlobal))
  return {
    ...(above === undefined ? {} : { above: above.type === 'Identifier' ? above.name : '' }),
    ...(isIdle ? {} : { constructs: true as const }),
  }
}

function isIdleMember(member: ClassNode['body']['body'][number], isGlobal: IsGlobal): boolean {
  if (isErased(member)) return true
  if (member.type === 'PropertyDefinition') return member.value === null || isIdleValue(member.value, isGlobal)
  if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return true
  const { params, body } = member.value
  return (
    params.every((one) => isIdleParameter(one, isGlobal)) && (body?.body ?? []).every((one) => isIdle(one, isGlobal))
  )
}

function isIdleParameter(value: Node, isGlobal: IsGlobal): boolean {
  const node = value.type === 'TSParameterProperty' ? value.parameter : value
  if (node.type === 'AssignmentPattern') return node.left.type === 'Identifier' && isIdleValue(node.right, isGlobal)
  return node.type === 'Identifier'
}

/** `super(x)` and `this.x = x`, which is no setter's where the class has none. */
function isIdle(statement: Node, isGlobal: IsGlobal): boolean {
  if (statement.type !== 'ExpressionStatement') return false
  const node = unwrap(statement.expression)
  if (node.type === 'CallExpression')
    return node.callee.type === 'Super' && node.arguments.every((argument) => isIdleValue(argument, isGlobal))
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') return false
  const { left } = node
  return (
    left.type === 'MemberExpression' &&
    !left.computed &&
    left.object.type === 'ThisExpression' &&
    isIdleValue(node.right, isGlobal)
  )
}

/** `new C()` runs what constructing a C does, each time. */
function isIdleValue(value: Node, isGlobal: IsGlobal): boolean {
  return isInert(value, isGlobal) && !makesInstance(unwrap(value))
}

function makesInstance(node: Node): boolean {
  if (isFunction(node) || isClass(node)) return false
  return node.type === 'NewExpression' || childrenOf(node).some((child) => makesInstance(unwrap(child)))
}
