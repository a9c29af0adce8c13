import { type Selectable, type SqlBool, sql } from 'kysely'
import { nodeKinds } from '../../../define/node-kinds.ts'
import { partsOf, unitAt } from '../../../unit.ts'
import type { Commit, RecordsOf, Repoint, Stored } from '../../interface.ts'
import type { AssetRecord } from '../../record.ts'
import { expectRecord, jsonOf } from '../sound.ts'
import { nextChange } from './counter.ts'
import { settleDoubt } from './doubts.ts'
import { releaseHolds } from './holds.ts'
import { move } from './pointers.ts'
import { keepSources } from './sources.ts'
import { build, type Tables } from './tables.ts'
import { all, first, type Work } from './work.ts'

export type Row = Selectable<Tables['records']>

export function* versionsOf(asset: string): Work<readonly Stored[]> {
  const query = build.selectFrom('records').selectAll().where('asset', '=', asset).orderBy('id', 'desc')
  return (yield* all(query)).map(fromRow)
}

/** As it is in the index: where it is bound, SQLite looks whether the index holds at each run, and plans it anew. */
const isReusable = sql.lit<1>(1)

/** Of the assets that have made such records there are few: their own index leads to the partitions. */
function ofPartitions(definitions: readonly string[], partitions: readonly string[]) {
  const assets = build.selectFrom('records').select('asset').distinct()
  const own = assets.where('definition', 'in', definitions).where('reusable', '=', isReusable)
  return sql<SqlBool>`id IN (
    SELECT id FROM records WHERE asset IN ${own} AND partition IN (SELECT value FROM json_each(${JSON.stringify(partitions)})))`
}

export function* byDefinition(definitions: readonly string[], which?: RecordsOf): Work<readonly Stored[]> {
  const query = build
    .selectFrom('records')
    .selectAll()
    .where('definition', 'in', definitions)
    .where('reusable', '=', isReusable)
    .orderBy('id', 'desc')
  return (yield* all(which === undefined ? query : query.where(isOf(definitions, which)))).map(fromRow)
}

function isOf(definitions: readonly string[], which: RecordsOf) {
  if ('partitions' in which) return ofPartitions(definitions, which.partitions)
  if ('unit' in which) {
    const { asset, partition } = partsOf(which.unit)
    return sql<SqlBool>`asset = ${asset} AND partition = ${partition}`
  }
  // One value, for SQLite takes no more than some thousands; a definition is a hash, so that the space ends it.
  const pairs = JSON.stringify(which.notOf.map(({ asset, definition }) => `${definition} ${asset}`))
  return sql<SqlBool>`definition || ' ' || asset NOT IN (SELECT value FROM json_each(${pairs}))`
}

interface Committed {
  readonly answer: 'moved' | 'lost'
  /** The record as it is read. */
  readonly stored: Stored
}

/** Adds the record, and moves the pointer where it still names `from`. */
export function* commit(request: Commit, environment: string): Work<Committed> {
  const { record, sources = [], file } = request
  const values = { ...toRow(record, yield* nextChange()), made_in: environment, file: file ?? null }
  const { id } = (yield* first(build.insertInto('records').values(values).returning('id')))!
  const stored = fromRow({ ...values, id, left_at: null })
  yield* keepSources(sources)
  yield* releaseHolds(record)
  return { stored, answer: yield* moveTo(id, request, environment) }
}

function* moveTo(id: number, { record, from }: Commit, environment: string): Work<'moved' | 'lost'> {
  if (from === 'keep') return 'moved'
  const unit = unitAt(record)
  const answer = yield* move({ unit, to: id, from }, environment)
  // The receipt that is current now is of what was done last.
  if (answer === 'moved' && nodeKinds[record.kind].actsOutside) yield* settleDoubt(unit, environment)
  return answer
}

/** Moves the pointer to a record that is there; a record that is gone is a lost race as well. */
export function* repoint(wanted: Repoint, environment: string): Work<'moved' | 'lost'> {
  const target = build.selectFrom('records').select('id').where('id', '=', wanted.to)
  if ((yield* first(target)) === undefined) return 'lost'
  const answer = yield* move(wanted, environment)
  if (answer === 'moved') yield* nextChange()
  return answer
}

export function toRow(record: AssetRecord, change: number): Omit<Row, 'id' | 'left_at' | 'made_in' | 'file'> {
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

export function fromRow(row: Row): Stored {
  const json = (name: keyof Row & string) => jsonOf(row[name] as string, `the ${name} of the record ${row.id}`) as never
  const member = (field: string, name: keyof Row & string) => (row[name] === null ? {} : { [field]: json(name) })
  const same = (name: keyof Row & string) => shared(row[name] as string, () => json(name))
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
 * What partitions of an asset are made from is the same but for their inputs: the rest of the text is read once for all
 * of them. A quote within a value is written with a backslash, so that the mark is where the inputs begin.
 */
function ingredientsOf({ id, ingredients }: Row): AssetRecord['ingredients'] {
  const of = `the ingredients of the record ${id}`
  const text = headOf(ingredients)
  if (text === ingredients) return jsonOf(ingredients, of) as AssetRecord['ingredients']
  const head = shared(`${text}}`, () => jsonOf(`${text}}`, of) as never)
  return {
    ...(head as object),
    ...(jsonOf(`{${ingredients.slice(text.length + 1)}`, of) as AssetRecord['ingredients']),
  }
}

/** The text before the inputs; all of it where it has none. */
export function headOf(ingredients: string): string {
  const inputs = ingredients.indexOf(',"inputs":[')
  return inputs === -1 ? ingredients : ingredients.slice(0, inputs)
}

/** A table of one file is kept as 0.1.0 did, whose catalogs have no other. */
function columnsOfParts({ parts, view }: Pick<AssetRecord, 'parts' | 'view'>): Pick<Row, 'blob' | 'parts'> {
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
}: Pick<Row, 'id' | 'blob' | 'parts' | 'size_bytes'>): AssetRecord['parts'] {
  if (parts !== null) return jsonOf(parts, `the parts of the record ${id}`) as AssetRecord['parts']
  return blob === null ? [] : [{ blob, sizeBytes }]
}

const parsedTexts = new Map<string, never>()

/**
 * Most records of a project have the same few texts here; a record is never written to, so that one value serves them
 * all.
 */
function shared(text: string, parse: () => never): never {
  const existing = parsedTexts.get(text)
  if (existing !== undefined) return existing
  if (parsedTexts.size >= 1_000) parsedTexts.clear()
  const value = parse()
  parsedTexts.set(text, value)
  return value
}
