import type { Node } from '../parser.ts'
import type { Printer } from '../print/printer.ts'
import { unwrap } from '../syntax.ts'
import { noteGiven, saysText } from './origins.ts'
import { isConstructorOfText, isData, mayShowText, methodOf, noteElements, noteText, pathOf } from './text-values.ts'

/**
 * Any node, before it is written: whether something becomes text there, by a template, a sum, a comparison, as a key,
 * or by a method.
 */
export function noteTextReads(printer: Printer, node: Node): void {
  const reads = printer.sightings.selves.texts
  const text = (part: Node) => noteText({ reads, printer }, part)
  switch (node.type) {
    case 'TemplateLiteral':
      node.expressions.forEach(text)
      break
    case 'BinaryExpression':
      if (node.operator === '+' || (isOrder(node.operator) && [node.left, node.right].every(mayShowText)))
        for (const side of [node.left, node.right]) text(side)
      if (node.operator === 'in') text(node.left)
      break
    case 'AssignmentExpression':
      if (node.operator === '+=') for (const side of [node.left, node.right]) text(side)
      break
    case 'MemberExpression':
      if (node.computed) text(node.property)
      break
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      if (node.computed) text(node.key)
      break
    case 'VariableDeclaration':
      noteVariables(printer, node)
      break
    case 'ReturnStatement':
      noteGiven(printer, node.argument)
      break
    case 'CallExpression':
    case 'NewExpression':
      noteCall(printer, node)
  }
}

/** Variables whose types say that they are no functions. */
function noteVariables(printer: Printer, { declarations }: Extract<Node, { type: 'VariableDeclaration' }>): void {
  for (const { id } of declarations) {
    const binding = id.type === 'Identifier' ? printer.scopes.find(id.name) : undefined
    if (binding === undefined) continue
    if (saysText(id)) printer.origins.set(binding, 'data')
  }
}

const isOrder = (operator: string): boolean => /^[<>]=?$/.test(operator)

/** Functions of the platform that make a text of what they are given. */
const texting =
  /^(?:String|Symbol|Symbol\.for|encodeURI|encodeURIComponent|escape|RegExp|URL|Blob|(?:\w*Error)|node:util\.(?:default\.)?format|Function\.prototype\.toString\.(?:call|apply))$/

function noteCall(printer: Printer, node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>): void {
  const { selves } = printer.sightings
  const value = { reads: selves.texts, printer }
  const callee = unwrap(node.callee)
  const path = pathOf(printer, callee)
  const [first, second] = node.arguments
  if (path !== undefined && texting.test(path)) for (const argument of node.arguments) noteText(value, argument)
  if (path === 'Array.from' && first !== undefined && second !== undefined && isConstructorOfText(printer, second))
    noteElements(value, first)
  const method = methodOf(callee)
  if (method === undefined) return
  const { name, object } = method
  if (isData(printer, object)) for (const argument of node.arguments) printer.ofData.add(unwrap(argument))
  if (/^to(?:Locale)?String$/.test(name) && node.arguments.length === 0) noteText(value, object)
  // `one.toString.call(other)`
  if (/^(?:call|apply)$/.test(name) && first !== undefined && methodOf(unwrap(object))?.name === 'toString')
    noteText(value, first)
  if (name === 'join' || (/^(?:sort|toSorted)$/.test(name) && node.arguments.length === 0)) noteElements(value, object)
  if (name === 'concat' && !mayBeList(object)) for (const argument of node.arguments) noteText(value, argument)
  if (path === undefined && node.arguments.some((argument) => isConstructorOfText(printer, argument)))
    noteElements(value, object)
}

const mayBeList = (node: Node): boolean => !/^(?:Literal|TemplateLiteral|BinaryExpression)$/.test(unwrap(node).type)
