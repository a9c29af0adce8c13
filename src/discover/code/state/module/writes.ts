import type { Node } from '../../parser.ts'
import { platform } from '../../platform.ts'
import type { Change } from '../../state-facts.ts'
import { keyName, memberName, unwrap } from '../../syntax.ts'
import { isPrototypeOfSomething, visitRoot } from './chains.ts'
import { noteMember } from './known-members.ts'
import { type Chain, chainOf, meaningOf, pathText, type StateWatch, withoutWhole, write } from './watch.ts'

/**
 * The value of a name is replaced, or a member of what it holds: `x = 1`, `x.y++`, `delete x[y]`, `({ x, ...y.z } =
 * w)`.
 *
 * @param isPrimitive Whether what a name gets then is one: `x = 1`, `x += y`.
 */
export function assign(watch: StateWatch, value: Node, isPrimitive = false): void {
  const target = unwrap(value)
  switch (target.type) {
    case 'Identifier':
      assignName(watch, target.name, isPrimitive)
      return
    case 'MemberExpression':
    case 'ChainExpression':
      assignMember(watch, target)
      return
    case 'ObjectPattern':
      for (const property of target.properties) {
        if (property.type !== 'RestElement') {
          if (property.computed) watch.visit(property.key, 'drop')
          else noteMember(watch, keyName(property.key))
        }
        assign(watch, property.type === 'RestElement' ? property.argument : property.value)
      }
      return
    case 'ArrayPattern':
      for (const element of target.elements) if (element !== null) assign(watch, element)
      return
    case 'AssignmentPattern':
      watch.visit(target.right, 'keep')
      assign(watch, target.left)
      return
    case 'RestElement':
      assign(watch, target.argument)
      return
    default:
      watch.visit(target, 'keep')
      write(watch, { to: 'any' })
  }
}

function assignMember(watch: StateWatch, target: Node): void {
  const chain = chainOf(target)
  visitRoot(watch, target, { chain, use: 'keep' })
  if (isHiddenMember(target)) watch.sets.hidden = true
  changeChain(watch, chain, 'set')
}

/** `list.toString = …`, `list[Symbol.iterator] = …`: from then on code runs where nothing is called. */
function isHiddenMember(value: Node): boolean {
  const node = unwrap(value)
  if (node.type === 'ChainExpression') return isHiddenMember(node.expression)
  if (node.type !== 'MemberExpression') return false
  const name = memberName(node)
  return name === undefined ? node.computed && chainOf(node.property).members.length > 0 : platform.isConverting(name)
}

function assignName(watch: StateWatch, name: string, isPrimitive: boolean): void {
  const local = watch.locals.find(name)
  if (local !== undefined) {
    if (!watch.locals.isOwn(local)) write(watch, { to: 'self' })
  } else if (meaningOf(watch, name) === 'outside')
    write(watch, { to: 'name', path: name, again: true, ...(isPrimitive ? {} : { holds: true as const }) })
  else write(watch, { to: 'global', name })
}

/**
 * How something is changed: a member of it is set, or a method does it, which may be one of the platform or `foreign`;
 * `told` is a foreign one that is called for its effect.
 */
export type Way = 'set' | 'method' | 'foreign' | 'told'

/** What a write says about the path to its target. */
function inWay(how: Way): { readonly sets?: true; readonly foreign?: true; readonly forEffect?: true } {
  switch (how) {
    case 'set':
      return { sets: true }
    case 'method':
      return {}
    case 'foreign':
      return { foreign: true }
    case 'told':
      return { foreign: true, forEffect: true }
  }
}

const anything = (how: Way): Change => ({ to: 'any', ...inWay(how) })

/** What a chain leads to is changed; where a member is set, the last of the chain is that member. */
export function changeChain(watch: StateWatch, { root, members }: Chain, how: Way): void {
  if (isPrototypeOfSomething({ root, members })) write(watch, { to: 'all', what: 'changes a prototype' })
  const owner = how === 'set' ? members.slice(0, -1) : members
  switch (root.type) {
    case 'Identifier': {
      const meaning = meaningOf(watch, root.name)
      const last = members.at(-1) ?? ''
      // Anything that holds it may be the process's variables under another name.
      if (how === 'set' && meaning !== 'global' && last !== '*' && ofTheProcess.test(last))
        write(watch, { to: 'all', what: `may change process.env.${last}` })
      if (meaning === 'outside') changeName(watch, pathText(root.name, owner), how)
      else if (meaning === 'local') changeLocal(watch, { name: root.name, depth: owner.length }, how)
      else changeGlobal(watch, root.name, members)
      return
    }
    case 'ThisExpression':
      changeThis(watch, owner, how)
      // The code of a class is strict everywhere.
      if (watch.around.isSloppy && watch.ownFields.length === 0) changeGlobal(watch, 'globalThis', members)
      return
    case 'CallExpression': {
      // `list().push(1)`: whatever the function gave.
      const inner = chainOf(root.callee)
      if (inner.root.type === 'Identifier' && meaningOf(watch, inner.root.name) === 'outside')
        changeName(watch, pathText(inner.root.name, inner.members), how)
      write(watch, anything(how))
      return
    }
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'Super':
      write(watch, owner.length > 0 ? anything(how) : { to: 'self' })
      return
    case 'MetaProperty':
      // `new.target` is the class that is constructed; `import.meta` is nobody else's.
      if (root.meta.name === 'new') changeThis(watch, ['constructor', ...owner], how)
      return
    default:
      write(watch, anything(how))
  }
}

function changeName(watch: StateWatch, path: string, how: Way): void {
  write(watch, { to: 'name', path, ...inWay(how) })
}

function changeLocal(watch: StateWatch, at: { name: string; depth: number }, how: Way): void {
  const local = watch.locals.find(at.name)
  const isMade = local?.isNew === true && at.depth === 0
  if (isMade && watch.locals.isOwn(local)) return
  if (local !== undefined && !watch.locals.isOwn(local)) write(watch, { to: 'self' })
  if (!isMade) write(watch, anything(how))
}

/** An instance changes itself, or what it holds: a container that it made, or something that it was given. */
function changeThis(watch: StateWatch, owner: readonly string[], how: Way): void {
  write(watch, { to: 'self' })
  const [field] = owner
  const isOwn = field !== undefined && owner.length === 1 && watch.ownFields.at(-1)?.has(field) === true
  if (owner.length > 0 && !isOwn) write(watch, anything(how))
}

/** Variables by which the process itself computes otherwise: everything may depend on them. */
const ofTheProcess = /^(TZ|LANG|LANGUAGE|LC_.*|NODE_OPTIONS|NODE_ICU_DATA|\*)$/

export function changeGlobal(watch: StateWatch, root: string, members: readonly string[]): void {
  const [name, ...rest] = withoutWhole([root, ...members])
  if (name === 'module' || name === 'exports') return
  if (name === undefined || name === '*') write(watch, { to: 'global', name: '*' })
  else if (rest.includes('prototype')) write(watch, { to: 'all', what: `changes ${name}.prototype` })
  else if (name === 'process' && rest[0] === 'env' && ofTheProcess.test(rest[1] ?? '*'))
    write(watch, { to: 'all', what: `changes process.env.${rest[1] ?? '*'}` })
  else {
    write(watch, { to: 'global', name })
    // Changes something that another unit put there.
    if (rest.length > 1) write(watch, { to: 'any', sets: true })
  }
}
