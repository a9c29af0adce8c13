import type { Ref } from '../facts.ts'
import type { Node } from '../parser.ts'
import { constantOf, isGlobal, isOutside, type Printer, type TextReads } from '../print/printer.ts'
import { namesOfPattern } from '../scopes.ts'
import { isPlain } from '../state/module/value-kind.ts'
import { childrenOf, isClass, isFunction, memberChain, memberName, unwrap } from '../syntax.ts'
import { globalPath, valuePath } from './global-path.ts'

/**
 * Where a value is looked at: what is certain to be able to be a function is noted. A function that comes as a
 * parameter, or out of a list that somebody filled, is seen when it becomes text: a run hears of every function that
 * anybody asks for its text.
 */
export interface TextValue {
  readonly reads: TextReads
  readonly printer: Printer
  /** Names of a function that has not been entered: nothing is known of them. */
  readonly inner?: ReadonlySet<string>
}

/** Methods that give a text or a number, whatever they are called on. */
const textual =
  /^(?:charAt|charCodeAt|codePointAt|getTime|includes|indexOf|isWellFormed|join|lastIndexOf|localeCompare|normalize|pad(?:End|Start)|repeat|replace|replaceAll|search|startsWith|endsWith|sub(?:str|string)|test|has|every|some|to(?:Base64|Exponential|Fixed|Hex|ISOString|Locale\w*|LowerCase|Precision|String|UTCString|UpperCase|WellFormed)|trim(?:End|Start)?|valueOf|get(?:UTC)?(?:Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds)|digest)$/
/** Methods of lists that give some of what is in them. */
const same =
  /^(?:concat|copyWithin|drop|fill|filter|flat|reverse|shift|pop|at|find|findLast|slice|sort|splice|take|to(?:Array|Reversed|Sorted|Spliced)|values|with)$/

/** What a value may be, behind a choice between several. */
export function choicesOf(value: Node): readonly Node[] {
  const node = unwrap(value)
  switch (node.type) {
    case 'ConditionalExpression':
      return [...choicesOf(node.consequent), ...choicesOf(node.alternate)]
    case 'LogicalExpression':
      return [...choicesOf(node.left), ...choicesOf(node.right)]
    case 'SequenceExpression':
      return node.expressions.slice(-1).flatMap(choicesOf)
    case 'AwaitExpression':
      return choicesOf(node.argument)
    case 'ChainExpression':
      return choicesOf(node.expression)
    case 'AssignmentExpression':
      return choicesOf(node.right)
    default:
      return [node]
  }
}

/** A value becomes text. */
export function noteText(value: TextValue, source: Node): void {
  for (const node of choicesOf(source)) noteOne(value, node)
}

function noteOne(value: TextValue, node: Node): void {
  const { reads, printer } = value
  if (isPrimitive(printer, node)) return
  if (isFunction(node) || isClass(node)) {
    reads.own.add(node)
    return
  }
  switch (node.type) {
    case 'Identifier':
      noteName(value, node.name, noteText)
      return
    case 'MemberExpression':
      noteMember(value, node)
      return
    case 'CallExpression':
      noteResult(value, node)
      return
    case 'ArrayExpression':
      noteElements(value, node)
      return
    case 'SpreadElement':
      noteElements({ reads, printer }, node.argument)
  }
}

type Look = (value: TextValue, node: Node) => void

function noteName(value: TextValue, name: string, look: Look): void {
  const { reads, printer, inner } = value
  if (inner?.has(name) || isGlobal(printer, name)) return
  if (isOutside(printer, name)) {
    reads.refs.push({ to: 'binding', name, members: [] })
    return
  }
  const origin = printer.origins.get(printer.scopes.find(name) ?? -1)
  if (origin === 'data') return
  if (origin !== undefined) {
    if (look === noteText) reads.keys.add(origin.key)
    return
  }
  const isFollowed = constantOf(printer, name, (constant) => {
    look(value, constant)
    return true
  })
  if (!isFollowed) reads.locals.push(name)
}

function noteMember({ reads, printer, inner }: TextValue, node: Extract<Node, { type: 'MemberExpression' }>): void {
  if (isData(printer, node.object)) return
  const { root, members } = memberChain(node)
  if (root.type === 'Identifier' && members.length > 0 && !inner?.has(root.name)) {
    if (isGlobal(printer, root.name)) return
    if (isOutside(printer, root.name)) {
      reads.refs.push({ to: 'binding', name: root.name, members })
      return
    }
  }
  const name = node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : memberName(node)
  if (name === undefined && isPlace(node.property))
    noteElements({ reads, printer, ...(inner && { inner }) }, node.object)
  else if (name !== undefined && name !== 'length' && name !== 'size') reads.keys.add(name)
}

/** A place in a list. */
function isPlace(property: Node): boolean {
  const node = unwrap(property)
  return (node.type === 'Literal' && typeof node.value === 'number') || node.type === 'UpdateExpression'
}

function noteResult(value: TextValue, node: Extract<Node, { type: 'CallExpression' }>): void {
  const { reads, printer } = value
  const callee = unwrap(node.callee)
  const method = methodOf(callee)
  if (method !== undefined && textual.test(method.name)) return
  if (isData(printer, node)) return
  if (pathOf(printer, callee) !== undefined) return
  const ref = calledRef(value, callee)
  if (ref !== undefined) reads.results.push(ref)
  else if (method !== undefined) noteElements(value, node)
}

/** A function of the file, or an imported one; methods of what these hold are somebody's. */
function calledRef({ printer, inner }: TextValue, callee: Node): Ref | undefined {
  const { root, members } = memberChain(callee)
  if (root.type !== 'Identifier' || inner?.has(root.name) || !isOutside(printer, root.name)) return undefined
  return { to: 'binding', name: root.name, members }
}

/** What a list, a set or a map holds becomes text. */
export function noteElements(value: TextValue, source: Node): void {
  for (const node of choicesOf(source)) noteElementsOf(value, node)
}

function noteElementsOf(value: TextValue, node: Node): void {
  const { reads, printer } = value
  if (isPrimitive(printer, node) || isData(printer, node)) return
  switch (node.type) {
    case 'ArrayExpression':
      for (const element of node.elements) if (element !== null) noteText(value, element)
      return
    case 'Identifier':
      noteName(value, node.name, noteElements)
      return
    case 'NewExpression':
      for (const argument of node.arguments) noteElements(value, argument)
      return
    case 'CallExpression':
      noteElementsOfCall(value, node)
      return
    case 'MemberExpression': {
      const { root, members } = memberChain(node)
      if (root.type === 'Identifier' && !value.inner?.has(root.name) && isOutside(printer, root.name))
        reads.refs.push({ to: 'binding', name: root.name, members: [...members, '*'] })
    }
  }
}

function noteElementsOfCall(value: TextValue, node: Extract<Node, { type: 'CallExpression' }>): void {
  const { printer } = value
  const callee = unwrap(node.callee)
  const path = pathOf(printer, callee)
  const [first, second] = node.arguments
  if (path === 'Array.from' && second !== undefined) {
    noteMapped(value, second)
    return
  }
  const { name = '', object } = methodOf(callee) ?? {}
  if (name === 'split' || textual.test(name)) return
  if (path === undefined && object !== undefined && first !== undefined && /^(?:map|flatMap)$/.test(name))
    noteMapped(value, first)
  else if (path === undefined && object !== undefined && same.test(name)) {
    noteElements(value, object)
    if (/^(?:concat|with|fill|splice|toSpliced)$/.test(name))
      for (const argument of node.arguments) noteText(value, argument)
  }
}

/** What a callback gives. */
function noteMapped(value: TextValue, source: Node): void {
  const { reads, printer, inner = new Set() } = value
  const callback = unwrap(source)
  if (isConstructorOfText(printer, callback)) return
  if (!isFunction(callback)) {
    const ref = calledRef(value, callback)
    if (ref !== undefined) reads.results.push(ref)
    return
  }
  const names = new Set([...inner, ...callback.params.flatMap((parameter) => namesOfPattern(parameter))])
  const body = callback.body as Node | null
  // What is declared in a body is not known yet.
  if (body?.type === 'BlockStatement') for (const name of declaredIn(body)) names.add(name)
  for (const result of resultsOf({ body })) noteText({ reads, printer, inner: names }, result)
}

function declaredIn(body: Extract<Node, { type: 'BlockStatement' }>): string[] {
  return body.body.flatMap((statement) =>
    statement.type === 'VariableDeclaration' ? statement.declarations.flatMap(({ id }) => namesOfPattern(id)) : [],
  )
}

/** Methods of what holds data that give no more than data, whatever they are given. */
const ofData =
  /^(?:all|at|entries|filter|find|findLast|get|keys|pick|slice|sort|toArray|toReversed|toSorted|values|where)$/

const isPrimitive = (printer: Printer, node: Node): boolean => isPlain(node, (name) => isGlobal(printer, name))

/** Rows, and what is in them: no function is. */
export function isData(printer: Printer, value: Node): boolean {
  return choicesOf(value).every((node) => {
    if (node.type === 'Identifier') {
      const origin = printer.origins.get(printer.scopes.find(node.name) ?? -1)
      if (origin !== undefined) return origin === 'data'
      return constantOf(printer, node.name, (constant) => isData(printer, constant)) ?? false
    }
    if (node.type === 'MemberExpression') return isData(printer, node.object)
    const method = node.type === 'CallExpression' ? methodOf(unwrap(node.callee)) : undefined
    if (method === undefined || node.type !== 'CallExpression') return false
    return (
      isData(printer, method.object) &&
      (ofData.test(method.name) || node.arguments.every((one) => isPrimitive(printer, one)))
    )
  })
}

export function methodOf(callee: Node): { readonly name: string; readonly object: Node } | undefined {
  if (callee.type === 'ChainExpression') return methodOf(callee.expression)
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined
  return callee.type === 'MemberExpression' && name !== undefined ? { name, object: callee.object } : undefined
}

/** The path of a function of the platform. */
export function pathOf(printer: Printer, callee: Node): string | undefined {
  const isPath = callee.type === 'Identifier' || callee.type === 'MemberExpression'
  const path = isPath ? valuePath(printer, callee) : undefined
  return path?.join('.')
}

export function isConstructorOfText(printer: Printer, value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Identifier' && globalPath(printer, node)?.join('.') === 'String'
}

/** Numbers are compared as numbers, whatever they are compared with. */
export function mayShowText(value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'Literal') return typeof node.value === 'string'
  if (node.type === 'UnaryExpression' || node.type === 'UpdateExpression') return false
  if (node.type === 'BinaryExpression') return node.operator === '+'
  return node.type !== 'MemberExpression' || !/^(?:length|size)$/.test(memberName(node) ?? '')
}

/** The expressions that a function gives, without those of the functions in it. */
function resultsOf({ body }: { readonly body: Node | null }): readonly Node[] {
  if (body === null) return []
  return body.type === 'BlockStatement' ? returned(body) : [body]
}
function returned(node: Node): Node[] {
  if (node.type === 'ReturnStatement') return node.argument === null ? [] : [node.argument]
  return isFunction(node) ? [] : childrenOf(node).flatMap(returned)
}
