import { type DataType, type Field, listOf, mapOf, quoteId, quoteText, scalar, structOf } from './data-type.ts'

/** A list of FLOATs, as embeddings are: a Float32Array in every row that has one. */
export const isVector = ({ type }: Field): boolean =>
  type.kind === 'list' && type.of.kind === 'scalar' && type.of.name === 'FLOAT'

/**
 * An SQL expression over a row: whether a list of FLOATs in the column holds a null. `undefined` where the column has
 * no such list. JavaScript gets one kind of array for the whole column: a Float32Array, which has no null, or an array.
 */
export function holdsNullFloat(field: Field): string | undefined {
  return nullIn(quoteId(field.name), field.type, 0)
}

function nullIn(value: string, type: DataType, depth: number): string | undefined {
  if (type.kind === 'struct') {
    const inside = type.fields.flatMap(
      ({ name, type: of }) => nullIn(`struct_extract(${value}, ${quoteText(name)})`, of, depth) ?? [],
    )
    return inside.length === 0 ? undefined : `(${inside.join(' OR ')})`
  }
  if (type.kind === 'map') return nullIn(`map_values(${value})`, listOf(type.of), depth)
  if (type.kind !== 'list') return undefined
  if (type.of.kind === 'scalar' && type.of.name === 'FLOAT')
    return `coalesce(list_count(${value}) <> len(${value}), false)`
  const element = `element_${depth}`
  const inside = nullIn(element, type.of, depth + 1)
  return inside === undefined
    ? undefined
    : `coalesce(len(list_filter(${value}, lambda ${element}: ${inside})) > 0, false)`
}

/** The column with its lists of FLOATs as arrays. */
export function withNullFloats(type: DataType): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(type.of.kind === 'scalar' && type.of.name === 'FLOAT' ? scalar('REAL') : withNullFloats(type.of))
    case 'map':
      return mapOf(withNullFloats(type.of))
    case 'struct':
      return structOf(type.fields.map((field) => ({ ...field, type: withNullFloats(field.type) })))
    default:
      return type
  }
}
