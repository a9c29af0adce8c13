import type { Node, PropertyKey } from '../../parser.ts'
import { platform } from '../../platform.ts'
import { type ClassNode, childrenOf, isErased, isFunction, keyName } from '../../syntax.ts'
import { noteRunOf } from './calls.ts'
import { type IsGlobal, isNewContainer } from './value-kind.ts'
import { chainOf, globalsOf, type StateWatch, write } from './watch.ts'

export function visitClass(watch: StateWatch, node: ClassNode): void {
  const { locals } = watch
  if (node.superClass !== null) watch.visit(node.superClass, 'keep')
  for (const decorator of node.decorators) visitDecorator(watch, decorator)
  // The name of a declaration at the top of the file is the unit's own, and that of an inner class a local.
  locals.enter(node.id === null || watch.around.isDeclared(node.id.name) ? [] : [node.id.name])
  watch.ownFields.push(ownFields(node, globalsOf(watch)))
  for (const member of node.body.body) if (!isErased(member)) visitMember(watch, member)
  watch.ownFields.pop()
  locals.leave()
}

function visitMember(watch: StateWatch, member: ClassNode['body']['body'][number]): void {
  const { locals } = watch
  if (member.type === 'StaticBlock') {
    locals.enterBlock(member.body, true)
    watch.visitAll(member.body)
    locals.leave()
    return
  }
  if (!('key' in member)) return
  for (const decorator of member.decorators) visitDecorator(watch, decorator)
  if (member.computed) watch.visit(member.key, 'drop')
  if (isHiddenKey(member.key, member.computed)) watch.sets.hidden = true
  if (member.type === 'MethodDefinition') {
    if (member.kind === 'get' || member.kind === 'set') watch.sets.hidden = true
    if (member.kind === 'constructor' && givesAnother(member.value)) setElsewhere(watch)
    watch.visit(member.value)
    return
  }
  if (member.type === 'AccessorProperty') watch.sets.hidden = true
  const isLater = !member.static
  if (isLater) locals.enterCall()
  watch.visit(member.value, 'keep')
  if (isLater) locals.leaveCall()
}

/** `constructor() { return known }`: the members that classes below set are then those of what is given. */
function setElsewhere(watch: StateWatch): void {
  watch.locals.enterCall()
  write(watch, { to: 'any', sets: true })
  watch.locals.leaveCall()
}

function givesAnother(node: Node): boolean {
  if (node.type === 'ReturnStatement') return node.argument !== null
  return childrenOf(node).some((child) => !isFunction(child) && givesAnother(child))
}

/** A decorator is called with what it decorates. */
function visitDecorator(watch: StateWatch, { expression }: { readonly expression: Node }): void {
  noteRunOf(watch, chainOf(expression))
  watch.visit(expression, 'keep')
}

export function isHiddenKey(key: PropertyKey, computed: boolean): boolean {
  return computed ? true : platform.isConverting(keyName(key))
}

function ownFields({ body }: ClassNode, isGlobal: IsGlobal): ReadonlySet<string> {
  const names = body.body.flatMap((member) =>
    member.type === 'PropertyDefinition' &&
    !member.computed &&
    member.value !== null &&
    isNewContainer(member.value, isGlobal)
      ? [keyName(member.key)]
      : [],
  )
  const fields = new Set(names)
  if (fields.size > 0) dropReplaced(body, { fields, isGlobal })
  return fields
}

/** `this.items = given` in a method: from then on it is not the instance's own. */
interface Fields {
  readonly fields: Set<string>
  readonly isGlobal: IsGlobal
}
function dropReplaced(node: Node, own: Fields): void {
  if (node.type === 'AssignmentExpression') {
    const { root, members } = chainOf(node.left)
    if (root.type !== 'Identifier' && members[0] !== undefined && !isNewContainer(node.right, own.isGlobal)) {
      if (members.length === 1) own.fields.delete(members[0])
    }
  }
  for (const child of childrenOf(node)) dropReplaced(child, own)
}
