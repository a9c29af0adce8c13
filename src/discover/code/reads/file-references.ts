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

type Call = Extract<Node, { type: 'CallExpression' }>

function resolvedReference(node: Call): FileReference | undefined {
  const path = resolvedSpecifier(node)
  return path?.startsWith('.') ? reference(path, 'href') : undefined
}

/** What `import.meta.resolve` is asked for: a file beside the module, or a package, a file in one, `#name`. */
export function resolvedSpecifier({ callee: called, arguments: [first] }: Call): string | undefined {
  const callee = unwrap(called)
  const isResolve =
    callee.type === 'MemberExpression' && memberName(callee) === 'resolve' && isMetaObject(callee.object)
  return isResolve ? stringOf(first) : undefined
}

/** `fileURLToPath(url)`: the URL in it is the reference. */
function isUrlPath({ callee }: Call): boolean {
  const bare = unwrap(callee)
  return (
    (bare.type === 'MemberExpression' ? memberName(bare) : bare.type === 'Identifier' && bare.name) === 'fileURLToPath'
  )
}

function reference(path: string | undefined, form: FileReference['form']): FileReference | undefined {
  return path === undefined || isAbove(path) ? undefined : { path, form }
}
