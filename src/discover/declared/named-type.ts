import type { ImportDeclarationSpecifier, Node, Program } from '../code/parser.ts'
import { keyName } from '../code/syntax.ts'

/** Where types are looked for by their names: a file and, where they are followed, what it imports. */
export interface TypeScope {
  readonly program: Program
  readonly imported?: (specifier: string) => TypeScope | undefined
}

export type TypeDeclaration = Extract<Node, { type: 'TSTypeAliasDeclaration' | 'TSInterfaceDeclaration' }>

export interface NamedType {
  readonly declared: TypeDeclaration
  /** The file that declares it. */
  readonly scope: TypeScope
}

/** Files that export each other's types end here. */
const deepest = 32

/** The type that `Row` or `rows.Row` names in a file. A type that is declared twice is ignored. */
export function namedType(scope: TypeScope, names: readonly string[], depth = 0): NamedType | undefined {
  const [name = '', member, ...more] = names
  if (more.length > 0 || depth > deepest) return undefined
  const declared = member === undefined ? declaredIn(scope.program, name) : undefined
  if (declared !== undefined) return { declared, scope }
  for (const { specifier, source } of importsOf(scope.program)) {
    if (specifier.local.name !== name) continue
    const isNamespace = specifier.type === 'ImportNamespaceSpecifier'
    if (isNamespace !== (member !== undefined)) return undefined
    return exportedType(scope.imported?.(source), member ?? importedName(specifier), depth + 1)
  }
  return undefined
}

/** The type that a file exports under a name, itself or from another file. */
export function exportedType(scope: TypeScope | undefined, name: string, depth = 0): NamedType | undefined {
  if (scope === undefined || depth > deepest) return undefined
  for (const statement of scope.program.body) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default') {
      const { declaration } = statement
      if (declaration.type === 'Identifier') return namedType(scope, [declaration.name], depth + 1)
      return declaration.type === 'TSInterfaceDeclaration' ? { declared: declaration, scope } : undefined
    }
    if (statement.type !== 'ExportNamedDeclaration') continue
    const specifier = statement.specifiers.find(({ exported }) => keyName(exported) === name)
    if (specifier === undefined) continue
    const local = keyName(specifier.local)
    if (statement.source === null) return namedType(scope, [local], depth + 1)
    return exportedType(scope.imported?.(statement.source.value), local, depth + 1)
  }
  const declared = name === 'default' ? undefined : declaredIn(scope.program, name)
  return declared === undefined ? exportedByOthers(scope, name, depth) : { declared, scope }
}

function exportedByOthers({ program, imported }: TypeScope, name: string, depth: number): NamedType | undefined {
  for (const statement of program.body) {
    if (statement.type !== 'ExportAllDeclaration' || statement.exported !== null || name === 'default') continue
    const type = exportedType(imported?.(statement.source.value), name, depth + 1)
    if (type !== undefined) return type
  }
  return undefined
}

function importsOf(program: Program) {
  return program.body.flatMap((statement) =>
    statement.type === 'ImportDeclaration'
      ? statement.specifiers.map((specifier) => ({ specifier, source: statement.source.value }))
      : [],
  )
}

const importedName = (specifier: ImportDeclarationSpecifier): string =>
  specifier.type === 'ImportSpecifier' ? keyName(specifier.imported) : 'default'

function declaredIn(program: Program, name: string): TypeDeclaration | undefined {
  const declarations = program.body.flatMap((statement): TypeDeclaration[] => {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    const isType = node?.type === 'TSTypeAliasDeclaration' || node?.type === 'TSInterfaceDeclaration'
    return isType && node.id.name === name ? [node] : []
  })
  return declarations.length === 1 ? declarations[0] : undefined
}

/** The names of `rows.Row`; none where it is more than names. */
export function namesOf(node: Node): readonly string[] {
  if (node.type === 'Identifier') return [node.name]
  if (node.type === 'TSQualifiedName') return [...namesOf(node.left), ...namesOf(node.right)]
  if (node.type === 'MemberExpression' && !node.computed) return [...namesOf(node.object), ...namesOf(node.property)]
  return []
}
