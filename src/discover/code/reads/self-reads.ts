import { isMetaObject } from '../beside.ts'
import type { SelfFacts } from '../facts.ts'
import type { Node } from '../parser.ts'
import { constantOf, isGlobal, isOutside, type Printer, type SelfReads } from '../print/printer.ts'
import { childrenOf, isClass, isFunction, memberChain, memberName, unwrap } from '../syntax.ts'
import { handedFacts, noteHanded } from './handed-on.ts'
import { createHeldReads, flowFacts, heldFacts, noteHeldCode } from './held-code.ts'
import { createTextReads, textFacts } from './text-facts.ts'
import { noteTextReads } from './text-reads.ts'

export function createSelfReads(): SelfReads {
  return {
    names: [],
    locals: [],
    localCode: new Map(),
    handed: [],
    ownMethods: new Set(),
    called: new Set(),
    lent: new Map(),
    others: false,
    classes: false,
    place: false,
    reported: new Set(),
    texts: createTextReads(),
    gives: createTextReads(),
    heldReads: createHeldReads(),
  }
}

/**
 * Any node, before it is written. A file beside the module is no text: it is written without the module's own place.
 */
export function noteSelfReads(reads: SelfReads, node: Node, printer: Printer): void {
  noteHanded(reads, node, printer)
  noteTextReads(printer, node)
  noteHeldCode(printer, node)
  switch (node.type) {
    case 'MemberExpression':
      noteMember(reads, node, printer)
      break
    case 'MetaProperty':
      if (node.meta.name === 'new') reads.classes = true
      else if (!reads.reported.has(node)) reads.place = true
      break
    case 'CallExpression':
      noteCall(reads, node, printer)
      break
    case 'VariableDeclarator':
      if (node.id.type === 'Identifier' && node.init !== null) noteCode(reads, node.init, node.id.name)
      if (node.id.type === 'ObjectPattern' && node.init !== null) {
        reads.reported.add(node.id)
        if (picksName(node.id)) noteRead(reads, node.init, printer)
      }
      break
    case 'ObjectPattern':
      if (!reads.reported.has(node)) reads.others ||= picksName(node)
      break
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'StaticBlock':
      if (node.type === 'StaticBlock' || node.static) reads.classes ||= readsOwnName(node)
      break
    case 'Literal':
      // `pick(clean, 'name')`: whoever has the word may ask anything for its name.
      reads.others ||= node.value === 'name'
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

function noteCode({ localCode }: SelfReads, value: Node, name?: string): void {
  const node = unwrap(value)
  if (!isFunction(node) && !isClass(node)) return
  const named = node.id?.name ?? name
  if (named !== undefined) localCode.set(named, node)
}

function noteMember(reads: SelfReads, node: Extract<Node, { type: 'MemberExpression' }>, printer: Printer): void {
  const name = memberName(node)
  if (name === 'constructor') reads.classes = true
  if (name === 'name') noteRead(reads, node.object, printer)
  if (isMetaObject(node.object) && name !== undefined && !/^(?:dirname|filename|url)$/.test(name))
    reads.reported.add(unwrap(node.object))
}

/** What is loaded by `createRequire` counts by itself. */
function noteCall(reads: SelfReads, node: Extract<Node, { type: 'CallExpression' }>, printer: Printer): void {
  const [first] = node.arguments
  const { root, members } = memberChain(unwrap(node.callee))
  if (first === undefined || root.type !== 'Identifier') return
  const imported = printer.around.imported(root.name)
  if ([imported?.name, ...members].at(-1) === 'createRequire') reads.reported.add(memberChain(first).root)
}

function noteRead(reads: SelfReads, value: Node, printer: Printer): void {
  const bare = unwrap(value)
  const { root, members } = memberChain(bare.type === 'ChainExpression' ? bare.expression : bare)
  if (root.type === 'Identifier' && isOutside(printer, root.name))
    reads.names.push({ to: 'binding', name: root.name, members })
  else if (root.type === 'Identifier' && members.length === 0 && !isGlobal(printer, root.name)) {
    const isFollowed = constantOf(printer, root.name, (constant) => noteRead(reads, constant, printer) ?? true) ?? false
    reads.locals.push({ name: root.name, isFollowed })
  } else reads.others ||= mayBeCode(root, members, printer)
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

/** What a unit reads of itself, as its facts have it. */
export function selfFacts(reads: SelfReads, textOf: (node: Node) => string) {
  const { names, locals, localCode, classes, place, ownMethods, heldReads } = reads
  const handed = handedFacts(reads)
  const isOpen = ({ name, isFollowed }: SelfReads['locals'][number]) => !isFollowed && !localCode.has(name)
  const ownNames = locals.flatMap(({ name }) => (localCode.has(name) ? [name] : []))
  const codeAt = (code: Node | string): string | undefined => {
    const node = typeof code === 'string' ? localCode.get(code) : code
    if (node?.type === 'Identifier') return codeAt(node.name)
    return node === undefined ? undefined : textOf(node)
  }
  const texts = textFacts(reads.texts, codeAt)
  const gives = textFacts(reads.gives, codeAt)
  const holds = heldFacts(heldReads, codeAt)
  const flows = flowFacts(heldReads, codeAt)
  const selves: SelfFacts = {
    ...(names.length === 0 ? {} : { names }),
    ...(ownNames.length === 0 ? {} : { locals: ownNames }),
    ...(reads.others || locals.some(isOpen) ? { others: true } : {}),
    ...(classes ? { classes } : {}),
    ...(place ? { place } : {}),
    ...(texts === undefined ? {} : { texts }),
  }
  const named = [...localCode].flatMap(([name, node]) => (isClass(node) ? [name] : []))
  return {
    ...(Object.keys(selves).length === 0 ? {} : { selves }),
    ...(gives === undefined ? {} : { gives }),
    ...(holds.length === 0 ? {} : { holds }),
    ...(flows.length === 0 ? {} : { flows }),
    ...(named.length === 0 ? {} : { classes: named }),
    ...(handed.length === 0 ? {} : { handed }),
    ...(ownMethods.size === 0 ? {} : { ownMethods: [...ownMethods] }),
  }
}
