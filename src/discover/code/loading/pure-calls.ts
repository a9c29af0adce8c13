import type { Argument, Expression } from '../parser.ts'
import { platform } from '../platform.ts'

/** What is known of the names at the top of a module. */
export interface PureNames {
  /** Bound in the module. */
  readonly values: ReadonlySet<string>
  /** Constants that are text, and no object that gives one when it is asked. */
  readonly texts: ReadonlySet<string>
}

/**
 * Calls of the language's own that give the same value at every load and run no code of anybody: they are given what is
 * text, a number or a pattern, so that no object of the project is asked for one.
 */
export function isPureCall(expression: Expression, names: PureNames): boolean {
  if (expression.type === 'NewExpression' && expression.callee.type === 'Identifier') {
    const { name } = expression.callee
    return !names.values.has(name) && isPureNew(name, expression.arguments, names)
  }
  return expression.type === 'CallExpression' && isTextMethod(expression, names)
}

function isPureNew(name: string, args: readonly Argument[], names: PureNames): boolean {
  if (name === 'RegExp') return args.length > 0 && args.every((one) => isText(one, names))
  const [moment] = args
  return name === 'Date' && args.length === 1 && moment !== undefined && isMoment(moment)
}

/** A text without a zone is read in that of the machine. */
function isMoment(argument: Argument): boolean {
  if (argument.type !== 'Literal') return false
  const { value } = argument
  return typeof value === 'number' || (typeof value === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value))
}

type Call = Extract<Expression, { type: 'CallExpression' }>

function isTextMethod({ callee, arguments: args }: Call, names: PureNames): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
  if (!platform.isOfTexts(callee.property.name) || !isText(callee.object, names)) return false
  return args.every((one) => isText(one, names) || isPlainLiteral(one))
}

/** A text, made of nothing but texts and numbers. */
export function isText(argument: Argument, names: PureNames): boolean {
  switch (argument.type) {
    case 'Literal':
      return typeof argument.value === 'string'
    case 'Identifier':
      return names.texts.has(argument.name)
    case 'TemplateLiteral':
      return argument.expressions.every((one) => isText(one, names) || isNumber(one))
    case 'BinaryExpression':
      return argument.operator === '+' && isText(argument.left as Expression, names) && isText(argument.right, names)
    case 'CallExpression':
      return isTextMethod(argument, names) && !endsInList(argument)
    default:
      return false
  }
}

function endsInList({ callee }: Call): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'split'
}

const isNumber = (argument: Argument): boolean => argument.type === 'Literal' && typeof argument.value === 'number'

const isPlainLiteral = (argument: Argument): boolean =>
  isNumber(argument) || (argument.type === 'Literal' && 'regex' in argument)
