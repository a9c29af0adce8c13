import { resourceCode } from '../definers.ts'
import type { Pattern, Ref } from '../facts.ts'
import { isRequire, moduleRequest } from '../module-requests.ts'
import { constantsIn } from '../named-values.ts'
import type { Node } from '../parser.ts'
import { filePattern, startOfFile } from '../reads/file-patterns.ts'
import { fileReference, resolvedSpecifier } from '../reads/file-references.ts'
import { valuePath } from '../reads/global-path.ts'
import { requiredSpecifier } from '../specifier.ts'
import { isModuleFile, keyName, memberChain, memberName, stringOf, unwrap } from '../syntax.ts'
import { textEnds } from '../text-ends.ts'
import { isGlobal, isOutside, type Printer } from './printer.ts'

type Of<Type extends Node['type']> = Extract<Node, { type: Type }>

/**
 * Prints the nodes that lead out of the unit: names, members of modules, imports while running, files beside. False for
 * any other node.
 */
export function printReference(printer: Printer, node: Node): boolean {
  const { out } = printer
  const file = fileReference(printer, node)
  if (file !== undefined) {
    out.push(`(file ${file.form} ${printer.references.add({ to: 'file', path: file.path })}`)
    // A module that is named in this way may be run, by a worker: what it imports counts too.
    if (isModuleFile(file.path)) out.push(printer.references.add({ to: 'module', from: file.path, members: [] }))
    out.push(')')
    return true
  }
  // The files that a computed path may lead to are part of the code as well.
  const pattern = filePattern(printer, node)
  if (pattern !== undefined) printer.references.add({ to: 'files', ...pattern })
  const start = pattern === undefined ? startOfFile(printer, node) : undefined
  if (start !== undefined) printer.sightings.readsAny.add(start)
  switch (node.type) {
    case 'Identifier':
      out.push(identifierText(printer, node))
      return true
    case 'MemberExpression':
      printMember(printer, node)
      return true
    case 'CallExpression':
      printCall(printer, node)
      return true
    case 'ImportExpression':
      return printImport(printer, node)
    case 'NewExpression':
      if (isNamed(printer, node.callee, 'Function')) refuse(printer, node, 'new Function')
      return false
    case 'WithStatement':
      refuse(printer, node, 'with')
      return false
    case 'MetaProperty':
      out.push(`${node.meta.name}.${node.property.name}`)
      return true
    case 'VariableDeclaration':
      if (node.kind === 'const') noteConstants(printer, node)
      return false
    case 'VariableDeclarator':
      return printPick(printer, node)
    case 'JSXIdentifier':
    case 'JSXMemberExpression':
      printElementName(printer, node)
      return true
    default:
      return false
  }
}

function noteConstants({ scopes, constants }: Printer, { declarations }: Of<'VariableDeclaration'>): void {
  for (const [id, value] of declarations.flatMap(constantsIn)) {
    const local = scopes.find(id.name)
    if (local !== undefined) constants.set(local, value)
  }
}

function identifierText(printer: Printer, node: Of<'Identifier'>): string {
  const local = printer.scopes.find(node.name)
  printer.sightings.visitName(node, printer)
  if (local !== undefined) return `$${local}`
  if (node.name === 'arguments') printer.readsArguments = true
  if (!isOutside(printer, node.name)) return `%${node.name}`
  return printer.references.add({ to: 'binding', name: node.name, members: [] })
}

function printMember(printer: Printer, node: Of<'MemberExpression'>): void {
  const chain = memberChain(node)
  const ref = chain.members.length === 0 ? undefined : moduleMember(printer, chain)
  if (ref !== undefined) {
    if (chain.root.type === 'Identifier') printer.sightings.visitName(chain.root, printer, chain.members)
    printer.out.push(printer.references.add(ref))
    return
  }
  const name = memberName(node)
  printer.out.push(node.optional ? '(member?' : '(member')
  printer.print(node.object)
  if (name !== undefined) printer.out.push(JSON.stringify(name))
  else if (node.property.type === 'PrivateIdentifier') printer.print(node.property)
  else {
    printer.out.push('computed')
    printer.print(node.property)
  }
  printer.out.push(')')
}

/**
 * `ns.clamp`, `settings.fromYear`, `(await import('./x.ts')).clamp`: the member may be all that is reached. A constant
 * of the file itself is read in the same way, so that it may move to another file.
 */
function moduleMember(printer: Printer, { root, members }: ReturnType<typeof memberChain>): Ref | undefined {
  if (root.type === 'Identifier') {
    return isOutside(printer, root.name) ? { to: 'binding', name: root.name, members } : undefined
  }
  const from = moduleRequest(printer, root, valuePath)
  if (from === undefined) return undefined
  printer.sightings.visitModule(root, from, members)
  return { to: 'module', from, members }
}

function printCall(printer: Printer, node: Of<'CallExpression'>): void {
  const { out } = printer
  if (isNamed(printer, node.callee, 'eval')) refuse(printer, node, 'eval')
  if (isNamed(printer, node.callee, 'Function')) refuse(printer, node, 'Function')
  if (isRequire(printer, node.callee, valuePath)) {
    const from = moduleRequest(printer, node, valuePath)
    if (from !== undefined) {
      printer.sightings.visitModule(node, from)
      out.push(`(require ${printer.references.add({ to: 'module', from, members: [] })} )`)
      return
    }
    const [path] = node.arguments
    if (path !== undefined) noteImport(printer, path)
    refuse(printer, node, 'require with a computed path')
  }
  printRequired(printer, node)
  out.push(node.optional ? '(call?' : '(call')
  printer.print(node.callee)
  printBigints(printer, node)
  const isCode = resourceCodeOf(printer, node.callee)
  printer.list(isCode === undefined ? node.arguments : node.arguments.map((argument) => onlyCode(argument, isCode)))
  out.push(')')
}

/** This is the only type that changes what is made: an integer that is said to be a bigint is one. */
export function printBigints(printer: Printer, node: Of<'CallExpression'> | Of<'TaggedTemplateExpression'>): void {
  const isTable = node.type === 'CallExpression' && memberChain(node.callee).members.at(-1) === 'table'
  if (node.type === 'CallExpression' && !isTable) return
  const bigints = printer.around.bigintsOf(node.typeArguments?.params[0])
  if (bigints.length > 0) printer.out.push(`(bigints ${JSON.stringify(bigints)})`)
}

/**
 * Where the file makes a `require`, any call with a name of a module may be one, whatever the function is called there.
 */
function printRequired(printer: Printer, node: Of<'CallExpression'>): void {
  const from = stringOf(node.arguments[0])
  if (from !== undefined && printer.around.mayRequire(from)) mayRequire(printer, from)
  // What lies beside the module is a file, and stands there in its place.
  const resolved = resolvedSpecifier(node)
  if (resolved !== undefined) mayLoad(printer, resolved)
}

function mayRequire(printer: Printer, from: string): void {
  printer.required.add(from)
  mayLoad(printer, requiredSpecifier(from))
}

function mayLoad({ out, references }: Printer, from: string): void {
  out.push(`(may ${references.add({ to: 'module', from, members: [] })} )`)
}

/** It may be handed on, with the name beside it: `['./a.cjs'].map(require)`, `require.call(module, './a.cjs')`. */
export function printRequiredTexts(printer: Printer): void {
  for (const text of printer.strings)
    if (/\w/.test(text) && printer.around.mayRequire(text) && !printer.required.has(text)) mayRequire(printer, text)
}

function resourceCodeOf(printer: Printer, callee: Node): ReturnType<typeof resourceCode> {
  const name = unwrap(callee)
  if (name.type !== 'Identifier' || !isOutside(printer, name.name)) return undefined
  return resourceCode(printer.around.imported(name.name))
}

function onlyCode(argument: Node, isCode: NonNullable<ReturnType<typeof resourceCode>>): Node {
  const bare = unwrap(argument)
  if (bare.type !== 'ObjectExpression') return argument
  const properties = bare.properties.filter(
    (property) => property.type !== 'Property' || property.computed || isCode(keyName(property.key), property.value),
  )
  return { ...bare, properties }
}

function printImport(printer: Printer, node: Of<'ImportExpression'>): boolean {
  const from = stringOf(node.source)
  if (from === undefined) {
    const pattern = patternOf(printer, node.source)
    if (pattern !== undefined) printer.sightings.patterns.push(pattern)
    else noteImport(printer, node.source)
    refuse(printer, node, 'an import whose path is computed')
    return false
  }
  printer.sightings.visitModule(node, from)
  printer.out.push(`(import ${printer.references.add({ to: 'module', from, members: [] })} )`)
  return true
}

function noteImport({ sightings }: Printer, source: Node): void {
  const isGiven = /^(?:Identifier|MemberExpression)$/.test(unwrap(source).type)
  sightings.importsAny = isGiven ? (sightings.importsAny ?? 'given') : 'made'
}

/** `../locales/${lang}.ts`, or the same as a sum: how it starts, which has to say the folder, and how it ends. */
function patternOf(printer: Printer, source: Node): Pattern | undefined {
  const { start, end, isWhole } = textEnds(printer, source)
  return start.startsWith('.') && start.includes('/') ? { start, end: isWhole ? '' : end } : undefined
}

/**
 * `const { a, b } = settings` and `const { a } = await import('./x.ts')` reach the members that they name, and no
 * others.
 */
function printPick(printer: Printer, { id, init }: Of<'VariableDeclarator'>): boolean {
  if (id.type !== 'ObjectPattern' || init === null) return false
  const chain = memberChain(init)
  const picks: { ref: Ref; value: Node }[] = []
  for (const property of id.properties) {
    if (property.type === 'RestElement' || property.computed) return false
    const ref = moduleMember(printer, { root: chain.root, members: [...chain.members, keyName(property.key)] })
    if (ref === undefined) return false
    picks.push({ ref, value: property.value })
  }
  printer.out.push('(pick')
  for (const { ref, value } of picks) {
    printer.out.push(printer.references.add(ref))
    printer.print(value)
  }
  printer.out.push(')')
  return true
}

function printElementName(printer: Printer, node: Of<'JSXIdentifier' | 'JSXMemberExpression'>): void {
  if (node.type === 'JSXMemberExpression') {
    printer.out.push('(member')
    printElementName(printer, node.object as Of<'JSXIdentifier'>)
    printer.out.push(JSON.stringify(node.property.name), ')')
  } else if (/^[a-z]/.test(node.name) && printer.scopes.find(node.name) === undefined) {
    printer.out.push(JSON.stringify(node.name))
  } else {
    printer.out.push(identifierText(printer, { ...node, type: 'Identifier' } as unknown as Of<'Identifier'>))
  }
}

function isNamed(printer: Printer, node: Node, name: string): boolean {
  const bare = unwrap(node)
  return bare.type === 'Identifier' && bare.name === name && isGlobal(printer, name)
}

function refuse(printer: Printer, node: Node, what: string): void {
  printer.sightings.opaque ??= { what, line: printer.around.lineOf(node.start) }
}
