import { types } from 'node:util'
import { dateOrigin } from '../../../util/date-origin.ts'
import { unreachable } from '../../../util/unreachable.ts'
import { frameName } from '../../frames/frame-name.ts'
import {
  type BufferKind,
  type ColumnBuffer,
  columnBuffer,
  mostFields,
  pushNull,
  reserveBytes,
  reserveFloats,
  reserveValue,
} from './column-buffer.ts'
import { badName, badValue, describeValue, mixedTypes, type RowPlace } from './value-errors.ts'

/**
 * The state of the batch: the row that is read, the bytes so far, whether a type was learnt in it, and whether some
 * object has gained so many fields that it may be a dictionary.
 */
export interface Batch extends RowPlace {
  row: number
  bytes: number
  grown: boolean
  wide: boolean
}

const deepest = 64
const word = 2 ** 32

export function pushValue(column: ColumnBuffer, value: unknown, batch: Batch): void {
  if (value === null || value === undefined) {
    pushNothing(column, value, batch)
    return
  }
  reserveValue(column)
  switch (column.kind) {
    case 'string':
      if (typeof value !== 'string') break
      pushString(column, value, batch)
      return
    case 'number':
      if (typeof value !== 'number') break
      column.doubles[column.count++] = value
      return
    case 'boolean':
      if (typeof value !== 'boolean') break
      column.octets[column.count++] = value ? 1 : 0
      return
    case 'bigint':
      if (typeof value !== 'bigint') break
      pushBigint(column, value, batch)
      return
    case 'date':
      if (!types.isDate(value)) break
      pushDate(column, value, batch)
      return
    case 'bytes':
      if (!types.isUint8Array(value)) break
      pushBytes(column, value, batch)
      return
    case 'floats':
      if (!types.isFloat32Array(value)) break
      pushFloats(column, value, batch)
      return
    case 'list':
      if (!Array.isArray(value)) break
      pushList(column, value, batch)
      return
    case 'struct':
      if (!isPlainObject(value)) break
      pushFields(column, value, batch)
      return
    case 'map':
      if (!isPlainObject(value)) break
      pushEntries(column, value, batch)
      return
    case 'unknown':
      column.kind = kindOf(column, value, batch)
      batch.grown = true
      if (column.kind === 'list') column.children = [columnBuffer(`${column.path}[]`, column.depth + 1)]
      pushValue(column, value, batch)
      return
    default:
      unreachable(column.kind)
  }
  throw mixedTypes(column, { was: column.kind, is: kindOf(column, value, batch) }, batch)
}

/** `undefined` is no value and no null: the field is absent, whether or not the object names it. */
function pushNothing(column: ColumnBuffer, value: null | undefined, batch: Batch): void {
  if (value === undefined) pushAbsent(column, batch)
  else {
    if (!column.hasNull) column.hasNull = batch.grown = true
    pushNull(column)
  }
}

function pushAbsent(column: ColumnBuffer, batch: Batch): void {
  if (!column.hasAbsent) column.hasAbsent = batch.grown = true
  pushNull(column, 2)
}

/** The fields of a row or of a nested object. In rows of one shape, each field is found where the last row had it. */
export function pushFields(column: ColumnBuffer, value: object, batch: Batch): void {
  const { names, children } = column
  let position = 0
  let filled = 0
  for (const key in value) {
    let child: ColumnBuffer
    if (names[position] === key) child = children[position]!
    else if (Object.hasOwn(value, key)) child = fieldNamed(column, key, batch)
    else continue
    position = child.position + 1
    filled++
    pushValue(child, (value as Record<string, unknown>)[key], batch)
  }
  const count = ++column.count
  column.hasObject = true
  if (filled === children.length) return
  for (const child of children) if (child.count < count) pushAbsent(child, batch)
}

/** The fields of an object whose column is a map. */
function pushEntries(column: ColumnBuffer, value: object, batch: Batch): void {
  const [keys, values] = column.children as [ColumnBuffer, ColumnBuffer]
  const from = keys.count
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue
    const one: unknown = (value as Record<string, unknown>)[key]
    if (one === undefined) continue
    pushValue(keys, key, batch)
    pushValue(values, one, batch)
  }
  pushRange(column, from, keys.count - from)
  batch.bytes += (keys.count - from) * 16
}

/** The child of this name. A new child has null in all earlier rows. */
export function fieldNamed(column: ColumnBuffer, name: string, place: Batch): ColumnBuffer {
  const lower = name.toLowerCase()
  const earlier = column.index.get(lower)
  const path = column.path === '' ? name : `${column.path}.${name}`
  if (earlier !== undefined) {
    const other = column.names[earlier.position]!
    if (other === name) return earlier
    throw badName(path, { twin: other }, place)
  }
  if (name === '') throw badName(path, { empty: true }, place)
  if (name.includes('\0') || !name.isWellFormed()) throw badName(path, { unreadable: true }, place)
  const child = columnBuffer(path, column.depth + 1, column.children.length)
  if (column.hasObject) while (child.count < column.count) pushNull(child, 2)
  else while (child.count < column.count) pushNull(child)
  child.hasAbsent = column.hasObject
  column.index.set(lower, child)
  column.names.push(name)
  column.children.push(child)
  place.grown = true
  if (column.depth > 0 && column.children.length > mostFields) place.wide = true
  return child
}

export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null)
    return Reflect.get(value, Symbol.toStringTag) === undefined || frameName(value) === undefined
  // An object of another realm, such as a vm context's, has that realm's Object.prototype.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
}

function kindOf(column: ColumnBuffer, value: unknown, batch: Batch): BufferKind {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return typeof value as BufferKind
  }
  if (types.isDate(value)) return 'date'
  if (types.isUint8Array(value)) return 'bytes'
  if (types.isFloat32Array(value)) return 'floats'
  if (column.depth > deepest) throw badValue(column.path, { problem: 'too deep' }, batch)
  if (Array.isArray(value)) return 'list'
  if (isPlainObject(value)) return 'struct'
  throw badValue(column.path, { problem: 'unsupported', value: describeValue(value) }, batch)
}

function pushString(column: ColumnBuffer, value: string, batch: Batch): void {
  const { length } = value
  reserveBytes(column, length > 65_536 ? Buffer.byteLength(value) : length * 3)
  const written = column.bytes.write(value, column.used)
  // Text that is all ASCII, a byte a character, cannot hold half a character.
  if (written !== length && !value.isWellFormed()) throw badValue(column.path, { problem: 'lone surrogate' }, batch)
  pushExtent(column, written)
  batch.bytes += written + 16
}

function pushBytes(column: ColumnBuffer, value: Uint8Array, batch: Batch): void {
  if (!column.buffers && Buffer.isBuffer(value)) column.buffers = batch.grown = true
  if (value.length === 0) expectContents(column, value, batch)
  reserveBytes(column, value.length)
  column.bytes.set(value, column.used)
  pushExtent(column, value.length)
  batch.bytes += value.length + 16
}

function pushFloats(column: ColumnBuffer, value: Float32Array, batch: Batch): void {
  if (value.length === 0) expectContents(column, value, batch)
  reserveFloats(column, value.length)
  column.floats.set(value, column.used)
  pushRange(column, column.used, value.length)
  column.used += value.length
  batch.bytes += value.length * 4 + 16
}

/** An empty buffer may once have been filled: its contents may belong to another thread by now. */
function expectContents(column: ColumnBuffer, value: ArrayBufferView, batch: Batch): void {
  if (value.buffer instanceof ArrayBuffer && value.buffer.detached)
    throw badValue(column.path, { problem: 'transferred' }, batch)
}

/** Records the range of child values that belongs to this value. */
function pushRange(column: ColumnBuffer, from: number, length: number): void {
  const at = column.count++ * 4
  column.words[at] = from
  column.words[at + 1] = 0
  column.words[at + 2] = length
  column.words[at + 3] = 0
}

function pushExtent(column: ColumnBuffer, length: number): void {
  const at = column.count++ * 4
  column.words[at] = length
  column.words[at + 2] = column.used
  column.used += length
}

function pushList(column: ColumnBuffer, value: readonly unknown[], batch: Batch): void {
  const child = column.children[0]!
  pushRange(column, child.count, value.length)
  for (let index = 0; index < value.length; index++) {
    const element = value[index]
    if (element === undefined && !(index in value)) throw badValue(column.path, { problem: 'sparse' }, batch)
    pushValue(child, element, batch)
  }
  batch.bytes += value.length * 8 + 16
}

function pushBigint(column: ColumnBuffer, value: bigint, batch: Batch): void {
  if (BigInt.asIntN(64, value) !== value)
    throw badValue(column.path, { problem: 'bigint', value: String(value) }, batch)
  column.bigints[column.count++] = value
}

/**
 * Microseconds since 1970 as two 32-bit halves: the product of ms and 1000 does not fit a double beyond the year 2255.
 */
function pushDate(column: ColumnBuffer, value: Date, batch: Batch): void {
  const ms = value.getTime()
  if (Number.isNaN(ms)) throw badValue(column.path, { problem: 'invalid date' }, batch)
  const origin = dateOrigin(value) ?? 'TIMESTAMP'
  if (column.dates !== origin) column.dates = column.dates === undefined ? origin : 'TIMESTAMP'
  const high = Math.floor(ms / word)
  const low = (ms - high * word) * 1000
  const carry = Math.floor(low / word)
  const at = column.count++ * 2
  column.words[at] = low - carry * word
  column.words[at + 1] = high * 1000 + carry
}
