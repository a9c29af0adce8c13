import { type Compilable, type SqlBool, sql } from 'kysely'
import { partsOf, type Unit } from '../../../unit.ts'
import type { Repoint } from '../../interface.ts'
import { nextChange } from './counter.ts'
import { build } from './tables.ts'
import { changes, first, type Work } from './work.ts'

/** What a run does: only where the pointer still names `from`, and nobody has pinned the unit meanwhile. */
export function* move(wanted: Repoint, environment: string): Work<'moved' | 'lost'> {
  const { unit, to, from } = wanted
  if ((yield* first(of('pins', unit, environment))) !== undefined) return 'lost'
  const query = from === null ? firstPointer({ unit, to }, environment) : nextPointer({ unit, to, from }, environment)
  if ((yield* changes(query)) !== 1) return 'lost'
  if (from !== null && from !== to) yield* leftAt(from)
  return 'moved'
}

/** Whatever the pointer says. */
export function* place({ unit, to }: Omit<Repoint, 'from'>, environment: string): Work<void> {
  const before = yield* first(of('pointers', unit, environment))
  if (before?.record === to) return
  yield* changes(
    build
      .insertInto('pointers')
      .values({ environment, ...partsOf(unit), record: to })
      .onConflict((conflict) => conflict.columns(['environment', 'asset', 'partition']).doUpdateSet({ record: to })),
  )
  if (before !== undefined) yield* leftAt(before.record)
}

function of(table: 'pins' | 'pointers', unit: Unit, environment: string) {
  const { asset, partition } = partsOf(unit)
  const own = build.selectFrom(table).select('record').where('environment', '=', environment)
  return own.where('asset', '=', asset).where('partition', '=', partition)
}

/** Removes the pointers of these units, except pinned ones. */
export function* leave(units: readonly Unit[], environment: string): Work<void> {
  const pairs = JSON.stringify(units.map(partsOf))
  const isOne = sql<SqlBool>`environment = ${environment} AND (asset, partition) IN (
    SELECT value ->> 'asset', value ->> 'partition' FROM json_each(${pairs}))
    AND (asset, partition) NOT IN (SELECT asset, partition FROM pins WHERE environment = ${environment})`
  const left = sql<SqlBool>`id IN (SELECT record FROM pointers WHERE ${isOne})`
  yield* changes(build.updateTable('records').set({ left_at: Date.now() }).where(left))
  yield* changes(build.deleteFrom('pointers').where(isOne))
  yield* nextChange()
}

function* leftAt(record: number): Work<void> {
  yield* changes(build.updateTable('records').set({ left_at: Date.now() }).where('id', '=', record))
}

/** A pointer to a record that is gone, which no run of ours leaves, names nothing, and is taken over. */
function firstPointer({ unit, to }: Omit<Repoint, 'from'>, environment: string): Compilable {
  const isGone = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM records WHERE records.id = pointers.record)`
  return build
    .insertInto('pointers')
    .values({ environment, ...partsOf(unit), record: to })
    .onConflict((conflict) =>
      conflict.columns(['environment', 'asset', 'partition']).doUpdateSet({ record: to }).where(isGone),
    )
}

function nextPointer({ unit, to, from }: Repoint & { readonly from: number }, environment: string): Compilable {
  const { asset, partition } = partsOf(unit)
  return build
    .updateTable('pointers')
    .set({ record: to })
    .where('environment', '=', environment)
    .where('asset', '=', asset)
    .where('partition', '=', partition)
    .where('record', '=', from)
}
