import type { Node } from '../parser.ts'
import { namesOfBlock } from '../scopes.ts'
import { childrenOf, type FunctionNode, memberChain, stringOf, unwrap } from '../syntax.ts'
import { type Forms, isGlobal, isOutside, type Printer } from './printer.ts'

/**
 * Code that is written in two ways and does the same, as long as nobody replaces `console`, and nobody makes an
 * instance of a function or asks for its prototype: `noteForms` finds who might, and there the older form counts, which
 * has both.
 */

/** `console.log('half of it', rows)`, where nothing is worked out for it. */
export function isMessage(printer: Printer, node: Node): boolean {
  if (node.type !== 'ExpressionStatement') return false
  const call = unwrap(node.expression)
  if (call.type !== 'CallExpression' || call.optional) return false
  const { root, members } = memberChain(call.callee)
  const [method, ...others] = members
  if (root.type !== 'Identifier' || root.name !== 'console' || method === undefined || others.length > 0) return false
  if (!isGlobal(printer, 'console') || !/^(?:log|info|debug|warn|error|trace)$/.test(method)) return false
  return call.arguments.every((argument) => isSaidAsItIs(printer, argument))
}

/** A literal, or a local: reading it does nothing, and what is outside would be reached by it. */
function isSaidAsItIs({ scopes }: Printer, value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'Identifier') return scopes.find(node.name) !== undefined
  return stringOf(node) !== undefined || (node.type === 'Literal' && !('regex' in node))
}

/** A function that an arrow could be in place of: it has no `this`, no `arguments` and no name of its own. */
export function isLikeArrow(node: FunctionNode): boolean {
  if (node.type === 'ArrowFunctionExpression' || node.generator || node.body === null) return false
  if (node.type === 'FunctionExpression' && node.id !== null) return false
  return ![...node.params, node.body].some(hasOwnThis)
}

/** `this`, `arguments` and what belongs to them, outside of the functions that have their own. */
function hasOwnThis(node: Node): boolean {
  switch (node.type) {
    case 'ThisExpression':
    case 'Super':
      return true
    case 'Identifier':
      // Code that is made out of text sees the same.
      return node.name === 'arguments' || node.name === 'eval'
    case 'MetaProperty':
      return node.meta.name === 'new'
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return false
    default:
      return childrenOf(node).some(hasOwnThis)
  }
}

/**
 * The function declarations of a block that act like a `const` with an arrow: nothing above mentions them, and nothing
 * else has their name.
 */
export function functionsLikeConstants(statements: readonly Node[]): ReadonlySet<Node> {
  const names = namesOfBlock(statements)
  return new Set(
    statements.filter((node, index) => {
      if (node.type !== 'FunctionDeclaration' || node.id === null || !isLikeArrow(node)) return false
      const { name } = node.id
      const isAlone = names.filter((one) => one === name).length === 1
      return isAlone && !statements.slice(0, index).some((earlier) => mentions(earlier, name))
    }),
  )
}

function mentions(node: Node, name: string): boolean {
  return (node.type === 'Identifier' && node.name === name) || childrenOf(node).some((child) => mentions(child, name))
}

/** Notes code that may distinguish a function from an arrow, or that may observe `console`. */
export function noteForms(forms: Forms, node: Node, printer: Printer): void {
  switch (node.type) {
    case 'CallExpression': {
      const { root, members } = memberChain(node.callee)
      if (members.length === 1) forms.reported.add(root)
      break
    }
    case 'NewExpression':
      noteMade(forms, node.callee, printer)
      break
    case 'ClassDeclaration':
    case 'ClassExpression':
      if (node.superClass !== null) noteMade(forms, node.superClass, printer)
      break
    case 'BinaryExpression':
      if (node.operator === 'instanceof') noteMade(forms, node.right, printer)
      break
    case 'MemberExpression': {
      const { root, members } = memberChain(node)
      // A value that says how it is printed runs code when it is.
      if (members.includes('inspect') && members.at(-1) === 'custom') forms.any = true
      const isOfPlatform = root.type === 'Identifier' && isGlobal(printer, root.name)
      if (isOfPlatform ? members.includes('console') : members.includes('prototype')) forms.any = true
      break
    }
    case 'Literal':
      if (node.value === 'nodejs.util.inspect.custom') forms.any = true
      break
    case 'Identifier':
      if (node.name === 'console' && !forms.reported.has(node) && isGlobal(printer, 'console')) forms.any = true
  }
}

/** A class of the platform is no function of the project; what a name of the file leads to is known later. */
function noteMade(forms: Forms, value: Node, printer: Printer): void {
  const { root, members } = memberChain(value)
  if (root.type === 'Identifier' && isOutside(printer, root.name))
    forms.refs.push({ to: 'binding', name: root.name, members })
  else if (root.type !== 'Identifier' || !isGlobal(printer, root.name)) forms.any = true
}
