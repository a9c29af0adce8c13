import { unreachable } from '../../util/unreachable.ts'
import {
  type DataType,
  type Field,
  listOf,
  quoteId,
  quoteText,
  scalar,
  sqlType,
  structOf,
} from '../codec/types/data-type.ts'

/**
 * The two hashes of a row in 0.1.0, which never change. They took some different values for equal: 128-bit numbers went
 * unchanged into DuckDB's `hash`, which ignores the order of their halves.
 */
export function rowHashes1(
  fields: readonly Field[],
  place: readonly string[] = [],
): { readonly a: string; readonly b: string } {
  const columns = fields.map((field) => inputsOf(quoteId(field.name), type1(field.type)))
  const forward = columns.flatMap((column) => column.forward)
  const backward = columns.flatMap((column) => column.backward).reverse()
  return { a: `hash(${[...forward, '1', ...place].join(', ')})`, b: `hash(${[...backward, '2', ...place].join(', ')})` }
}

/** The name of a type in 0.1.0, which had no marks; a column without a value was text. */
export function type1(type: DataType): DataType {
  switch (type.kind) {
    case 'unknown':
    case 'scalar':
      return scalar(sqlType(type))
    case 'list':
      return listOf(type1(type.of))
    case 'struct':
      return structOf(type.fields.map((field) => ({ name: field.name, type: type1(field.type) })))
    default:
      return type
  }
}

/** Whether those hashes tell all values of these columns apart. */
export const isSound1 = (fields: readonly Field[]): boolean => fields.every(({ type }) => !hasWide(type))

function hasWide(type: DataType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'UUID' || /^DECIMAL\((?:19|2\d|3\d),/.test(type.name)
    case 'list':
      return hasWide(type.of)
    case 'struct':
      return type.fields.some((field) => hasWide(field.type))
    default:
      return false
  }
}

/**
 * Two lists of expressions, so that two values with an equal 64-bit hash are not equal in both. The first includes what
 * `hash` ignores.
 */
interface Inputs {
  readonly forward: readonly string[]
  readonly backward: readonly string[]
}

function inputsOf(value: string, type: DataType): Inputs {
  switch (type.kind) {
    case 'scalar':
      return scalarInputs(value, type.name)
    case 'list':
      return listInputs(value, type.of)
    // 0.1.0 stored no maps.
    case 'map':
      throw new Error(`${value} is a map, which no table of 0.1.0 has`)
    case 'struct': {
      const fields = type.fields.map((field) =>
        inputsOf(`struct_extract(${value}, ${quoteText(field.name)})`, field.type),
      )
      const isNull = `${value} IS NULL`
      return {
        forward: [isNull, ...fields.flatMap((field) => field.forward)],
        backward: [isNull, ...fields.flatMap((field) => field.backward)],
      }
    }
    case 'unknown':
      return scalarInputs(value, 'VARCHAR')
    case 'other':
      throw new Error(`a stored column has no stored type: ${value}`)
    default:
      return unreachable(type)
  }
}

function scalarInputs(value: string, name: string): Inputs {
  switch (name) {
    case 'FLOAT':
    case 'DOUBLE': {
      const negativeZero = `(${value} = 0 AND signbit(${value}))`
      return { forward: [value, negativeZero], backward: [value] }
    }
    case 'VARCHAR':
      // Another text has another hash: two texts that collide alone do not collide behind a prefix.
      return { forward: [value], backward: [`'#' || ${value}`] }
    case 'BLOB':
      return { forward: [value], backward: [`'#'::BLOB || ${value}`] }
    default:
      return { forward: [value], backward: [value] }
  }
}

/** Lists of flat values are hashed directly; where that ignores too much (nulls, deeper nesting), as JSON text. */
function listInputs(value: string, of: DataType): Inputs {
  const length = `len(${value})`
  if (of.kind !== 'scalar' || of.name === 'BLOB') {
    const text = `to_json(${value})::VARCHAR`
    return { forward: [length, text], backward: [`'#' || ${text}`, length] }
  }
  const text = `CASE WHEN list_count(${value}) <> ${length} THEN to_json(${value})::VARCHAR END`
  const forward = [length, value, text]
  const backward = [text, `list_reverse(${value})`, length]
  if (of.name !== 'FLOAT' && of.name !== 'DOUBLE') return { forward, backward }
  const negativeZeros = `list_transform(${value}, lambda element: element = 0 AND signbit(element))`
  const zeros = `CASE WHEN list_contains(${value}, 0) THEN ${negativeZeros} END`
  return { forward: [...forward, zeros], backward }
}
