import { quoteId, quoteText } from '../codec/types/data-type.ts'

/** The structure of a nested type that the user declared. */
export type Shape =
  | { readonly kind: 'value'; readonly type: string }
  /** `size` of an array: `3` of `INTEGER[3]`. */
  | { readonly kind: 'list'; readonly of: Shape; readonly size: string }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [name: string, of: Shape])[] }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }

/** A type that is not understood counts as a single value, and DuckDB reports what is wrong with it. */
export function shapeOf(type: string): Shape {
  const reader = { text: type, at: 0 }
  const shape = readShape(reader)
  return shape !== undefined && reader.at === type.length ? shape : { kind: 'value', type: type.trim() }
}

interface Reader {
  readonly text: string
  at: number
}

function readShape(reader: Reader): Shape | undefined {
  let shape = readBase(reader)
  for (let size = take(reader, /\s*\[(\d*)\]\s*/y); shape !== undefined && size !== undefined; ) {
    shape = { kind: 'list', of: shape, size: size[1] as string }
    size = take(reader, /\s*\[(\d*)\]\s*/y)
  }
  return shape
}

function readBase(reader: Reader): Shape | undefined {
  if (take(reader, /\s*STRUCT\s*\(/iy) !== undefined) return readFields(reader)
  if (take(reader, /\s*MAP\s*\(/iy) !== undefined) {
    const key = readShape(reader)
    const value = take(reader, /\s*,/y) && readShape(reader)
    const isWhole = take(reader, /\s*\)\s*/y) !== undefined
    return key !== undefined && value !== undefined && isWhole ? { kind: 'map', key, value } : undefined
  }
  const name = take(reader, /\s*(\w[\w ]*?)\s*(\([\d ,]*\)(?:\s*WITH(?:OUT)? TIME ZONE)?)?\s*(?=[[,)]|$)/iy)
  return name === undefined ? undefined : { kind: 'value', type: `${name[1]}${name[2] ?? ''}` }
}

function readFields(reader: Reader): Shape | undefined {
  const fields: [string, Shape][] = []
  do {
    const name = take(reader, /\s*(?:"((?:[^"]|"")*)"|(\w+))\s+/y)
    const of = name && readShape(reader)
    if (name === undefined || of === undefined) return undefined
    fields.push([name[1]?.replaceAll('""', '"') ?? (name[2] as string), of])
  } while (take(reader, /\s*,/y) !== undefined)
  return take(reader, /\s*\)\s*/y) === undefined ? undefined : { kind: 'struct', fields }
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at
  const match = pattern.exec(reader.text)
  if (match === null) return undefined
  reader.at += match[0].length
  return match
}

/** The type with text in the place of every inner type. */
export function textShape(shape: Shape): string {
  switch (shape.kind) {
    case 'value':
      return 'VARCHAR'
    case 'list':
      return `${textShape(shape.of)}[${shape.size}]`
    case 'struct':
      return `STRUCT(${shape.fields.map(([name, of]) => `${quoteId(name)} ${textShape(of)}`).join(', ')})`
    case 'map':
      return `MAP(${textShape(shape.key)}, ${textShape(shape.value)})`
  }
}

/** Whether every value in something of the `textShape` is null or fits its type. */
export function everyValueFits(
  expression: string,
  shape: Shape,
  fits: (text: string, type: string) => string,
  depth = 0,
): string {
  const inside = (value: string, of: Shape) => everyValueFits(value, of, fits, depth + 1)
  const all = (list: string, of: Shape) => {
    const element = `value_${depth}`
    return `coalesce(len(list_filter(${list}, lambda ${element}: NOT ${inside(element, of)})) = 0, true)`
  }
  switch (shape.kind) {
    case 'value':
      return `coalesce(${expression} IS NULL OR (${fits(expression, shape.type)}), false)`
    case 'list':
      return all(shape.size === '' ? expression : `CAST(${expression} AS ${textShape(shape.of)}[])`, shape.of)
    case 'struct':
      return `(${shape.fields.map(([name, of]) => inside(`struct_extract(${expression}, ${quoteText(name)})`, of)).join(' AND ')})`
    case 'map':
      return `(${all(`map_keys(${expression})`, shape.key)} AND ${all(`map_values(${expression})`, shape.value)})`
  }
}

/** The path of a field of the one type for which the other has no field: DuckDB's cast would drop it. */
export function fieldWithoutRoom(from: Shape, to: Shape, path: string): string | undefined {
  if (from.kind === 'list' && to.kind === 'list') return fieldWithoutRoom(from.of, to.of, `${path}[]`)
  if (from.kind === 'map' && to.kind === 'map')
    return fieldWithoutRoom(from.key, to.key, `${path}.key`) ?? fieldWithoutRoom(from.value, to.value, `${path}.value`)
  if (from.kind !== 'struct' || to.kind !== 'struct') return undefined
  for (const [name, of] of from.fields) {
    const field = to.fields.find(([other]) => other.toLowerCase() === name.toLowerCase())
    const lost = field === undefined ? `${path}.${name}` : fieldWithoutRoom(of, field[1], `${path}.${name}`)
    if (lost !== undefined) return lost
  }
  return undefined
}
