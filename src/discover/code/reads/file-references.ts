import { isAbove, isMetaObject, pathBeside, urlBeside } from '../beside.ts'
import type { Node } from '../parser.ts'
import type { Printer } from '../print/printer.ts'
import { memberName, stringOf, unwrap } from '../syntax.ts'
import { filePattern } from './file-patterns.ts'

export interface FileReference {
  /** Relative to the file that names it. */
  readonly path: string
  /** A URL and a path to one file are two values. */
  readonly form: 'url' | 'href' | 'path'
}

/**
 * A file or a folder beside the module, by any of the ways that Node's manual shows: `new URL('./q.sql',
 * import.meta.url)`, `import.meta.resolve('./q.sql')`, `join(import.meta.dirname, 'q.sql')`, and a template or a sum
 * that starts with the folder. The module's own folder, and those above, are where such paths start, and no data.
 */
export function fileReference(printer: Printer, node: Node): FileReference | undefined {
  switch (node.type) {
    case 'NewExpression':
      return reference(urlBeside(printer, node), 'url')
    case 'CallExpression':
      return resolvedReference(node) ?? (isUrlPath(node) ? undefined : reference(pathBeside(printer, node), 'path'))
    case 'TemplateLiteral':
    case 'BinaryExpression':
      return reference(pathBeside(printer, node), 'path')
    default:
      return undefined
  }
}

/** Whether an expression is the path or the URL of such a file, also by a name that it has. */
export function namesFile(printer: Printer, node: Node): boolean {
  const bare = unwrap(node)
  if (fileReference(printer, bare) !== undefined || filePattern(printer, bare) !== undefined) return true
  const path = pathBeside(printer, bare) ?? urlBeside(printer, bare)
  return path !== undefined && !isAbove(path)
}

function resolvedReference({ callee: called, arguments: [first] }: Extract<Node, { type: 'CallExpression' }>) {
  const callee = unwrap(called)
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'resolve' || !isMetaObject(callee.object))
    return undefined
  const path = stringOf(first)
  return path?.startsWith('.') ? reference(path, 'href') : undefined
}

/** `fileURLToPath(url)`: the URL in it is the reference. */
function isUrlPath({ callee }: Extract<Node, { type: 'CallExpression' }>): boolean {
  const bare = unwrap(callee)
  return (
    (bare.type === 'MemberExpression' ? memberName(bare) : bare.type === 'Identifier' && bare.name) === 'fileURLToPath'
  )
}

function reference(path: string | undefined, form: FileReference['form']): FileReference | undefined {
  return path === undefined || isAbove(path) ? undefined : { path, form }
}
