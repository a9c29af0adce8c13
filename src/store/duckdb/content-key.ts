import { hash } from 'node:crypto'
import { unreachable } from '../../util/unreachable.ts'

/** Two rows have the same key when every value is the same by `Object.is`, fields in order: equal input for a pure function. */
export function contentKey(row: object): string {
  const parts: string[] = []
  write(row, parts)
  const text = parts.join('')
  return text.length <= 64 ? text : hash('sha256', text, 'base64')
}

function write(value: unknown, parts: string[]): void {
  switch (typeof value) {
    case 'string':
      parts.push('s', String(value.length), ':', value)
      return
    case 'number':
      parts.push('n', Object.is(value, -0) ? '-0' : String(value), ';')
      return
    case 'bigint':
    case 'boolean':
      parts.push(typeof value === 'bigint' ? 'i' : 'b', String(value), ';')
      return
    case 'undefined':
    case 'function':
    case 'symbol':
      parts.push('u;')
      return
    case 'object':
      writeObject(value, parts)
      return
    default:
      unreachable(value as never)
  }
}

function writeObject(value: object | null, parts: string[]): void {
  if (value === null) parts.push('0;')
  else if (value instanceof Date) parts.push('d', String(value.getTime()), ';')
  else if (ArrayBuffer.isView(value)) parts.push('y', value.constructor.name, bytesOf(value).toString('latin1'), ';')
  else if (Array.isArray(value)) {
    parts.push('a', String(value.length), ':')
    for (const element of value) write(element, parts)
  } else {
    parts.push('o')
    for (const [name, field] of Object.entries(value)) {
      write(name, parts)
      write(field, parts)
    }
    parts.push(';')
  }
}

const bytesOf = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
