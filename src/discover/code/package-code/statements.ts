import type { Node } from '../parser.ts'
import { namesOfBlock, namesOfPattern } from '../scopes.ts'
import { isClass, isErased, isFunction } from '../syntax.ts'
import { makeClass } from './classes.ts'
import { makeFunction } from './functions.ts'
import { Doubt, type Slot } from './heap.ts'
import { defaultName, inner } from './scope.ts'
import type { Evaluate, Place } from './tools.ts'

/** Whatever a statement may do it does: conditions and the order of statements do not count. */
export function evaluateAll(tools: Evaluate, statements: readonly Node[], place: Place): void {
  for (const statement of statements) evaluate(tools, statement, place)
}

function block(tools: Evaluate, statements: readonly Node[], place: Place): void {
  evaluateAll(tools, statements, within(tools, place, namesOfBlock(statements)))
}
const within = ({ heap }: Evaluate, place: Place, names: Iterable<string>): Place => ({
  ...place,
  scope: inner(heap, place.scope, names),
})

function evaluate(tools: Evaluate, node: Node | null | undefined, place: Place): void {
  if (node === null || node === undefined || isErased(node)) return
  const { heap, calls } = tools
  const { moment } = place.activation
  const value = (expression: Node) => tools.expression(expression, place)
  switch (node.type) {
    case 'ExpressionStatement':
      value(node.expression)
      return
    case 'VariableDeclaration':
      if (/using$/.test(node.kind)) throw new Doubt('disposes of something')
      for (const { id, init } of node.declarations) if (init !== null) tools.bind(place, id, value(init), true)
      return
    case 'FunctionDeclaration': {
      const declared = heap.of(makeFunction(tools, node, { scope: place.scope, around: place.activation }))
      if (node.id !== null) tools.bind(place, node.id, declared, true)
      return
    }
    case 'ClassDeclaration': {
      const fresh = heap.of(makeClass(tools, node, place))
      if (node.id !== null) tools.bind(place, node.id, fresh, true)
      return
    }
    case 'ReturnStatement':
      if (node.argument !== null) heap.flow(value(node.argument), place.activation.results)
      return
    case 'ThrowStatement':
      heap.flow(value(node.argument), tools.thrown)
      return
    case 'IfStatement':
      value(node.test)
      evaluate(tools, node.consequent, place)
      evaluate(tools, node.alternate, place)
      return
    case 'BlockStatement':
      block(tools, node.body, place)
      return
    case 'ForStatement': {
      const inside = within(tools, place, namesOfBlock(node.init === null ? [] : [node.init]))
      if (node.init?.type === 'VariableDeclaration') evaluate(tools, node.init, inside)
      else if (node.init !== null) tools.expression(node.init, inside)
      if (node.test !== null) tools.expression(node.test, inside)
      if (node.update !== null) tools.expression(node.update, inside)
      evaluate(tools, node.body, inside)
      return
    }
    case 'ForInStatement':
    case 'ForOfStatement': {
      const over = value(node.right)
      const items = node.type === 'ForOfStatement' ? calls.iterate(over, moment) : heap.slot()
      const each = node.type === 'ForOfStatement' && node.await ? calls.wait(items, moment) : items
      const inside = within(tools, place, namesOfBlock([node.left]))
      if (node.left.type !== 'VariableDeclaration') tools.bind(inside, node.left, each, false)
      else for (const { id } of node.left.declarations) tools.bind(inside, id, each, true)
      evaluate(tools, node.body, inside)
      return
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      value(node.test)
      evaluate(tools, node.body, place)
      return
    case 'LabeledStatement':
      evaluate(tools, node.body, place)
      return
    case 'SwitchStatement': {
      value(node.discriminant)
      const all = node.cases.flatMap(({ consequent }) => consequent)
      for (const { test } of node.cases) if (test !== null) value(test)
      block(tools, all, place)
      return
    }
    case 'TryStatement':
      block(tools, node.block.body, place)
      if (node.handler !== null) {
        const { param, body } = node.handler
        const inside = within(tools, place, param === null ? [] : namesOfPattern(param))
        if (param !== null) tools.bind(inside, param, tools.thrown, true)
        block(tools, body.body, inside)
      }
      if (node.finalizer !== null) block(tools, node.finalizer.body, place)
      return
    case 'ExportNamedDeclaration':
      evaluate(tools, node.declaration, place)
      return
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'DebuggerStatement':
    case 'EmptyStatement':
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return
    case 'ExportDefaultDeclaration':
      exportDefault(tools, node, place)
      return
    default:
      throw new Doubt(`has code that is not known (${node.type})`)
  }
}

function exportDefault(tools: Evaluate, node: Extract<Node, { type: 'ExportDefaultDeclaration' }>, place: Place): void {
  const declaration = node.declaration as Node
  const { heap } = tools
  const value = isFunction(declaration)
    ? heap.of(makeFunction(tools, declaration, { scope: place.scope, around: place.activation }))
    : isClass(declaration)
      ? heap.of(makeClass(tools, declaration, place))
      : tools.expression(declaration, place)
  heap.flow(value, place.scope.names.get(defaultName) as Slot)
  const isNamed = (isFunction(declaration) || isClass(declaration)) && declaration.type.endsWith('Declaration')
  if (isNamed && declaration.id !== null) tools.bind(place, declaration.id, value, true)
}
