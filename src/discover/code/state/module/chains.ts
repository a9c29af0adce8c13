import type { Node } from '../../parser.ts'
import { unwrap } from '../../syntax.ts'
import { type Chain, chainOf, meaningOf, pathText, type StateWatch, type Use } from './watch.ts'

/** What a chain starts at, where that is no name, and the keys that are computed in it. */
export function visitRoot(
  watch: StateWatch,
  node: Node,
  { chain, use }: { readonly chain: Chain; readonly use: Use },
): void {
  if (chain.root.type === 'Identifier') {
    watch.visit(node, 'drop')
    return
  }
  visitComputed(watch, node)
  watch.visit(chain.root, use)
}

export function visitComputed(watch: StateWatch, value: Node): void {
  const node = unwrap(value)
  if (node.type === 'ChainExpression') visitComputed(watch, node.expression)
  if (node.type !== 'MemberExpression') return
  if (node.computed) watch.visit(node.property, 'drop')
  visitComputed(watch, node.object)
}

/** `list.__proto__` and `list.constructor.prototype`, which may be a builtin's. */
export function isPrototypeOfSomething({ members }: Chain): boolean {
  return members.includes('__proto__') || (members.includes('constructor') && members.includes('prototype'))
}

/** `pkg.make().set(1)`, where nobody uses what it gives: the whole chain is there for its effect. */
export function noteEffects(watch: StateWatch, { root }: Chain): void {
  if (root.type !== 'CallExpression') return
  const inner = chainOf(root.callee)
  if (inner.root.type === 'Identifier' && meaningOf(watch, inner.root.name) === 'outside')
    watch.sets.effects.add(pathText(inner.root.name, inner.members))
  else noteEffects(watch, inner)
}
