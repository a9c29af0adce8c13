import type { Node } from '../parser.ts'
import { isFunction, keyName, unwrap } from '../syntax.ts'
import { builtin, globalNamed } from './builtin-things.ts'
import { patternPath } from './builtins.ts'
import { evaluateCall } from './call-expressions.ts'
import { makeClass } from './classes.ts'
import { makeFunction } from './functions.ts'
import { Doubt, type Slot } from './heap.ts'
import { computedName } from './names.ts'
import { made } from './passing.ts'
import { assignName, bindPattern, memberKey } from './patterns.ts'
import { declaring } from './scope.ts'
import { hasProxies, proxyThing, unknownThing } from './strangers.ts'
import type { Evaluate, Place } from './tools.ts'

/** The objects that an expression may give. A primitive is none. */
export function evaluateExpression(tools: Evaluate, expression: Node, place: Place): Slot {
  const value = whatIs(tools, expression, place)
  if (place.activation.moment === 'call' && hasProxies(tools.heap))
    tools.heap.each(value, (thing) => {
      if (thing === proxyThing(tools.heap)) throw new Doubt('has a proxy that others have')
    })
  return value
}

function whatIs(tools: Evaluate, expression: Node, place: Place): Slot {
  const { heap, members, calls } = tools
  const { moment, self } = place.activation
  const node = unwrap(expression)
  const value = (inner: Node) => tools.expression(inner, place)
  const none = heap.slot()
  switch (node.type) {
    case 'Literal':
      if (!('regex' in node)) return none
      return heap.of(heap.make({ kind: 'list', moment, path: patternPath(node.regex.flags) }))
    case 'Identifier':
      return named(tools, place, node.name)
    case 'ThisExpression':
      return self
    case 'TemplateLiteral':
      for (const inner of node.expressions) calls.convert(value(inner), moment)
      return none
    case 'TaggedTemplateExpression':
    case 'CallExpression':
    case 'NewExpression':
      return evaluateCall(tools, node, place)
    case 'ChainExpression':
      return value(node.expression)
    case 'MemberExpression':
      if (node.object.type === 'Super') {
        const { home } = place.activation
        return home === undefined ? none : members.read(home.above, memberKey(tools, place, node), moment)
      }
      if (moment === 'call' && isCallee(node)) throw new Doubt('asks for the function that runs')
      return members.read(value(node.object), memberKey(tools, place, node), moment)
    case 'ObjectExpression':
      return objectOf(tools, node, place)
    case 'ArrayExpression': {
      const list = made(tools, moment, [])
      for (const element of node.elements) {
        if (element === null) continue
        const isSpread = element.type === 'SpreadElement'
        const item = value(isSpread ? element.argument : element)
        heap.flow(isSpread ? calls.iterate(item, moment) : item, list.rest)
      }
      return heap.of(list)
    }
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return heap.of(makeFunction(tools, node, { scope: place.scope, around: place.activation }))
    case 'ClassExpression':
      return heap.of(makeClass(tools, node, place))
    case 'AssignmentExpression':
      return assigned(tools, node, place)
    case 'UpdateExpression':
      calls.convert(value(node.argument), moment)
      if (node.argument.type === 'Identifier') assignName(tools, place, node.argument.name, none, false)
      else bindPattern(tools, place, node.argument, none, false)
      return none
    case 'UnaryExpression': {
      const operand = unwrap(node.argument as Node)
      if (node.operator === 'delete' && operand.type !== 'Identifier') {
        const target = operand.type === 'ChainExpression' ? operand.expression : operand
        if (target.type === 'MemberExpression') bindPattern(tools, place, target as Node, none, false)
        return none
      }
      if (node.operator === 'typeof' || node.operator === 'void' || node.operator === '!') value(operand)
      else calls.convert(value(operand), moment)
      return none
    }
    case 'BinaryExpression': {
      const right = value(node.right)
      if (node.left.type === 'PrivateIdentifier') return none
      const left = value(node.left)
      if (node.operator === '===' || node.operator === '!==') return none
      if (node.operator === 'instanceof') hasInstance(tools, left, right, place)
      else for (const side of [left, right]) calls.convert(side, moment)
      return none
    }
    case 'LogicalExpression':
      return either(tools, [value(node.left), value(node.right)])
    case 'ConditionalExpression':
      value(node.test)
      return either(tools, [value(node.consequent), value(node.alternate)])
    case 'SequenceExpression':
      return node.expressions.map(value).at(-1) ?? none
    case 'AwaitExpression':
      return calls.wait(value(node.argument), moment)
    case 'YieldExpression': {
      const { generator } = place.activation
      if (generator === undefined) throw new Doubt('yields outside of a generator')
      const input = node.argument === null ? none : value(node.argument)
      heap.flow(node.delegate ? calls.iterate(input, moment) : calls.wait(input, moment), generator.rest)
      return generator.rest
    }
    case 'MetaProperty':
      if (node.meta.name !== 'new') return heap.of(unknownThing(heap))
      return members.read(self, 'constructor', moment)
    case 'ImportExpression':
      if (moment === 'call') throw new Doubt('loads a module')
      value(node.source)
      return heap.of(unknownThing(heap))
    default:
      throw new Doubt(`has code that is not known (${node.type})`)
  }
}

/** `arguments.callee` */
function isCallee({ object, property }: Extract<Node, { type: 'MemberExpression' }>): boolean {
  return object.type === 'Identifier' && object.name === 'arguments' && keyName(property as never) === 'callee'
}

function either({ heap }: Evaluate, slots: readonly Slot[]): Slot {
  const out = heap.slot()
  for (const slot of slots) heap.flow(slot, out)
  return out
}

function hasInstance({ heap, calls, members }: Evaluate, left: Slot, right: Slot, { activation }: Place): void {
  heap.each(members.read(right, '@@hasInstance', activation.moment), (method) => {
    if (method.kind !== 'builtin') calls.call(method, { self: right, list: [left] }, activation.moment)
  })
}

function named(tools: Evaluate, place: Place, name: string): Slot {
  const { heap } = tools
  const slot = declaring(place.scope, name)?.names.get(name)
  if (slot !== undefined) return slot
  const thing = globalNamed(heap, name)
  const out = thing === undefined ? heap.slot() : heap.of(thing)
  // `globalThis.fetch = …`
  heap.flow(heap.own(builtin(heap, 'globalThis'), name), out)
  return out
}

function assigned(tools: Evaluate, node: Extract<Node, { type: 'AssignmentExpression' }>, place: Place): Slot {
  const { heap, calls } = tools
  const right = tools.expression(node.right, place)
  const isCounted = !['=', '||=', '&&=', '??='].includes(node.operator)
  if (isCounted)
    for (const side of [right, tools.expression(node.left as Node, place)]) calls.convert(side, place.activation.moment)
  bindPattern(tools, place, node.left, isCounted ? heap.slot() : right, false)
  if (node.operator === '=') return right
  if (isCounted) return heap.slot()
  return either(tools, [right, tools.expression(node.left as Node, place)])
}

function objectOf(tools: Evaluate, node: Extract<Node, { type: 'ObjectExpression' }>, place: Place): Slot {
  const { heap, members } = tools
  const { moment } = place.activation
  const thing = heap.make({ kind: 'object', moment })
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      members.copy(tools.expression(property.argument, place), thing, moment)
      continue
    }
    const name = property.computed ? computedName(tools, place, property.key) : keyName(property.key)
    const { value } = property
    const isOwn = (property.method || property.kind !== 'init') && isFunction(value as Node)
    const item = isOwn
      ? heap.of(
          makeFunction(tools, value as never, {
            scope: place.scope,
            around: place.activation,
            home: thing,
            isMethod: true,
          }),
        )
      : tools.expression(value, place)
    if (property.kind !== 'init') members.define(thing, name, property.kind, item)
    else if (name === '__proto__' && !property.shorthand) heap.flow(item, thing.above)
    else heap.flow(item, name === undefined ? thing.rest : heap.own(thing, name))
  }
  return heap.of(thing)
}
