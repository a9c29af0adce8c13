import { sql } from 'kysely'
import { partsOf } from '../../../unit.ts'
import type { AlikeRecords, CurrentOf, CurrentRecords } from '../../current-of.ts'
import type { Stored } from '../../interface.ts'
import { alikeRecords, partitionOfStored } from '../alike-columns.ts'
import { manyAlike } from '../many-alike.ts'
import { fromRow } from '../record-row.ts'
import { type Model, modelOf } from './alike.ts'
import { build } from './tables.ts'
import { all, each, first, type Work } from './work.ts'

/**
 * The record of every pointer. An asset that took over the record of another name (it was renamed) gets it under its
 * own name: the pointer decides the name.
 */
export function* currentRecords(environment: string): Work<CurrentRecords> {
  const large = yield* all(
    build
      .selectFrom('pointers')
      .where('environment', '=', environment)
      .groupBy('asset')
      .having((is) => is.fn.countAll(), '>=', manyAlike)
      .select((is) => ['asset', is.fn.max('record').as('model'), is.fn.countAll<number>().as('count')]),
  )
  const names = large.map(({ asset }) => asset)
  const others = yield* allOf(pointed(environment).where('pointers.asset', 'not in', names))
  const alike: AlikeRecords[] = []
  for (const { asset, model, count } of large) {
    const row = yield* first(build.selectFrom('records').selectAll().where('id', '=', model))
    const records = row && (yield* alikeOf({ environment, asset, model: modelOf(row) }))
    if (records !== undefined) alike.push(records)
    if (records?.count === count) continue
    const isAlike = row !== undefined && records !== undefined ? modelOf(row).isAlike : undefined
    const own = pointed(environment).where('pointers.asset', '=', asset)
    const rest = yield* allOf(isAlike === undefined ? own : own.where((is) => is.not(isAlike(is))))
    for (const stored of rest) others.push(stored)
  }
  return { alike, others }
}

/** As `currentRecords`, one record at a time, by asset and by partition. */
export function* current(environment: string): Work<readonly Stored[]> {
  const { alike, others } = yield* currentRecords(environment)
  const byAsset = Map.groupBy(others, ({ record }) => record.asset)
  for (const records of alike) {
    const rest = byAsset.get(records.asset)
    const own = Array.from({ length: records.count }, (_, place) => records.storedAt(place))
    byAsset.set(
      records.asset,
      rest === undefined ? own : [...own, ...rest].sort((a, b) => order(partitionOfStored(a), partitionOfStored(b))),
    )
  }
  return [...byAsset].sort(([a], [b]) => order(a, b)).flatMap(([, own]) => own)
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** The records of some units, without reading the others, of which an asset may have very many. */
export function* currentAmong({ units, notOf }: CurrentOf, environment: string): Work<readonly Stored[]> {
  const pairs = JSON.stringify(units.map(partsOf))
  const isMeant = sql<boolean>`(pointers.asset, pointers.partition) IN (
    SELECT value ->> 'asset', value ->> 'partition' FROM json_each(${pairs}))`
  const isOther = sql<boolean>`pointers.asset NOT IN (SELECT value FROM json_each(${JSON.stringify(notOf)}))`
  const own = yield* allOf(pointed(environment).where(isMeant))
  const others = yield* allOf(pointed(environment).where(isOther))
  return [...own, ...others]
}

/** A cross join makes SQLite read the pointers first, which are in order, so that very many rows need no sort. */
const pointers = (environment: string) =>
  build
    .selectFrom('pointers')
    .crossJoin('records')
    .whereRef('records.id', '=', 'pointers.record')
    .where('pointers.environment', '=', environment)

const pointed = (environment: string) =>
  pointers(environment).selectAll('records').select(['pointers.asset', 'pointers.partition'])

function* allOf(query: ReturnType<typeof pointed>): Work<Stored[]> {
  const stored: Stored[] = []
  yield* each(query.orderBy('pointers.asset').orderBy('pointers.partition'), (row) => stored.push(fromRow(row)))
  return stored
}

/** The records that equal the model in most columns. Only their other columns are read. */
function* alikeOf({ environment, asset, model }: AlikeOf): Work<AlikeRecords | undefined> {
  // SQLite concatenates the rows in the order in which it reads them, which is that of the pointers.
  const row = yield* first(
    pointers(environment).where('pointers.asset', '=', asset).where(model.isAlike).select(model.others),
  )
  return row === undefined || row.count === 0 ? undefined : alikeRecords(model, asset, row)
}

interface AlikeOf {
  readonly environment: string
  readonly asset: string
  readonly model: Model
}
