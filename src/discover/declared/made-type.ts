import type { TSType } from '../code/parser.ts'
import { anything, type Inner, type ValueKind, type WrittenField, type WrittenType } from './written-type.ts'

const classes: Readonly<Record<string, readonly ValueKind[]>> = {
  Date: ['Date'],
  Uint8Array: ['bytes'],
  Buffer: ['bytes'],
  Float32Array: ['Float32Array'],
}

/** A type of the language itself, by its name and what it is made of: `Date`, `Pick<Order, 'id'>`. */
export function madeType(name: string, [first, second]: readonly TSType[], inner: Inner): WrittenType {
  if (Object.hasOwn(classes, name)) return { kinds: classes[name] as readonly ValueKind[] }
  if (first === undefined) return anything
  switch (name) {
    case 'Array':
    case 'ReadonlyArray':
      return { kinds: ['array'], element: inner(first) }
    case 'Readonly':
      return inner(first)
    case 'Record':
      return { kinds: ['object'] }
    case 'Partial':
      return withFields(inner(first), (field) => [{ ...field, optional: true }])
    case 'Required':
      return withFields(inner(first), (field) => [{ ...field, optional: false }])
    case 'Pick':
    case 'Omit': {
      const names = second === undefined ? undefined : textsOf(second)
      if (names === undefined) return anything
      return withFields(inner(first), (field) => (names.includes(field.name) === (name === 'Pick') ? [field] : []))
    }
    default:
      return anything
  }
}

function withFields(type: WrittenType, change: (field: WrittenField) => readonly WrittenField[]): WrittenType {
  return type.fields === undefined ? anything : { ...type, fields: type.fields.flatMap(change) }
}

/** Each text of a union of texts. */
function textsOf(type: TSType): readonly string[] | undefined {
  if (type.type === 'TSLiteralType')
    return type.literal.type === 'Literal' && typeof type.literal.value === 'string' ? [type.literal.value] : undefined
  if (type.type !== 'TSUnionType') return undefined
  const texts = type.types.map(textsOf)
  return texts.every((one) => one !== undefined) ? texts.flat() : undefined
}
