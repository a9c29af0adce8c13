import { type Node, type Program, parseStrictly } from '../code/parser.ts'
import { isNode } from '../code/syntax.ts'

/**
 * The program of a text that Node is certain to load; undefined where there is a doubt. Node strips types and changes
 * nothing else, so that what TypeScript would have to write anew is refused there, and so is what the parser reads and
 * an older engine does not.
 */
export function loadableProgram(path: string, text: string): Program | undefined {
  const program = parseStrictly(path, text)
  return program !== undefined && isPlain(program) ? program : undefined
}

const unloadable = new Set<string>([
  'AccessorProperty',
  'Decorator',
  'TSEnumDeclaration',
  'TSExportAssignment',
  'TSImportEqualsDeclaration',
  'TSModuleDeclaration',
  'TSParameterProperty',
  'TSTypeAssertion',
])

/** Unlike `childrenOf` it goes through everything: what is erased is looked at as well. */
function isPlain(node: Node): boolean {
  if (unloadable.has(node.type)) return false
  if (node.type === 'VariableDeclaration' && node.kind.endsWith('using')) return false
  if (node.type === 'ImportExpression' && node.phase !== null) return false
  if (node.type === 'ImportDeclaration' && node.phase !== null) return false
  if (node.type === 'Literal' && 'regex' in node && !isRegExp(node.regex)) return false
  return Object.values(node).every((value) => {
    if (Array.isArray(value)) return value.every((one) => !isNode(one) || isPlain(one))
    return !isNode(value) || isPlain(value)
  })
}

function isRegExp({ pattern, flags }: { readonly pattern: string; readonly flags: string }): boolean {
  try {
    new RegExp(pattern, flags)
    return true
  } catch {
    return false
  }
}
