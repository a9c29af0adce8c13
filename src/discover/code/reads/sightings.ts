import type { Impurity, ImpurityKind } from '../facts.ts'
import { namedValues } from '../named-values.ts'
import type { Node } from '../parser.ts'
import type { Printer, Sightings, Surroundings } from '../print/printer.ts'
import { writtenSpecifier } from '../specifier.ts'
import { unwrap } from '../syntax.ts'
import { createAskedNames, noteAskedNames } from './asked-names.ts'
import { namesFile } from './file-references.ts'
import { type GlobalPath, globalPath, normalPath, readChain, valuePath } from './global-path.ts'
import { impurityOf, moduleImpurity } from './impurities.ts'
import { createSelfReads, noteSelfReads } from './self-reads.ts'
import { isInZone, surroundingsRead } from './surrounding-reads.ts'

type Of<Type extends Node['type']> = Extract<Node, { type: Type }>

/** What is seen while a unit is written, and which of its names were judged already. */
interface Sighted {
  readonly around: Surroundings
  readonly impurities: Impurity[]
  readonly environment: Set<string>
  readonly reported: Set<Node>
}

/**
 * Collects what the code reads besides its parameters. Named inputs are ingredients (a variable, the time zone). The
 * others become notes, which change no verdict, so that names are a good enough test.
 */
export function createSightings(around: Surroundings): Sightings {
  const sightings: Sighted = { around, impurities: [], environment: new Set(), reported: new Set() }
  const selves = createSelfReads()
  const askedNames = createAskedNames()
  return {
    impurities: sightings.impurities,
    environment: sightings.environment,
    opaque: undefined,
    patterns: [],
    importsAny: undefined,
    readsAny: new Set(),
    selves,
    askedNames,
    visit(node, printer) {
      noteSelfReads(selves, node, printer)
      noteAskedNames(askedNames, node, printer)
      for (const name of surroundingsRead(printer, node)) sightings.environment.add(name)
      if (node.type === 'MemberExpression') visitMember(sightings, node, printer)
      else if (node.type === 'VariableDeclaration') visitDeclaration(sightings, node, printer)
      else if (node.type === 'CallExpression' || node.type === 'NewExpression') visitCall(sightings, node, printer)
      else if (node.type === 'AssignmentExpression') visitAssignment(sightings, node, printer)
    },
    visitName(node, printer, members = []) {
      const path = globalPath(printer, node)
      if (path !== undefined) judgeRoot(sightings, [...path, ...members], { root: node, members })
    },
    visitModule(node, from, [member = ''] = []) {
      const module = writtenSpecifier(from).replace(/^node:/, '')
      see(sightings, moduleImpurity(module, member), { node, what: member === '' ? module : `${module}.${member}` })
    },
  }
}

interface Sighting {
  readonly node: Node
  readonly what: string
}
function see(
  { reported, around, impurities }: Sighted,
  kind: ImpurityKind | undefined,
  { node, what }: Sighting,
): void {
  if (kind === undefined || reported.has(node)) return
  reported.add(node)
  const line = around.lineOf(node.start)
  if (!impurities.some((one) => one.what === what && one.line === line)) impurities.push({ kind, what, line })
}

/**
 * A variable that is named is an ingredient. What an object of variables inherits from its prototype is no variable.
 */
function judge(
  sightings: Sighted,
  whole: GlobalPath,
  { node, what }: { readonly node: Node; readonly what?: string },
): void {
  const path = normalPath(whole)
  const [first, second, third] = path
  if (sightings.reported.has(node)) return
  if (first === 'process' && second === 'env' && third !== undefined && !(third in Object.prototype))
    sightings.environment.add(third)
  else
    see(sightings, impurityOf(path), {
      node,
      what:
        what ??
        path
          .slice(0, 2)
          .join('.')
          .replace(/^node:/, ''),
    })
  if (first === 'process') sightings.reported.add(node)
}

/** An import is reported as it is written. A whole module under another name was reported where it was loaded. */
function judgeRoot(
  sightings: Sighted,
  path: GlobalPath,
  { root, members }: { readonly root: Of<'Identifier'>; readonly members: readonly string[] },
): void {
  const isModule = path[0].startsWith('node:')
  const isImported = isModule && sightings.around.imported(root.name) !== undefined
  if (isModule && !isImported && impurityOf([path[0]]) !== undefined) return
  judge(sightings, path, { node: root, ...(isImported ? { what: [root.name, ...members].join('.') } : {}) })
}

function visitMember(sightings: Sighted, node: Of<'MemberExpression'>, printer: Printer): void {
  const { root, members } = readChain(node)
  const path = root.type === 'Identifier' ? valuePath(printer, node) : undefined
  if (path !== undefined) judgeRoot(sightings, path, { root: root as Of<'Identifier'>, members })
}

/**
 * Giving a value another name is no read; reads by that name are. Where the uses of the name cannot be seen, the
 * declaration is reported.
 */
function visitDeclaration(
  sightings: Sighted,
  { kind, declarations }: Of<'VariableDeclaration'>,
  printer: Printer,
): void {
  for (const node of declarations) {
    const { init } = node
    const { root } = init === null ? {} : readChain(init)
    const path = root?.type === 'Identifier' && init !== null ? valuePath(printer, init) : undefined
    for (const { id, members, isWhole } of namedValues(node)) {
      if (members.some(isInZone)) sightings.environment.add('time zone')
      const isSeen = kind === 'const' && isWhole && !sightings.around.isExported(id.name)
      if (path !== undefined && !isSeen) judge(sightings, [...path, ...members], { node: id })
      sightings.reported.add(id)
    }
    if (path !== undefined && root !== undefined) sightings.reported.add(root)
  }
}

/** A variable that gets a value is not read. */
function visitAssignment(
  { reported }: Sighted,
  { operator, left }: Of<'AssignmentExpression'>,
  printer: Printer,
): void {
  const { root } = readChain(left)
  if (operator !== '=' || left.type !== 'MemberExpression' || root.type !== 'Identifier') return
  const [first, second, third] = valuePath(printer, left) ?? []
  if (first === 'process' && second === 'env' && third !== undefined) reported.add(root)
}

function visitCall(
  { reported, ...rest }: Sighted,
  node: Of<'CallExpression' | 'NewExpression'>,
  printer: Printer,
): void {
  const { root } = readChain(node.callee)
  if (root.type !== 'Identifier') return
  // A file beside the module is part of the code: reading it is no surprise.
  const [first] = node.arguments
  if (first !== undefined && namesFile(printer, first)) reported.add(root)
  if (unwrap(node.callee).type === 'Super' || valuePath(printer, node.callee)?.join('.') !== 'Date') return
  if (node.type === 'CallExpression' || node.arguments.length === 0) {
    see({ reported, ...rest }, 'clock', { node, what: node.type === 'NewExpression' ? 'new Date()' : 'Date()' })
  }
}
