import { isMetaObject } from '../beside.ts'
import type { Given, SelfFacts } from '../facts.ts'
import type { Node } from '../parser.ts'
import { constantOf, isGlobal, isOutside, type Printer, type SelfReads } from '../print/printer.ts'
import { type ClassNode, childrenOf, isFunction, memberChain, memberName, unwrap } from '../syntax.ts'
import { handedFacts, noteHanded } from './handed-on.ts'

export function createSelfReads(): SelfReads {
  return {
    names: [],
    texts: [],
    locals: [],
    localCode: new Map(),
    handed: [],
    ownMethods: new Set(),
    called: new Set(),
    lent: new Map(),
    others: false,
    classes: false,
    place: false,
    parameter: false,
    expectsCode: false,
    given: [],
    told: new Set(),
  }
}

/**
 * Any node, before it is written. A file beside the module is no text: it is written without the module's own place.
 */
export function noteSelfReads(reads: SelfReads, node: Node, printer: Printer): void {
  noteHanded(reads, node, printer)
  switch (node.type) {
    case 'MemberExpression':
      noteMember(reads, node, printer)
      break
    case 'MetaProperty':
      if (node.meta.name === 'new') reads.classes = true
      else if (!reads.told.has(node)) reads.place = true
      break
    case 'CallExpression':
      noteCall(reads, node, printer)
      break
    case 'TemplateLiteral':
      for (const part of node.expressions) noteRead(reads, part, { as: 'texts', printer })
      break
    case 'BinaryExpression':
      if (node.operator === '+')
        for (const side of [node.left, node.right]) noteRead(reads, side, { as: 'texts', printer })
      break
    case 'VariableDeclarator':
      if (node.id.type === 'Identifier' && node.init !== null) noteCode(reads, node.init, node.id.name)
      if (node.id.type === 'ObjectPattern' && node.init !== null) {
        reads.told.add(node.id)
        if (picksName(node.id)) noteRead(reads, node.init, { as: 'names', printer })
      }
      break
    case 'ObjectPattern':
      if (!reads.told.has(node)) reads.others ||= picksName(node)
      break
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'StaticBlock':
      if (node.type === 'StaticBlock' || node.static) reads.classes ||= readsOwnName(node)
      break
    case 'Literal':
      // `pick(clean, 'name')`: whoever has the word may ask anything for its name.
      reads.others ||= node.value === 'name'
      // `typeof value === 'function' ? String(value) : value`
      reads.expectsCode ||= node.value === 'function'
      break
    default:
      noteCode(reads, node)
  }
}

/** `this.name`, where `this` is the class. */
function readsOwnName(node: Node): boolean {
  if (node.type === 'MemberExpression' && memberName(node) === 'name' && unwrap(node.object).type === 'ThisExpression')
    return true
  return childrenOf(node).some(readsOwnName)
}

function noteCode({ localCode }: SelfReads, given: Node, name?: string): void {
  const node = unwrap(given)
  if (!isFunction(node) && !isClass(node)) return
  const named = node.id?.name ?? name
  if (named !== undefined) localCode.set(named, isClass(node) ? 'class' : 'function')
}

function noteMember(reads: SelfReads, node: Extract<Node, { type: 'MemberExpression' }>, printer: Printer): void {
  const name = memberName(node)
  if (name === 'constructor') reads.classes = true
  if (name === 'name') noteRead(reads, node.object, { as: 'names', printer })
  if (isMetaObject(node.object) && name !== undefined && !/^(?:dirname|filename|url)$/.test(name))
    reads.told.add(unwrap(node.object))
}

function noteCall(reads: SelfReads, node: Extract<Node, { type: 'CallExpression' }>, printer: Printer): void {
  const callee = unwrap(node.callee)
  const [first] = node.arguments
  if (first !== undefined) noteGiven(reads, { callee, first: unwrap(first) }, printer)
  if (callee.type === 'MemberExpression' && memberName(callee) === 'toString')
    noteRead(reads, callee.object, { as: 'texts', printer })
  if (first === undefined) return
  const { root, members } = memberChain(callee)
  if (root.type !== 'Identifier') return
  const isText =
    isGlobal(printer, root.name) &&
    /^(?:String|Function\.prototype\.toString\.call)$/.test([root.name, ...members].join('.'))
  if (isText) noteRead(reads, first, { as: 'texts', printer })
  // What is loaded by it counts by itself.
  const imported = printer.around.imported(root.name)
  if ([imported?.name, ...members].at(-1) === 'createRequire') reads.told.add(memberChain(first).root)
}

/** `keyOf(clean)`, `keyOf((row) => row.id)`: who is given a function may read its text. */
function noteGiven(reads: SelfReads, { callee, first }: { callee: Node; first: Node }, printer: Printer): void {
  const { root, members } = memberChain(callee)
  if (root.type !== 'Identifier' || !isOutside(printer, root.name)) return
  const to = { to: 'binding', name: root.name, members } as const
  if (isFunction(first) || isClass(first)) reads.given.push({ to, code: first })
  else if (first.type === 'Identifier' && isOutside(printer, first.name))
    reads.given.push({ to, ref: { to: 'binding', name: first.name, members: [] } })
  else if (first.type === 'Identifier') reads.given.push({ to, local: first.name })
}

interface Reading {
  readonly as: 'names' | 'texts'
  readonly printer: Printer
}
function noteRead(reads: SelfReads, given: Node, { as, printer }: Reading): void {
  const bare = unwrap(given)
  const { root, members } = memberChain(bare.type === 'ChainExpression' ? bare.expression : bare)
  if (root.type === 'Identifier' && isOutside(printer, root.name))
    reads[as].push({ to: 'binding', name: root.name, members })
  else if (root.type === 'Identifier' && members.length === 0 && !isGlobal(printer, root.name)) {
    const follow = (value: Node) => noteRead(reads, value, { as, printer }) ?? true
    if (as === 'texts') reads.parameter ||= printer.scopes.find(root.name) === printer.firstParameter
    const isFollowed = constantOf(printer, root.name, follow) ?? false
    reads.locals.push({ name: root.name, as, isFollowed })
  } else if (as === 'texts' && root.type === 'MemberExpression' && root.computed) {
    const held = memberChain(root.object).root
    if (held.type === 'Identifier' && isOutside(printer, held.name))
      reads.texts.push({ to: 'binding', name: held.name, members: ['*'] })
  } else if (as === 'names') reads.others ||= mayBeCode(root, members, printer)
}

/** What is made there and is no code has a name of its own, or none; `this.name` is a member of an instance. */
function mayBeCode(root: Node, members: readonly string[], printer: Printer): boolean {
  switch (root.type) {
    case 'Literal':
    case 'TemplateLiteral':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return false
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'ThisExpression':
      return members.length > 0
    case 'Identifier':
      return !isGlobal(printer, root.name)
    default:
      return true
  }
}

function picksName({ properties }: Extract<Node, { type: 'ObjectPattern' }>): boolean {
  return properties.some(
    (property) =>
      property.type === 'Property' && !property.computed && 'name' in property.key && property.key.name === 'name',
  )
}

/** The same for the facts of a unit. `ownText` is the sha256 of its text. */
export function selfFacts(reads: SelfReads, textOf: (node?: Node) => string) {
  const { names, texts, locals, localCode, classes, place, parameter, ownMethods } = reads
  const given = reads.given.flatMap((one) => givenFacts(one, { localCode, textOf }))
  const handed = handedFacts(reads)
  const isOpen = ({ name, as, isFollowed }: SelfReads['locals'][number]) =>
    as === 'names' && !isFollowed && !localCode.has(name)
  const own = locals.filter(({ name }) => localCode.has(name))
  const ownNames = own.flatMap(({ name, as }) => (as === 'names' ? [name] : []))
  const selves: SelfFacts = {
    ...(names.length === 0 ? {} : { names }),
    ...(texts.length === 0 ? {} : { texts }),
    ...(ownNames.length === 0 ? {} : { locals: ownNames }),
    ...(own.some(({ as }) => as === 'texts') ? { text: textOf() } : {}),
    ...(reads.others || locals.some(isOpen) ? { others: true } : {}),
    ...(classes ? { classes } : {}),
    ...(place ? { place } : {}),
    ...(parameter ? { parameter } : {}),
    ...(given.length === 0 ? {} : { given }),
    ...(reads.expectsCode && locals.some(({ as, isFollowed }) => as === 'texts' && !isFollowed) ? { code: true } : {}),
  }
  const named = [...localCode].flatMap(([name, kind]) => (kind === 'class' ? [name] : []))
  return {
    ...(Object.keys(selves).length === 0 ? {} : { selves }),
    ...(named.length === 0 ? {} : { classes: named }),
    ...(handed.length === 0 ? {} : { handed }),
    ...(ownMethods.size === 0 ? {} : { ownMethods: [...ownMethods] }),
  }
}

type Own = Pick<SelfReads, 'localCode'> & { readonly textOf: (node?: Node) => string }
function givenFacts(one: SelfReads['given'][number], { localCode, textOf }: Own): Given[] {
  if ('ref' in one) return [one]
  if ('code' in one) return [{ to: one.to, text: textOf(one.code) }]
  return localCode.has(one.local) ? [{ to: one.to, text: textOf() }] : []
}

export function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression'
}
