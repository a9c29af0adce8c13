import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely'
import type { AssetRecord } from '../../record.ts'
import { fromRow, headOf, type RecordRow } from '../record-row.ts'
import { jsonOf } from '../sound.ts'
import type { Tables } from './tables.ts'

type Records = ExpressionBuilder<Tables, 'pointers' | 'records'>

/**
 * A record of an asset with very many partitions, whose other records have mostly the same text. SQLite compares the
 * others with it, and equal text is read once.
 */
export interface Model {
  readonly record: AssetRecord
  /** The ingredients, except the inputs and what stands behind them. */
  readonly head: object
  /** The text of these. */
  readonly rest: string
  /** Where they are not one file each, the files of all of them. */
  readonly files: string | null
  readonly hasFile: boolean
  /** Its values in the fields that most records leave empty. */
  readonly rare: Partial<AssetRecord> | undefined
  /** The values in which the other records differ from the model: one text for each column. */
  readonly others: ReturnType<typeof othersThan>
  readonly isAlike: (is: Records) => ReturnType<Records['and']>
}

/** The columns in which the compared records equal the model. */
const common = [
  ...(['asset', 'kind', 'definition', 'schema', 'reusable', 'outcome', 'schemes', 'environment'] as const),
  ...(['check_outcome', 'accepted', 'rejected', 'row_map', 'work', 'metadata', 'partition_keys'] as const),
  ...(['parts', 'view'] as const),
] as const

/** Whole numbers, whose text is exact. */
const times = ['started_at', 'duration_ms'] as const

export function modelOf(row: RecordRow): Model {
  const head = headOf(row.ingredients)
  const { record } = fromRow(row)
  return {
    record,
    rare: rareOf(record),
    files: row.parts,
    hasFile: row.blob !== null,
    head: jsonOf(`${head}}`, ingredientsOf(row)) as object,
    rest: row.ingredients.slice(head.length),
    others: othersThan(row, head.length),
    isAlike: (is) =>
      is.and([
        ...common.map((name) => is(`records.${name}`, 'is', row[name])),
        is('records.blob', row.blob === null ? 'is' : 'is not', null),
        ...times.map(
          (name) => sql<boolean>`${sql.ref(`records.${name}`)} = CAST(${sql.ref(`records.${name}`)} AS INTEGER)`,
        ),
        sql<boolean>`(records.ingredients = ${row.ingredients} OR substr(records.ingredients, 1, ${head.length}) = ${head})`,
      ]),
  }
}

function rareOf(record: AssetRecord): Partial<AssetRecord> | undefined {
  const { check, accepted, rejected, rowMap, work, metadata, partitionKeys, view } = record
  const all = { check, accepted, rejected, rowMap, work, metadata, partitionKeys, view }
  const own = Object.entries(all).filter(([, value]) => value !== undefined)
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

/** One line for each record; an empty line for a text that equals the model's. */
function othersThan(row: RecordRow, head: number) {
  const part = sql<string>`substr(records.ingredients, ${head + 1})`
  const whole = (name: (typeof times)[number]) => sql`CAST(${sql.ref(`records.${name}`)} AS INTEGER)`
  return [
    sql<number>`count(*)`.as('count'),
    lines(sql.ref('pointers.partition')).as('partitions'),
    numbers(sql.ref('records.id')).as('ids'),
    lines(sql.ref('records.key')).as('keys'),
    lines(sql.ref('records.version')).as('versions'),
    lines(sql`coalesce(records.blob, '')`).as('blobs'),
    numbers(sql.ref('records.rows')).as('rows'),
    numbers(sql.ref('records.size_bytes')).as('sizes'),
    numbers(whole('started_at')).as('startedAt'),
    numbers(whole('duration_ms')).as('durationMs'),
    lines(sql`iif(records.run = ${row.run}, '', records.run)`).as('runs'),
    lines(sql`iif(records.ingredients = ${row.ingredients}, '', ${part})`).as('rests'),
    lines(sql`iif(records.causes = ${row.causes}, '', records.causes)`).as('causes'),
  ] as const
}

const lines = (value: RawBuilder<unknown>) => sql<string | null>`group_concat(${value}, char(10))`
const numbers = (value: RawBuilder<unknown>) => sql<string | null>`group_concat(${value})`

/** The one row that a query for `others` returns. SQLite concatenates a column faster than it returns rows. */
export type AlikeRow = { readonly count: number } & Readonly<Record<TextName | NumberName, string | null>>
export type TextName = 'partitions' | 'keys' | 'versions' | 'blobs' | 'runs' | 'rests' | 'causes'
export type NumberName = 'ids' | 'rows' | 'sizes' | 'startedAt' | 'durationMs'

const ingredientsOf = ({ id }: Pick<RecordRow, 'id'>): string => `the ingredients of the record ${id}`
