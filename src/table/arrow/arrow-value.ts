import { quoteId } from '../../util/sql-text.ts'
import { listOf, mapOf, structOf, unknownType } from '../codec/types/data-type.ts'
import { type ArrowData, type ArrowField, type ArrowType, type ArrowVector, arrowType } from './arrow-shape.ts'
import { type ArrowValue, type Refuse, scalarValue } from './scalar-value.ts'

/** @param depth The number of lists around it: the elements of each have their own name. */
export function arrowValue(type: ArrowType, refuse: Refuse, depth = 0): ArrowValue {
  switch (type.typeId) {
    case arrowType.null:
      return { read: () => null, interim: unknownType, exact: (expression) => expression, stored: unknownType }
    case arrowType.list:
    case arrowType.fixedSizeList:
      return listValue(arrowValue(elementOf(type), refuse, depth + 1), depth)
    case arrowType.struct:
      return structValue(type.children ?? [], refuse, depth)
    case arrowType.map:
      return mapValue(type, refuse, depth)
    case arrowType.dictionary:
      return dictionaryValue(type, refuse, depth)
    default:
      return scalarValue(type, refuse)
  }
}

/** The value at an index of a chunk, or null. */
export const valueAt = ({ read }: ArrowValue, data: ArrowData, index: number): unknown =>
  data.getValid(index) ? read(data, index) : null

const elementOf = ({ children }: ArrowType): ArrowType => children![0]!.type

/** The range of the elements of one value among those of the chunk. */
function placesOf({ valueOffsets, stride }: ArrowData, index: number): readonly [from: number, to: number] {
  // A list of fixed size has no offsets.
  if (valueOffsets === undefined || valueOffsets === null) return [index * stride, (index + 1) * stride]
  return [Number(valueOffsets[index]), Number(valueOffsets[index + 1])]
}

function elementsOf(element: ArrowValue, data: ArrowData, index: number): unknown[] {
  const [from, to] = placesOf(data, index)
  const child = data.children![0]!
  return Array.from({ length: to - from }, (_, at) => valueAt(element, child, from + at))
}

function listValue(element: ArrowValue, depth: number): ArrowValue {
  const name = `element_${depth}`
  return {
    read: (data, index) => elementsOf(element, data, index),
    interim: listOf(element.interim),
    exact: (expression) => `list_transform(${expression}, lambda ${name}: ${element.exact(name)})`,
    stored: listOf(element.stored),
  }
}

/** The fields are kept by position, since a field may have any name. */
function structValue(fields: readonly ArrowField[], refuse: Refuse, depth: number): ArrowValue {
  if (fields.length === 0) refuse('structs without fields', 'give them a field')
  const members = fields.map(({ name, type }, at) => ({
    name,
    interim: `f${at}`,
    value: arrowValue(type, refuse, depth),
  }))
  return {
    read: (data, index) =>
      Object.fromEntries(
        members.map(({ interim, value }, at) => [interim, valueAt(value, data.children![at]!, index)]),
      ),
    interim: structOf(members.map(({ interim, value }) => ({ name: interim, type: value.interim }))),
    exact(expression) {
      const packed = members.map(
        ({ name, interim, value }) =>
          `${quoteId(name)} := ${value.exact(`struct_extract(${expression}, '${interim}')`)}`,
      )
      return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${packed.join(', ')}) END`
    },
    stored: structOf(members.map(({ name, value }) => ({ name, type: value.stored }))),
  }
}

/** A map whose keys are no text becomes a list of its entries, as in SQL. */
function mapValue(type: ArrowType, refuse: Refuse, depth: number): ArrowValue {
  const [key, value] = elementOf(type).children!.map((field) => arrowValue(field.type, refuse, depth + 1)) as [
    ArrowValue,
    ArrowValue,
  ]
  const isOfText = key.stored.kind === 'scalar' && key.stored.name === 'VARCHAR'
  const name = `entry_${depth}`
  const entry = `struct_pack("key" := ${key.exact(`${name}.k`)}, "value" := ${value.exact(`${name}.v`)})`
  return {
    read(data, index) {
      const entries = data.children![0]!
      const [keys, values] = entries.children as [ArrowData, ArrowData]
      const [from, to] = placesOf(data, index)
      const rows = Array.from({ length: to - from }, (_, at) => ({
        k: valueAt(key, keys, from + at),
        v: valueAt(value, values, from + at),
      }))
      if (isOfText) refuseTwice(rows, refuse)
      return rows
    },
    interim: listOf(
      structOf([
        { name: 'k', type: key.interim },
        { name: 'v', type: value.interim },
      ]),
    ),
    exact(expression) {
      const entries = `list_transform(${expression}, lambda ${name}: ${entry})`
      return isOfText ? `map_from_entries(${entries})` : entries
    },
    stored: isOfText
      ? mapOf(value.stored)
      : listOf(
          structOf([
            { name: 'key', type: key.stored },
            { name: 'value', type: value.stored },
          ]),
        ),
  }
}

function refuseTwice(entries: readonly { readonly k: unknown }[], refuse: Refuse): void {
  if (entries.some(({ k }) => k === null)) refuse('a map with a key that is null', 'leave that entry out')
  if (new Set(entries.map(({ k }) => k)).size < entries.length) refuse('a map with one key twice', 'keep one of them')
}

/** The values of a dictionary are read once for each of its chunks. */
function dictionaryValue(type: ArrowType, refuse: Refuse, depth: number): ArrowValue {
  const value = arrowValue(type.dictionary as ArrowType, refuse, depth)
  const cache = new WeakMap<ArrowVector, unknown[]>()
  const wordsOf = (dictionary: ArrowVector) => {
    const earlier = cache.get(dictionary)
    // The dictionary may have grown since.
    if (earlier !== undefined && earlier.length === countOf(dictionary)) return earlier
    const words = dictionary.data.flatMap((chunk) =>
      Array.from({ length: chunk.length }, (_, at) => valueAt(value, chunk, at)),
    )
    cache.set(dictionary, words)
    return words
  }
  return {
    ...value,
    read: (data, index) => wordsOf(data.dictionary as ArrowVector)[Number(data.values![index])] ?? null,
  }
}

const countOf = ({ data }: ArrowVector): number => data.reduce((sum, { length }) => sum + length, 0)
