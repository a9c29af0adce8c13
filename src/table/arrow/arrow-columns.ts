import type * as Arrow from 'apache-arrow'
import { quoteId, quoteText } from '../../util/sql-text.ts'
import { unreachable } from '../../util/unreachable.ts'
import { type DataType, listOf, scalar, structOf } from '../codec/types/data-type.ts'
import { fixed128 } from './fixed128.ts'

export type ArrowLibrary = typeof Arrow

/** How a stored type is written as an Arrow type without losing a digit. */
export interface ArrowColumn {
  /** The SQL of its values in a type that JavaScript reads exactly: moments as integers, decimals as text. */
  readonly select: (expression: string) => string
  /** The type to read it as. */
  readonly readType: DataType
  /** The value in the form that the builder takes. */
  readonly toBuilt: (value: unknown) => unknown
  /** The type that is built: Arrow's own builders of moments take a number of ms. */
  readonly built: Arrow.DataType
  /** The type that is written; its bytes are the same. */
  readonly written: Arrow.DataType
}

const asItIs = (value: unknown): unknown => value

export function arrowColumn(arrow: ArrowLibrary, type: DataType, depth = 0): ArrowColumn {
  switch (type.kind) {
    case 'scalar':
      return scalarColumn(arrow, type.name)
    // No value has decided the type.
    case 'unknown':
      return plain('VARCHAR', new arrow.Utf8())
    case 'list':
      return listColumn(arrow, { of: type.of, depth })
    case 'struct':
      return structColumn(arrow, { fields: type.fields, depth })
    case 'map':
      return mapColumn(arrow, { of: type.of, depth })
    case 'other':
      throw new Error(`a stored column has no stored type: ${type.name}`)
    default:
      return unreachable(type)
  }
}

/** A type whose values Arrow and DuckDB represent alike. */
const plain = (readType: string, built: Arrow.DataType): ArrowColumn => ({
  select: (expression) => expression,
  readType: scalar(readType),
  toBuilt: asItIs,
  built,
  written: built,
})

/** A type whose values are whole numbers of some unit. */
const counted = (
  { sql, readType, built }: { readonly sql: string; readonly readType: string; readonly built: Arrow.DataType },
  written: Arrow.DataType,
): ArrowColumn => ({
  select: (expression) => sql.replaceAll('$', () => expression),
  readType: scalar(readType),
  toBuilt: asItIs,
  built,
  written,
})

function scalarColumn(arrow: ArrowLibrary, name: string): ArrowColumn {
  const bigints = (sql: string) => ({ sql, readType: 'BIGINT', built: new arrow.Int64() })
  const { MICROSECOND, NANOSECOND } = arrow.TimeUnit
  switch (name) {
    case 'VARCHAR':
      return plain(name, new arrow.Utf8())
    case 'BLOB':
    case 'BYTEA':
      return plain('BLOB', new arrow.Binary())
    case 'DOUBLE':
      return plain(name, new arrow.Float64())
    case 'FLOAT':
    case 'REAL':
      return plain('REAL', new arrow.Float32())
    case 'BIGINT':
    case 'INT64':
      return plain('BIGINT', new arrow.Int64())
    case 'UBIGINT':
    case 'UINT64':
      return plain('UBIGINT', new arrow.Uint64())
    case 'INTEGER':
      return plain(name, new arrow.Int32())
    case 'UINTEGER':
      return plain(name, new arrow.Uint32())
    case 'SMALLINT':
      return plain(name, new arrow.Int16())
    case 'USMALLINT':
      return plain(name, new arrow.Uint16())
    case 'TINYINT':
      return plain(name, new arrow.Int8())
    case 'UTINYINT':
      return plain(name, new arrow.Uint8())
    case 'BOOLEAN':
      return plain(name, new arrow.Bool())
    case 'TIMESTAMP':
      return counted(bigints('epoch_us($)'), new arrow.Timestamp(MICROSECOND))
    case 'TIMESTAMP WITH TIME ZONE':
      return counted(bigints('epoch_us($)'), new arrow.Timestamp(MICROSECOND, 'UTC'))
    case 'TIMESTAMP_NS':
      return counted(bigints('epoch_ns($)'), new arrow.Timestamp(NANOSECOND))
    case 'TIME':
      return counted(bigints('epoch_us($)'), new arrow.TimeMicrosecond())
    case 'DATE': {
      const days = { sql: "CAST($ - DATE '1970-01-01' AS INTEGER)", readType: 'INTEGER', built: new arrow.Int32() }
      return counted(days, new arrow.DateDay())
    }
    case 'UUID':
      return { ...plain('VARCHAR', new arrow.Utf8()), select: (expression) => `CAST(${expression} AS VARCHAR)` }
    default:
      return decimalColumn(arrow, name)
  }
}

function decimalColumn(arrow: ArrowLibrary, name: string): ArrowColumn {
  const [, precision, scale] = /^DECIMAL\((\d+), ?(\d+)\)$/.exec(name) ?? []
  if (precision === undefined || scale === undefined) throw new Error(`not the name of a stored type: ${name}`)
  return {
    ...plain('VARCHAR', new arrow.Decimal(Number(scale), Number(precision), 128)),
    select: (expression) => `CAST(${expression} AS VARCHAR)`,
    toBuilt: (value) => (typeof value === 'string' ? fixed128(BigInt(value.replace('.', ''))) : value),
  }
}

interface Nested {
  /** The number of lists around it: the elements of each have their own name. */
  readonly depth: number
}

function listColumn(arrow: ArrowLibrary, { of, depth }: Nested & { readonly of: DataType }): ArrowColumn {
  const element = arrowColumn(arrow, of, depth + 1)
  const name = `element_${depth}`
  const list = (type: Arrow.DataType) => new arrow.List(arrow.Field.new('item', type, true))
  return {
    select: (expression) => `list_transform(${expression}, lambda ${name}: ${element.select(name)})`,
    readType: listOf(element.readType),
    toBuilt: (value) => (value === null ? null : Array.from(value as Iterable<unknown>, element.toBuilt)),
    built: list(element.built),
    written: list(element.written),
  }
}

interface NestedFields extends Nested {
  readonly fields: readonly { readonly name: string; readonly type: DataType }[]
}

function structColumn(arrow: ArrowLibrary, { fields, depth }: NestedFields): ArrowColumn {
  const columns = fields.map(({ name, type }) => ({ name, ...arrowColumn(arrow, type, depth) }))
  const struct = (form: 'built' | 'written') =>
    new arrow.Struct(columns.map((column) => arrow.Field.new(column.name, column[form], true)))
  return {
    select: (expression) => {
      const packed = columns.map(({ name, select }) => {
        return `${quoteId(name)} := ${select(`struct_extract(${expression}, ${quoteText(name)})`)}`
      })
      return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${packed.join(', ')}) END`
    },
    readType: structOf(columns.map(({ name, readType }) => ({ name, type: readType }))),
    // By position: a field may have any name.
    toBuilt: (value) =>
      value === null
        ? null
        : columns.map(({ name, toBuilt }) => toBuilt((value as Readonly<Record<string, unknown>>)[name] ?? null)),
    built: struct('built'),
    written: struct('written'),
  }
}

/** A list of entries, whose bytes are those of a map. */
function mapColumn(arrow: ArrowLibrary, { of, depth }: Nested & { readonly of: DataType }): ArrowColumn {
  const fields = [
    { name: 'key', type: scalar('VARCHAR') },
    { name: 'value', type: of },
  ]
  const entries = listColumn(arrow, { of: structOf(fields), depth })
  const value = arrowColumn(arrow, of, depth + 1)
  const entry = new arrow.Struct([
    arrow.Field.new('key', new arrow.Utf8(), false),
    arrow.Field.new('value', value.written, true),
  ])
  return {
    ...entries,
    select: (expression) => entries.select(`map_entries(${expression})`),
    written: new arrow.Map_(arrow.Field.new('entries', entry, false) as never),
  }
}
