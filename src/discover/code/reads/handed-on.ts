import type { Handed } from '../facts.ts'
import type { Node, PropertyKey } from '../parser.ts'
import { platform } from '../platform.ts'
import { isOutside, type Printer, type SelfReads } from '../print/printer.ts'
import { isFunction, keyName, memberChain, memberName, unwrap } from '../syntax.ts'

/**
 * Which functions and classes a unit has as values: `register(transform)`, `{ transform }`, `const step = transform`. A
 * function that is only called, or whose members are read by its own name, is not handed on.
 */
export function noteHanded(reads: SelfReads, node: Node, printer: Printer): void {
  switch (node.type) {
    case 'CallExpression':
      reads.called.add(bare(node.callee))
      lend(reads, node)
      break
    case 'NewExpression':
      reads.called.add(bare(node.callee))
      break
    case 'TaggedTemplateExpression':
      reads.called.add(bare(node.tag))
      break
    case 'VariableDeclarator':
      reads.called.add(node.id)
      break
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      if (node.id !== null) reads.called.add(node.id)
      break
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      noteOwnMethod(reads, node as OwnMember)
      break
    case 'MemberExpression':
      if (!reads.called.has(node)) handOn(reads, node, printer)
      if (!node.computed) reads.called.add(bare(node.object))
      break
    case 'Identifier':
      if (!reads.called.has(node)) handOn(reads, node, printer)
  }
}

/** `rows.map(clean)`: the platform only calls the function, unless the method is the project's own. */
function lend({ lent }: SelfReads, { callee, arguments: args }: Extract<Node, { type: 'CallExpression' }>): void {
  const called = bare(callee)
  const method = called.type === 'MemberExpression' ? memberName(called) : undefined
  if (method !== undefined && platform.onlyCalls(method)) for (const one of args) lent.set(bare(one), method)
}

type OwnMember = Extract<Node, { type: 'MethodDefinition' | 'PropertyDefinition' | 'Property' }>
function noteOwnMethod({ ownMethods }: SelfReads, node: OwnMember): void {
  const name = node.computed ? '' : keyName(node.key as PropertyKey)
  if (platform.onlyCalls(name) && (node.type !== 'Property' || isFunction(unwrap(node.value as Node))))
    ownMethods.add(name)
}

function handOn({ handed, lent }: SelfReads, node: Node, printer: Printer): void {
  const { root, members } = memberChain(node)
  if (root.type !== 'Identifier') return
  const method = lent.get(node)
  const to = method === undefined ? {} : { method }
  if (isOutside(printer, root.name)) handed.push({ ref: { to: 'binding', name: root.name, members }, ...to })
  else if (members.length === 0) handed.push({ local: root.name, ...to })
}

/** Each once; of locals those that are functions of the unit. */
export function handedFacts({ handed, localCode }: SelfReads): readonly Handed[] {
  const ownOrImported = handed.filter((one) => 'ref' in one || localCode.has(one.local))
  return [...new Map(ownOrImported.map((one) => [JSON.stringify(one), one])).values()]
}

function bare(value: Node): Node {
  const node = unwrap(value)
  return node.type === 'ChainExpression' ? bare(node.expression) : node
}
