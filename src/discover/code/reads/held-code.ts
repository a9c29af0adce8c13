import { anywhere, type Entry, type HeldCode, type TextFacts } from '../facts.ts'
import type { Node, PropertyKey } from '../parser.ts'
import { type HeldPlace, type HeldReads, isOutside, type Printer } from '../print/printer.ts'
import { platform } from '../state/builtins.ts'
import { isClass, isFunction, keyName, memberChain, memberName, unwrap } from '../syntax.ts'
import { type CodeInUnit, createTextReads, textFacts } from './text-facts.ts'
import { choicesOf, methodOf, noteText, pathOf } from './text-values.ts'

export function createHeldReads(): HeldReads {
  return { all: [], flows: new Map(), accessors: new Set(), makesKeys: false }
}

/** Any node, before it is written. */
export function noteHeldCode(printer: Printer, node: Node): void {
  const { held } = printer.sightings.selves
  switch (node.type) {
    case 'Property':
      if (node.kind !== 'init') held.accessors.add(keyOf(node))
      else hold(printer, node.value, { key: keyOf(node) })
      break
    case 'MethodDefinition':
      if (node.kind === 'get') held.accessors.add(keyOf(node))
      else if (node.kind === 'method') hold(printer, node.value, { key: keyOf(node), isMethod: true })
      break
    case 'PropertyDefinition':
      if (node.value !== null) hold(printer, node.value, { key: keyOf(node), isMethod: true })
      break
    case 'ArrayExpression':
      for (const element of node.elements) if (element !== null) hold(printer, element)
      break
    case 'CallExpression':
    case 'NewExpression':
      holdArguments(printer, node)
      break
    case 'AssignmentExpression':
      holdAssigned(printer, node)
      break
    case 'AssignmentPattern':
      hold(printer, node.right)
      break
    case 'ReturnStatement':
    case 'YieldExpression':
      if (node.argument !== null) hold(printer, node.argument)
      break
    case 'ArrowFunctionExpression':
      if (node.body.type !== 'BlockStatement') hold(printer, node.body)
      break
    case 'VariableDeclarator':
      // A function that is only declared is held by nobody.
      if (node.init !== null) for (const one of choicesOf(node.init)) if (!isCode(one)) hold(printer, one)
      break
    case 'JSXExpressionContainer':
      hold(printer, node.expression)
      break
    case 'TaggedTemplateExpression':
      for (const part of node.quasi.expressions) hold(printer, part)
  }
}

const isMember = (node: Node): boolean => node.type === 'MemberExpression'
const isCode = (node: Node): boolean => isFunction(node) || isClass(node)

function keyOf({ key, computed }: { readonly key: Node; readonly computed: boolean }): string {
  if (computed) return '*'
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : keyName(key as PropertyKey)
}

function hold(printer: Printer, given: Node, as: HeldPlace = {}): void {
  const { all, flows } = printer.sightings.selves.held
  for (const node of choicesOf(given)) {
    if (printer.around.unitOf(node) !== undefined) continue
    if ((as.key !== undefined && !isCode(node)) || isMember(node)) {
      const { key = anywhere } = as
      const reads = flows.get(key) ?? createTextReads()
      flows.set(key, reads)
      noteText({ reads, printer }, node)
    }
    if (isCode(node)) all.push({ node, ...as })
    const { root, members } = memberChain(node)
    if (root.type !== 'Identifier') continue
    if (isOutside(printer, root.name)) all.push({ node, ref: { to: 'binding', name: root.name, members }, ...as })
    else if (members.length === 0) all.push({ node, ...as })
  }
}

/** Functions of the platform that call what they are given, and keep it for nobody. */
const calling =
  /^(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|process\.(?:nextTick|on|once)|Promise|String|Number|Boolean|console\.\w+|JSON\.\w+)$/

function holdArguments(printer: Printer, node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>): void {
  const { held } = printer.sightings.selves
  const callee = unwrap(node.callee)
  const path = pathOf(printer, callee)
  held.makesKeys ||= /^(?:Object\.(?:fromEntries|define\w+)|Reflect\.(?:set|defineProperty))$/.test(path ?? '')
  if (path !== undefined && calling.test(path)) return
  const method = methodOf(callee)
  const as = method !== undefined && platform.onlyCalls(method.name) ? { method: method.name } : {}
  for (const argument of node.arguments) hold(printer, argument, as)
}

function holdAssigned(printer: Printer, { left, right }: Extract<Node, { type: 'AssignmentExpression' }>): void {
  const target = unwrap(left)
  if (target.type !== 'MemberExpression') {
    hold(printer, right)
    return
  }
  const key = target.property.type === 'PrivateIdentifier' ? `#${target.property.name}` : memberName(target)
  hold(printer, right, { key: key ?? '*' })
}

/** What members are given; one that is given the member of that name says nothing. */
export function flowFacts({ flows }: HeldReads, code: CodeInUnit): readonly Entry<TextFacts>[] {
  return [...flows].flatMap(([key, reads]): Entry<TextFacts>[] => {
    reads.keys.delete(key)
    const facts = textFacts(reads, code)
    return facts === undefined ? [] : [[key, facts]]
  })
}

/** The same for the facts of a unit: each once, a function by the hash of its text. */
export function heldFacts({ all }: HeldReads, textOf: (node: Node) => string | undefined): readonly HeldCode[] {
  const held = all.flatMap(({ node, ref, ...as }): HeldCode[] => {
    if (ref !== undefined) return [{ ...as, ref }]
    const text = textOf(node)
    return text === undefined ? [] : [{ ...as, text }]
  })
  return [...new Map(held.map((one) => [JSON.stringify(one), one])).values()]
}
