import { type ExpressionBuilder, sql } from 'kysely'
import type { Stored } from '../../interface.ts'
import type { AssetRecord } from '../../record.ts'
import { filesOf, fromRow, headOf, type RecordRow } from '../record-row.ts'
import { expectRecord, isVarying, jsonOf } from '../sound.ts'
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
  /** Where they are not one file each, the files of all of them. */
  readonly files: string | null
  /** The columns of the others that are not the model's. */
  readonly others: ReturnType<typeof othersThan>
  readonly isAlike: (is: Records) => ReturnType<Records['and']>
}

/** The columns in which the compared records equal the model. */
const common = [
  ...(['asset', 'kind', 'definition', 'schema', 'reusable', 'outcome', 'schemes', 'environment'] as const),
  ...(['check_outcome', 'accepted', 'rejected', 'row_map', 'work', 'metadata', 'partition_keys', 'parts'] as const),
] as const

export function modelOf(row: RecordRow): Model {
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

/** Selects `null` for a text that equals the model's. */
function othersThan(row: RecordRow, head: number) {
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
    ...(['records.size_bytes', 'records.started_at', 'records.duration_ms'] as const),
    sql<string | null>`iif(records.run = ${row.run}, NULL, records.run)`.as('run'),
    sql<string | null>`iif(records.ingredients = ${row.ingredients}, NULL, ${part})`.as('rest'),
    sql<string | null>`iif(records.causes = ${row.causes}, NULL, records.causes)`.as('causes'),
  ] as const
}

interface OtherColumns
  extends Pick<RecordRow, 'partition' | 'id' | 'key' | 'version' | 'blob' | 'rows' | 'size_bytes' | 'started_at'> {
  readonly run: string | null
  readonly duration_ms: number
  /** Of the ingredients, behind what is the model's. */
  readonly rest: string | null
  readonly causes: string | null
}

const ingredientsOf = ({ id }: Pick<RecordRow, 'id'>): string => `the ingredients of the record ${id}`

/** The record is put together where somebody asks: those of very many partitions would take three times the room. */
export function storedLike(model: Model, asset: string, row: OtherColumns): Stored {
  const stored = new StoredAlike(model, asset, row)
  if (row.rest === null && row.causes === null && isVarying(row)) return stored
  expectRecord(stored.record, row.id)
  return stored
}

/** The same as of its record, which need not be put together for it. */
export const partitionOfStored = (stored: Stored): string =>
  stored instanceof StoredAlike ? stored.partition : stored.record.partition

/** The record that was built last, since a caller mostly reads several fields of one record. */
let lastAsked: { of: Stored; record: AssetRecord } | undefined

class StoredAlike implements Stored {
  readonly id: number
  readonly #model: Model
  readonly #asset: string
  readonly partition: string
  readonly #key: string
  readonly #version: string
  readonly #blob: string | null
  readonly #rows: number
  readonly #sizeBytes: number
  readonly #run: string
  readonly #startedAt: number
  readonly #durationMs: number
  readonly #ingredients: AssetRecord['ingredients']
  readonly #causes: AssetRecord['causes']

  constructor(model: Model, asset: string, row: OtherColumns) {
    const { head, record } = model
    this.id = row.id
    this.#model = model
    this.#asset = asset
    this.partition = row.partition
    this.#key = row.key
    this.#version = row.version
    this.#blob = row.blob
    this.#rows = row.rows
    this.#sizeBytes = row.size_bytes
    this.#run = row.run ?? record.run
    this.#startedAt = row.started_at
    this.#durationMs = row.duration_ms
    this.#ingredients =
      row.rest === null
        ? record.ingredients
        : { ...head, ...(jsonOf(`{${row.rest.slice(1)}`, ingredientsOf(row)) as AssetRecord['ingredients']) }
    this.#causes =
      row.causes === null
        ? record.causes
        : (jsonOf(row.causes, `the causes of the record ${row.id}`) as AssetRecord['causes'])
  }

  get record(): AssetRecord {
    if (lastAsked?.of === this) return lastAsked.record
    const record: AssetRecord = {
      ...this.#model.record,
      asset: this.#asset,
      partition: this.partition,
      key: this.#key,
      version: this.#version,
      parts: filesOf({ id: this.id, blob: this.#blob, parts: this.#model.files, size_bytes: this.#sizeBytes }),
      rows: this.#rows,
      sizeBytes: this.#sizeBytes,
      run: this.#run,
      startedAt: this.#startedAt,
      durationMs: this.#durationMs,
      ingredients: this.#ingredients,
      causes: this.#causes,
    }
    lastAsked = { of: this, record }
    return record
  }
}
