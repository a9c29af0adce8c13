import { type DataType, type Field, listOf, mapOf, quoteId, scalar, structOf } from './data-type.ts'

/**
 * The stand-in type for a JavaScript bigint where only types are asked for: everything that takes a BIGINT takes it,
 * and no BIGINT becomes it.
 */
export const standInForBigint = 'UINTEGER'

/** How a Buffer of JavaScript's is declared there: a name that DuckDB has for a BLOB beside that one. */
export const standInForBuffer = 'VARBINARY'

export const macroName = 'js_bigint'

/** The macro that marks an integer of a query as a bigint in JavaScript: `js_bigint(count(*))`. */
export const bigintMacro = (type: string): string =>
  `CREATE OR REPLACE TEMP MACRO ${macroName}(value) AS value::${type}`

/**
 * The columns of a query with their integers marked: a `BIGINT` was made by JavaScript if the same query over stand-ins
 * has the stand-in type in its place.
 */
export function markIntegers(columns: readonly Field[], overStandIns: readonly Field[] | undefined): readonly Field[] {
  return columns.map((column, index) => ({ ...column, type: marked(column.type, overStandIns?.[index]?.type) }))
}

function marked(type: DataType, other: DataType | undefined): DataType {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'UBIGINT') return scalar('UINT64')
      if (type.name !== 'BIGINT') return type
      return other?.kind === 'scalar' && other.name === standInForBigint ? type : scalar('INT64')
    case 'list':
      return listOf(marked(type.of, other?.kind === 'list' ? other.of : undefined))
    case 'map':
      return mapOf(marked(type.of, other?.kind === 'map' ? other.of : undefined))
    case 'struct': {
      const fields = other?.kind === 'struct' ? other.fields : undefined
      return structOf(markIntegers(type.fields, fields))
    }
    case 'other': {
      const inside = other?.kind === 'other' ? other : undefined
      return {
        ...type,
        ...(type.key && { key: marked(type.key, inside?.key) }),
        ...(type.value && { value: marked(type.value, inside?.value) }),
      }
    }
    default:
      return type
  }
}

/** The same column as a stand-in. */
export function standInType(type: DataType): DataType {
  switch (type.kind) {
    case 'scalar':
      if (type.name === 'BYTEA') return scalar(standInForBuffer)
      return type.name === 'BIGINT' ? scalar(standInForBigint) : type
    case 'list':
      return listOf(standInType(type.of))
    case 'map':
      return mapOf(standInType(type.of))
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: standInType(field.type) })))
    default:
      return type
  }
}

/**
 * All bytes are Buffers. A query does not say which of them came from one, and a Buffer is a Uint8Array, while a
 * Uint8Array in its place would have another `toString`.
 */
export function withBuffers(type: DataType): DataType {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'BLOB' ? scalar('BYTEA') : type
    case 'list':
      return listOf(withBuffers(type.of))
    case 'map':
      return mapOf(withBuffers(type.of))
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: withBuffers(field.type) })))
    case 'other':
      return {
        ...type,
        ...(type.key && { key: withBuffers(type.key) }),
        ...(type.value && { value: withBuffers(type.value) }),
      }
    default:
      return type
  }
}

/** The type in which the integers at these paths are bigints. */
export function withBigints(type: DataType, paths: ReadonlySet<string>, path: string): DataType {
  if (paths.size === 0) return type
  switch (type.kind) {
    case 'scalar':
      if (!paths.has(path)) return type
      if (type.name === 'UINT64') return scalar('UBIGINT')
      return /^(?:INT64|U?(?:TINY|SMALL)INT|U?INTEGER)$/.test(type.name) ? scalar('BIGINT') : type
    case 'list':
      return listOf(withBigints(type.of, paths, `${path}[]`))
    case 'struct':
      return structOf(
        type.fields.map((field) => ({
          ...field,
          type: withBigints(field.type, paths, `${path}.${quoteId(field.name)}`),
        })),
      )
    default:
      return type
  }
}
