import type { Node, Statement } from '../parser.ts'
import { noteGiven, noteLoop, noteParameters } from '../reads/origins.ts'
import { hoistedNames, namesOfBlock, namesOfPattern, parametersOf, privateNames } from '../scopes.ts'
import { type ClassNode, type FunctionNode, isErased, isFunction, keyName } from '../syntax.ts'
import { functionsLikeConstants, isLikeArrow } from './loose-forms.ts'
import type { Printer } from './printer.ts'

/** The nodes that open a scope, or that are only understood inside one. False: the node is not one of them. */
export function printScoped(printer: Printer, node: Node): boolean {
  if (isFunction(node)) {
    printFunction(printer, node)
    return true
  }
  const { out } = printer
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      printBlock(printer, node.body, node.type === 'StaticBlock' ? 'static' : 'block')
      return true
    case 'VariableDeclaration': {
      const names = node.declarations.flatMap(({ id }) => namesOfPattern(id))
      if (node.kind === 'let' || node.kind === 'const') printer.kinds.push({ at: out.length + 1, names })
      out.push('(declare', node.kind)
      printer.list(node.declarations)
      out.push(')')
      return true
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      printClass(printer, node)
      return true
    case 'TSParameterProperty':
      // `constructor(private total)` is also an assignment to the property of that name.
      out.push('(property parameter', JSON.stringify(namesOfPattern(node.parameter)))
      printer.print(node.parameter)
      out.push(')')
      return true
    default:
      return printControl(printer, node) || printTypeScript(printer, node)
  }
}

/** Statements that decide what runs next. */
function printControl(printer: Printer, node: Node): boolean {
  const { out } = printer
  switch (node.type) {
    case 'IfStatement':
      out.push('(if')
      printer.print(node.test)
      printBody(printer, node.consequent)
      if (node.alternate !== null) printBody(printer, node.alternate)
      out.push(')')
      return true
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
      printFor(printer, node)
      return true
    case 'WhileStatement':
    case 'DoWhileStatement':
      out.push(`(${node.type}`)
      printer.print(node.test)
      printBody(printer, node.body)
      out.push(')')
      return true
    case 'SwitchStatement':
      out.push('(switch')
      printer.print(node.discriminant)
      printer.scopes.enter(namesOfBlock(node.cases.flatMap(({ consequent }) => consequent)))
      printer.list(node.cases)
      printer.scopes.leave()
      out.push(')')
      return true
    case 'CatchClause':
      printer.scopes.enter(namesOfPattern(node.param))
      out.push('(catch')
      printer.print(node.param)
      printer.print(node.body)
      out.push(')')
      printer.scopes.leave()
      return true
    case 'LabeledStatement':
      printer.labels.push(node.label.name)
      out.push('(label')
      printer.print(node.body)
      out.push(')')
      printer.labels.pop()
      return true
    case 'BreakStatement':
    case 'ContinueStatement':
      out.push(`(${node.type}`, node.label === null ? '' : `${printer.labels.lastIndexOf(node.label.name)}`, ')')
      return true
    default:
      return false
  }
}

/** What TypeScript adds to the values of a program. */
function printTypeScript(printer: Printer, node: Node): boolean {
  const { out, scopes } = printer
  switch (node.type) {
    case 'TSEnumDeclaration': {
      const { members } = node.body
      out.push('(enum')
      printer.print(node.id)
      scopes.enter(members.map(({ id }) => keyName(id as Parameters<typeof keyName>[0])))
      for (const member of members) {
        out.push(JSON.stringify(keyName(member.id as Parameters<typeof keyName>[0])))
        printer.print(member.initializer)
      }
      scopes.leave()
      out.push(')')
      return true
    }
    case 'TSModuleDeclaration':
      out.push('(namespace')
      printer.print(node.id)
      if (node.body !== null && node.body !== undefined) printer.print(node.body)
      out.push(')')
      return true
    case 'TSModuleBlock':
      printBlock(printer, node.body as Statement[], 'namespace')
      return true
    case 'TSQualifiedName':
      out.push('(member')
      printer.print(node.left)
      out.push(JSON.stringify(node.right.name), ')')
      return true
    case 'TSImportEqualsDeclaration':
      out.push('(alias')
      printer.print(node.id)
      printer.print(node.moduleReference)
      out.push(')')
      return true
    case 'ExportNamedDeclaration':
      // Inside a namespace: the names are the properties by which others read it.
      if (node.declaration === null || isErased(node.declaration)) return true
      out.push('(export', JSON.stringify([...namesOfBlock([node.declaration]), ...hoistedNames([node.declaration])]))
      printer.print(node.declaration)
      out.push(')')
      return true
    default:
      return false
  }
}

function printBlock(printer: Printer, statements: readonly Statement[], kind: string): void {
  const hoisted = kind === 'block' ? [] : hoistedNames(statements)
  printer.scopes.enter([...hoisted, ...namesOfBlock(statements)])
  for (const one of functionsLikeConstants(statements)) printer.likeConstants.add(one)
  printer.out.push(`(${kind}`)
  printer.list(statements)
  printer.out.push(')')
  printer.scopes.leave()
}

/** A statement without braces does what it does with them. */
function printBody(printer: Printer, body: Statement): void {
  if (body.type === 'BlockStatement') printer.print(body)
  else printBlock(printer, [body], 'block')
}

function printFor(
  printer: Printer,
  node: Extract<Node, { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' }>,
): void {
  const head = node.type === 'ForStatement' ? node.init : node.left
  printer.scopes.enter(head === null ? [] : namesOfBlock([head]))
  if (node.type !== 'ForStatement') noteLoop(printer, node)
  printer.out.push(`(${node.type}`, node.type === 'ForOfStatement' && node.await ? 'await' : '')
  printer.print(head)
  for (const part of node.type === 'ForStatement' ? [node.test, node.update] : [node.right]) printer.print(part)
  printBody(printer, node.body)
  printer.out.push(')')
  printer.scopes.leave()
}

function printFunction(printer: Printer, node: FunctionNode): void {
  const { out, scopes } = printer
  const ownName = node.type === 'FunctionExpression' ? node.id?.name : undefined
  if (ownName !== undefined) scopes.enter([ownName])
  const isArrow = node.type === 'ArrowFunctionExpression' || isWrittenAsArrow(printer, node)
  const isConstant = isArrow && node.type === 'FunctionDeclaration'
  if (isConstant) {
    out.push('(declare', 'let', '[', '(VariableDeclarator')
    printer.print(node.id)
  }
  out.push(isArrow ? '(arrow' : '(function', node.async ? 'async' : '', node.generator ? 'generator' : '')
  // The name of an expression is no first parameter.
  if (ownName !== undefined) out.push('named')
  if (node.id !== null && !isConstant) printer.print(node.id)
  const parameters = parametersOf(node)
  scopes.enter(parameters.flatMap((parameter) => namesOfPattern(parameter)))
  const [first] = parameters
  noteParameters(printer, node, parameters)
  if (node === printer.root && first?.type === 'Identifier') printer.firstParameter = scopes.find(first.name)
  for (const [position, parameter] of parameters.entries()) printParameter(printer, { node, parameter, position })
  printer.functions.push(node)
  printFunctionBody(printer, node)
  printer.functions.pop()
  out.push(')')
  if (isConstant) out.push(')', ']', ')')
  scopes.leave()
  if (ownName !== undefined) scopes.leave()
}

function isWrittenAsArrow(printer: Printer, node: FunctionNode): boolean {
  if (printer.methods.has(node) || !isLikeArrow(node)) return false
  if (node.type === 'FunctionDeclaration' && !printer.likeConstants.has(node)) return false
  printer.hasOlderForm = true
  return !printer.isOlderForm
}

function printParameter(printer: Printer, at: { node: FunctionNode; parameter: Node; position: number }): void {
  const { out } = printer
  const from = out.length
  const decorators = 'decorators' in at.parameter ? at.parameter.decorators : undefined
  if (decorators !== undefined && decorators.length > 0) printer.list(decorators)
  printer.print(at.parameter)
  if (at.node !== printer.root || at.position > 0 || at.parameter.type !== 'ObjectPattern') return
  const leaves = leavesOf(at.parameter, '')
  if (leaves === undefined) return
  const names = [...new Set(leaves.map(({ path }) => path))]
  const numbered = leaves.map(({ path, binding }) => ({
    name: names.indexOf(path),
    binding: printer.scopes.find(binding) ?? 0,
  }))
  printer.ordinals = { from, to: out.length, names, leaves: numbered }
}

interface Leaf {
  readonly path: string
  readonly binding: string
}
/**
 * `({ crm: { customers: c }, orders })` as `crm.customers` -> c, `orders` -> orders; `undefined` for any other form of
 * pattern.
 */
function leavesOf(pattern: Extract<Node, { type: 'ObjectPattern' }>, prefix: string): Leaf[] | undefined {
  const leaves: Leaf[] = []
  for (const property of pattern.properties) {
    if (property.type === 'RestElement' || property.computed) return undefined
    const path = prefix + keyName(property.key)
    if (property.value.type === 'Identifier') {
      leaves.push({ path, binding: property.value.name })
      continue
    }
    const inner = property.value.type === 'ObjectPattern' ? leavesOf(property.value, `${path}.`) : undefined
    if (inner === undefined) return undefined
    leaves.push(...inner)
  }
  return leaves
}

/** `x => y` and `x => { return y }` are one text. The body's own names are not seen by the parameters' defaults. */
function printFunctionBody(printer: Printer, node: FunctionNode): void {
  const { body } = node
  if (body === null) return
  if (body.type !== 'BlockStatement') {
    printer.out.push('(body [ (ReturnStatement')
    noteGiven(printer, body)
    printer.print(body)
    printer.out.push(') ] )')
    return
  }
  const parameters = new Set(parametersOf(node).flatMap((parameter) => namesOfPattern(parameter)))
  const hoisted = hoistedNames(body.body).filter((name) => !parameters.has(name))
  printer.scopes.enter([...hoisted, ...namesOfBlock(body.body)])
  for (const one of functionsLikeConstants(body.body)) printer.likeConstants.add(one)
  printer.out.push('(body')
  printer.list(body.body)
  printer.out.push(')')
  printer.scopes.leave()
}

function printClass(printer: Printer, node: ClassNode): void {
  const { out, scopes } = printer
  out.push('(class')
  printer.list(node.decorators)
  if (node.type === 'ClassDeclaration' && node.id !== null) printer.print(node.id)
  if (node.type === 'ClassExpression' && node.id !== null) out.push('named')
  scopes.enter([...(node.id === null ? [] : [node.id.name]), ...privateNames(node.body.body)])
  printer.print(node.superClass)
  printer.list(node.body.body)
  scopes.leave()
  out.push(')')
}
