import type { Node } from '../parser.ts'
import { stringOf, unwrap } from '../syntax.ts'
import { isOutside, type Printer } from './printer.ts'

/**
 * `z.string().describe('in euros')` without the text, where that is left out: what the call gives validates as what it
 * is called on does. Any other node is returned as it is.
 */
export function withoutDescription(printer: Printer, node: Node): Node {
  const { callee, arguments: args } = node.type === 'CallExpression' ? node : { callee: undefined, arguments: [] }
  const method = callee === undefined ? undefined : unwrap(callee)
  if (method?.type !== 'MemberExpression' || method.computed || method.optional) return node
  if (method.property.type !== 'Identifier' || method.property.name !== 'describe') return node
  const isText = args.length === 1 && stringOf(args[0]) !== undefined
  if (!isText || !isOfZod(printer, method.object)) return node
  printer.hasDescriptions = true
  return printer.isUndescribed ? withoutDescription(printer, unwrap(method.object)) : node
}

/** The chain of calls starts at what is imported of zod. */
function isOfZod(printer: Printer, value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'CallExpression') return isOfZod(printer, node.callee)
  if (node.type === 'MemberExpression') return isOfZod(printer, node.object)
  if (node.type !== 'Identifier' || !isOutside(printer, node.name)) return false
  return /^zod(?:$|\/)/.test(printer.around.imported(node.name)?.from ?? '')
}

/** Members by which a schema says what it is, and names by which code gets at them. */
const telling = /^(?:description|meta|inst|def|_def|_zod|toJSONSchema|registry|globalRegistry|config|setErrorMap)$/

/** Code that may ask a schema for its description: a member of that name, or one whose name is computed. */
export function mayReadDescription(node: Node): boolean {
  if (node.type === 'MemberExpression')
    return node.computed
      ? unwrap(node.property).type !== 'Literal'
      : node.property.type === 'Identifier' && telling.test(node.property.name)
  if (node.type !== 'ObjectPattern') return false
  return node.properties.some(
    (property) =>
      property.type === 'RestElement' ||
      property.computed ||
      (property.key.type === 'Identifier' && telling.test(property.key.name)),
  )
}
