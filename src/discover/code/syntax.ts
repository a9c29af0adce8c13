import type {
  ArrowFunctionExpression,
  Class,
  Function as FunctionLike,
  ModuleExportName,
  Node,
  PropertyKey,
} from './parser.ts'

/**
 * The fields of each kind of node that change what the code does, in the order they are written down. The list is this
 * project's own and not the parser's, so that another release of the parser, with another order or a new field, leaves
 * every hash as it is.
 */
const fields: { readonly [Type in Node['type']]?: readonly string[] } = {
  ArrayExpression: ['elements'],
  ArrayPattern: ['elements'],
  AssignmentExpression: ['operator', 'left', 'right'],
  AssignmentPattern: ['left', 'right'],
  AwaitExpression: ['argument'],
  BinaryExpression: ['operator', 'left', 'right'],
  ChainExpression: ['expression'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  DebuggerStatement: [],
  Decorator: ['expression'],
  DoWhileStatement: ['body', 'test'],
  ExpressionStatement: ['expression'],
  ForInStatement: ['left', 'right', 'body'],
  ForOfStatement: ['await', 'left', 'right', 'body'],
  ForStatement: ['init', 'test', 'update', 'body'],
  IfStatement: ['test', 'consequent', 'alternate'],
  ImportExpression: ['source', 'options'],
  JSXAttribute: ['name', 'value'],
  JSXElement: ['openingElement', 'children'],
  JSXExpressionContainer: ['expression'],
  JSXFragment: ['children'],
  JSXNamespacedName: ['namespace', 'name'],
  JSXOpeningElement: ['name', 'attributes'],
  JSXSpreadAttribute: ['argument'],
  JSXSpreadChild: ['expression'],
  JSXText: ['value'],
  LogicalExpression: ['operator', 'left', 'right'],
  NewExpression: ['callee', 'arguments'],
  ObjectExpression: ['properties'],
  ObjectPattern: ['properties'],
  RestElement: ['argument'],
  ReturnStatement: ['argument'],
  SequenceExpression: ['expressions'],
  SpreadElement: ['argument'],
  Super: [],
  SwitchCase: ['test', 'consequent'],
  ThisExpression: [],
  ThrowStatement: ['argument'],
  TryStatement: ['block', 'handler', 'finalizer'],
  UnaryExpression: ['operator', 'argument'],
  UpdateExpression: ['operator', 'prefix', 'argument'],
  VariableDeclarator: ['id', 'init'],
  WhileStatement: ['test', 'body'],
  WithStatement: ['object', 'body'],
  YieldExpression: ['delegate', 'argument'],
}
const notCode = new Set([
  'type',
  'start',
  'end',
  'parent',
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
])

/** Nodes that TypeScript takes away together with everything in them. */
const erased = new Set<string>([
  'EmptyStatement',
  'TSAbstractAccessorProperty',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSDeclareFunction',
  'TSGlobalDeclaration',
  'TSIndexSignature',
  'TSInterfaceDeclaration',
  'TSNamespaceExportDeclaration',
  'TSTypeAliasDeclaration',
])

export type FunctionNode = ArrowFunctionExpression | FunctionLike
export type ClassNode = Class

/** Whether a path is one of a module, and not of data or of declarations of types. */
export function isModuleFile(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path)
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
export function isFunction(node: Node | null | undefined): node is FunctionNode {
  const type = node?.type
  return type === 'ArrowFunctionExpression' || type === 'FunctionDeclaration' || type === 'FunctionExpression'
}
export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression'
}
export function isErased(node: Node): boolean {
  if (erased.has(node.type) || ('declare' in node && node.declare === true)) return true
  if (node.type === 'ExpressionStatement') return typeof node.directive === 'string'
  if (node.type === 'TSImportEqualsDeclaration') return node.importKind === 'type'
  return node.type === 'MethodDefinition' && node.value.type === 'TSEmptyBodyFunctionExpression'
}

/** The names of the fields that matter, for a node that has no rule of its own. */
export function fieldsOf(node: Node): readonly string[] {
  const names = fields[node.type]
  return (
    names ??
    Object.keys(node)
      .filter((field) => !notCode.has(field))
      .sort()
  )
}

/** Every node directly inside a node, types left out. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const [field, value] of Object.entries(node)) {
    if (notCode.has(field)) continue
    if (Array.isArray(value)) children.push(...value.filter(isNode))
    else if (isNode(value)) children.push(value)
  }
  return children
}

/** The expression that is left when TypeScript's assertions are taken away. */
export function unwrap(node: Node): Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ParenthesizedExpression':
      return unwrap(node.expression)
    default:
      return node
  }
}

/** The text of a key that is not computed: `'a'` and `a` are one key, `1` and `'1'` are one key. */
export function keyName(key: PropertyKey | ModuleExportName): string {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' ? String(key.value) : ''
}

/** The property that a member expression reads, where it is known: `a.b` and `a['b']`. */
export function memberName(node: Extract<Node, { type: 'MemberExpression' }>): string | undefined {
  if (!node.computed)
    return node.property.type === 'PrivateIdentifier' ? undefined : keyName(node.property as PropertyKey)
  const property = unwrap(node.property)
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined
}

/** `a.b.c` as its root and [`b`, `c`]; members behind a computed key, a call or `?.` are not part of it. */
export function memberChain(node: Node): { readonly root: Node; readonly members: readonly string[] } {
  const bare = unwrap(node)
  if (bare.type !== 'MemberExpression' || bare.optional) return { root: bare, members: [] }
  const name = memberName(bare)
  if (name === undefined) return { root: bare, members: [] }
  const inner = memberChain(bare.object)
  return { root: inner.root, members: [...inner.members, name] }
}

/** The string that a literal, or a template without expressions, is. */
export function stringOf(node: Node | null | undefined): string | undefined {
  if (node === null || node === undefined) return undefined
  const bare = unwrap(node)
  if (bare.type === 'Literal') return typeof bare.value === 'string' ? bare.value : undefined
  if (bare.type !== 'TemplateLiteral' || bare.expressions.length > 0) return undefined
  return bare.quasis[0]?.value.cooked ?? undefined
}
