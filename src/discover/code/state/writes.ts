import type { Node } from '../parser.ts'
import { unwrap } from '../syntax.ts'
import { type Chain, chainOf, meaningOf, pathText, type StateWatch, write } from './watch.ts'

/** The value of a name is replaced, or a member of what it holds: `x = 1`, `x.y++`, `delete x[y]`, `({ x, ...y.z } = w)`. */
export function assign(watch: StateWatch, given: Node): void {
  const target = unwrap(given)
  switch (target.type) {
    case 'Identifier':
      assignName(watch, target.name)
      return
    case 'MemberExpression':
    case 'ChainExpression':
      watch.visit(target, 'drop')
      changeChain(watch, chainOf(target), 1)
      return
    case 'ObjectPattern':
      for (const property of target.properties) {
        if (property.type !== 'RestElement' && property.computed) watch.visit(property.key, 'drop')
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

function assignName(watch: StateWatch, name: string): void {
  const local = watch.locals.find(name)
  if (local !== undefined) {
    if (!watch.locals.isOwn(local)) write(watch, { to: 'self' })
  } else if (meaningOf(watch, name) === 'outside') write(watch, { to: 'name', path: name, again: true })
  else write(watch, { to: 'global', name })
}

/**
 * What a chain leads to is changed. The last `left` of its members name what is set in it: one in `limits.hi = 2`, none where a method
 * of what it leads to does it (`registry.set(…)`, whose chain is `registry`).
 */
export function changeChain(watch: StateWatch, { root, members }: Chain, left: 0 | 1, foreign = false): void {
  const held = left === 0 ? members : members.slice(0, -1)
  switch (root.type) {
    case 'Identifier': {
      const meaning = meaningOf(watch, root.name)
      if (meaning === 'outside') changeName(watch, pathText(root.name, held), foreign)
      else if (meaning === 'local') changeLocal(watch, { name: root.name, depth: held.length }, foreign)
      else changeGlobal(watch, root.name, members)
      return
    }
    case 'ThisExpression':
      changeThis(watch, held)
      return
    case 'CallExpression': {
      // `list().push(1)`: whatever the function gave.
      const inner = chainOf(root.callee)
      if (inner.root.type === 'Identifier' && meaningOf(watch, inner.root.name) === 'outside')
        changeName(watch, pathText(inner.root.name, inner.members), foreign)
      write(watch, foreign ? { to: 'any', foreign: true } : { to: 'any' })
      return
    }
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'Super':
      write(watch, { to: 'self' })
      return
    case 'MetaProperty':
      return
    default:
      write(watch, foreign ? { to: 'any', foreign: true } : { to: 'any' })
  }
}

function changeName(watch: StateWatch, path: string, foreign: boolean): void {
  write(watch, { to: 'name', path, ...(foreign ? { foreign: true as const } : {}) })
}

function changeLocal(watch: StateWatch, at: { name: string; depth: number }, foreign: boolean): void {
  const local = watch.locals.find(at.name)
  const isMade = local?.isNew === true && at.depth === 0
  if (isMade && watch.locals.isOwn(local)) return
  if (local !== undefined && !watch.locals.isOwn(local)) write(watch, { to: 'self' })
  if (!isMade) write(watch, foreign ? { to: 'any', foreign: true } : { to: 'any' })
}

/** An instance changes itself, or what it holds: a container that it made, or something that it was given. */
function changeThis(watch: StateWatch, held: readonly string[]): void {
  write(watch, { to: 'self' })
  const [field] = held
  const isOwn = field !== undefined && held.length === 1 && watch.ownFields.at(-1)?.has(field) === true
  if (held.length > 0 && !isOwn) write(watch, { to: 'any' })
}

/** Variables by which the process itself computes otherwise: everything may depend on them. */
const ofTheProcess = /^(TZ|LANG|LANGUAGE|LC_.*|NODE_OPTIONS|NODE_ICU_DATA|\*)$/

export function changeGlobal(watch: StateWatch, root: string, members: readonly string[]): void {
  const [name, ...rest] = root === 'globalThis' || root === 'global' ? members : [root, ...members]
  if (name === 'module' || name === 'exports') return
  if (name === undefined || name === '*') write(watch, { to: 'global', name: '*' })
  else if (rest.includes('prototype')) write(watch, { to: 'all', what: `${name}.prototype` })
  else if (name === 'process' && rest[0] === 'env' && ofTheProcess.test(rest[1] ?? '*'))
    write(watch, { to: 'all', what: `process.env.${rest[1] ?? '*'}` })
  else write(watch, { to: 'global', name })
}
