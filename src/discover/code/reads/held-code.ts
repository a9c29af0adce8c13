import type { Entry, HeldCode, TextFacts } from '../facts.ts'
import type { Node, PropertyKey } from '../parser.ts'
import { type HeldReads, isOutside, type Printer } from '../print/printer.ts'
import { isClass, isFunction, keyName, memberChain, memberName, unwrap } from '../syntax.ts'
import { type CodeInUnit, createTextReads, textFacts } from './text-facts.ts'
import { choicesOf, noteText } from './text-values.ts'

export function createHeldReads(): HeldReads {
  return { all: [], flows: new Map() }
}

/** Any node, before it is written: functions become members of objects, classes and what others hold. */
export function noteHeldCode(printer: Printer, node: Node): void {
  switch (node.type) {
    case 'Property':
      if (node.kind === 'init') hold(printer, node.value, keyOf(node))
      break
    case 'MethodDefinition':
      if (node.kind === 'method') hold(printer, node.value, keyOf(node))
      break
    case 'PropertyDefinition':
      if (node.value !== null) hold(printer, node.value, keyOf(node))
      break
    case 'AssignmentExpression':
      holdAssigned(printer, node)
  }
}

const isCode = (node: Node): boolean => isFunction(node) || isClass(node)

function keyOf({ key, computed }: { readonly key: Node; readonly computed: boolean }): string {
  if (computed) return '*'
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : keyName(key as PropertyKey)
}

function hold(printer: Printer, value: Node, key: string): void {
  const { all, flows } = printer.sightings.selves.heldReads
  for (const node of choicesOf(value)) {
    if (printer.around.unitOf(node) !== undefined) continue
    if (isCode(node)) {
      all.push({ node, key })
      continue
    }
    const reads = flows.get(key) ?? createTextReads()
    flows.set(key, reads)
    noteText({ reads, printer }, node)
    const { root, members } = memberChain(node)
    if (root.type !== 'Identifier') continue
    if (isOutside(printer, root.name)) all.push({ node, ref: { to: 'binding', name: root.name, members }, key })
    else if (members.length === 0) all.push({ node, key })
  }
}

function holdAssigned(printer: Printer, { left, right }: Extract<Node, { type: 'AssignmentExpression' }>): void {
  const target = unwrap(left)
  if (target.type !== 'MemberExpression') return
  const key = target.property.type === 'PrivateIdentifier' ? `#${target.property.name}` : memberName(target)
  hold(printer, right, key ?? '*')
}

/** What members are given; one that is given the member of that name says nothing. */
export function flowFacts({ flows }: HeldReads, textOf: CodeInUnit): readonly Entry<TextFacts>[] {
  return [...flows].flatMap(([key, reads]): Entry<TextFacts>[] => {
    reads.keys.delete(key)
    const facts = textFacts(reads, textOf)
    return facts === undefined ? [] : [[key, facts]]
  })
}

/** The code that a unit holds, as its facts have it: each once, a function by the hash of its text. */
export function heldFacts({ all }: HeldReads, textOf: (node: Node) => string | undefined): readonly HeldCode[] {
  const holds = all.flatMap(({ node, ref, key }): HeldCode[] => {
    if (ref !== undefined) return [{ key, ref }]
    const text = textOf(node)
    return text === undefined ? [] : [{ key, text }]
  })
  return [...new Map(holds.map((one) => [JSON.stringify(one), one])).values()]
}
