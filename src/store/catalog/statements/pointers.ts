import { type SqlBool, sql } from 'kysely'
import { partsOf, type Unit } from '../../../unit.ts'
import type { Repoint } from '../../interface.ts'
import { nextChange } from './counter.ts'
import { build } from './tables.ts'
import { template } from './template.ts'
import { changes, first, type Work } from './work.ts'

/** Moves the pointer for a run: only if it still names `from`, and nobody has pinned the unit meanwhile. */
export function* move(wanted: Repoint, environment: string): Work<'moved' | 'lost'> {
  const { unit, to, from } = wanted
  const own = { environment, ...partsOf(unit) }
  if ((yield* first(pinOf(own))) !== undefined) return 'lost'
  const query = from === null ? firstPointer({ ...own, to }) : nextPointer({ ...own, to, from })
  if ((yield* changes(query)) !== 1) return 'lost'
  if (from !== null && from !== to) yield* leftAt(from)
  return 'moved'
}

/** Moves the pointer unconditionally. */
export function* place({ unit, to }: Omit<Repoint, 'from'>, environment: string): Work<void> {
  const before = yield* first(pointerOf({ environment, ...partsOf(unit) }))
  if (before?.record === to) return
  yield* changes(
    build
      .insertInto('pointers')
      .values({ environment, ...partsOf(unit), record: to })
      .onConflict((conflict) => conflict.columns(['environment', 'asset', 'partition']).doUpdateSet({ record: to })),
  )
  if (before !== undefined) yield* leftAt(before.record)
}

interface Own {
  readonly environment: string
  readonly asset: string
  readonly partition: string
}

const recordOf = (table: 'pins' | 'pointers') =>
  template<Own>()((value) => {
    const own = build.selectFrom(table).select('record').where('environment', '=', value('environment'))
    return own.where('asset', '=', value('asset')).where('partition', '=', value('partition'))
  })
const pinOf = recordOf('pins')
const pointerOf = recordOf('pointers')

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
  yield* changes(leaveRecord({ record, at: Date.now() }))
}

const leaveRecord = template<{ readonly record: number; readonly at: number }>()((value) =>
  build
    .updateTable('records')
    .set({ left_at: value('at') })
    .where('id', '=', value('record')),
)

/** A pointer to a record that is gone (no run of ours leaves one) counts as no pointer, and is replaced. */
const firstPointer = template<Own & { readonly to: number }>()((value) => {
  const isGone = sql<SqlBool>`NOT EXISTS (SELECT 1 FROM records WHERE records.id = pointers.record)`
  const own = { environment: value('environment'), asset: value('asset'), partition: value('partition') }
  return build
    .insertInto('pointers')
    .values({ ...own, record: value('to') })
    .onConflict((conflict) =>
      conflict
        .columns(['environment', 'asset', 'partition'])
        .doUpdateSet({ record: value('to') })
        .where(isGone),
    )
})

const nextPointer = template<Own & { readonly to: number; readonly from: number }>()((value) =>
  build
    .updateTable('pointers')
    .set({ record: value('to') })
    .where('environment', '=', value('environment'))
    .where('asset', '=', value('asset'))
    .where('partition', '=', value('partition'))
    .where('record', '=', value('from')),
)
