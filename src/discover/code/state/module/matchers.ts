import type { Node } from '../../parser.ts'
import { platform } from '../../platform.ts'
import { childrenOf, type FunctionNode, isFunction, memberName, stringOf, unwrap } from '../../syntax.ts'

/** Members of a regular expression that do not give it to anybody. */
const asking = /^(?:exec|test|lastIndex|source|flags|global|sticky)$/

interface Place {
  readonly parent: Node | undefined
  /** The function around, if any. */
  readonly fn: FunctionNode | undefined
  readonly isOther: (node: Node) => boolean
}

/**
 * Whether code makes a regular expression that remembers where it stopped, and keeps it or hands it on. One that is
 * asked where it stands, or by a name of the function that it is made in, is gone when that ends.
 *
 * @param isOther Of a part of the code that is a unit of its own.
 */
export function keepsMatcher(node: Node, isOther: (node: Node) => boolean): boolean {
  return keepsIn(node, { parent: undefined, fn: undefined, isOther })
}

function keepsIn(value: Node, place: Place): boolean {
  const node = unwrap(value)
  if (place.parent !== undefined && place.isOther(node)) return false
  if (remembers(node) && !isAskedThere(node, place.parent) && !staysInside(place)) return true
  const fn = isFunction(node) ? node : place.fn
  return childrenOf(node).some((child) => keepsIn(child, { ...place, parent: node, fn }))
}

/** `/a/g`, `new RegExp(text, flags)`: one with other flags starts at the beginning each time. */
function remembers(node: Node): boolean {
  if (node.type === 'Literal') return 'regex' in node && /[gy]/.test(node.regex.flags)
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false
  const callee = unwrap(node.callee)
  const name =
    callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : undefined
  if (name !== 'RegExp') return false
  const [pattern, flags] = node.arguments
  if (flags !== undefined) return /[gy]/.test(stringOf(flags) ?? 'g')
  // Without flags it has those of the regular expression that it is given.
  return pattern !== undefined && stringOf(pattern) === undefined && unwrap(pattern).type !== 'TemplateLiteral'
}

/** `/a/g.exec(text)`, `text.replace(/a/g, '')` */
function isAskedThere(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'MemberExpression')
    return unwrap(parent.object) === node && asking.test(memberName(parent) ?? '')
  if (parent?.type !== 'CallExpression') return false
  const callee = unwrap(parent.callee)
  return callee.type === 'MemberExpression' && platform.isMatching(memberName(callee) ?? '')
}

/** `const word = /a/g` in a function that does no more with it than to ask it. */
function staysInside({ parent, fn }: Place): boolean {
  if (fn === undefined || parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false
  return onlyAsks(fn, { name: parent.id.name, declarator: parent, fn })
}

interface Local {
  readonly name: string
  readonly declarator: Node
  readonly fn: FunctionNode
}
function onlyAsks(value: Node, local: Local, parent?: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'Identifier' && node.name === local.name)
    return parent === local.declarator || isAskedThere(node, parent) || isKey(node, parent)
  // An inner function may be kept, with all that it names.
  if (isFunction(node) && node !== local.fn) return !names(node, local.name)
  return childrenOf(node).every((child) => onlyAsks(child, local, node))
}

const names = (node: Node, name: string): boolean =>
  (node.type === 'Identifier' && node.name === name) || childrenOf(node).some((child) => names(child, name))

/** `match.word` is another thing. */
const isKey = (node: Node, parent: Node | undefined): boolean =>
  parent?.type === 'MemberExpression' && !parent.computed && unwrap(parent.object) !== node
