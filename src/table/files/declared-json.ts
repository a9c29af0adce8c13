import { quoteId, quoteText } from '../codec/types/data-type.ts'
import { type Shape, textShape } from './declared-shape.ts'
import { pathName } from './json/json-structure.ts'
import { asWritten, hasMark, withMarks } from './json/number-marks.ts'

/**
 * The JSON text of a nested value in which every value inside is a text (`textShape`); NULL where it does not have that
 * shape. A text that is JSON is read as JSON: DuckDB's own cast of a text would read the `\n` in it as the letter n.
 * Numbers keep their written form.
 */
export function textsOfNested(text: string, shape: Shape): string {
  const type = textShape(shape)
  const json = `CASE WHEN ${isOfShape('json', shape)} THEN TRY_CAST(${textsOfJson('json', shape)} AS ${type}) END`
  const marked = `CASE WHEN ${hasMark(text)} THEN NULL ELSE CAST(${withMarks(text)} AS JSON) END`
  const values = `list_transform([${marked}], lambda json: ${json})[1]`
  return `CASE WHEN json_valid(${text}) THEN ${values} ELSE TRY_CAST(${text} AS ${type}) END`
}

/** Checks the keys: DuckDB drops a key for which a struct has no field, and takes the last of two equal keys. */
function isOfShape(json: string, shape: Shape, depth = 0): string {
  const element = `element_${depth}`
  const every = (list: string, of: Shape) =>
    of.kind === 'value'
      ? 'true'
      : `len(list_filter(${list}, lambda ${element}: NOT ${isOfShape(element, of, depth + 1)})) = 0`
  const isOf = (type: string, inside: readonly string[]) =>
    `(coalesce(json_type(${json}), 'NULL') = 'NULL' OR (json_type(${json}) = '${type}' AND ${inside.join(' AND ')}))`
  const keys = `json_keys(${json})`
  const once = `len(list_distinct(${keys})) = len(${keys})`
  switch (shape.kind) {
    case 'value':
      return 'true'
    case 'list':
      return isOf('ARRAY', [every(`json_extract(${json}, '$[*]')`, shape.of)])
    case 'map':
      return isOf('OBJECT', [once, every(`json_extract(${json}, '$.*')`, shape.value)])
    case 'struct': {
      const names = `[${shape.fields.map(([name]) => quoteText(name)).join(', ')}]`
      const fields = shape.fields.map(([name, of]) => isOfShape(member(json, name), of, depth))
      return isOf('OBJECT', [once, `list_has_all(${names}, ${keys})`, ...fields])
    }
  }
}

function textsOfJson(json: string, shape: Shape, depth = 0): string {
  const element = `element_${depth}`
  const present = (value: string) => `CASE WHEN json_type(${json}) <> 'NULL' THEN ${value} END`
  const all = (list: string, make: string) => `list_transform(${list}, lambda ${element}: ${make})`
  switch (shape.kind) {
    case 'value':
      return asWritten(`json_extract_string(${json}, '$')`)
    case 'list':
      return present(all(`json_extract(${json}, '$[*]')`, textsOfJson(element, shape.of, depth + 1)))
    case 'map': {
      const value = textsOfJson(`${element}[2]`, shape.value, depth + 1)
      const entries = `list_zip(json_keys(${json}), json_extract(${json}, '$.*'))`
      return present(`map_from_entries(${all(entries, `struct_pack(k := ${element}[1], v := ${value})`)})`)
    }
    case 'struct': {
      const fields = shape.fields.map(
        ([name, of]) => `${quoteId(name)} := ${textsOfJson(member(json, name), of, depth)}`,
      )
      return present(`struct_pack(${fields.join(', ')})`)
    }
  }
}

const member = (json: string, name: string): string => `json_extract(${json}, ${quoteText(`$.${pathName(name)}`)})`
