import type { Selectable } from 'kysely'
import type { Stored } from '../interface.ts'
import type { AssetRecord } from '../record.ts'
import { expectRecord, jsonOf } from './sound.ts'
import type { Tables } from './statements/tables.ts'

export type RecordRow = Selectable<Tables['records']>

/**
 * The columns that a new record sets; the catalog itself sets its number and the time at which it stops being current.
 */
export const recordColumns = [
  'change',
  'asset',
  'partition',
  'kind',
  'key',
  'definition',
  'version',
  'blob',
  'parts',
  'rows',
  'size_bytes',
  'reusable',
  'run',
  'started_at',
  'duration_ms',
  'outcome',
  'schema',
  'check_outcome',
  'ingredients',
  'schemes',
  'causes',
  'environment',
  'accepted',
  'rejected',
  'row_map',
  'work',
  'metadata',
  'partition_keys',
  'view',
  'made_in',
  'file',
] as const satisfies readonly Exclude<keyof RecordRow, 'id' | 'left_at'>[]

export function toRow(record: AssetRecord, change: number): Omit<RecordRow, 'id' | 'left_at' | 'made_in' | 'file'> {
  return {
    change,
    asset: record.asset,
    partition: record.partition,
    kind: record.kind,
    key: record.key,
    definition: record.definition,
    version: record.version,
    ...columnsOfParts(record),
    rows: record.rows,
    size_bytes: record.sizeBytes,
    reusable: record.reusable ? 1 : 0,
    run: record.run,
    started_at: record.startedAt,
    duration_ms: record.durationMs,
    outcome: record.outcome,
    schema: JSON.stringify(record.schema),
    check_outcome: record.check === undefined ? null : JSON.stringify(record.check),
    ingredients: JSON.stringify(record.ingredients),
    schemes: JSON.stringify(record.schemes),
    causes: JSON.stringify(record.causes),
    environment: JSON.stringify(record.environment),
    accepted: record.accepted === undefined ? null : JSON.stringify(record.accepted),
    rejected: record.rejected === undefined ? null : JSON.stringify(record.rejected),
    row_map: record.rowMap === undefined ? null : JSON.stringify(record.rowMap),
    work: record.work === undefined ? null : JSON.stringify(record.work),
    metadata: record.metadata === undefined ? null : JSON.stringify(record.metadata),
    partition_keys: record.partitionKeys === undefined ? null : JSON.stringify(record.partitionKeys),
    view: record.view === undefined ? null : JSON.stringify(record.view),
  }
}

export function fromRow(row: RecordRow): Stored {
  const json = (name: keyof RecordRow & string) =>
    jsonOf(row[name] as string, `the ${name} of the record ${row.id}`) as never
  const member = (field: string, name: keyof RecordRow & string) => (row[name] === null ? {} : { [field]: json(name) })
  const same = (name: keyof RecordRow & string) => shared(row[name] as string, () => json(name))
  const record: AssetRecord = {
    asset: row.asset,
    partition: row.partition,
    kind: row.kind as AssetRecord['kind'],
    key: row.key,
    definition: row.definition,
    version: row.version,
    schema: same('schema'),
    parts: filesOf(row),
    rows: row.rows,
    sizeBytes: row.size_bytes,
    ...member('check', 'check_outcome'),
    ingredients: ingredientsOf(row),
    schemes: same('schemes'),
    reusable: row.reusable === 1,
    run: row.run,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    outcome: row.outcome as AssetRecord['outcome'],
    causes: same('causes'),
    environment: same('environment'),
    ...member('accepted', 'accepted'),
    ...member('rejected', 'rejected'),
    ...member('rowMap', 'row_map'),
    ...member('work', 'work'),
    ...member('metadata', 'metadata'),
    ...member('partitionKeys', 'partition_keys'),
    ...member('view', 'view'),
  }
  expectRecord(record, row.id)
  return { id: row.id, record, ...(row.file === null ? {} : { file: row.file }) }
}

/**
 * The ingredients of an asset's partitions mostly differ in their inputs alone, so the rest of the text is parsed once
 * for all of them. JSON escapes quotes within a value, so no value can contain the mark where the inputs begin.
 */
function ingredientsOf({ id, ingredients }: RecordRow): AssetRecord['ingredients'] {
  const of = `the ingredients of the record ${id}`
  const text = headOf(ingredients)
  if (text === ingredients) return jsonOf(ingredients, of) as AssetRecord['ingredients']
  const head = shared(`${text}}`, () => jsonOf(`${text}}`, of) as never)
  return {
    ...(head as object),
    ...(jsonOf(`{${ingredients.slice(text.length + 1)}`, of) as AssetRecord['ingredients']),
  }
}

/** The text before the inputs; the whole text where there are none. */
export function headOf(ingredients: string): string {
  const inputs = ingredients.indexOf(',"inputs":[')
  return inputs === -1 ? ingredients : ingredients.slice(0, inputs)
}

/** A table of one file is stored as in 0.1.0, whose catalogs have only such tables. */
function columnsOfParts({ parts, view }: Pick<AssetRecord, 'parts' | 'view'>): Pick<RecordRow, 'blob' | 'parts'> {
  const [first, ...more] = parts
  return more.length === 0 && view === undefined
    ? { blob: first?.blob ?? null, parts: null }
    : { blob: null, parts: JSON.stringify(parts) }
}

export function filesOf({
  id,
  blob,
  parts,
  size_bytes: sizeBytes,
}: Pick<RecordRow, 'id' | 'blob' | 'parts' | 'size_bytes'>): AssetRecord['parts'] {
  if (parts !== null) return jsonOf(parts, `the parts of the record ${id}`) as AssetRecord['parts']
  return blob === null ? [] : [{ blob, sizeBytes }]
}

const parsedTexts = new Map<string, never>()

/**
 * Parses a text once: most records of a project share a few texts here. A record is never written to, so that all can
 * share one value.
 */
function shared(text: string, parse: () => never): never {
  const existing = parsedTexts.get(text)
  if (existing !== undefined) return existing
  if (parsedTexts.size >= 1_000) parsedTexts.clear()
  const value = parse()
  parsedTexts.set(text, value)
  return value
}
