import type { Node } from './parser.ts'
import { isGlobal, type Printer } from './printer.ts'
import { memberName, stringOf, unwrap } from './syntax.ts'

export interface FileReference {
  /** Relative to the file that names it. */
  readonly path: string
  /** A URL and a path to one file are two values. */
  readonly form: 'url' | 'href' | 'path'
}

/**
 * A file beside the module, by any of the ways that Node's manual shows: `new URL('./q.sql', import.meta.url)`,
 * `import.meta.resolve('./q.sql')`, `join(import.meta.dirname, 'q.sql')`, and a template or a sum that starts with the folder.
 */
export function fileReference(printer: Printer, node: Node): FileReference | undefined {
  switch (node.type) {
    case 'NewExpression': {
      const [path, base] = node.arguments
      const callee = unwrap(node.callee)
      const isUrl = callee.type === 'Identifier' && callee.name === 'URL' && isUrlClass(printer)
      return isUrl && base !== undefined && isMeta(base, 'url') ? reference(stringOf(path), 'url') : undefined
    }
    case 'CallExpression':
      return calledReference(printer, node)
    case 'TemplateLiteral': {
      const [folder, ...rest] = node.expressions
      const [before, after] = node.quasis.map(({ value }) => value.cooked ?? value.raw)
      const startsInFolder = before === '' && rest.length === 0 && folder !== undefined && isFolder(printer, folder)
      return startsInFolder ? reference(inFolder(after), 'path') : undefined
    }
    case 'BinaryExpression':
      if (node.operator !== '+' || !isFolder(printer, node.left)) return undefined
      return reference(inFolder(stringOf(node.right)), 'path')
    default:
      return undefined
  }
}

function calledReference(printer: Printer, node: Extract<Node, { type: 'CallExpression' }>): FileReference | undefined {
  const [first, ...rest] = node.arguments
  if (first === undefined) return undefined
  const callee = unwrap(node.callee)
  if (callee.type === 'MemberExpression' && memberName(callee) === 'resolve' && isMetaObject(callee.object)) {
    const path = stringOf(first)
    return path?.startsWith('.') ? reference(path, 'href') : undefined
  }
  if (!isFolder(printer, first) || rest.length === 0) return undefined
  const name = callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? callee.name : ''
  const parts = rest.map(stringOf)
  const known = parts.every((part) => part !== undefined)
  return known && (name === 'join' || name === 'resolve') ? reference(`./${parts.join('/')}`, 'path') : undefined
}

function reference(path: string | undefined, form: FileReference['form']): FileReference | undefined {
  return path === undefined ? undefined : { path, form }
}
function inFolder(rest: string | undefined): string | undefined {
  return rest?.startsWith('/') ? `.${rest}` : undefined
}
function isUrlClass(printer: Printer): boolean {
  return isGlobal(printer, 'URL') || printer.around.imported('URL')?.from.replace('node:', '') === 'url'
}
function isFolder(printer: Printer, node: Node): boolean {
  const bare = unwrap(node)
  return (
    isMeta(bare, 'dirname') ||
    (bare.type === 'Identifier' && bare.name === '__dirname' && isGlobal(printer, '__dirname'))
  )
}
function isMeta(node: Node, member: string): boolean {
  const bare = unwrap(node)
  return bare.type === 'MemberExpression' && memberName(bare) === member && isMetaObject(bare.object)
}
function isMetaObject(node: Node): boolean {
  const bare = unwrap(node)
  return bare.type === 'MetaProperty' && bare.meta.name === 'import'
}
