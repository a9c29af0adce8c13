import type { Node, Program, TSType } from '../code/parser.ts'
import { keyName } from '../code/syntax.ts'

/** What a value is at run time, as far as a written type says it. */
export type ValueKind =
  | 'string'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'Date'
  | 'bytes'
  | 'Float32Array'
  | 'array'
  | 'object'

/** A type as it is written. Without `kinds` it may be anything. */
export interface WrittenType {
  readonly kinds?: readonly ValueKind[]
  readonly fields?: readonly WrittenField[]
  readonly element?: WrittenType
  /** Null is among its values, or undefined is, which at rest is the same. */
  readonly orNull?: true
}
export interface WrittenField {
  readonly name: string
  readonly optional: boolean
  readonly type: WrittenType
  /** Where its name stands in the file. */
  readonly start: number
}

/** A type that names itself ends here. */
const deepest = 8
const anything: WrittenType = {}

/** Where types are looked for by their names: a file and, where they are followed, what it imports. */
export interface TypeScope {
  readonly program: Program
  readonly imported?: (specifier: string) => TypeScope | undefined
}

export function writtenType(type: TSType, scope: TypeScope, depth = 0): WrittenType {
  if (depth > deepest) return anything
  const inner = (of: TSType, where = scope) => writtenType(of, where, depth + 1)
  switch (type.type) {
    case 'TSStringKeyword':
    case 'TSTemplateLiteralType':
      return { kinds: ['string'] }
    case 'TSNumberKeyword':
      return { kinds: ['number'] }
    case 'TSBigIntKeyword':
      return { kinds: ['bigint'] }
    case 'TSBooleanKeyword':
      return { kinds: ['boolean'] }
    case 'TSLiteralType':
      return literal(type.literal)
    case 'TSArrayType':
      return { kinds: ['array'], element: inner(type.elementType) }
    case 'TSTypeOperator':
      return type.operator === 'readonly' ? inner(type.typeAnnotation) : anything
    case 'TSParenthesizedType':
      return inner(type.typeAnnotation)
    case 'TSTypeLiteral':
      return { kinds: ['object'], fields: fieldsOf(type.members, inner) }
    case 'TSUnionType':
      return withNull(
        type.types,
        type.types.filter((one) => !isNothing(one)).map((one) => inner(one)),
      )
    case 'TSTypeReference':
      return reference(type, { scope, inner })
    default:
      return anything
  }
}

const isNothing = ({ type }: TSType): boolean => type === 'TSNullKeyword' || type === 'TSUndefinedKeyword'

function literal(node: Node): WrittenType {
  if (node.type === 'TemplateLiteral') return { kinds: ['string'] }
  const value = node.type === 'UnaryExpression' ? node.argument : node
  if (value.type !== 'Literal') return anything
  const kind = typeof value.value
  return kind === 'string' || kind === 'number' || kind === 'bigint' || kind === 'boolean'
    ? { kinds: [kind] }
    : anything
}

function withNull(all: readonly TSType[], types: readonly WrittenType[]): WrittenType {
  const orNull = types.length < all.length || types.some((one) => one.orNull === true)
  return orNull ? { ...union(types), orNull } : union(types)
}

/** Of several types what each alone would say is not known of a value; only which kinds it may be of is. */
function union(types: readonly WrittenType[]): WrittenType {
  const [only, ...more] = types
  if (only === undefined) return anything
  if (more.length === 0) return only
  if (types.some(({ kinds }) => kinds === undefined)) return anything
  return { kinds: [...new Set(types.flatMap(({ kinds = [] }) => kinds))] }
}

interface Reading {
  readonly scope: TypeScope
  readonly inner: (type: TSType, scope?: TypeScope) => WrittenType
}

const classes: Readonly<Record<string, readonly ValueKind[]>> = {
  Date: ['Date'],
  Uint8Array: ['bytes'],
  Buffer: ['bytes'],
  Float32Array: ['Float32Array'],
}

function reference(type: Extract<TSType, { type: 'TSTypeReference' }>, { scope, inner }: Reading): WrittenType {
  if (type.typeName.type !== 'Identifier') return anything
  const { name } = type.typeName
  const [first] = type.typeArguments?.params ?? []
  const declared = declaredIn(scope.program, name)
  if (declared !== undefined) return ofDeclaration(declared, inner)
  const found = importedType(scope, name)
  if (found !== undefined)
    return standingAt(
      type.start,
      ofDeclaration(found.declared, (of) => inner(of, found.scope)),
    )
  if (Object.hasOwn(classes, name)) return { kinds: classes[name] as readonly ValueKind[] }
  if (first === undefined) return anything
  if (name === 'Array' || name === 'ReadonlyArray') return { kinds: ['array'], element: inner(first) }
  if (name === 'Readonly') return inner(first)
  return name === 'Record' ? { kinds: ['object'] } : anything
}

type Declaration = Extract<Node, { type: 'TSTypeAliasDeclaration' | 'TSInterfaceDeclaration' }>

/** A type of another file, where imports are followed. */
function importedType({ program, imported }: TypeScope, name: string) {
  for (const statement of program.body) {
    if (imported === undefined || statement.type !== 'ImportDeclaration') continue
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.local.name !== name) continue
      const scope = imported(statement.source.value)
      const declared = scope && declaredIn(scope.program, keyName(specifier.imported))
      return declared && { scope: scope as TypeScope, declared }
    }
  }
  return undefined
}

/** What is written in another file stands, in this one, where its name does. */
function standingAt(start: number, type: WrittenType): WrittenType {
  const { fields, element } = type
  return {
    ...type,
    ...(fields && { fields: fields.map((field) => ({ ...field, start, type: standingAt(start, field.type) })) }),
    ...(element && { element: standingAt(start, element) }),
  }
}

/** A type that is declared twice is not looked at. */
function declaredIn(program: Program, name: string): Declaration | undefined {
  const declarations = program.body.flatMap((statement): Declaration[] => {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    const isType = node?.type === 'TSTypeAliasDeclaration' || node?.type === 'TSInterfaceDeclaration'
    return isType && node.id.name === name ? [node] : []
  })
  return declarations.length === 1 ? declarations[0] : undefined
}

function ofDeclaration(node: Declaration, inner: (type: TSType) => WrittenType): WrittenType {
  if (node.typeParameters) return anything
  if (node.type === 'TSTypeAliasDeclaration') return inner(node.typeAnnotation)
  return { kinds: ['object'], fields: fieldsOf(node.body.body, inner) }
}

function fieldsOf(members: readonly Node[], inner: (type: TSType) => WrittenType): readonly WrittenField[] {
  return members.flatMap((member): WrittenField[] => {
    if (member.type !== 'TSPropertySignature' || member.computed) return []
    const type = member.typeAnnotation?.typeAnnotation
    const { optional, key } = member
    const innerType = type == null ? anything : inner(type)
    return [{ name: keyName(key), optional, type: innerType, start: key.start }]
  })
}
