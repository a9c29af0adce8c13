import type { Node } from '../parser.ts'
import { keyName, unwrap } from '../syntax.ts'
import { builtin } from './builtin-things.ts'
import { Doubt, type Slot } from './heap.ts'
import { computedName } from './names.ts'
import { made } from './passing.ts'
import { declaring } from './scope.ts'
import type { Evaluate, Place } from './tools.ts'

/**
 * Gives names and members what is assigned to them: `{ a, ...rest }`, `[a = 1]`, `list.first`.
 *
 * @param declares Whether the names get their first value there.
 */
export function bindPattern(tools: Evaluate, place: Place, pattern: Node, value: Slot, declares: boolean): void {
  const { heap, members, calls } = tools
  const { moment } = place.activation
  const target = unwrap(pattern)
  switch (target.type) {
    case 'Identifier':
      assignName(tools, place, target.name, value, declares)
      return
    case 'MemberExpression': {
      if (target.object.type === 'Super') runSettersAbove(tools, place, value)
      if (moment === 'call' && place.activation.isSloppy && isArguments(target.object))
        throw new Doubt('sets parameters by another name')
      const owner = target.object.type === 'Super' ? place.activation.self : tools.expression(target.object, place)
      members.write(owner, memberKey(tools, place, target), value, moment)
      return
    }
    case 'AssignmentPattern': {
      const either = heap.slot()
      heap.flow(value, either)
      heap.flow(tools.expression(target.right, place), either)
      bindPattern(tools, place, target.left, either, declares)
      return
    }
    case 'ObjectPattern':
      for (const property of target.properties) {
        if (property.type === 'RestElement') {
          const rest = heap.make({ kind: 'object', moment })
          members.copy(value, rest, moment)
          bindPattern(tools, place, property.argument, heap.of(rest), declares)
        } else {
          const name = property.computed ? computedName(tools, place, property.key) : keyName(property.key)
          bindPattern(tools, place, property.value, members.read(value, name, moment), declares)
        }
      }
      return
    case 'ArrayPattern': {
      const items = calls.iterate(value, moment)
      for (const element of target.elements) {
        if (element === null) continue
        const isRest = element.type === 'RestElement'
        const item = isRest ? heap.of(made(tools, moment, [items])) : items
        bindPattern(tools, place, isRest ? element.argument : element, item, declares)
      }
      return
    }
    default:
      throw new Doubt(`has code that is not known (${target.type})`)
  }
}

const isArguments = (node: Node): boolean => node.type === 'Identifier' && node.name === 'arguments'

/** `super.limit = 1` runs a setter above the object of the method, with whatever the method is called on. */
function runSettersAbove({ heap, members, calls }: Evaluate, { activation }: Place, value: Slot): void {
  const { home, self, moment } = activation
  if (home === undefined) return
  heap.each(home.above, (above) => {
    heap.each(members.settersOf(above), (setter) => {
      calls.call(setter, { self, list: [value] }, moment)
    })
  })
}

/** `undefined`: any. */
export function memberKey(
  tools: Evaluate,
  place: Place,
  node: Extract<Node, { type: 'MemberExpression' }>,
): string | undefined {
  if (node.computed) return computedName(tools, place, node.property)
  return node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : keyName(node.property as never)
}

export function assignName(
  { heap, members }: Evaluate,
  place: Place,
  name: string,
  value: Slot,
  declares: boolean,
): void {
  const scope = declaring(place.scope, name)
  if (scope === undefined) {
    if (place.activation.moment === 'call') throw new Doubt(`sets the global ${name}`)
    members.giveAway(value, 'load')
    heap.flow(value, heap.own(builtin(heap, 'globalThis'), name))
    return
  }
  if (!declares && place.activation.moment === 'call' && scope.moment === 'load') throw new Doubt(`sets ${name}`)
  heap.flow(value, scope.names.get(name) as Slot)
}
