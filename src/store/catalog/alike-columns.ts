import { columnOf, type TextColumn } from '../../util/text/text-column.ts'
import type { AlikeRecords, RecordBrief, RecordNumbers } from '../current-of.ts'
import type { Stored } from '../interface.ts'
import type { AssetRecord } from '../record.ts'
import { AlikeIngredients } from './alike-ingredients.ts'
import { filesOf } from './record-row.ts'
import { expectRecord, isBlob, isCount, isNumber, isRunId, isTime, jsonOf } from './sound.ts'
import type { AlikeRow, Model, NumberName, TextName } from './statements/alike.ts'

type Columns = Readonly<Record<TextName, TextColumn> & Record<NumberName, readonly number[]>>

/**
 * The records that are like the model. `undefined` where the columns do not have one line for each record: a key may
 * contain the end of a line.
 */
export function alikeRecords(model: Model, asset: string, row: AlikeRow): AlikeRecords | undefined {
  const columns = columnsOf(row)
  if (columns === undefined) return undefined
  const records = new ColumnRecords(model, asset, columns)
  const areSound = areVarying(columns, model)
  for (let place = 0; place < row.count; place += 1)
    if (!areSound || records.isOwn(place)) expectRecord(records.at(place), records.idAt(place))
  return records
}

/** Whether the values that differ from the model are valid. There may be very many: each column is checked at once. */
const areVarying = ({ blobs, rows, sizes, runs, startedAt, durationMs }: Columns, { hasFile }: Model): boolean =>
  (!hasFile || blobs.every(isBlob)) &&
  rows.every(isCount) &&
  sizes.every(isCount) &&
  runs.every((run) => run === '' || isRunId(run)) &&
  startedAt.every(isTime) &&
  durationMs.every(isNumber)

function columnsOf(row: AlikeRow): Columns | undefined {
  const { count } = row
  const texts = (name: TextName) => columnOf(row[name] ?? '', count)
  const numbers = (name: NumberName) => numbersOf(row[name] ?? '', count)
  const columns = {
    partitions: texts('partitions'),
    ids: numbers('ids'),
    keys: texts('keys'),
    versions: texts('versions'),
    blobs: texts('blobs'),
    rows: numbers('rows'),
    sizes: numbers('sizes'),
    startedAt: numbers('startedAt'),
    durationMs: numbers('durationMs'),
    runs: texts('runs'),
    rests: texts('rests'),
    causes: texts('causes'),
  }
  return Object.values(columns).includes(undefined) ? undefined : (columns as Columns)
}

function numbersOf(text: string, count: number): readonly number[] | undefined {
  try {
    const numbers = JSON.parse(`[${text}]`) as readonly number[]
    return numbers.length === count ? numbers : undefined
  } catch {
    return undefined
  }
}

/** The last record that was put together: a caller that reads one field of a record mostly reads others as well. */
let [lastAsked, lastRecord]: [of?: Stored, record?: AssetRecord] = []

/** A record that is put together on demand: the records of very many partitions would take three times the memory. */
class StoredAlike implements Stored {
  readonly id: number
  readonly #records: ColumnRecords
  readonly #place: number

  constructor(records: ColumnRecords, place: number) {
    this.id = records.idAt(place)
    this.#records = records
    this.#place = place
  }

  get partition(): string {
    return this.#records.partitionAt(this.#place)
  }

  get brief(): RecordBrief {
    return this.#records.briefAt(this.#place)
  }

  get record(): AssetRecord {
    if (lastAsked === this) return lastRecord as AssetRecord
    const record = this.#records.at(this.#place)
    lastAsked = this
    lastRecord = record
    return record
  }
}

/** The partition of the record, without putting the record together. */
export const partitionOfStored = (stored: Stored): string =>
  stored instanceof StoredAlike ? stored.partition : stored.record.partition

/** Records as columns, beside the model that they are like. */
class ColumnRecords implements AlikeRecords {
  readonly asset: string
  readonly count: number
  readonly #model: Model
  readonly #columns: Columns
  readonly #ingredients: AlikeIngredients
  /** By place: the ingredients that differ from the model's. */
  readonly #causes = new Map<number, AssetRecord['causes']>()

  constructor(model: Model, asset: string, columns: Columns) {
    this.#model = model
    this.asset = asset
    this.count = columns.ids.length
    this.#columns = columns
    this.#ingredients = new AlikeIngredients(model, columns.rests, columns.ids)
    columns.ids.forEach((id, place) => {
      const causes = columns.causes.at(place)
      if (causes !== '')
        this.#causes.set(place, jsonOf(causes, `the causes of the record ${id}`) as AssetRecord['causes'])
    })
  }

  get model(): AssetRecord {
    return this.#model.record
  }

  get files(): AlikeRecords['files'] {
    const { hasFile, files, record } = this.#model
    if (files !== null || record.rejected !== undefined || record.view !== undefined) return 'many'
    return hasFile ? 'one' : 'none'
  }

  idAt(place: number): number {
    return this.#columns.ids[place] as number
  }

  partitionAt(place: number): string {
    return this.#columns.partitions.at(place)
  }

  blobAt(place: number): string {
    return this.#columns.blobs.at(place)
  }

  versionAt(place: number): string {
    return this.#columns.versions.at(place)
  }

  numbersAt(place: number): RecordNumbers {
    const { rows, sizes, startedAt, durationMs } = this.#columns
    return {
      rows: rows[place] as number,
      sizeBytes: sizes[place] as number,
      startedAt: startedAt[place] as number,
      durationMs: durationMs[place] as number,
    }
  }

  briefAt(place: number): RecordBrief {
    const { keys, versions, rows, startedAt } = this.#columns
    const ingredients = this.#ingredients
    return {
      key: keys.at(place),
      version: versions.at(place),
      rows: rows[place] as number,
      startedAt: startedAt[place] as number,
      get ingredients() {
        return ingredients.at(place)
      },
      reusable: this.model.reusable,
    }
  }

  storedAt(place: number): Stored {
    return new StoredAlike(this, place)
  }

  shapeAt(place: number): object {
    return this.#ingredients.shapeAt(place)
  }

  inputVersionAt(place: number, ordinal: number): string {
    return this.#ingredients.versionAt(place, ordinal)
  }

  /** Whether it has something that no column and no other record has. */
  isOwn(place: number): boolean {
    return this.#ingredients.shapeAt(place).first === place || this.#causes.has(place)
  }

  at(place: number): AssetRecord {
    const { ids, keys, versions, blobs, rows, sizes, runs, startedAt, durationMs } = this.#columns
    const { record, files, hasFile, rare } = this.#model
    const sizeBytes = sizes[place] as number
    // Field by field: copying the model and overwriting fields takes ten times as long.
    const own: AssetRecord = {
      asset: this.asset,
      partition: this.partitionAt(place),
      kind: record.kind,
      key: keys.at(place),
      definition: record.definition,
      version: versions.at(place),
      schema: record.schema,
      parts: filesOf({
        id: ids[place] as number,
        blob: hasFile ? blobs.at(place) : null,
        parts: files,
        size_bytes: sizeBytes,
      }),
      rows: rows[place] as number,
      sizeBytes,
      ingredients: this.#ingredients.at(place),
      schemes: record.schemes,
      reusable: record.reusable,
      run: runs.at(place) || record.run,
      startedAt: startedAt[place] as number,
      durationMs: durationMs[place] as number,
      outcome: record.outcome,
      causes: this.#causes.get(place) ?? record.causes,
      environment: record.environment,
    }
    return rare === undefined ? own : { ...own, ...rare }
  }
}
