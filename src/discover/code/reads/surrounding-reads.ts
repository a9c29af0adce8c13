import type { Surrounding } from '../../../util/surroundings.ts'
import type { Node } from '../parser.ts'
import { constantOf, type Printer } from '../print/printer.ts'
import { keyName, memberName, stringOf, unwrap } from '../syntax.ts'
import { valuePath } from './global-path.ts'

type Call = Extract<Node, { type: 'CallExpression' | 'NewExpression' }>

const inZone =
  /^(?:get|set)(?:Date|Day|FullYear|Hours|Minutes|Month|Seconds|Year)$|^getTimezoneOffset$|^to(?:Date|Time)String$/
const byLocale = /^toLocale|^localeCompare$/
const zoned = /^toLocale(?:Date|Time)?String$/
/** Options of numbers: what has them is no date. */
const ofNumbers = /^(?:style|currency|unit|notation|minimum|maximum|useGrouping|compactDisplay|signDisplay|rounding)/

/** Whether a method of a date gives what the zone makes of it. */
export const isInZone = (method: string): boolean => inZone.test(method)

const none: readonly Surrounding[] = []
const zone: readonly Surrounding[] = ['time zone']
const locale: readonly Surrounding[] = ['default locale']

/**
 * What an expression depends on besides its values: the time zone that the process runs in, and its locale. Names of
 * methods say enough. A date that becomes text, or is read from text, is seen where it is written as a date or as text:
 * of any other value nobody can tell.
 */
export function surroundingsRead(printer: Printer, node: Node): readonly Surrounding[] {
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression':
      return ofCall(printer, node)
    case 'MemberExpression':
      return isInZone(memberName(node) ?? '') ? zone : none
    case 'TemplateLiteral':
      return node.expressions.some((part) => isDate(printer, part)) ? zone : none
    case 'BinaryExpression':
      return node.operator === '+' && [node.left, node.right].some((side) => isDate(printer, side)) ? zone : none
    default:
      return none
  }
}

function ofCall(printer: Printer, node: Call): readonly Surrounding[] {
  const callee = unwrap(node.callee)
  const [first, second] = node.arguments
  const path = valuePath(printer, callee) ?? []
  if (path[0] === 'Intl') return ofIntl(printer, path[1] ?? '', node)
  switch (path.join('.')) {
    case 'Date':
      return second !== undefined || (first !== undefined && isLocalText(printer, first)) ? zone : none
    case 'Date.parse':
      return first !== undefined && isLocalText(printer, first) ? zone : none
    case 'String':
      return first !== undefined && isDate(printer, first) ? zone : none
  }
  if (callee.type !== 'MemberExpression') return none
  const method = memberName(callee) ?? ''
  if (method === 'toString') return isDate(printer, callee.object) ? zone : none
  return [
    ...(zoned.test(method) && !saysZone(node) ? zone : none),
    ...(byLocale.test(method) && !saysLocale(printer, method === 'localeCompare' ? second : first) ? locale : none),
  ]
}

function ofIntl(printer: Printer, name: string, node: Call): readonly Surrounding[] {
  if (!/^[A-Z]/.test(name) || name === 'Locale') return none
  return [
    ...(name === 'DateTimeFormat' && !saysZone(node) ? zone : none),
    ...(saysLocale(printer, node.arguments[0]) ? none : locale),
  ]
}

/** `new Date(…)`, also by a name that it has. */
function isDate(printer: Printer, value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'Identifier')
    return constantOf(printer, node.name, (constant) => isDate(printer, constant)) ?? false
  return node.type === 'NewExpression' && valuePath(printer, node.callee)?.join('.') === 'Date'
}

/** Text of a date that says no zone, as far as it is written. A day alone is read as of UTC. */
function isLocalText(printer: Printer, value: Node): boolean {
  const node = unwrap(value)
  const text = stringOf(node)
  if (text !== undefined) return !/^[+-]?\d{4,6}(?:-\d\d){0,2}$/.test(text.trim()) && !saysOffset(text)
  switch (node.type) {
    case 'Identifier':
      return constantOf(printer, node.name, (constant) => isLocalText(printer, constant)) ?? false
    case 'SpreadElement':
      return true
    case 'TemplateLiteral':
      return !saysOffset(node.quasis.at(-1)?.value.cooked ?? '')
    case 'BinaryExpression':
      return node.operator === '+' && isText(node) && !saysOffset(stringOf(node.right) ?? '')
    default:
      return false
  }
}

const saysOffset = (text: string): boolean => /(?:Z|[+-]\d\d:?\d\d|GMT|UTC)$/i.test(text.trim())

function isText(value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'BinaryExpression') return node.operator === '+' && (isText(node.left) || isText(node.right))
  return node.type === 'TemplateLiteral' || stringOf(node) !== undefined
}

/** A locale that is written, or a list of such. */
function saysLocale(printer: Printer, value: Node | undefined): boolean {
  if (value === undefined) return false
  const bare = unwrap(value)
  if (bare.type === 'ArrayExpression') return bare.elements.some((element) => stringOf(element) !== undefined)
  if (bare.type === 'Identifier')
    return constantOf(printer, bare.name, (constant) => saysLocale(printer, constant)) ?? false
  return stringOf(bare) !== undefined
}

function saysZone({ arguments: [, options] }: Call): boolean {
  const bare = options === undefined ? undefined : unwrap(options)
  if (bare?.type !== 'ObjectExpression') return false
  return bare.properties.some((property) => {
    if (property.type !== 'Property' || property.computed) return false
    const key = keyName(property.key)
    return (key === 'timeZone' && stringOf(property.value) !== undefined) || ofNumbers.test(key)
  })
}
