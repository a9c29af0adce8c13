import type { Argument, Expression } from '../parser.ts'

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

function isPureNew(name: string, given: readonly Argument[], names: PureNames): boolean {
  if (name === 'RegExp') return given.length > 0 && given.every((one) => isText(one, names))
  const [moment] = given
  return name === 'Date' && given.length === 1 && moment !== undefined && isMoment(moment)
}

/** A text without a zone is read in that of the machine. */
function isMoment(given: Argument): boolean {
  if (given.type !== 'Literal') return false
  const { value } = given
  return typeof value === 'number' || (typeof value === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value))
}

const textMethods = new Set(['concat', 'padEnd', 'padStart', 'repeat', 'replaceAll', 'slice', 'split'])
const plainMethods = new Set(['toLowerCase', 'toUpperCase', 'trim', 'trimEnd', 'trimStart'])

type Call = Extract<Expression, { type: 'CallExpression' }>

function isTextMethod({ callee, arguments: given }: Call, names: PureNames): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
  const { name } = callee.property
  const isKnown = textMethods.has(name) || (plainMethods.has(name) && given.length === 0)
  return isKnown && isText(callee.object, names) && given.every((one) => isText(one, names) || isPlainLiteral(one))
}

/** A text, made of nothing but texts and numbers. */
export function isText(given: Argument, names: PureNames): boolean {
  switch (given.type) {
    case 'Literal':
      return typeof given.value === 'string'
    case 'Identifier':
      return names.texts.has(given.name)
    case 'TemplateLiteral':
      return given.expressions.every((one) => isText(one, names) || isNumber(one))
    case 'BinaryExpression':
      return given.operator === '+' && isText(given.left as Expression, names) && isText(given.right, names)
    case 'CallExpression':
      return isTextMethod(given, names) && !endsInList(given)
    default:
      return false
  }
}

function endsInList({ callee }: Call): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'split'
}

const isNumber = (given: Argument): boolean => given.type === 'Literal' && typeof given.value === 'number'

const isPlainLiteral = (given: Argument): boolean => isNumber(given) || (given.type === 'Literal' && 'regex' in given)
