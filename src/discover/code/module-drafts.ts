import type { CallFacts, ExportFacts, ImportFacts } from './facts.ts'
import type { Node, Statement } from './parser.ts'
import { hoistedNames, namesOfPattern } from './scopes.ts'
import { type FunctionNode, isErased, isFunction, keyName, unwrap } from './syntax.ts'

/** A unit before its text is printed: printing needs every name of the file. */
export interface Draft {
  readonly label: string
  readonly names: readonly string[]
  readonly node: Node
  readonly start: number
  readonly end: number
  readonly statement: boolean
  readonly root: FunctionNode | undefined
}

/** The state of reading a module's statements one after the other. */
export interface Drafts {
  readonly units: Draft[]
  readonly imports: Map<string, ImportFacts>
  readonly exports: Map<string, ExportFacts>
  readonly stars: string[]
  readonly bare: string[]
  readonly evaluates: Set<string>
  /** Initial values, by binding: a call may be a definition, an object may be the resources. */
  readonly values: Map<string, { readonly node: Node; readonly label: string }>
  readonly calls: Map<string, CallFacts>
}

/** The binding of `export default <expression>`; no identifier can be called so. */
const defaultBinding = '*default*'

export function draftModule(body: readonly Statement[]): Drafts {
  const drafts: Drafts = {
    units: [],
    imports: new Map(),
    exports: new Map(),
    stars: [],
    bare: [],
    evaluates: new Set(),
    values: new Map(),
    calls: new Map(),
  }
  for (const statement of body) if (!isErased(statement)) draftStatement(drafts, statement)
  return drafts
}

function draftStatement(drafts: Drafts, node: Statement): void {
  switch (node.type) {
    case 'ImportDeclaration':
      draftImport(drafts, node)
      return
    case 'ExportNamedDeclaration':
      draftExport(drafts, node)
      return
    case 'ExportAllDeclaration':
      if (node.exportKind === 'type') return
      drafts.evaluates.add(node.source.value)
      if (node.exported === null) drafts.stars.push(node.source.value)
      else drafts.exports.set(keyName(node.exported), { from: node.source.value, name: '*' })
      return
    case 'ExportDefaultDeclaration':
      draftDefault(drafts, node.declaration, node)
      return
    case 'TSExportAssignment':
      draftDefault(drafts, node.expression, node)
      return
    default: {
      if (draftDeclaration(drafts, node, node)) return
      const ordinal = drafts.units.filter(({ statement }) => statement).length + 1
      addUnit(drafts, { label: `statement ${ordinal}`, names: hoistedNames([node]), node, span: node, statement: true })
    }
  }
}

function draftImport(drafts: Drafts, node: Extract<Node, { type: 'ImportDeclaration' }>): void {
  if (node.importKind === 'type') return
  const from = node.source.value
  const values = node.specifiers.filter((specifier) => !('importKind' in specifier) || specifier.importKind !== 'type')
  if (node.specifiers.length === 0) drafts.bare.push(from)
  drafts.evaluates.add(from)
  const type = node.attributes.find(({ key }) => keyName(key) === 'type')?.value.value
  const raw = type === 'text' || type === 'bytes' ? ({ raw: true } as const) : {}
  for (const specifier of values) {
    const name =
      specifier.type === 'ImportSpecifier'
        ? keyName(specifier.imported)
        : specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : '*'
    drafts.imports.set(specifier.local.name, { from, name, ...raw })
  }
}

function draftExport(drafts: Drafts, node: Extract<Node, { type: 'ExportNamedDeclaration' }>): void {
  if (node.exportKind === 'type') return
  if (node.declaration !== null) {
    if (isErased(node.declaration)) return
    draftDeclaration(drafts, node.declaration, node)
    for (const name of declaredNames(node.declaration)) drafts.exports.set(name, { local: name })
    return
  }
  if (node.source !== null) drafts.evaluates.add(node.source.value)
  for (const specifier of node.specifiers) {
    if (specifier.exportKind === 'type') continue
    const local = keyName(specifier.local)
    drafts.exports.set(
      keyName(specifier.exported),
      node.source === null ? { local } : { from: node.source.value, name: local },
    )
  }
}

function draftDefault(drafts: Drafts, expression: Node, span: Node): void {
  if (isErased(expression)) return
  const node = unwrap(expression)
  if (node.type === 'Identifier') {
    drafts.exports.set('default', { local: node.name })
    return
  }
  const declared =
    (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id !== null
      ? node.id.name
      : undefined
  const name = declared ?? defaultBinding
  drafts.exports.set('default', { local: name })
  drafts.values.set(name, { node, label: declared ?? 'default' })
  addUnit(drafts, {
    label: declared ?? 'default',
    names: [name],
    node,
    span,
    root: isFunction(node) ? node : undefined,
  })
}

/** False: the statement declares nothing. */
function draftDeclaration(drafts: Drafts, node: Node, span: Node): boolean {
  switch (node.type) {
    case 'VariableDeclaration':
      for (const declarator of node.declarations) {
        const names = namesOfPattern(declarator.id)
        const value = declarator.init === null ? undefined : unwrap(declarator.init)
        const alone = node.declarations.length === 1
        const label = names.join(', ')
        addUnit(drafts, {
          label,
          names,
          node: alone ? node : { ...node, declarations: [declarator] },
          span: alone ? span : declarator,
          root: isFunction(value) ? value : undefined,
        })
        if (value !== undefined && declarator.id.type === 'Identifier')
          drafts.values.set(declarator.id.name, { node: value, label })
      }
      return true
    case 'TSImportEqualsDeclaration':
      if (node.moduleReference.type === 'TSExternalModuleReference') {
        const from = node.moduleReference.expression.value
        drafts.evaluates.add(from)
        drafts.imports.set(node.id.name, { from, name: '*' })
        return true
      }
      addUnit(drafts, { label: node.id.name, names: [node.id.name], node, span })
      return true
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration': {
      const names = declaredNames(node)
      addUnit(drafts, { label: names.join(', '), names, node, span, root: isFunction(node) ? node : undefined })
      return true
    }
    default:
      return false
  }
}

function declaredNames(node: Node): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => namesOfPattern(id))
  if (!('id' in node) || node.id === null) return []
  const { id } = node
  if (id.type === 'Identifier') return [id.name]
  return id.type === 'TSQualifiedName' ? [firstName(id)] : []
}

/** `namespace a.b.c {}` declares `a`. */
function firstName(name: Node): string {
  return name.type === 'TSQualifiedName' ? firstName(name.left) : name.type === 'Identifier' ? name.name : ''
}

interface NewUnit {
  readonly label: string
  readonly names: readonly string[]
  readonly node: Node
  readonly span: Node
  readonly statement?: boolean
  readonly root?: FunctionNode | undefined
}
export function addUnit(drafts: Drafts, { span, ...unit }: NewUnit): number {
  return drafts.units.push({ statement: false, root: undefined, ...unit, start: span.start, end: span.end }) - 1
}
