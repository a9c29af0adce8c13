import { types } from 'node:util'
import { dateOrigin, markDate } from '../../../util/date-origin.ts'
import { setField } from '../decode/set-field.ts'
import { isPlainObject } from './push-value.ts'

/** Deeper values are left as they are: what stores rows refuses them for their depth. */
const deepest = 70

/**
 * A copy of a row for later storage: the code that gave the row may change it meanwhile, or give the same object again.
 * A value that no table can store is left as it is, and refused later.
 */
export function snapshot(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  if (types.isDate(value)) return dateCopy(value)
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (types.isTypedArray(value) && value.byteLength > 0) return Uint8Array.prototype.slice.call(value)
  if (Array.isArray(value)) return listCopy(value, depth + 1)
  return isPlainObject(value) ? fieldsCopy(value, depth + 1) : value
}

function dateCopy(date: Date): Date {
  const copy = new Date(date.getTime())
  const origin = dateOrigin(date)
  if (origin !== undefined) markDate(copy, origin)
  return copy
}

/** A hole in the list stays a hole. */
function listCopy(list: readonly unknown[], depth: number): unknown[] {
  const copy = list.slice()
  copy.forEach((element, index) => {
    copy[index] = snapshot(element, depth)
  })
  return copy
}

function fieldsCopy(value: object, depth: number): object {
  const fields: Record<string, unknown> = { ...value }
  for (const name in fields) {
    const field = fields[name]
    if (typeof field === 'object' && field !== null) setField(fields, name, snapshot(field, depth))
  }
  return fields
}
