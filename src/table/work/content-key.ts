import { hash } from 'node:crypto'
import { types } from 'node:util'
import { isPlainObject } from '../codec/encode/push-value.ts'

/**
 * A text that is equal for two rows exactly if every value is equal by `Object.is`, fields in order: equal input for a
 * pure function. Every part states its kind and its end, so that the row can be read back from the text. `undefined`
 * for a row with a value whose contents cannot be compared, such as a function or an object of a class: such a row
 * equals no other. A long text is hashed.
 */
export const contentKey = (row: object): string | undefined => keyOf(row, 64)

/**
 * As `contentKey`, for keys that are only compared in memory: hashing a text of this length takes longer than comparing
 * it.
 */
export const contentKeyInMemory = (row: object): string | undefined => keyOf(row, 1024)

function keyOf(row: object, longest: number): string | undefined {
  const text = textOf(row, 0)
  if (text === undefined || text.length <= longest) return text
  // UTF-8 has one form for all halves of a character.
  return text.isWellFormed()
    ? hash('sha256', text, 'base64')
    : `16 ${hash('sha256', Buffer.from(text, 'utf16le'), 'base64')}`
}

/** Deeper than any table. An object that contains itself ends here. */
const deepest = 100

/** `undefined` where the value has no key. */
function textOf(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`
    case 'number':
      return Object.is(value, -0) ? 'n-0;' : `n${value};`
    case 'bigint':
      return `i${value};`
    case 'boolean':
      return `b${value};`
    case 'undefined':
      return 'u;'
    case 'object':
      return depth < deepest ? textOfObject(value, depth + 1) : undefined
    default:
      return undefined
  }
}

function textOfObject(value: object | null, depth: number): string | undefined {
  if (value === null) return '0;'
  if (types.isDate(value)) return `d${value.getTime()};`
  if (ArrayBuffer.isView(value)) {
    const kind = types.isUint8Array(value) ? 'Uint8Array' : value.constructor.name
    return `y${kind}:${value.byteLength}:${bytesOf(value).toString('latin1')}`
  }
  if (Array.isArray(value)) {
    let text = `a${value.length}:`
    // Not `every`, which passes over holes.
    for (const element of value) {
      const one = textOf(element, depth)
      if (one === undefined) return undefined
      text += one
    }
    return text
  }
  return isPlainObject(value) ? textOfFields(value as Record<string, unknown>, depth) : undefined
}

function textOfFields(value: Record<string, unknown>, depth: number): string | undefined {
  let text = 'o'
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue
    const one = textOf(value[name], depth)
    if (one === undefined) return undefined
    text += `s${name.length}:${name}${one}`
  }
  return `${text};`
}

const bytesOf = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
