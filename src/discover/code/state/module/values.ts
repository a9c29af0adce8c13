import type { Draft } from '../../module-drafts.ts'
import type { Node } from '../../parser.ts'
import { lastMatch, platform } from '../../platform.ts'
import { isFunction, keyName, unwrap } from '../../syntax.ts'
import { compile, visitCall, visitTagged } from './calls.ts'
import { isPrototypeOfSomething, visitComputed } from './chains.ts'
import { isHiddenKey } from './classes.ts'
import { isPrototypePath } from './compared-prototypes.ts'
import { noteComputedMember, noteMember } from './known-members.ts'
import { isPlain } from './value-kind.ts'
import {
  type Chain,
  chainOf,
  globalsOf,
  meaningOf,
  noteRun,
  pathText,
  type StateWatch,
  type Use,
  withoutWhole,
  write,
} from './watch.ts'
import { assign, changeChain } from './writes.ts'

/** How the value of a whole unit is used: an argument is handed over, a statement's is dropped. */
export function useOf({ node, statement }: Draft): Use {
  return statement || node.type === 'VariableDeclaration' ? 'drop' : 'keep'
}

/** False for a node that is no expression with a rule of its own. */
export function visitExpression(watch: StateWatch, node: Node, use: Use): boolean {
  switch (node.type) {
    case 'Identifier':
    case 'MemberExpression':
      visitChain(watch, node, use)
      return true
    case 'JSXIdentifier':
      useName(watch, { name: node.name, members: [] }, 'keep')
      return true
    case 'CallExpression':
    case 'NewExpression':
      visitCall(watch, node, use)
      return true
    case 'ImportExpression':
      noteRun(watch, '')
      watch.visit(node.source)
      return true
    case 'TaggedTemplateExpression':
      visitTagged(watch, node, use)
      return true
    case 'AssignmentExpression':
      if (node.operator !== '=') watch.visit(node.left, 'drop')
      assign(watch, node.left, givesPrimitive(watch, node))
      watch.visit(node.right, 'keep')
      return true
    case 'UpdateExpression':
      watch.visit(node.argument, 'drop')
      assign(watch, node.argument, true)
      return true
    case 'VariableDeclarator':
      visitDeclarator(watch, node)
      return true
    default:
      return visitOperator(watch, node, use) || visitHolder(watch, node)
  }
}

/** Arithmetic does; the others give what stands on their right side. */
function givesPrimitive(
  watch: StateWatch,
  { operator, right }: Extract<Node, { type: 'AssignmentExpression' }>,
): boolean {
  return !/^(?:|\?\?|\|\||&&)=$/.test(operator) || isPlain(right, globalsOf(watch))
}

function visitOperator(watch: StateWatch, node: Node, use: Use): boolean {
  switch (node.type) {
    case 'ExpressionStatement':
      watch.visit(node.expression, 'drop')
      return true
    case 'UnaryExpression':
      noteConversion(watch, node.argument)
      watch.visit(node.argument, 'drop')
      if (node.operator === 'delete') assign(watch, node.argument)
      return true
    case 'BinaryExpression':
      for (const side of [node.left as Node, node.right]) noteConversion(watch, side)
      // `row instanceof Kind` gives the row to the class, which may ask it by a method of its own.
      watch.visit(
        node.left as Node,
        node.operator === 'instanceof' && !isOfPlatform(watch, node.right) ? 'keep' : 'drop',
      )
      watch.visit(node.right, 'drop')
      return true
    case 'TemplateLiteral':
      for (const part of node.expressions) noteConversion(watch, part)
      watch.visitAll(node.expressions, 'drop')
      return true
    case 'LogicalExpression':
      watch.visitAll([node.left, node.right], use)
      return true
    case 'ConditionalExpression':
      watch.visit(node.test, 'drop')
      watch.visitAll([node.consequent, node.alternate], use)
      return true
    case 'SequenceExpression':
      for (const [index, expression] of node.expressions.entries())
        watch.visit(expression, index === node.expressions.length - 1 ? use : 'drop')
      return true
    case 'ChainExpression':
      watch.visit(node.expression, use)
      return true
    case 'AwaitExpression':
      noteConversion(watch, node.argument)
      watch.visit(node.argument, use)
      return true
    case 'SpreadElement':
      noteConversion(watch, node.argument)
      iterate(watch, node.argument)
      return true
    case 'YieldExpression':
      if (node.delegate && node.argument !== null) iterate(watch, node.argument)
      else watch.visit(node.argument, 'keep')
      return true
    default:
      return false
  }
}

function isOfPlatform(watch: StateWatch, value: Node): boolean {
  const { root } = chainOf(value)
  return root.type === 'Identifier' && meaningOf(watch, root.name) === 'global'
}

/**
 * `await { then() { … } }`: converting what the unit made itself runs code of it. What others made is found by its
 * name.
 */
function noteConversion(watch: StateWatch, value: Node): void {
  if (watch.locals.isLater()) return
  const node = unwrap(value)
  const isOwn = node.type === 'Identifier' ? meaningOf(watch, node.name) === 'local' : node.type === 'ObjectExpression'
  if (isOwn) noteRun(watch, '')
}

/** Its contents are handed on, and an iterator has fewer items afterwards. */
export function iterate(watch: StateWatch, value: Node): void {
  if (unwrap(value).type !== 'ArrayExpression') write(watch, { to: 'iterate' })
  watch.visit(value, 'members')
}

/** Literals with keys, and patterns. */
function visitHolder(watch: StateWatch, node: Node): boolean {
  switch (node.type) {
    case 'Property':
      if (node.computed) watch.visit(node.key, 'drop')
      if (node.kind !== 'init' || isHiddenKey(node.key, node.computed)) {
        if (node.kind !== 'init' || isFunction(unwrap(node.value))) watch.sets.hidden = true
      }
      watch.visit(node.value, 'keep')
      return true
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.type === 'RestElement') continue
        if (property.computed) watch.visit(property.key, 'drop')
        else noteMember(watch, keyName(property.key))
        visitPattern(watch, property.value)
      }
      return true
    case 'ArrayPattern':
    case 'AssignmentPattern':
    case 'RestElement':
      visitPattern(watch, node)
      return true
    default:
      return false
  }
}

/** Only what a pattern runs: its defaults and computed keys. */
function visitPattern(watch: StateWatch, node: Node): void {
  if (node.type === 'AssignmentPattern') {
    watch.visit(node.right, 'keep')
    visitPattern(watch, node.left)
  } else if (node.type === 'ArrayPattern') {
    for (const element of node.elements) if (element !== null) visitPattern(watch, element)
  } else if (node.type === 'ObjectPattern') watch.visit(node)
}

function visitDeclarator(watch: StateWatch, { id, init }: Extract<Node, { type: 'VariableDeclarator' }>): void {
  visitPattern(watch, id)
  if (init === null) return
  if (id.type === 'Identifier') {
    watch.visit(init, watch.locals.find(id.name)?.isCompared ? 'drop' : 'keep')
    return
  }
  const chain = chainOf(init)
  if (id.type !== 'ObjectPattern' || chain.root.type !== 'Identifier') {
    if (id.type === 'ArrayPattern') iterate(watch, init)
    else watch.visit(init, 'keep')
    return
  }
  for (const property of id.properties) {
    const key = property.type === 'RestElement' || property.computed ? '*' : keyName(property.key)
    useName(watch, { name: chain.root.name, members: [...chain.members, key] }, 'keep')
  }
  visitComputed(watch, init)
}

function visitChain(watch: StateWatch, node: Node, use: Use): void {
  const chain = chainOf(node)
  for (const member of chain.members) noteMember(watch, member)
  if (use !== 'drop' && isPrototypeOfSomething(chain)) watch.sets.globals.add('*prototype')
  visitComputed(watch, node)
  if (chain.root.type === 'Identifier') useName(watch, { name: chain.root.name, members: chain.members }, use)
  else watch.visit(chain.root, chain.members.length > 0 && use === 'drop' ? 'drop' : use)
  noteMethod(watch, chain, use)
}

/** `registry.set` as a value: whoever has it can change `registry`. */
function noteMethod(watch: StateWatch, { root, members }: Chain, use: Use): void {
  const method = members.at(-1)
  if (use === 'drop' || method === undefined || !platform.isChanging(method)) return
  const isOutside = root.type === 'Identifier' && meaningOf(watch, root.name) === 'outside'
  if (isOutside || /^(push|set|add|unshift|splice)$/.test(method))
    changeChain(watch, { root, members: members.slice(0, -1) }, 'method')
}

interface Named {
  readonly name: string
  readonly members: readonly string[]
}
function useName(watch: StateWatch, { name, members }: Named, use: Use): void {
  const { sets: facts } = watch
  const meaning = meaningOf(watch, name)
  if (meaning === 'local') return
  if (meaning === 'global') {
    useGlobal(watch, { name, members }, use)
    return
  }
  if (!watch.isNested()) facts.loads.add(name)
  if (use !== 'drop') facts.exposes.add(pathText(name, use === 'members' ? [...members, '*'] : members))
}

const readsLastMatch = ([member]: readonly string[], use: Use): boolean =>
  member === undefined ? use !== 'drop' : platform.hasLastMatch(member)

/** In CommonJS: from there any module is found, and what it exports can be changed. */
const leadsToModules = /^(?:module\.(?:children|parent|\*)|require\.(?:cache|\*))$/

function useGlobal(watch: StateWatch, { name, members }: Named, use: Use): void {
  const { sets: facts } = watch
  const path = withoutWhole([name, ...members])
  const [first = use === 'drop' ? undefined : '*', ...rest] = path
  noteComputedMember(watch, first, rest)
  if (first !== undefined && first !== 'undefined') facts.globals.add(first)
  if (first === 'RegExp' && readsLastMatch(rest, use)) facts.globals.add(lastMatch)
  if (leadsToModules.test(pathText(first ?? '', rest.slice(0, 1))))
    write(watch, { to: 'all', what: `may change other modules through ${name}.${rest[0]}` })
  if (use === 'drop') return
  // Whoever has `eval` as a value may call it by another name.
  if (platform.compiles(path.join('.'))) compile(watch, name)
  // `const { assign } = Object`, `rows.forEach(Object.freeze)`
  if (first !== undefined && platform.changesWhoeverCalls(pathText(first, rest))) {
    facts.lends = true
    facts.borrows = true
  }
  // `const { getPrototypeOf } = Object`
  if (members.at(-1) === 'prototype' || isPrototypePath(path.join('.'))) facts.globals.add('*prototype')
  // `const { env } = process`; what other names of the platform hold are functions.
  if (first !== undefined && (rest.length === 0 || first === 'process')) facts.handedGlobals.add(first)
}
