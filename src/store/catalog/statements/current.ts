import { sql } from 'kysely'
import { partsOf } from '../../../unit.ts'
import type { CurrentOf } from '../../current-of.ts'
import type { Stored } from '../../interface.ts'
import { partitionOfStored, storedAlike } from '../alike-columns.ts'
import { fromRow } from '../record-row.ts'
import { type Model, modelOf } from './alike.ts'
import { build } from './tables.ts'
import { all, each, first, type Work } from './work.ts'

/**
 * Every pointer's record, by asset and by partition. An asset that took over the record of another name (it was
 * renamed) gets it under its own name: the pointer is what the project is told.
 */
export function* current(environment: string): Work<readonly Stored[]> {
  const large = yield* all(
    build
      .selectFrom('pointers')
      .where('environment', '=', environment)
      .groupBy('asset')
      .having((is) => is.fn.countAll(), '>=', many)
      .select((is) => ['asset', is.fn.max('record').as('model'), is.fn.countAll<number>().as('count')]),
  )
  const names = large.map(({ asset }) => asset)
  const stored = yield* allOf(pointed(environment).where('pointers.asset', 'not in', names))
  if (large.length === 0) return stored
  const byAsset = new Map<string, readonly Stored[]>(Map.groupBy(stored, ({ record }) => record.asset))
  for (const { asset, model, count } of large) {
    const row = yield* first(build.selectFrom('records').selectAll().where('id', '=', model))
    const own =
      row === undefined
        ? yield* allOf(pointed(environment).where('pointers.asset', '=', asset))
        : yield* partitions({ environment, asset, model: modelOf(row), count })
    byAsset.set(asset, own)
  }
  return [...byAsset].sort(([a], [b]) => order(a, b)).flatMap(([, own]) => own)
}

/** From so many partitions on, what their records have in common is read once. */
const many = 200

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** Of some units: an asset may have very many others. */
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

/** Those that are like the model in most columns, of which the others are read alone, and the rest in full. */
function* partitions(of: {
  readonly environment: string
  readonly asset: string
  readonly model: Model
  readonly count: number
}): Work<readonly Stored[]> {
  const { environment, asset, model, count } = of
  const own = pointed(environment).where('pointers.asset', '=', asset)
  // SQLite puts the rows into a text in the order in which it comes to them, which is that of the pointers.
  const row = yield* first(
    pointers(environment).where('pointers.asset', '=', asset).where(model.isAlike).select(model.others),
  )
  const stored = row && storedAlike(model, asset, row)
  if (stored === undefined) return yield* allOf(own)
  if (stored.length === count) return stored
  const rest = yield* allOf(own.where((is) => is.not(model.isAlike(is))))
  return [...stored, ...rest].sort((a, b) => order(partitionOfStored(a), partitionOfStored(b)))
}
