import type { Argument, ArrayExpressionElement, Expression, ObjectPropertyKind } from '../parser.ts'
import { platform } from '../platform.ts'
import { callsProject, type ProjectNames, projectDeclares } from './project-function.ts'
import { isPureCall } from './pure-calls.ts'

/** What the names at the top of a module are, as far as they are declared above. */
export interface TopLevelNames extends ProjectNames {
  /** Bound to a function of an imported module, or to an object of such functions: the specifier of the module. */
  readonly makers: Map<string, string>
  /** Constants that are text. */
  readonly texts: Set<string>
  /**
   * Bound to what a maker returned. The value is not a maker itself, and its methods are: the specifier of the module.
   */
  readonly results: Map<string, string>
  /** The specifiers of modules of which a function is called. */
  readonly called: Set<string>
}

/**
 * Whether evaluating the expression gives the same value at every load and does nothing else, where that is so of the
 * functions of imported modules that it calls.
 */
export function isPlainExpression(expression: Expression, names: TopLevelNames): boolean {
  const plain = (one: Expression) => isPlainExpression(one, names)
  if (isPureCall(expression, names)) return true
  switch (expression.type) {
    case 'Literal':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'MetaProperty':
      return true
    case 'Identifier':
      return names.values.has(expression.name) || platform.isConstant(expression.name)
    case 'TemplateLiteral':
      return expression.expressions.every(plain)
    case 'ArrayExpression':
      return expression.elements.every((element) => isPlainArgument(element, names))
    case 'ObjectExpression':
      return expression.properties.every((property) => isPlainProperty(property, names))
    case 'UnaryExpression':
      return expression.operator !== 'delete' && plain(expression.argument)
    case 'LogicalExpression':
      return plain(expression.left) && plain(expression.right)
    case 'BinaryExpression':
      return expression.left.type !== 'PrivateIdentifier' && plain(expression.left) && plain(expression.right)
    case 'ConditionalExpression':
      return plain(expression.test) && plain(expression.consequent) && plain(expression.alternate)
    case 'MemberExpression':
      return plain(expression.object) && (!expression.computed || plain(expression.property))
    case 'CallExpression':
      return isPlainCall(expression.callee, expression.arguments, names)
    case 'NewExpression':
      return isContainer(expression.callee, names) && expression.arguments.every((one) => isPlainArgument(one, names))
    case 'TaggedTemplateExpression':
      return isMaker(expression.tag, names) && expression.quasi.expressions.every(plain)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return plain(expression.expression)
    default:
      return false
  }
}

/** The specifier of the module where the value is a maker, one of its members, or made by one. */
export function makerOf(expression: Expression, names: TopLevelNames): string | undefined {
  switch (expression.type) {
    case 'Identifier':
      return names.makers.get(expression.name) ?? names.results.get(expression.name)
    case 'MemberExpression':
      return makerOf(expression.object, names)
    case 'CallExpression':
      return calledMaker(expression.callee, names)
    default:
      return undefined
  }
}

/**
 * Whether a call only makes a value, provided that the functions of its module do. A schema that validates a value runs
 * the functions inside it, so the methods that validate are excluded.
 */
function isMaker(callee: Expression, names: TopLevelNames): boolean {
  const specifier = calledMaker(callee, names)
  if (specifier !== undefined) names.called.add(specifier)
  return specifier !== undefined
}

function calledMaker(callee: Expression, names: TopLevelNames): string | undefined {
  if (callee.type === 'Identifier') return names.makers.get(callee.name)
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  return asking.test(callee.property.name) ? undefined : makerOf(callee.object, names)
}

const asking = /parse|valid|assert|decode|encode|implement|transformer|^is|^run|^call|^apply|^bind|^allows|^traverse/i

function isPlainCall(callee: Expression, args: readonly Argument[], names: TopLevelNames): boolean {
  if (callsProject(callee, names) && !projectDeclares(args[0], names, isPlainExpression)) return false
  const allowed = isFreeze(callee, names) || (isMaker(callee, names) && isPlainExpression(callee, names))
  return allowed && args.every((one) => isPlainArgument(one, names))
}

function isFreeze(callee: Expression, { values }: TopLevelNames): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
  const { object, property } = callee
  return object.type === 'Identifier' && object.name === 'Object' && !values.has('Object') && property.name === 'freeze'
}

/** The language's own containers, which run nothing of what they hold. */
function isContainer(callee: Expression, { values }: TopLevelNames): boolean {
  return callee.type === 'Identifier' && platform.onlyHolds(callee.name) && !values.has(callee.name)
}

function isPlainArgument(argument: Argument | ArrayExpressionElement, names: TopLevelNames): boolean {
  if (argument === null) return true
  return isPlainExpression(argument.type === 'SpreadElement' ? argument.argument : argument, names)
}

/** A getter would run when the member is read. */
function isPlainProperty(property: ObjectPropertyKind, names: TopLevelNames): boolean {
  if (property.type === 'SpreadElement') return isPlainExpression(property.argument, names)
  if (property.kind !== 'init') return false
  if (property.computed && !isPlainExpression(property.key as Expression, names)) return false
  return isPlainExpression(property.value as Expression, names)
}
