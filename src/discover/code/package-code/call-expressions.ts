import type { Node } from '../parser.ts'
import { stringOf, unwrap } from '../syntax.ts'
import { foreign } from './builtin-things.ts'
import { Doubt, type Slot } from './heap.ts'
import { made } from './passing.ts'
import { memberKey } from './patterns.ts'
import { unknownThing } from './strangers.ts'
import type { Evaluate, Passed, Place } from './tools.ts'

type CallLike = Extract<Node, { type: 'CallExpression' | 'NewExpression' | 'TaggedTemplateExpression' }>

export function evaluateCall(tools: Evaluate, node: CallLike, place: Place): Slot {
  const { heap, calls, members } = tools
  const { moment, self } = place.activation
  if (node.type === 'NewExpression') {
    const callee = tools.expression(node.callee, place)
    if (place.activation.isAsked) tools.expect(callee)
    const passed = passedTo(tools, node.arguments, place)
    const out = heap.slot()
    heap.each(callee, (one) => heap.flow(calls.construct(one, passed, moment), out))
    return out
  }
  const passed =
    node.type === 'TaggedTemplateExpression' ? taggedWith(tools, node, place) : passedTo(tools, node.arguments, place)
  const callee = unwrap(node.type === 'TaggedTemplateExpression' ? node.tag : node.callee)
  const bare = callee.type === 'ChainExpression' ? unwrap(callee.expression) : callee
  if (bare.type === 'Super') return superCall(tools, passed, place)
  if (bare.type === 'MemberExpression') {
    const name = memberKey(tools, place, bare)
    if (bare.object.type !== 'Super') {
      const owner = tools.expression(bare.object, place)
      if (place.activation.isAsked && isPath(bare.object)) tools.expect(members.read(owner, name, moment))
      return calls.callMember(owner, name, passed, moment)
    }
    const out = heap.slot()
    const { home } = place.activation
    if (home === undefined) throw new Doubt('has super outside of a method')
    heap.each(members.read(home.above, name, moment), (method) => {
      heap.flow(calls.call(method, { ...passed, self }, moment), out)
    })
    return out
  }
  const required = node.type === 'CallExpression' ? requiredModule(tools, node, place) : undefined
  if (required !== undefined) return required
  const out = heap.slot()
  const called = tools.expression(bare, place)
  if (place.activation.isAsked) tools.expect(called)
  heap.each(called, (one) => {
    if (one.path === 'eval') throw new Doubt('makes code of text')
    // `promisify(fn)` gave it: what it calls is not known.
    if (one.path === foreign && moment === 'call') throw new Doubt('calls what the platform made')
    heap.flow(calls.call(one, { ...passed, self: heap.slot() }, moment), out)
  })
  return out
}

/** A name and its members, which is no primitive: what is called on it is there. */
function isPath(value: Node): boolean {
  const node = unwrap(value)
  return node.type === 'Identifier' || (node.type === 'MemberExpression' && isPath(node.object))
}

/** `require('./part.js')`, by whatever name CommonJS has it. */
function requiredModule(
  tools: Evaluate,
  node: Extract<Node, { type: 'CallExpression' }>,
  place: Place,
): Slot | undefined {
  const { heap } = tools
  const callee = unwrap(node.callee)
  if (callee.type !== 'Identifier') return undefined
  const out = heap.slot()
  const specifier = stringOf(node.arguments[0])
  let isRequire = false
  const slot = tools.expression(callee, place)
  // The name is that of the module, or one that `createRequire` gave.
  for (const thing of slot.things) isRequire ||= thing.path === 'require'
  if (!isRequire) return undefined
  if (place.activation.moment === 'call') throw new Doubt('loads a module')
  const exports = specifier === undefined ? undefined : tools.loaded(place.activation.file, specifier, 'require')
  if (exports === undefined) heap.add(out, unknownThing(heap))
  else heap.flow(exports, out)
  return out
}

/** The instance is made by the class above, and gets its own fields then. */
function superCall(tools: Evaluate, passed: Omit<Passed, 'self'>, place: Place): Slot {
  const { heap, calls } = tools
  const { self, ofClass, moment } = place.activation
  if (ofClass?.parent === undefined) throw new Doubt('calls super outside of a class')
  heap.each(ofClass.parent, (parent) => {
    heap.flow(calls.initialize(parent, { ...passed, self }, moment), self)
  })
  ofClass.initialize?.(self, moment)
  return self
}

function passedTo(tools: Evaluate, args: readonly Node[], place: Place): Omit<Passed, 'self'> {
  const { heap, calls } = tools
  const list: Slot[] = []
  let more: Slot | undefined
  for (const argument of args) {
    if (argument.type === 'SpreadElement') {
      more ??= heap.slot()
      heap.flow(calls.iterate(tools.expression(argument.argument, place), place.activation.moment), more)
    } else if (more !== undefined) heap.flow(tools.expression(argument, place), more)
    else list.push(tools.expression(argument, place))
  }
  return { list, more, texts: args.map((argument) => stringOf(argument)), site: {} }
}

function taggedWith(
  tools: Evaluate,
  node: Extract<Node, { type: 'TaggedTemplateExpression' }>,
  place: Place,
): Omit<Passed, 'self'> {
  const { heap } = tools
  // The texts of a template are one list, whoever evaluates it.
  const texts = made(tools, place.activation.isAsked ? 'call' : 'load', [])
  return { site: {}, list: [heap.of(texts), ...node.quasi.expressions.map((one) => tools.expression(one, place))] }
}
