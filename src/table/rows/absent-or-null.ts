import { type DataType, type Field, listOf, mapOf, quoteId, quoteText, structOf } from '../codec/data-type.ts'
import type { Connection } from '../engine/bindings.ts'
import { numbersOf } from './ask.ts'

/** Some of the rows of a table, by their own columns. */
export interface SomeRows {
  /** What stands behind a FROM. */
  readonly from: string
  readonly fields: readonly Field[]
}

/**
 * The columns of rows that are put together. A field that some of them lack (`optional`) is so in all of them only if
 * none has null there: the types of the parts do not say that, so their rows are asked.
 */
export async function absentOrNull(
  connection: Connection,
  united: readonly Field[],
  parts: readonly SomeRows[],
): Promise<readonly Field[]> {
  const withNulls = new Set<string>()
  for (const { from, fields } of parts) {
    const questions = fields.flatMap((field) => questionsOfColumn(field, united))
    if (questions.length === 0) continue
    const counts = questions.map(({ holds }) => `count(*) FILTER (${holds})`)
    const found = await numbersOf(connection, `SELECT ${counts.join(', ')} FROM ${from}`)
    for (const [index, { path }] of questions.entries()) if (found[index] !== 0) withNulls.add(path)
  }
  return withNulls.size === 0 ? united : nullable(united, withNulls, '')
}

interface Question {
  readonly path: string
  /** Over a row: whether it has null there. */
  readonly holds: string
}
const pathOf = (path: string, name: string): string => `${path}${JSON.stringify(name)}`

function questionsOfColumn(field: Field, united: readonly Field[]): readonly Question[] {
  const value = quoteId(field.name)
  return questionsOfField({ field, value, path: '', isNull: `${value} IS NULL` }, united)
}

interface FieldOfPart {
  readonly field: Field
  readonly value: string
  readonly path: string
  readonly isNull: string
}

function questionsOfField({ field, value, path, isNull }: FieldOfPart, united: readonly Field[]): readonly Question[] {
  const other = united.find(({ name }) => name === field.name)
  if (other === undefined) return []
  const own = pathOf(path, field.name)
  const inside = questionsInside({ value, path: own }, field.type, other.type)
  return other.optional === true && field.optional !== true ? [{ path: own, holds: isNull }, ...inside] : inside
}

function questionsInside(
  { value, path }: { readonly value: string; readonly path: string },
  type: DataType,
  united: DataType,
): readonly Question[] {
  if (type.kind === 'struct' && united.kind === 'struct') {
    return type.fields.flatMap((field) => {
      const inside = `struct_extract(${value}, ${quoteText(field.name)})`
      const isNull = `(${value} IS NOT NULL AND ${inside} IS NULL)`
      return questionsOfField({ field, value: inside, path, isNull }, united.fields)
    })
  }
  const isMap = type.kind === 'map' && united.kind === 'map'
  if (!isMap && (type.kind !== 'list' || united.kind !== 'list')) return []
  const list = isMap ? `map_values(${value})` : value
  const element = `element_${path.length}`
  return questionsInside({ value: element, path: `${path}[]` }, type.of, united.of).map((question) => ({
    path: question.path,
    holds: `coalesce(len(list_filter(${list}, lambda ${element}: ${question.holds})) > 0, false)`,
  }))
}

function nullable(fields: readonly Field[], withNulls: ReadonlySet<string>, path: string): readonly Field[] {
  return fields.map(({ name, type, optional }) => {
    const own = pathOf(path, name)
    const inside = { name, type: nullableInside(type, withNulls, own) }
    return optional === true && !withNulls.has(own) ? { ...inside, optional } : inside
  })
}

function nullableInside(type: DataType, withNulls: ReadonlySet<string>, path: string): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(nullableInside(type.of, withNulls, `${path}[]`))
    case 'map':
      return mapOf(nullableInside(type.of, withNulls, `${path}[]`))
    case 'struct':
      return structOf(nullable(type.fields, withNulls, path))
    default:
      return type
  }
}
