import { countWhere } from '../../util/sql-text.ts'
import { type DataType, type Field, quoteId, quoteText } from '../codec/types/data-type.ts'
import { type Engine, withConnection } from '../engine/open.ts'
import { type ParquetFiles, readParquet } from '../engine/parquet.ts'
import { numbersOf } from '../rows/ask.ts'

/** A type, and whether some value of it is null. */
export interface HeldType {
  readonly type: DataType
  readonly holdsNull: boolean
  /** For a struct. */
  readonly fields: readonly HeldField[]
  /** The elements of a list, or the values of a map. */
  readonly of: HeldType | undefined
}
export interface HeldField extends HeldType {
  readonly name: string
  /** Whether some rows lack the field and none has null in it. */
  readonly optional: boolean
}

/**
 * Finds where a table holds nulls, at any depth. A column without nulls by its statistics is not read. A table without
 * rows gives no information: it may hold null anywhere.
 */
export async function heldNulls(
  engine: Engine,
  { file, fields, count }: { readonly file: ParquetFiles; readonly fields: readonly Field[]; readonly count: number },
): Promise<readonly HeldField[]> {
  const questions: string[] = []
  const within = (condition: string) => condition
  const resolvers = fields.map((field) => fieldOf(field, { value: quoteId(field.name), within, depth: 0, questions }))
  const counts = count === 0 ? [] : await answersTo(engine, file, questions)
  return resolvers.map((of) => of((question) => count === 0 || counts[question] !== 0))
}

/** The columns in which some row has null. */
export async function columnsWithNull(
  engine: Engine,
  file: ParquetFiles,
  columns: readonly string[],
): Promise<ReadonlySet<string>> {
  const counts = await answersTo(
    engine,
    file,
    columns.map((name) => `${quoteId(name)} IS NULL`),
  )
  return new Set(columns.filter((_, column) => counts[column] !== 0))
}

async function answersTo(engine: Engine, file: ParquetFiles, questions: readonly string[]): Promise<readonly number[]> {
  if (questions.length === 0) return []
  const counts = questions.map((condition) => countWhere(condition))
  return withConnection(engine, (connection) =>
    numbersOf(connection, `SELECT ${counts.join(', ')} FROM ${readParquet(file)}`),
  )
}

/** The place of a value within a row, in SQL. */
interface Position {
  readonly value: string
  /** Makes a condition on a row: some value at this place meets the given condition. */
  readonly within: (condition: string) => string
  readonly depth: number
  /** The questions to the rows: each is a condition on one row. */
  readonly questions: string[]
}
type Answered<T> = (isSo: (question: number) => boolean) => T

function fieldOf({ name, type, optional = false }: Field, place: Position): Answered<HeldField> {
  const inside = optional ? partsOf(type, place) : heldOf(type, place)
  return (isSo) => ({ name, optional, ...inside(isSo) })
}

function heldOf(type: DataType, place: Position): Answered<HeldType> {
  if (type.kind === 'unknown') return partsOf(type, place)
  const question = place.questions.push(place.within(`${place.value} IS NULL`)) - 1
  const parts = partsOf(type, place)
  return (isSo) => ({ ...parts(isSo), holdsNull: isSo(question) })
}

function partsOf(type: DataType, place: Position): Answered<HeldType> {
  const { value, within } = place
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map((field) => {
        const inner = `struct_extract(${value}, ${quoteText(field.name)})`
        const there = (condition: string) => within(`(${value} IS NOT NULL AND ${condition})`)
        return fieldOf(field, { ...place, value: inner, within: there })
      })
      return (isSo) => ({ type, holdsNull: false, fields: fields.map((field) => field(isSo)), of: undefined })
    }
    case 'list':
    case 'map': {
      const list = type.kind === 'map' ? `map_values(${value})` : value
      const element = elementOf(type.of, list, place)
      return (isSo) => ({ type, holdsNull: false, fields: [], of: element(isSo) })
    }
    default:
      return () => ({ type, holdsNull: false, fields: [], of: undefined })
  }
}

function elementOf(type: DataType, list: string, { within, depth, questions }: Position): Answered<HeldType> {
  const value = `element_${depth}`
  const some = (condition: string) =>
    within(`coalesce(len(list_filter(${list}, lambda ${value}: ${condition})) > 0, false)`)
  const place = { value, within: some, depth: depth + 1, questions }
  // A list of FLOATs holds no null: one that does is a list of REALs.
  return type.kind === 'scalar' && type.name === 'FLOAT' ? partsOf(type, place) : heldOf(type, place)
}
