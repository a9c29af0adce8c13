import type { AnyFunction } from '../../define/definition.ts'
import { functionText } from '../../util/process/function-text.ts'
import { type Node, parseFunctionText } from '../code/parser.ts'
import { childrenOf, isFunction, memberName } from '../code/syntax.ts'

/** Names that lead from the context to what is read: `['training', 'seed']`. */
export type ReadPath = readonly string[]
export interface ContextRead {
  readonly path: ReadPath
  /** Only single members of it are asked for, under computed names: the order of its keys is not seen. */
  readonly looksUp?: true
}

/**
 * The reads of a function from its context, by its text; `undefined` where it may read anything. A member that is read
 * under its own name (`training.seed`, `ctx.training.seed`, `const { seed } = training`) is read alone; what is passed
 * on, spread, gone through, written to, called as a method or read under a computed name is read whole.
 */
export function contextReads(run: AnyFunction): readonly ContextRead[] | undefined {
  const fn = parseFunctionText(functionText(run))?.fn
  if (fn === undefined || !isFunction(fn)) return undefined
  const reads: ContextRead[] = []
  const tracked = new Map<string, ReadPath>()
  const [, second] = fn.params
  if (second !== undefined && !isPlainPattern(second)) return undefined
  if (second !== undefined) followPattern(second, [], { reads, bind: (name, path) => tracked.set(name, path) })
  // Its own second parameter binds the names; whatever else they stand for inside is taken for a use of the whole.
  for (const part of [...fn.params.filter((parameter) => parameter !== second), ...(fn.body ? [fn.body] : [])]) {
    followUses(part, [], { reads, tracked })
  }
  return reads.some(({ path }) => path.length === 0) ? undefined : reads
}

/** A default or a computed key is code that may read what stands before it. */
function isPlainPattern(pattern: Node): boolean {
  if (pattern.type === 'AssignmentPattern' || ('computed' in pattern && pattern.computed === true)) return false
  return childrenOf(pattern).every(isPlainPattern)
}

interface Pattern {
  readonly reads: ContextRead[]
  readonly bind: (name: string, path: ReadPath) => void
}

/** A pattern that takes what is at a path apart. A default also counts whether there is anything. */
function followPattern(pattern: Node, path: ReadPath, into: Pattern): void {
  if (pattern.type === 'Identifier') into.bind(pattern.name, path)
  else if (pattern.type !== 'ObjectPattern' || pattern.properties.length === 0) into.reads.push({ path })
  else followProperties(pattern, path, into)
}

function followProperties({ properties }: ObjectNode, path: ReadPath, into: Pattern): void {
  for (const property of properties) {
    const { type } = property
    const key = type === 'RestElement' || property.computed ? undefined : nameOf(property.key)
    if (key === undefined || type === 'RestElement') into.reads.push({ path })
    else followPattern(property.value, [...path, key], into)
  }
}

type ObjectNode = Extract<Node, { type: 'ObjectPattern' }>

function nameOf(key: Node): string | undefined {
  if (key.type === 'Identifier') return key.name
  return key.type === 'Literal' ? String(key.value) : undefined
}

interface Uses {
  readonly reads: ContextRead[]
  readonly tracked: ReadonlyMap<string, ReadPath>
}

/** Every name that may stand for the context or a part of it; `arguments` and `eval` reach all of it. */
function followUses(node: Node, above: readonly Node[], into: Uses): void {
  const parent = above.at(-1)
  if (node.type === 'Identifier' && !isKey(node, parent)) {
    const path = into.tracked.get(node.name)
    if (path !== undefined) into.reads.push(...readAt(node, above, path))
    else if (node.name === 'arguments' || node.name === 'eval') into.reads.push({ path: [] })
  }
  const inside = [...above, node]
  for (const child of childrenOf(node)) followUses(child, inside, into)
}

function isKey(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return !parent.computed && parent.property === node
    case 'Property':
      return !parent.computed && parent.key === node && parent.value !== node
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return !parent.computed && parent.key === node
    default:
      return false
  }
}

/** The longest chain of plain members from a name upwards, and what is done with it there. */
function readAt(name: Node, above: readonly Node[], start: ReadPath): readonly ContextRead[] {
  let node = name
  let path = start
  for (const parent of above.toReversed()) {
    if (parent.type === 'ChainExpression' || parent.type === 'ParenthesizedExpression') {
      node = parent
      continue
    }
    const member = parent.type === 'MemberExpression' && parent.object === node ? plainMember(parent) : undefined
    if (member === undefined) return usedBy(parent, node, { path, start })
    path = [...path, member]
    node = parent
  }
  return [{ path }]
}

/** `__proto__` and `constructor` lead to what no setting is. */
function plainMember(node: Extract<Node, { type: 'MemberExpression' }>): string | undefined {
  const { property } = node
  const index = node.computed && property.type === 'Literal' && typeof property.value === 'number'
  const name = index ? String(property.value) : memberName(node)
  return name === '__proto__' || name === 'constructor' ? undefined : name
}

interface Chain {
  readonly path: ReadPath
  readonly start: ReadPath
}

const looksUp = { looksUp: true } as const

function usedBy(parent: Node, node: Node, { path, start }: Chain): readonly ContextRead[] {
  switch (parent.type) {
    // A method gets its receiver as `this`.
    case 'CallExpression':
      return [{ path: parent.callee === node && path.length > start.length ? path.slice(0, -1) : path }]
    case 'TaggedTemplateExpression':
      return [{ path: parent.tag === node && path.length > start.length ? path.slice(0, -1) : path }]
    case 'AssignmentExpression':
      return [{ path: parent.left === node ? start : path }]
    case 'ForInStatement':
    case 'ForOfStatement':
      return [{ path: parent.left === node ? start : path }]
    case 'UpdateExpression':
      return [{ path: start }]
    case 'UnaryExpression':
      return [{ path: parent.operator === 'delete' ? start : path }]
    case 'VariableDeclarator': {
      const reads: ContextRead[] = []
      if (parent.init !== node) return [{ path }]
      followPattern(parent.id, path, { reads, bind: (_, bound) => reads.push({ path: bound }) })
      return reads
    }
    case 'MemberExpression':
      return [{ path, ...(parent.object === node ? looksUp : {}) }]
    case 'BinaryExpression':
      return [{ path, ...(/^(?:in|[!=]==?)$/.test(parent.operator) ? looksUp : {}) }]
    default:
      return [{ path }]
  }
}
