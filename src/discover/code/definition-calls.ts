import { definerOf } from './definers.ts'
import type { ArgumentFacts, CallFacts, PropertyFacts } from './facts.ts'
import { addUnit, type Drafts } from './module-drafts.ts'
import type { Node } from './parser.ts'
import { isFunction, keyName, memberChain, stringOf, unwrap } from './syntax.ts'

/**
 * Cuts the arguments of each definition into units: an asset is its function and its schema, not its description. Returns which node is
 * which unit, so that the text of whatever surrounds them has a reference in their place.
 */
export function cutDefinitions(drafts: Drafts): ReadonlyMap<Node, number> {
  const cut: Cut = { drafts, units: new Map() }
  for (const [binding, { node, label }] of [...drafts.values]) {
    if (node.type !== 'CallExpression') continue
    const kind = definerOf(node.callee, (name) => drafts.imports.get(name))
    const { root } = memberChain(node.callee)
    if (kind === undefined || root.type !== 'Identifier') continue
    const cutArgument = (argument: Node, index: number) =>
      argumentFacts(cut, { argument: unwrap(argument), kind, label, index })
    drafts.calls.set(binding, { kind, callee: root.name, arguments: node.arguments.map(cutArgument) })
  }
  return cut.units
}

interface Cut {
  readonly drafts: Drafts
  readonly units: Map<Node, number>
}
interface Argument {
  readonly argument: Node
  readonly kind: CallFacts['kind']
  readonly label: string
  readonly index: number
}

function argumentFacts(cut: Cut, { argument, kind, label, index }: Argument): ArgumentFacts {
  if (isFunction(argument)) return { unit: unitFor(cut, argument, label) }
  const properties = propertiesOf(cut, argument, kind === 'project' ? '' : `${label}.`)
  if (properties !== undefined) return { properties }
  const unit = unitFor(cut, argument, `${label} argument ${index + 1}`)
  return argument.type === 'Identifier' ? { unit, name: true } : { unit }
}

/** `undefined` where the object is not spelled out. */
function propertiesOf(cut: Cut, node: Node, prefix: string): PropertyFacts[] | undefined {
  if (node.type !== 'ObjectExpression') return undefined
  const plain = node.properties.every(
    (property) => property.type === 'Property' && !property.computed && property.kind === 'init',
  )
  if (!plain) return undefined
  return node.properties.flatMap((property) => {
    if (property.type !== 'Property') return []
    const key = keyName(property.key)
    const value = unwrap(property.value)
    const label = prefix + key
    const nested =
      key === 'resources' && prefix === '' ? propertiesOf(cut, resolved(cut, value), 'resources.') : undefined
    const text = stringOf(value)
    return [
      {
        key,
        unit: unitFor(cut, value, label),
        ...(text === undefined ? {} : { text }),
        ...(nested && { properties: nested }),
      },
    ]
  })
}

/** `resources` may be a constant of the same file. */
function resolved({ drafts }: Cut, node: Node): Node {
  return node.type === 'Identifier' ? (drafts.values.get(node.name)?.node ?? node) : node
}

function unitFor({ drafts, units }: Cut, node: Node, label: string): number {
  const existing = units.get(node)
  if (existing !== undefined) return existing
  const unit = addUnit(drafts, { label, names: [], node, span: node, root: isFunction(node) ? node : undefined })
  units.set(node, unit)
  return unit
}
