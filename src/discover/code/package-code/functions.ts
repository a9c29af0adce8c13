import type { Node } from '../parser.ts'
import { type FunctionNode, unwrap } from '../syntax.ts'
import { builtin } from './builtin-things.ts'
import type { Moment, Slot, Thing } from './heap.ts'
import { allArguments, argumentAt, made } from './passing.ts'
import { declaredNames, inner, isStrict, namesOfParameters } from './scope.ts'
import type { Activation, Evaluate, FunctionCode, Scope, Tools } from './tools.ts'

interface Written {
  readonly scope: Scope
  readonly around: Activation
  readonly home?: Thing | undefined
  readonly ofClass?: Activation['ofClass']
  /** A method of a class, or of an object: no arrow and no constructor. */
  readonly isMethod?: boolean
}

type Named = Written & {
  /** The function itself, which it may know by its name. */
  readonly me: Slot
}

export function makeFunction(tools: Evaluate, node: FunctionNode, written: Written): Thing {
  const { heap } = tools
  const { moment } = written.around
  const me = heap.slot()
  const code: FunctionCode = { run: createRun(tools, node, { ...written, me }), parent: written.ofClass?.parent }
  const thing = heap.make({ kind: 'function', moment, code })
  heap.add(me, thing)
  if (node.type !== 'ArrowFunctionExpression' && !written.isMethod) addPrototype(tools, thing, moment)
  return thing
}

/** What instances get their methods from. */
export function addPrototype({ heap }: Tools, thing: Thing, moment: Moment): Thing {
  const prototype = heap.make({ kind: 'object', moment })
  heap.add(heap.own(thing, 'prototype'), prototype)
  heap.add(heap.own(prototype, 'constructor'), thing)
  return prototype
}

function createRun(tools: Evaluate, node: FunctionNode, written: Named): FunctionCode['run'] {
  const { heap } = tools
  const runs = new Map<Moment, { readonly activation: Activation; readonly parameters: Parameters }>()
  const isArrow = node.type === 'ArrowFunctionExpression'
  const isSloppy = !isArrow && !written.isMethod && written.around.isSloppy === true && !asksForItself(node)
  return (passed, moment) => {
    const earlier = runs.get(moment)
    const run = earlier ?? start(tools, node, written, moment)
    runs.set(moment, run)
    const { activation, parameters } = run
    if (!isArrow) heap.flow(passed.self, activation.self)
    if (isSloppy) {
      // `(function () { return this })()`
      heap.later(() => passed.self.things.size === 0 && heap.add(activation.self, builtin(heap, 'globalThis')))
    }
    for (const [index, slot] of parameters.list.entries()) heap.flow(argumentAt(heap, passed, index), slot)
    const others = { list: passed.list.slice(parameters.list.length), more: passed.more }
    heap.flow(allArguments(heap, others), parameters.rest)
    if (!isArrow) heap.flow(allArguments(heap, passed), activation.input)
    return activation.results
  }
}

function statementsOf({ body }: FunctionNode): readonly Node[] {
  return body?.type === 'BlockStatement' ? body.body : []
}

/** `if (!(this instanceof Client)) return new Client(options)`, or strict: it does nothing to the global object. */
function asksForItself(node: FunctionNode): boolean {
  const statements = statementsOf(node)
  const [first] = statements
  if (isStrict(statements)) return true
  if (first?.type !== 'IfStatement' || first.test.type !== 'UnaryExpression') return false
  const test = unwrap(first.test.argument)
  const inner = first.consequent.type === 'BlockStatement' ? first.consequent.body.at(-1) : first.consequent
  const isOfThis =
    test.type === 'BinaryExpression' && test.operator === 'instanceof' && test.left.type === 'ThisExpression'
  return isOfThis && inner?.type === 'ReturnStatement'
}

interface Parameters {
  readonly list: readonly Slot[]
  readonly rest: Slot
}

function start(tools: Evaluate, node: FunctionNode, written: Named, moment: Moment) {
  const { heap } = tools
  const { around } = written
  const isArrow = node.type === 'ArrowFunctionExpression'
  const values = heap.slot()
  const generator = node.generator ? heap.make({ kind: 'list', moment, path: 'generator' }) : undefined
  const activation: Activation = {
    moment,
    self: isArrow ? around.self : heap.slot(),
    results: node.async || generator !== undefined ? heap.of(generator ?? promiseOf(tools, values, moment)) : values,
    input: isArrow ? around.input : heap.slot(),
    home: isArrow ? around.home : written.home,
    ofClass: isArrow ? around.ofClass : written.ofClass,
    generator,
    file: around.file,
    isSloppy: around.isSloppy && !isStrict(statementsOf(node)) ? true : undefined,
  }
  if (generator !== undefined) heap.flow(values, generator.rest)
  const body = node.body
  const statements = statementsOf(node)
  const parameters = node.params as readonly Node[]
  const own = 'id' in node && node.id !== null && node.type === 'FunctionExpression' ? [node.id.name] : []
  const names = [
    ...own,
    ...namesOfParameters(parameters),
    ...declaredNames(statements),
    ...(isArrow ? [] : ['arguments']),
  ]
  const scope: Scope = { ...inner(heap, written.scope, names), moment }
  const inside = { scope, activation: { ...activation, results: values } }
  const list = parameters.filter(({ type }) => type !== 'RestElement').map(() => heap.slot())
  const rest = made(tools, moment, [])
  // Evaluating the body at once would go as deep as the calls do.
  tools.soon(() => {
    for (const name of own) heap.flow(written.me, scope.names.get(name) as Slot)
    if (!isArrow) {
      const all = made(tools, moment, [activation.input])
      heap.add(scope.names.get('arguments') as Slot, all)
    }
    let index = 0
    for (const parameter of parameters) {
      const value = parameter.type === 'RestElement' ? heap.of(rest) : (list[index++] as Slot)
      tools.bind(inside, parameter.type === 'RestElement' ? parameter.argument : parameter, value, true)
    }
    if (body !== null && body.type !== 'BlockStatement') heap.flow(tools.expression(body as Node, inside), values)
    tools.statements(statements, inside)
  })
  return { activation, parameters: { list, rest: rest.rest } }
}

function promiseOf(tools: Tools, values: Slot, moment: Moment): Thing {
  return made(tools, moment, [tools.calls.wait(values, moment)])
}
