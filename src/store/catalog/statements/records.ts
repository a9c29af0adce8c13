import { type SqlBool, sql } from 'kysely'
import { nodeKinds } from '../../../define/node-kinds.ts'
import { partsOf, unitAt } from '../../../unit.ts'
import type { Commit, RecordsOf, Repoint, Stored } from '../../interface.ts'
import { fromRow, type RecordRow, recordColumns, toRow } from '../record-row.ts'
import { nextChange } from './counter.ts'
import { settleDoubt } from './doubts.ts'
import { releaseHolds } from './holds.ts'
import { move } from './pointers.ts'
import { keepSources } from './sources.ts'
import { build } from './tables.ts'
import { template } from './template.ts'
import { all, first, type Work } from './work.ts'

export function* versionsOf(asset: string): Work<readonly Stored[]> {
  const query = build.selectFrom('records').selectAll().where('asset', '=', asset).orderBy('id', 'desc')
  return (yield* all(query)).map(fromRow)
}

/**
 * A literal, as in the index. For a bound value, SQLite would check at each run whether the index applies, and plan
 * anew.
 */
const isReusable = sql.lit<1>(1)

/** Few assets have records with partitions: these have an index of their own. */
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
  // One value, since SQLite takes only some thousands. A definition is a hash without spaces, so a space ends it.
  const pairs = JSON.stringify(which.notOf.map(({ asset, definition }) => `${definition} ${asset}`))
  return sql<SqlBool>`definition || ' ' || asset NOT IN (SELECT value FROM json_each(${pairs}))`
}

interface Committed {
  readonly answer: 'moved' | 'lost'
  /** The record as a reader gets it. */
  readonly stored: Stored
}

/** Adds the record, and moves the pointer where it still names `from`. */
export function* commit(request: Commit, environment: string): Work<Committed> {
  const { record, sources = [], file } = request
  const values = { ...toRow(record, yield* nextChange()), made_in: environment, file: file ?? null }
  const { id } = (yield* first(addRecord(values)))!
  const stored = fromRow({ ...values, id, left_at: null })
  yield* keepSources(sources)
  yield* releaseHolds(record)
  return { stored, answer: yield* moveTo(id, request, environment) }
}

const addRecord = template<Omit<RecordRow, 'id' | 'left_at'>>()((value) => {
  const columns = Object.fromEntries(recordColumns.map((name) => [name, value(name)]))
  return build
    .insertInto('records')
    .values(columns as Omit<RecordRow, 'id' | 'left_at'>)
    .returning('id')
})

function* moveTo(id: number, { record, from }: Commit, environment: string): Work<'moved' | 'lost'> {
  if (from === 'keep') return 'moved'
  const unit = unitAt(record)
  const answer = yield* move({ unit, to: id, from }, environment)
  // The receipt that is current now belongs to the last call, which settles the doubt.
  if (answer === 'moved' && nodeKinds[record.kind].actsOutside) yield* settleDoubt(unit, environment)
  return answer
}

/** Moves the pointer to an existing record. If the record is gone, the race counts as lost. */
export function* repoint(wanted: Repoint, environment: string): Work<'moved' | 'lost'> {
  const target = build.selectFrom('records').select('id').where('id', '=', wanted.to)
  if ((yield* first(target)) === undefined) return 'lost'
  const answer = yield* move(wanted, environment)
  if (answer === 'moved') yield* nextChange()
  return answer
}
