import { type ExpressionBuilder, sql } from 'kysely'
import type { Stored } from '../../interface.ts'
import type { AssetRecord } from '../../record.ts'
import { expectRecord, expectVarying, jsonOf } from '../sound.ts'
import { filesOf, fromRow, headOf, type Row } from './records.ts'
import type { Tables } from './tables.ts'

type Records = ExpressionBuilder<Tables, 'pointers' | 'records'>

/**
 * A record of an asset that has very many partitions. Most of what the catalog says of the others is what it says of
 * this one, letter for letter: it is compared where it lies and read once.
 */
export interface Model {
  readonly record: AssetRecord
  /** What it is made from, but for its inputs and what stands behind them. */
  readonly head: object
  /** Where they are not one file each, the files of all of them. */
  readonly files: string | null
  /** The columns of the others that are not the model's. */
  readonly others: ReturnType<typeof othersThan>
  readonly isAlike: (is: Records) => ReturnType<Records['and']>
}

/** In these a record is the model. */
const common = [
  ...(['asset', 'kind', 'definition', 'schema', 'reusable', 'outcome', 'schemes', 'environment'] as const),
  ...(['check_outcome', 'accepted', 'rejected', 'row_map', 'work', 'metadata', 'partition_keys', 'parts'] as const),
] as const

export function modelOf(row: Row): Model {
  const head = headOf(row.ingredients)
  return {
    record: fromRow(row).record,
    files: row.parts,
    head: jsonOf(`${head}}`, ingredientsOf(row)) as object,
    others: othersThan(row, head.length),
    isAlike: (is) =>
      is.and([
        ...common.map((name) => is(`records.${name}`, 'is', row[name])),
        is(sql`substr(records.ingredients, 1, ${head.length})`, '=', head),
      ]),
  }
}

/** `null` for a text that is the model's. */
function othersThan(row: Row, head: number) {
  const part = sql<string>`substr(records.ingredients, ${head + 1})`
  return [
    ...([
      'pointers.partition',
      'records.id',
      'records.key',
      'records.version',
      'records.blob',
      'records.rows',
    ] as const),
    ...(['records.size_bytes', 'records.run', 'records.started_at', 'records.duration_ms'] as const),
    sql<string | null>`iif(records.ingredients = ${row.ingredients}, NULL, ${part})`.as('rest'),
    sql<string | null>`iif(records.causes = ${row.causes}, NULL, records.causes)`.as('causes'),
  ] as const
}

interface OtherColumns
  extends Pick<Row, 'partition' | 'id' | 'key' | 'version' | 'blob' | 'rows' | 'size_bytes' | 'run' | 'started_at'> {
  readonly duration_ms: number
  /** Of the ingredients, behind what is the model's. */
  readonly rest: string | null
  readonly causes: string | null
}

const ingredientsOf = ({ id }: Pick<Row, 'id'>): string => `the ingredients of the record ${id}`

export function storedLike({ record: model, head, files }: Model, asset: string, row: OtherColumns): Stored {
  const record: AssetRecord = {
    ...model,
    asset,
    partition: row.partition,
    key: row.key,
    version: row.version,
    parts: filesOf({ ...row, parts: files }),
    rows: row.rows,
    sizeBytes: row.size_bytes,
    // One text for all that a run has made.
    run: row.run === model.run ? model.run : row.run,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    ingredients:
      row.rest === null
        ? model.ingredients
        : { ...head, ...(jsonOf(`{${row.rest.slice(1)}`, ingredientsOf(row)) as AssetRecord['ingredients']) },
    causes:
      row.causes === null
        ? model.causes
        : (jsonOf(row.causes, `the causes of the record ${row.id}`) as AssetRecord['causes']),
  }
  if (row.rest === null && row.causes === null) expectVarying(record, row.id)
  else expectRecord(record, row.id)
  return { id: row.id, record }
}
