import { dateNames } from '../../../util/date-origin.ts'
import { type DataChunk, duck, type LogicalType } from '../../engine/bindings.ts'
import {
  type DataType,
  type Field,
  listOf,
  mapOf,
  quoteId,
  required,
  sameType,
  scalar,
  sqlType,
  structOf,
  toLogical,
} from '../types/data-type.ts'
import { widen } from '../types/widen.ts'
import { bufferType, type ColumnBuffer } from './column-buffer.ts'
import { type FilledColumn, fillVector, nullColumn } from './fill-vector.ts'

/**
 * Columns of rows that are stored in one form, by the names of their fields; a column without a type yet is not stored.
 * If a row teaches a new field of an old column, a new segment begins, so that no row is rewritten.
 */
export type Segment = ReadonlyMap<string, StoredColumn>

interface StoredColumn {
  readonly id: string
  readonly type: DataType
  readonly position: number
}

export const segmentOf = (root: ColumnBuffer): Segment =>
  segmentOfFields(
    root.children.map((child, index) => ({ name: root.names[index]!, type: heldType(bufferType(child)) })),
  )

export function segmentOfFields(fields: readonly Field[]): Segment {
  const stored = new Map<string, StoredColumn>()
  fields.forEach(({ name, type }, position) => {
    if (type.kind !== 'unknown') stored.set(name, { id: `c${stored.size}`, type, position })
  })
  return stored
}

/**
 * The columns of the segment, some of which rows may now lack, and the new columns of the batch; `undefined` where a
 * column of the segment now has another stored form.
 */
export function withAdded(segment: Segment, root: ColumnBuffer): Segment | undefined {
  if (segment.size === 0) return undefined
  // In the order of the stored columns: a new column comes last, wherever it stands in the rows.
  const columns = new Map(segment)
  for (const [position, child] of root.children.entries()) {
    const name = root.names[position]!
    const type = heldType(bufferType(child))
    const stored = segment.get(name)
    if (stored !== undefined && !sameType(required(stored.type), required(type))) return undefined
    if (stored === undefined && type.kind === 'unknown') continue
    columns.set(name, { id: stored?.id ?? `c${columns.size}`, type, position })
  }
  return columns
}

/** The rows of the segment as columns of these types. `table` is a table or a call that has the rows. */
export const selectSegment = (table: string, segment: Segment, fields: readonly Field[]): string =>
  `SELECT ${fields.map((field) => `${storedValue(segment, field)} AS ${quoteId(field.name)}`).join(', ')} FROM ${table}`

function storedValue(segment: Segment, field: Field): string {
  const stored = segment.get(field.name)
  return stored === undefined ? `NULL::${sqlType(field.type)}` : widen(stored.id, stored.type, field.type)
}

/** The type in which a buffer stores values: Dates of every origin are microseconds until the rows are read. */
function heldType(type: DataType): DataType {
  switch (type.kind) {
    case 'scalar':
      return dateNames.has(type.name) ? scalar('TIMESTAMP') : type
    case 'list':
      return listOf(heldType(type.of))
    case 'map':
      return mapOf(heldType(type.of))
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: heldType(field.type) })))
    default:
      return type
  }
}

// A placeholder column keeps the rows of a segment in which no column has a type yet: they still count.
export const definitionOf = (segment: Segment): string =>
  segment.size === 0
    ? 'rows BOOLEAN'
    : [...segment.values()].map(({ id, type }) => `${id} ${storageType(type)}`).join(', ')

// A struct whose fields are not known yet is stored as TRUE, since DuckDB has no struct without fields.
export function storageType(type: DataType): string {
  if (type.kind === 'struct') {
    if (type.fields.length === 0) return 'BOOLEAN'
    return `STRUCT(${type.fields.map((field) => `${quoteId(field.name)} ${storageType(field.type)}`).join(', ')})`
  }
  if (type.kind === 'map') return `MAP(VARCHAR, ${storageType(type.of)})`
  return type.kind === 'list' ? `${storageType(type.of)}[]` : sqlType(type)
}

export function chunkTypes(segment: Segment): LogicalType[] {
  if (segment.size === 0) return [duck.create_logical_type(duck.Type.BOOLEAN)]
  return [...segment.values()].map(({ type }) => toLogical(type))
}

/** A batch may be older than a column of its segment, or than the type of one: then it has null there. */
export function fillChunk(chunk: DataChunk, segment: Segment, root: FilledColumn): void {
  let index = 0
  for (const { position, type } of segment.values()) {
    const column = root.children[position]
    const source = column === undefined || column.kind === 'unknown' ? nullColumn(type, root.count) : column
    fillVector(duck.data_chunk_get_vector(chunk, index++), source)
  }
}
