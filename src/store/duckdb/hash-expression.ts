import { unreachable } from '../../util/unreachable.ts'
import { type DataType, type Field, quoteId } from './codec/data-type.ts'

/**
 * What DuckDB's `hash` is given for a column, so that values which differ in JavaScript differ here. By itself `hash` says the same of
 * 0.0 and -0.0, of a null and an empty list, of `[[1], [2]]` and `[[1, 2]]`, of a struct and its only field; a test holds each of these.
 */
export function hashInputs(fields: readonly Field[]): { forward: string; backward: string } {
  const columns = fields.map((field) => inputsOf(quoteId(field.name), field.type))
  return {
    forward: columns.flatMap((column) => column.forward).join(', '),
    backward: columns
      .flatMap((column) => column.backward)
      .reverse()
      .join(', '),
  }
}

/** Two lists of expressions, because two values with an equal 64-bit hash must not be equal in both. What `hash` leaves out is in the first. */
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
    case 'struct': {
      const fields = type.fields.map((field) =>
        inputsOf(`struct_extract(${value}, '${field.name.replaceAll("'", "''")}')`, field.type),
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
      // Other text, another hash: two texts that collide by themselves do not collide behind a prefix.
      return { forward: [value], backward: [`'#' || ${value}`] }
    case 'BLOB':
      return { forward: [value], backward: [`'#'::BLOB || ${value}`] }
    default:
      return { forward: [value], backward: [value] }
  }
}

/** Lists of flat values are hashed as they are; where that says too little (nulls, deeper nesting), as JSON text. */
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
