import { type DateOrigin, markDate } from '../../../util/date-origin.ts'
import { unreachable } from '../../../util/unreachable.ts'
import { duck, type Vector } from '../../engine/bindings.ts'
import { type DataType, scalar } from '../types/data-type.ts'
import { dayText } from './exact-text.ts'
import { vectorData, vectorValidity } from './lent-memory.ts'
import {
  dateOf,
  decimalToNumber,
  fixedWidth,
  isDate,
  readDates,
  readIntegers,
  readNanoseconds,
  readTimes,
  readUnscaled,
  readUuids,
  typed,
  valuesOf,
} from './read-scalars.ts'
import { always, decodeBuffer, decodeBytes, readStrings, textDecoding } from './read-strings.ts'
import { rowMaker } from './row-maker.ts'
import { setField } from './set-field.ts'
import { type ReadPlace, unreadable } from './unreadable.ts'

export interface VectorColumn {
  readonly count: number
  readonly type: DataType
  readonly path: string
  /** Whether the object that holds the field exists. A field without an object may hold anything. */
  readonly within?: (index: number) => boolean
  /** The row, counted from 1, of the value at an index. For messages. */
  readonly rowOf: (index: number) => number
  /** If some rows lack the field: null at rest then becomes `undefined`, and the object gets no such field. */
  readonly optional?: boolean | undefined
  /** See `ReadPlace`. */
  readonly isTold?: boolean | undefined
}

/** The values of a vector in JavaScript; none of them refers to DuckDB's memory. */
export function readVector(vector: Vector, column: VectorColumn): unknown[] {
  const { count } = column
  if (count === 0) return []
  const validity = vectorValidity(vector, Math.ceil(count / 64) * 8)
  const { within = always } = column
  const own = (index: number) => validity === null || (validity[index >> 3]! & (1 << (index & 7))) !== 0
  const valid = validity === null ? within : within === always ? own : (index: number) => within(index) && own(index)
  const values = readValues(vector, { ...column, valid })
  const nothing = column.optional === true ? undefined : null
  if (valid !== always) for (let index = 0; index < count; index++) if (!valid(index)) values[index] = nothing
  return values
}

interface Reading {
  readonly count: number
  readonly type: DataType
  readonly path: string
  readonly valid: (index: number) => boolean
  readonly rowOf: (index: number) => number
  readonly isTold?: boolean | undefined
}

function readValues(vector: Vector, reading: Reading): unknown[] {
  const { type } = reading
  switch (type.kind) {
    case 'scalar':
      return readScalars(vector, reading, type.name)
    case 'list':
      return readLists(vector, reading, type.of)
    case 'struct':
      return readStructs(vector, reading, type)
    case 'map':
      return readMaps(vector, reading, type.of)
    // No value has decided a type, so every value is null.
    case 'unknown':
      return new Array(reading.count).fill(null)
    case 'other':
      throw new Error(`a stored column has no stored type: ${reading.path}`)
    default:
      return unreachable(type)
  }
}

function readScalars(vector: Vector, { count, path, valid, rowOf, isTold }: Reading, name: string): unknown[] {
  const fixed = (bits: 8 | 16 | 32 | 64) => fixedWidth(vector, count, bits)
  const place: ReadPlace = { column: path, type: name, rowOf, isTold }
  switch (name) {
    case 'VARCHAR':
      return readStrings(vector, { count, valid }, textDecoding)
    case 'BLOB':
      return readStrings(vector, { count, valid }, { decode: decodeBytes })
    case 'BYTEA':
      return readStrings(vector, { count, valid }, { decode: decodeBuffer })
    case 'DOUBLE':
      return valuesOf(typed(Float64Array, fixed(64), count))
    case 'FLOAT':
    case 'REAL':
      return valuesOf(typed(Float32Array, fixed(32), count))
    case 'BIGINT':
      return valuesOf(typed(BigInt64Array, fixed(64), count))
    case 'UBIGINT':
      return valuesOf(typed(BigUint64Array, fixed(64), count))
    case 'INT64':
    case 'UINT64':
      return readIntegers(vector, count, { signed: name === 'INT64', place, valid })
    case 'INTEGER':
      return valuesOf(typed(Int32Array, fixed(32), count))
    case 'UINTEGER':
      return valuesOf(typed(Uint32Array, fixed(32), count))
    case 'SMALLINT':
      return valuesOf(typed(Int16Array, fixed(16), count))
    case 'USMALLINT':
      return valuesOf(typed(Uint16Array, fixed(16), count))
    case 'TINYINT':
      return valuesOf(typed(Int8Array, fixed(8), count))
    case 'UTINYINT':
      return valuesOf(typed(Uint8Array, fixed(8), count))
    case 'BOOLEAN':
      return Array.from(typed(Uint8Array, fixed(8), count), (value) => value !== 0)
    case 'TIMESTAMP':
      return readDates(vector, count, place)(valid)
    case 'TIMESTAMP WITH TIME ZONE':
      return marked(readDates(vector, count, place)(valid), name)
    case 'TIMESTAMP_NS':
      return marked(readNanoseconds(vector, count, place)(valid), name)
    case 'DATE':
      return readDays(vector, { count, place, valid })
    case 'TIME':
      return readTimes(vector, count)
    case 'UUID':
      return readUuids(vector, count)
    default:
      return readDecimals(vector, { count, place, valid })
  }
}

interface ScalarReading {
  readonly count: number
  readonly place: ReadPlace
  readonly valid: (index: number) => boolean
}

function readDays(vector: Vector, { count, place, valid }: ScalarReading): (Date | string)[] {
  const dates = Array.from(typed(Int32Array, fixedWidth(vector, count, 32), count), (days, index) => {
    const ms = valid(index) ? days * 86_400_000 : 0
    return place.isTold && !isDate(ms) ? dayText(days) : dateOf(ms, place, index)
  })
  return marked(dates, 'DATE')
}

/** `undefined` values are left out of objects. */
function marked(dates: (Date | string)[], origin: DateOrigin): (Date | string)[] {
  for (const date of dates) if (date instanceof Date) markDate(date, origin)
  return dates
}

function readDecimals(vector: Vector, { count, place, valid }: ScalarReading): (number | string)[] {
  const match = /^DECIMAL\((\d+), ?(\d+)\)$/.exec(place.type)
  if (match === null) throw new Error(`no reader for ${place.type}`)
  const unscaled = readUnscaled(vector, count, Number(match[1]))
  const scale = Number(match[2])
  return Array.from({ length: count }, (_, index) =>
    valid(index) ? decimalToNumber(unscaled[index]!, scale, { place, index }) : 0,
  )
}

function readStructs(
  vector: Vector,
  { count, path, valid, rowOf, isTold }: Reading,
  type: DataType & { kind: 'struct' },
): unknown[] {
  const columns = type.fields.map((field, index) =>
    readVector(duck.struct_vector_get_child(vector, index), {
      count,
      type: field.type,
      path: `${path}.${field.name}`,
      within: valid,
      rowOf,
      isTold,
      optional: field.optional,
    }),
  )
  return rowMaker(type.fields)(columns, count)
}

function readLists(vector: Vector, { count, path, valid, rowOf, isTold }: Reading, of: DataType): unknown[] {
  const entries = typed(Uint32Array, fixedEntries(vector, count), count * 4)
  const child = duck.list_vector_get_child(vector)
  const size = duck.list_vector_get_size(vector)
  const slices = new Array<unknown>(count)
  const each = (slice: (from: number, to: number) => unknown) => {
    for (let index = 0; index < count; index++) {
      if (!valid(index)) continue
      const from = entries[index * 4]!
      slices[index] = slice(from, from + entries[index * 4 + 2]!)
    }
    return slices
  }
  if (of.kind === 'scalar' && of.name === 'FLOAT') {
    const floats = typed(Float32Array, fixedWidth(child, size, 32), size)
    const validity = size === 0 ? null : vectorValidity(child, Math.ceil(size / 64) * 8)
    return each((from, to) => floatSlice(floats.slice(from, to), from, validity))
  }
  const rowOfElement = (at: number) => rowOf(listOfElement(entries, count, at))
  const elements = readVector(child, { count: size, type: of, path: `${path}[]`, rowOf: rowOfElement, isTold })
  return each((from, to) => elements.slice(from, to))
}

/** Each an object with its own keys, in their order. */
function readMaps(vector: Vector, { count, path, valid, rowOf, isTold }: Reading, of: DataType): unknown[] {
  const entries = typed(Uint32Array, fixedEntries(vector, count), count * 4)
  const pairs = duck.list_vector_get_child(vector)
  const size = duck.list_vector_get_size(vector)
  const rowOfEntry = (at: number) => rowOf(listOfElement(entries, count, at))
  const more = { count: size, path: `${path}{}`, rowOf: rowOfEntry, isTold }
  const keys = readVector(duck.struct_vector_get_child(pairs, 0), { ...more, type: scalar('VARCHAR') }) as string[]
  const values = readVector(duck.struct_vector_get_child(pairs, 1), { ...more, type: of })
  const maps = new Array<unknown>(count)
  for (let index = 0; index < count; index++) {
    if (!valid(index)) continue
    const from = entries[index * 4]!
    const map: Record<string, unknown> = {}
    for (let at = from; at < from + entries[index * 4 + 2]!; at++) {
      const key = keys[at]!
      // Another program may have written a MAP with the same key twice, which DuckDB never does.
      if (map[key] !== undefined && Object.hasOwn(map, key)) throw keyTwice(key, { path, rowOf }, index)
      if (key === '__proto__') setField(map, key, values[at])
      else map[key] = values[at]
    }
    maps[index] = map
  }
  return maps
}

function keyTwice(key: string, { path, rowOf }: Pick<Reading, 'path' | 'rowOf'>, index: number) {
  const what = `the key ${JSON.stringify(key)} twice, which an object does not hold`
  return unreadable(what, { column: path, type: 'MAP', rowOf }, index)
}

/** The list that contains an element, by the lists' offsets and lengths. Only for messages. */
function listOfElement(entries: Uint32Array, count: number, at: number): number {
  for (let index = 0; index < count; index++) {
    const from = entries[index * 4]!
    if (at >= from && at < from + entries[index * 4 + 2]!) return index
  }
  return 0
}

function fixedEntries(vector: Vector, count: number): { buffer: ArrayBuffer; offset: number } {
  const data = vectorData(vector, count * 16)
  return { buffer: data.buffer as ArrayBuffer, offset: data.byteOffset }
}

/** A list of floats is a Float32Array, unless it holds a null. */
function floatSlice(floats: Float32Array, from: number, validity: Uint8Array | null): Float32Array | (number | null)[] {
  if (validity === null) return floats
  let values: (number | null)[] | undefined
  for (let index = 0; index < floats.length; index++) {
    const at = from + index
    if ((validity[at >> 3]! & (1 << (at & 7))) !== 0) continue
    values ??= Array.from(floats)
    values[index] = null
  }
  return values ?? floats
}
