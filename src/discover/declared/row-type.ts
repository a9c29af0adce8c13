import type { Node, TSType } from '../code/parser.ts'
import { keyName } from '../code/syntax.ts'
import { madeType } from './made-type.ts'
import { exportedType, type NamedType, namedType, namesOf, type TypeScope } from './named-type.ts'
import { anything, type Inner, joined, type WrittenField, type WrittenType } from './written-type.ts'

/** A type that names itself ends here. */
const deepest = 8
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
    case 'TSIntersectionType':
      return joined(type.types.map((one) => inner(one)))
    case 'TSImportType': {
      const names = type.qualifier === null ? [] : namesOf(type.qualifier)
      const declaration =
        names.length === 1 ? exportedType(scope.imported?.(type.source.value), names[0] as string) : undefined
      return declaration === undefined ? anything : standingAt(type.start, ofDeclaration(declaration, inner))
    }
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

/** A union does not say which member a value has, so only the possible kinds are known. */
function union(types: readonly WrittenType[]): WrittenType {
  const [only, ...more] = types
  if (only === undefined) return anything
  if (more.length === 0) return only
  if (types.some(({ kinds }) => kinds === undefined)) return anything
  return { kinds: [...new Set(types.flatMap(({ kinds = [] }) => kinds))] }
}

interface Reading {
  readonly scope: TypeScope
  readonly inner: Inner
}

function reference(type: Extract<TSType, { type: 'TSTypeReference' }>, { scope, inner }: Reading): WrittenType {
  const names = namesOf(type.typeName)
  const declaration = namedType(scope, names)
  if (declaration === undefined) return madeType(names.join('.'), type.typeArguments?.params ?? [], inner)
  const written = ofDeclaration(declaration, inner)
  return declaration.scope === scope ? written : standingAt(type.start, written)
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

function ofDeclaration({ declared, scope }: NamedType, inner: Inner, depth = 0): WrittenType {
  const within = (type: TSType) => inner(type, scope)
  if (declared.typeParameters) return anything
  if (declared.type === 'TSTypeAliasDeclaration') return within(declared.typeAnnotation)
  const own = { kinds: ['object' as const], fields: fieldsOf(declared.body.body, within) }
  const above = declared.extends.map(({ expression, typeArguments }) => {
    const names = namesOf(expression)
    const declaration = depth < deepest ? namedType(scope, names) : undefined
    return declaration === undefined
      ? madeType(names.join('.'), typeArguments?.params ?? [], within)
      : ofDeclaration(declaration, inner, depth + 1)
  })
  return joined([...above, own])
}

function fieldsOf(members: readonly Node[], inner: Inner): readonly WrittenField[] {
  return members.flatMap((member): WrittenField[] => {
    if (member.type !== 'TSPropertySignature' || member.computed) return []
    const type = member.typeAnnotation?.typeAnnotation
    const { optional, key } = member
    const innerType = type == null ? anything : inner(type)
    return [{ name: keyName(key), optional, type: innerType, start: key.start }]
  })
}
