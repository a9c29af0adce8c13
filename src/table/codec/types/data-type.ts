import { quoteId, quoteText } from '../../../util/sql-text.ts'
import { duck, type LogicalType } from '../../engine/bindings.ts'

/**
 * A column's type. `unknown` is a type that no value has decided: every value so far was null, or every list empty. A
 * record has it as `NULL`, so that the first value to come decides; a file has it as text, which is also DuckDB's
 * choice for a CSV column without values.
 */
export type DataType =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'list'; readonly of: DataType }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  /** A MAP whose keys are text: an object with its own keys. */
  | { readonly kind: 'map'; readonly of: DataType }
  /**
   * A type that no stored table has; `name` is DuckDB's, and decides how a query's column is stored or why it is
   * refused.
   */
  | { readonly kind: 'other'; readonly name: string; readonly key?: DataType; readonly value?: DataType }
export interface Field {
  readonly name: string
  readonly type: DataType
  /**
   * Whether some row lacks the field and none has null in it: null at rest then means no field in JavaScript. If rows
   * have both, all of them get null.
   */
  readonly optional?: boolean
}

export const unknownType: DataType = { kind: 'unknown' }
export const scalar = (name: string): DataType => ({ kind: 'scalar', name })
export const listOf = (of: DataType): DataType => ({ kind: 'list', of })
export const mapOf = (of: DataType): DataType => ({ kind: 'map', of })
export const structOf = (fields: readonly Field[]): DataType => ({ kind: 'struct', fields })

/**
 * DuckDB's other names for a type, used as marks that say more about a stored column than the type itself. `BIGINT` was
 * written by JavaScript as a bigint and is read as one; `INT64` and `UINT64` are integers of files and of SQL, which
 * are read as numbers. A list of `FLOAT` is a Float32Array, and one of `REAL` an array, because some element in the
 * column is null. `BYTEA` was written by JavaScript as a Buffer. A mark is decided when the column is written, whatever
 * its values are; DuckDB runs the type behind the name.
 */
const plainNames: Readonly<Record<string, string>> = {
  INT64: 'BIGINT',
  UINT64: 'UBIGINT',
  REAL: 'FLOAT',
  BYTEA: 'BLOB',
}

/** The name of the type that DuckDB runs. */
export const unmarked = (name: string): string => plainNames[name] ?? name

export { quoteId, quoteText }

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The type as SQL, a record and the screen show it. Field names are quoted only if necessary. */
export function typeName(type: DataType): string {
  switch (type.kind) {
    case 'unknown':
      return 'NULL'
    case 'scalar':
    case 'other':
      return type.name
    case 'list':
      return `${typeName(type.of)}[]`
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${fieldName(field.name)} ${fieldType(field)}`).join(', ')})`
    case 'map':
      return `MAP(VARCHAR, ${typeName(type.of)})`
  }
}

/** `VARCHAR?` is a field that some row lacks. */
export const fieldType = ({ type, optional }: Field): string => `${typeName(type)}${optional === true ? '?' : ''}`

// A bare field name could be a DuckDB keyword, and there are too many to list. So only plain lower-case names are left
// unquoted on screen, and the SQL that runs always quotes.
const fieldName = (name: string): string => (plainName.test(name) ? name : quoteId(name))

/** The type in the SQL that runs: every field name quoted, and without marks. */
export function sqlType(type: DataType): string {
  switch (type.kind) {
    case 'unknown':
      return 'VARCHAR'
    case 'list':
      return `${sqlType(type.of)}[]`
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoteId(field.name)} ${sqlType(field.type)}`).join(', ')})`
    case 'scalar':
      return unmarked(type.name)
    case 'map':
      return `MAP(VARCHAR, ${sqlType(type.of)})`
    default:
      return typeName(type)
  }
}

/** The type without `optional`: each row itself shows whether it lacks a field. */
export function required(type: DataType): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(required(type.of))
    case 'map':
      return mapOf(required(type.of))
    case 'struct':
      return structOf(type.fields.map(({ name, type: of }) => ({ name, type: required(of) })))
    default:
      return type
  }
}

export function sameType(a: DataType, b: DataType): boolean {
  return typeName(a) === typeName(b) && isResolved(a) === isResolved(b)
}

/** Whether it is, or contains, a scalar whose name satisfies `isIt`. */
export function someScalar(type: DataType, isIt: (name: string) => boolean): boolean {
  switch (type.kind) {
    case 'scalar':
      return isIt(type.name)
    case 'list':
    case 'map':
      return someScalar(type.of, isIt)
    case 'struct':
      return type.fields.some((field) => someScalar(field.type, isIt))
    default:
      return false
  }
}

export function isResolved(type: DataType): boolean {
  switch (type.kind) {
    case 'unknown':
      return false
    case 'list':
    case 'map':
      return isResolved(type.of)
    case 'struct':
      return type.fields.length > 0 && type.fields.every((field) => isResolved(field.type))
    default:
      return true
  }
}

/** The type of a result's column, from DuckDB's own description of it. */
export function fromLogical(type: LogicalType): DataType {
  const id = duck.get_type_id(type)
  const { Type } = duck
  switch (id) {
    case Type.LIST:
      return listOf(fromLogical(duck.list_type_child_type(type)))
    case Type.STRUCT:
      return structOf(
        Array.from({ length: duck.struct_type_child_count(type) }, (_, index) => ({
          name: duck.struct_type_child_name(type, index),
          type: fromLogical(duck.struct_type_child_type(type, index)),
        })),
      )
    case Type.ARRAY:
      return {
        kind: 'other',
        name: `${typeName(fromLogical(duck.array_type_child_type(type)))}[${duck.array_type_array_size(type)}]`,
        value: fromLogical(duck.array_type_child_type(type)),
      }
    case Type.MAP: {
      const key = fromLogical(duck.map_type_key_type(type))
      const value = fromLogical(duck.map_type_value_type(type))
      if (key.kind === 'scalar' && key.name === 'VARCHAR') return mapOf(value)
      return { kind: 'other', name: `MAP(${typeName(key)}, ${typeName(value)})`, key, value }
    }
    case Type.DECIMAL:
      return scalar(`DECIMAL(${duck.decimal_width(type)},${duck.decimal_scale(type)})`)
    case Type.VARCHAR:
      // JSON is text under another name, and is read as text.
      return duck.logical_type_get_alias(type) === null ? scalar('VARCHAR') : { kind: 'other', name: 'JSON' }
    default: {
      const name = Type[id] ?? 'INVALID'
      const stored = storedScalars[name]
      return stored === undefined ? { kind: 'other', name: otherNames[name] ?? name } : scalar(stored)
    }
  }
}

/**
 * Scalars that come back unchanged from a Parquet file, by DuckDB's name of the type. The table needs no DuckDB, so
 * that code without a column need not load it.
 */
const storedScalars: Readonly<Record<string, string>> = {
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  UTINYINT: 'UTINYINT',
  USMALLINT: 'USMALLINT',
  UINTEGER: 'UINTEGER',
  UBIGINT: 'UBIGINT',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  VARCHAR: 'VARCHAR',
  BLOB: 'BLOB',
  DATE: 'DATE',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  TIMESTAMP_NS: 'TIMESTAMP_NS',
  TIMESTAMP_TZ: 'TIMESTAMP WITH TIME ZONE',
  UUID: 'UUID',
}
const otherNames: Readonly<Record<string, string>> = {
  TIME_TZ: 'TIME WITH TIME ZONE',
  SQLNULL: 'NULL',
}

/** The logical type of vectors that are written: only types that JavaScript rows can have. */
export function toLogical(type: DataType): LogicalType {
  const { Type } = duck
  switch (type.kind) {
    case 'list':
      return duck.create_list_type(toLogical(type.of))
    case 'struct':
      return type.fields.length === 0
        ? duck.create_logical_type(Type.BOOLEAN)
        : duck.create_struct_type(
            type.fields.map((field) => toLogical(field.type)),
            type.fields.map((field) => field.name),
          )
    case 'map':
      return duck.create_map_type(duck.create_logical_type(Type.VARCHAR), toLogical(type.of))
    case 'scalar':
      return duck.create_logical_type(Type[unmarked(type.name) as keyof typeof Type])
    default:
      return duck.create_logical_type(Type.VARCHAR)
  }
}
