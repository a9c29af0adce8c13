import { definerOf } from './definers.ts'
import { type ArgumentFacts, type DefinitionKind, type PropertyFacts, spread } from './facts.ts'
import { addUnit, type Drafts } from './module-drafts.ts'
import type { Node } from './parser.ts'
import { projectMadeBy } from './project-function.ts'
import { isFunction, keyName, memberChain, stringOf, unwrap } from './syntax.ts'

/**
 * Cuts the arguments of each definition into units: an asset is its function and its schema, not its description.
 * Returns which node is which unit, so that the text of whatever surrounds them has a reference in their place.
 */
export function cutDefinitions(drafts: Drafts): ReadonlyMap<Node, number> {
  const cut: Cut = { drafts, units: new Map() }
  for (const [binding, { node, label }] of [...drafts.values]) {
    if (node.type !== 'CallExpression') continue
    const kind = definerOf(node.callee, (name) => drafts.imports.get(name))
    const { root, members } = memberChain(node.callee)
    if (root.type !== 'Identifier' || (kind === undefined && !hasItsForm(node.arguments))) continue
    const cutArgument = (argument: Node, index: number) =>
      argumentFacts(cut, { argument: unwrap(argument), kind, label, index })
    drafts.calls.set(binding, {
      callee: { name: root.name, members },
      ...(kind === undefined ? {} : { looksLike: kind }),
      arguments: node.arguments.map(cutArgument),
    })
  }
  return cut.units
}

/** A function, or one with options: `asset` under a name of the user's. */
function hasItsForm(nodes: readonly Node[]): boolean {
  const all = nodes.map(unwrap)
  const run = all.find(isFunction)
  return run !== undefined && all.length <= 2 && all.every((one) => one === run || one.type === 'ObjectExpression')
}

/** The argument that is the function, for a definition whose options may stand on either side of it. */
export function runAmong(args: readonly ArgumentFacts[]): ArgumentFacts | undefined {
  return args.find((one) => 'function' in one) ?? args.findLast((one) => !('properties' in one))
}

interface Cut {
  readonly drafts: Drafts
  readonly units: Map<Node, number>
}
interface Argument {
  readonly argument: Node
  readonly kind: DefinitionKind | undefined
  readonly label: string
  readonly index: number
}

function argumentFacts(cut: Cut, { argument, kind, label, index }: Argument): ArgumentFacts {
  if (isFunction(argument)) {
    const unit = unitFor(cut, argument, label)
    const project = kind === 'project' ? projectMadeBy(argument) : undefined
    const properties = project && propertiesOf(cut, project.object, { prefix: '', within: project.within })
    return properties === undefined ? { unit, function: true } : { unit, properties }
  }
  const properties = propertiesOf(cut, argument, { prefix: kind === 'project' ? '' : `${label}.` })
  if (properties !== undefined) return { properties }
  const unit = unitFor(cut, argument, `${label} argument ${index + 1}`)
  if (stringOf(argument) !== undefined) return { unit, literal: true }
  return argument.type === 'Identifier' ? { unit, name: true } : { unit }
}

interface Around {
  readonly prefix: string
  /** The value with the function that it stands in, whose parameters and constants it may name. */
  readonly within?: ((value: Node) => Node) | undefined
}

/** `undefined` where the object is not spelled out. */
function propertiesOf(cut: Cut, node: Node, { prefix, within }: Around): PropertyFacts[] | undefined {
  if (node.type !== 'ObjectExpression') return undefined
  const inside = (value: Node) => within?.(value) ?? value
  const plain = node.properties.every(
    (property) => property.type === 'SpreadElement' || (!property.computed && property.kind === 'init'),
  )
  if (!plain) return undefined
  return node.properties.flatMap((property) => {
    if (property.type === 'SpreadElement') {
      return [{ key: spread, unit: unitFor(cut, inside(unwrap(property.argument)), `${prefix}${spread}`) }]
    }
    const key = keyName(property.key)
    const value = unwrap(property.value)
    const label = prefix + key
    const nested =
      key === 'resources' && prefix === ''
        ? propertiesOf(cut, within === undefined ? resolved(cut, value) : value, { prefix: 'resources.', within })
        : undefined
    const text = stringOf(value)
    return [
      {
        key,
        unit: unitFor(cut, inside(value), label),
        ...(text === undefined ? {} : { text }),
        ...(isJson(value) ? { json: true as const } : {}),
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

function isJson(value: Node): boolean {
  const node = unwrap(value)
  switch (node.type) {
    case 'Literal':
      return !('regex' in node) && !('bigint' in node)
    case 'UnaryExpression':
      return node.operator === '-' && node.argument.type === 'Literal'
    case 'ArrayExpression':
      return node.elements.every((element) => element !== null && isJson(element))
    case 'ObjectExpression':
      return node.properties.every(
        (property) =>
          property.type === 'Property' && property.kind === 'init' && !property.computed && isJson(property.value),
      )
    default:
      return false
  }
}
