import type { Ask, Saying } from '../facts.ts'
import type { Node } from '../parser.ts'
import { type AskedNames, constantOf, isOutside, type Printer } from '../print/printer.ts'
import { memberChain, stringOf, unwrap } from '../syntax.ts'
import { valuePath } from './global-path.ts'

export function createAskedNames(): AskedNames {
  return { asks: [], says: [], reads: 0 }
}

/** Any node, before it is written. */
export function noteAskedNames(names: AskedNames, node: Node, printer: Printer): void {
  const { asks, says } = names
  switch (node.type) {
    case 'MemberExpression': {
      if (isEnvironment(printer, node)) names.reads++
      const name = node.computed && isEnvironment(printer, node.object) ? nameFrom(printer, node.property) : undefined
      if (name !== undefined) asks.push({ ...name, line: printer.around.lineOf(node.start) })
      break
    }
    case 'CallExpression':
      noteSaying(says, { callee: node.callee, first: node.arguments[0] }, printer)
      break
    case 'NewExpression':
      noteSaying(says, { callee: node.callee }, printer)
      break
    case 'TaggedTemplateExpression':
      noteSaying(says, { callee: node.tag }, printer)
  }
}

function isEnvironment(printer: Printer, node: Node): boolean {
  const bare = unwrap(node)
  return bare.type === 'MemberExpression' && valuePath(printer, bare)?.join('.') === 'process.env'
}

interface Sayings {
  readonly callee: Node
  readonly first?: Node | undefined
}
function noteSaying(says: Saying[], { callee, first }: Sayings, printer: Printer): void {
  const bare = unwrap(callee)
  const { root, members } = memberChain(bare.type === 'ChainExpression' ? bare.expression : bare)
  if (root.type !== 'Identifier' || !isOutside(printer, root.name)) return
  const ref = { to: 'binding', name: root.name, members } as const
  const text = first === undefined ? undefined : textOf(printer, first)
  if (text !== undefined) says.push({ ref, text })
  else
    says.push({ ref, ...(first !== undefined && isParameter(printer, unwrap(first)) ? { passes: true as const } : {}) })
}

function textOf(printer: Printer, node: Node): string | undefined {
  const bare = unwrap(node)
  if (bare.type === 'Identifier') return constantOf(printer, bare.name, (value) => textOf(printer, value))
  return stringOf(bare)
}

/** The first parameter, alone or in a template. */
function nameFrom(printer: Printer, key: Node): Pick<Ask, 'before' | 'after'> | undefined {
  const node = unwrap(key)
  if (isParameter(printer, node)) return { before: '', after: '' }
  if (node.type !== 'TemplateLiteral') return undefined
  const [before, after, ...more] = node.quasis.map(({ value }) => value.cooked ?? value.raw)
  const [part] = node.expressions
  if (part === undefined || more.length > 0 || !isParameter(printer, unwrap(part))) return undefined
  return { before: before ?? '', after: after ?? '' }
}

function isParameter({ scopes, firstParameter }: Printer, node: Node): boolean {
  return firstParameter !== undefined && node.type === 'Identifier' && scopes.find(node.name) === firstParameter
}

/** What a unit asks of names, as its facts have it. `isSame`: its first parameter is what its caller passed. */
export function askedFacts({ asks, says, reads }: AskedNames, isSame: boolean) {
  const each = new Map(
    says
      .map((one) => (isSame ? one : { ref: one.ref, ...('text' in one ? { text: one.text } : {}) }))
      .map((one) => [JSON.stringify(one), one]),
  )
  return {
    ...(isSame && asks.length > 0 && asks.length === reads ? { asks } : {}),
    ...(each.size > 0 ? { says: [...each.values()] } : {}),
  }
}
