import { posix } from 'node:path'
import type { Node } from './parser.ts'
import { constantOf, isGlobal, type Printer } from './print/printer.ts'
import { memberName, stringOf, unwrap } from './syntax.ts'

/**
 * Where an expression leads as a path or a URL: relative to the module's folder, with `/`; a URL of a folder ends in
 * `/`.
 */
export type Beside = string

/** Stands for the module itself; no file can have this name. */
const self = '*self*'

/** Whether a path is a folder that contains the module: it is the start of other paths, and no file. */
export const isAbove = (path: Beside): boolean => /^(?:\.{1,2}\/)*\.{0,2}$/.test(path) || path.includes(self)

/** The path that an expression is, where that follows from the place of the module and from literals. */
export function pathBeside(printer: Printer, node: Node): Beside | undefined {
  const bare = unwrap(node)
  switch (bare.type) {
    case 'Identifier':
      return namedPath(printer, bare)
    case 'MemberExpression':
      if (isMetaObject(bare.object)) return { dirname: '.', filename: self }[memberName(bare) ?? '']
      return memberName(bare) === 'pathname' ? urlBeside(printer, bare.object) : undefined
    case 'CallExpression':
      return calledPath(printer, bare)
    case 'TemplateLiteral': {
      const [before, after, more] = bare.quasis.map(({ value }) => value.cooked ?? value.raw)
      const start = bare.expressions[0]
      return before === '' && more === undefined && start !== undefined ? behind(printer, start, after) : undefined
    }
    case 'BinaryExpression':
      return bare.operator === '+' ? behind(printer, bare.left, stringOf(bare.right)) : undefined
    default:
      return undefined
  }
}

/** As above for a URL: `new URL('./prompts/', import.meta.url)`, also with such a URL for a base. */
export function urlBeside(printer: Printer, node: Node): Beside | undefined {
  const bare = unwrap(node)
  if (bare.type === 'Identifier') return follow(printer, bare, urlBeside)
  if (bare.type === 'MemberExpression') {
    if (isMetaObject(bare.object)) return memberName(bare) === 'url' ? self : undefined
    return memberName(bare) === 'href' ? urlBeside(printer, bare.object) : undefined
  }
  if (bare.type !== 'NewExpression') return undefined
  const callee = unwrap(bare.callee)
  if (callee.type !== 'Identifier' || callee.name !== 'URL' || !isUrlClass(printer)) return undefined
  const [reference, base] = bare.arguments
  const text = stringOf(reference)?.replace(/[?#].*$/, '')
  const from = base === undefined ? undefined : urlBeside(printer, base)
  if (text === undefined || from === undefined || /^(?:[a-z]+:|\/)/i.test(text)) return undefined
  const path = posix.join(from.endsWith('/') ? from : posix.dirname(from), decoded(text))
  return /(?:^|\/)\.{1,2}$/.test(text) && !path.endsWith('/') ? `${path}/` : path
}

export function isMetaObject(node: Node): boolean {
  const bare = unwrap(node)
  return bare.type === 'MetaProperty' && bare.meta.name === 'import'
}

type Of<Type extends Node['type']> = Extract<Node, { type: Type }>

function namedPath(printer: Printer, name: Of<'Identifier'>): Beside | undefined {
  if (isGlobal(printer, name.name)) return { __dirname: '.', __filename: self }[name.name]
  return follow(printer, name, pathBeside)
}

/** A name that is declared once, with a value that can be looked at, is that value. */
function follow(
  printer: Printer,
  { name }: Of<'Identifier'>,
  read: (printer: Printer, node: Node) => Beside | undefined,
): Beside | undefined {
  return constantOf(printer, name, (value) => read(printer, value))
}

function calledPath(printer: Printer, { callee: called, arguments: args }: Of<'CallExpression'>): Beside | undefined {
  const [first, ...rest] = args
  if (first === undefined) return undefined
  const callee = unwrap(called)
  const name = callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? callee.name : ''
  if (name === 'fileURLToPath') return urlBeside(printer, first)
  const from = pathBeside(printer, first)
  if (from === undefined) return undefined
  if (name === 'dirname' && rest.length === 0) return from === '.' ? '..' : posix.dirname(from)
  const parts = rest.map(stringOf)
  const isKnown = parts.every((part) => part !== undefined && !(name === 'resolve' && part.startsWith('/')))
  return isKnown && ['join', 'resolve', 'normalize'].includes(name ?? '')
    ? posix.join(from, ...(parts as string[]))
    : undefined
}

/** `${folder}/q.sql`, `folder + '/q.sql'`. */
function behind(printer: Printer, start: Node, rest: string | undefined): Beside | undefined {
  const from = rest === undefined ? undefined : pathBeside(printer, start)
  if (from === undefined || rest === undefined) return undefined
  return rest.startsWith('/') || from.endsWith('/') ? posix.join(from, rest) : undefined
}

function isUrlClass(printer: Printer): boolean {
  return isGlobal(printer, 'URL') || printer.around.imported('URL')?.from.replace('node:', '') === 'url'
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
