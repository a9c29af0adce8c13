import { countWhere } from '../../util/sql-text.ts'
import { type DataType, type Field, listOf, mapOf, quoteId, quoteText, structOf } from '../codec/types/data-type.ts'
import type { Connection } from '../engine/bindings.ts'
import { numbersOf } from './ask.ts'

/** Some of the rows of a table, by their own columns. */
export interface SomeRows {
  /** What stands behind a FROM. */
  readonly from: string
  readonly fields: readonly Field[]
}

/**
 * The columns of rows that are put together. A field is `optional` as one pass over all rows would find it: some row
 * lacks it, and none has null there. The types of the parts do not show that: the rows that decided them may be gone,
 * and one part may have null where another lacks the field. So the rows are read, for those fields alone.
 */
export async function absentOrNull(
  connection: Connection,
  united: readonly Field[],
  parts: readonly SomeRows[],
): Promise<readonly Field[]> {
  const facts = new Set<string>()
  for (const { from, fields } of parts) {
    const questions = questionsOfFields(united, fields, { path: '', extract: quoteId })
    if (questions.length === 0) continue
    const counts = questions.map(({ holds }, index) => `${countWhere(holds)} AS n${index}`)
    const answers = await numbersOf(connection, `SELECT ${counts.join(', ')} FROM ${from}`)
    for (const [index, { path, says }] of questions.entries()) if (answers[index] !== 0) facts.add(answer(says, path))
  }
  return settled(united, facts, '')
}

/** What a row may have in a field: a value, null, or no field. */
type Says = 'value' | 'null' | 'absent'
interface Question {
  readonly path: string
  readonly says: Says
  /** The condition on a row that it says so. */
  readonly holds: string
}
const pathOf = (path: string, name: string): string => `${path}${JSON.stringify(name)}`
const answer = (says: Says, path: string): string => `${says} ${path}`

/** The object that contains the fields. */
interface Holder {
  readonly path: string
  /** The SQL of a field's value. */
  readonly extract: (name: string) => string
  /** The condition that the object exists; absent for one that always does. */
  readonly isThere?: string
}

function questionsOfFields(united: readonly Field[], own: readonly Field[], holder: Holder): readonly Question[] {
  return united.flatMap((field) => {
    const path = pathOf(holder.path, field.name)
    const there = (condition: string) =>
      holder.isThere === undefined ? condition : `${holder.isThere} AND (${condition})`
    const before = own.find(({ name }) => name === field.name)
    if (before === undefined) {
      return field.optional === true ? [{ path, says: 'absent', holds: there('true') } as const] : []
    }
    const value = holder.extract(field.name)
    const inside = questionsInside({ value, path }, before.type, field.type)
    if (field.optional !== true) return inside
    const nothing = before.optional === true ? 'absent' : 'null'
    return [
      { path, says: 'value', holds: there(`${value} IS NOT NULL`) },
      { path, says: nothing, holds: there(`${value} IS NULL`) },
      ...inside,
    ]
  })
}

interface Value {
  readonly value: string
  readonly path: string
}

function questionsInside({ value, path }: Value, own: DataType, united: DataType): readonly Question[] {
  const isThere = `${value} IS NOT NULL`
  const extract = (name: string) => `struct_extract(${value}, ${quoteText(name)})`
  if (united.kind === 'struct') {
    // A map without keys may stand beside objects with fields: then it lacks all of them.
    const fields = own.kind === 'struct' ? own.fields : own.kind === 'map' ? [] : undefined
    return fields === undefined ? [] : questionsOfFields(united.fields, fields, { path, extract, isThere })
  }
  if (united.kind === 'map' && own.kind === 'struct') {
    return own.fields.flatMap(({ name, type }) =>
      questionsInside({ value: extract(name), path: `${path}[]` }, type, united.of),
    )
  }
  const isMap = united.kind === 'map' && own.kind === 'map'
  if (!isMap && (united.kind !== 'list' || own.kind !== 'list')) return []
  const list = isMap ? `map_values(${value})` : value
  const element = `element_${path.length}`
  return questionsInside({ value: element, path: `${path}[]` }, own.of, united.of).map((question) => ({
    ...question,
    holds: `coalesce(len(list_filter(${list}, lambda ${element}: ${question.holds})) > 0, false)`,
  }))
}

/** A mark stays unchanged where no row has the object that contains the field. */
function settled(fields: readonly Field[], facts: ReadonlySet<string>, path: string): readonly Field[] {
  return fields.map(({ name, type, optional }) => {
    const own = pathOf(path, name)
    const says = (what: Says) => facts.has(answer(what, own))
    const inside = { name, type: settledInside(type, facts, own) }
    const some = optional === true && !says('null') && (says('absent') || !says('value'))
    return some ? { ...inside, optional } : inside
  })
}

function settledInside(type: DataType, facts: ReadonlySet<string>, path: string): DataType {
  switch (type.kind) {
    case 'list':
      return listOf(settledInside(type.of, facts, `${path}[]`))
    case 'map':
      return mapOf(settledInside(type.of, facts, `${path}[]`))
    case 'struct':
      return structOf(settled(type.fields, facts, path))
    default:
      return type
  }
}
