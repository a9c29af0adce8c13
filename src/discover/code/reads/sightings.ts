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
interface Seen {
  readonly around: Surroundings
  readonly impurities: Impurity[]
  readonly environment: Set<string>
  readonly told: Set<Node>
}

/**
 * Collects what the code reads besides its parameters. What can be named is an ingredient (a variable, the time zone),
 * what cannot is advice for the reader of a note, and decides nothing: names say enough.
 */
export function createSightings(around: Surroundings): Sightings {
  const seen: Seen = { around, impurities: [], environment: new Set(), told: new Set() }
  const selves = createSelfReads()
  const asked = createAskedNames()
  return {
    impurities: seen.impurities,
    environment: seen.environment,
    opaque: undefined,
    patterns: [],
    importsAny: undefined,
    readsAny: new Set(),
    selves,
    asked,
    visit(node, printer) {
      noteSelfReads(selves, node, printer)
      noteAskedNames(asked, node, printer)
      for (const name of surroundingsRead(printer, node)) seen.environment.add(name)
      if (node.type === 'MemberExpression') visitMember(seen, node, printer)
      else if (node.type === 'VariableDeclaration') visitDeclaration(seen, node, printer)
      else if (node.type === 'CallExpression' || node.type === 'NewExpression') visitCall(seen, node, printer)
      else if (node.type === 'AssignmentExpression') visitAssignment(seen, node, printer)
    },
    visitName(node, printer, members = []) {
      const path = globalPath(printer, node)
      if (path !== undefined) judgeRoot(seen, [...path, ...members], { root: node, members })
    },
    visitModule(node, from, [member = ''] = []) {
      const module = writtenSpecifier(from).replace(/^node:/, '')
      see(seen, moduleImpurity(module, member), { node, what: member === '' ? module : `${module}.${member}` })
    },
  }
}

interface Sighting {
  readonly node: Node
  readonly what: string
}
function see({ told, around, impurities }: Seen, kind: ImpurityKind | undefined, { node, what }: Sighting): void {
  if (kind === undefined || told.has(node)) return
  told.add(node)
  const line = around.lineOf(node.start)
  if (!impurities.some((one) => one.what === what && one.line === line)) impurities.push({ kind, what, line })
}

/** A variable that is named is an ingredient; what an object of variables has from its prototype is none of them. */
function judge(seen: Seen, given: GlobalPath, { node, what }: { readonly node: Node; readonly what?: string }): void {
  const path = normalPath(given)
  const [first, second, third] = path
  if (seen.told.has(node)) return
  if (first === 'process' && second === 'env' && third !== undefined && !(third in Object.prototype))
    seen.environment.add(third)
  else
    see(seen, impurityOf(path), {
      node,
      what:
        what ??
        path
          .slice(0, 2)
          .join('.')
          .replace(/^node:/, ''),
    })
  if (first === 'process') seen.told.add(node)
}

/** What is imported is told as it is written; a whole module that has another name was told where it was loaded. */
function judgeRoot(
  seen: Seen,
  path: GlobalPath,
  { root, members }: { readonly root: Of<'Identifier'>; readonly members: readonly string[] },
): void {
  const isModule = path[0].startsWith('node:')
  const isImported = isModule && seen.around.imported(root.name) !== undefined
  if (isModule && !isImported && impurityOf([path[0]]) !== undefined) return
  judge(seen, path, { node: root, ...(isImported ? { what: [root.name, ...members].join('.') } : {}) })
}

function visitMember(seen: Seen, node: Of<'MemberExpression'>, printer: Printer): void {
  const { root, members } = readChain(node)
  const path = root.type === 'Identifier' ? valuePath(printer, node) : undefined
  if (path !== undefined) judgeRoot(seen, path, { root: root as Of<'Identifier'>, members })
}

/**
 * Another name for what is read is no reading: what is read by that name is. Where nobody can see who uses the name, it
 * is told here.
 */
function visitDeclaration(seen: Seen, { kind, declarations }: Of<'VariableDeclaration'>, printer: Printer): void {
  for (const node of declarations) {
    const { init } = node
    const { root } = init === null ? {} : readChain(init)
    const path = root?.type === 'Identifier' && init !== null ? valuePath(printer, init) : undefined
    for (const { id, members, isWhole } of namedValues(node)) {
      if (members.some(isInZone)) seen.environment.add('time zone')
      const isSeen = kind === 'const' && isWhole && !seen.around.isExported(id.name)
      if (path !== undefined && !isSeen) judge(seen, [...path, ...members], { node: id })
      seen.told.add(id)
    }
    if (path !== undefined && root !== undefined) seen.told.add(root)
  }
}

/** A variable that gets a value is not read. */
function visitAssignment({ told }: Seen, { operator, left }: Of<'AssignmentExpression'>, printer: Printer): void {
  const { root } = readChain(left)
  if (operator !== '=' || left.type !== 'MemberExpression' || root.type !== 'Identifier') return
  const [first, second, third] = valuePath(printer, left) ?? []
  if (first === 'process' && second === 'env' && third !== undefined) told.add(root)
}

function visitCall({ told, ...seen }: Seen, node: Of<'CallExpression' | 'NewExpression'>, printer: Printer): void {
  const { root } = readChain(node.callee)
  if (root.type !== 'Identifier') return
  // A file beside the module is part of the code: reading it is no surprise.
  const [first] = node.arguments
  if (first !== undefined && namesFile(printer, first)) told.add(root)
  if (unwrap(node.callee).type === 'Super' || valuePath(printer, node.callee)?.join('.') !== 'Date') return
  if (node.type === 'CallExpression' || node.arguments.length === 0) {
    see({ told, ...seen }, 'clock', { node, what: node.type === 'NewExpression' ? 'new Date()' : 'Date()' })
  }
}
