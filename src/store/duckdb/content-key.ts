import { hash } from 'node:crypto'
import { types } from 'node:util'
import { isPlainObject } from './codec/push-value.ts'

/**
 * Two rows have the same key when every value is the same by `Object.is`, fields in order: equal input for a pure function. Every part says its
 * kind and where it ends, so that the row can be read back from the text. `undefined` for a row that holds what has no contents to compare, such
 * as a function or an object of a class: it is equal to no other.
 */
export function contentKey(row: object): string | undefined {
  const parts: string[] = []
  if (!write(row, parts, 0)) return undefined
  const text = parts.join('')
  if (text.length <= 64) return text
  // UTF-8 has one form for all halves of a character.
  return text.isWellFormed()
    ? hash('sha256', text, 'base64')
    : `16 ${hash('sha256', Buffer.from(text, 'utf16le'), 'base64')}`
}

/** Deeper than any table; an object that holds itself ends here. */
const deepest = 100

/** False where the value has no key. */
function write(value: unknown, parts: string[], depth: number): boolean {
  switch (typeof value) {
    case 'string':
      parts.push('s', String(value.length), ':', value)
      return true
    case 'number':
      parts.push('n', Object.is(value, -0) ? '-0' : String(value), ';')
      return true
    case 'bigint':
    case 'boolean':
      parts.push(typeof value === 'bigint' ? 'i' : 'b', String(value), ';')
      return true
    case 'undefined':
      parts.push('u;')
      return true
    case 'object':
      return depth < deepest && writeObject(value, parts, depth + 1)
    default:
      return false
  }
}

function writeObject(value: object | null, parts: string[], depth: number): boolean {
  if (value === null) {
    parts.push('0;')
    return true
  }
  if (types.isDate(value)) {
    parts.push('d', String(value.getTime()), ';')
    return true
  }
  if (ArrayBuffer.isView(value)) {
    parts.push(
      'y',
      value instanceof Uint8Array ? 'Uint8Array' : value.constructor.name,
      ':',
      String(value.byteLength),
      ':',
      bytesOf(value).toString('latin1'),
    )
    return true
  }
  if (Array.isArray(value)) {
    parts.push('a', String(value.length), ':')
    // Not `every`, which passes over holes.
    for (const element of value) if (!write(element, parts, depth)) return false
    return true
  }
  return isPlainObject(value) && writeFields(value, parts, depth)
}

function writeFields(value: object, parts: string[], depth: number): boolean {
  parts.push('o')
  for (const [name, field] of Object.entries(value)) {
    parts.push('s', String(name.length), ':', name)
    if (!write(field, parts, depth)) return false
  }
  parts.push(';')
  return true
}

const bytesOf = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
