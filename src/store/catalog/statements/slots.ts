import { ownIdentity } from '../../../util/process-identity.ts'
import type { SlotRequest } from '../../interface.ts'
import { endedAmong } from './heartbeat.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/** A slot belongs to its owner as long as that process lives: a process that is killed need not give it back. */
export function* takeSlot({ name, limit, holder, foreignMs }: SlotRequest): Work<boolean> {
  const rows = yield* all(build.selectFrom('slots').selectAll().where('name', '=', name))
  const now = Date.now()
  const owner = JSON.stringify(ownIdentity())
  const isOwn = (row: (typeof rows)[number]) => row.owner === owner && row.holder === holder
  const ended = yield* endedAmong(rows)
  const isHeld = (row: (typeof rows)[number]) => !ended(row, `a slot of ${name}`, () => row.expires <= now)
  const others = rows.filter((row) => !isOwn(row) && isHeld(row))
  if (others.length >= limit) return false
  const own = rows.find(isOwn)?.slot
  const taken = new Set(others.map(({ slot }) => slot))
  const slot = own ?? Array.from({ length: limit }, (_, place) => place).find((place) => !taken.has(place)) ?? 0
  const values = { holder, owner, since: now, expires: now + foreignMs }
  const insert = build.insertInto('slots').values({ name, slot, ...values })
  yield* changes(insert.onConflict((conflict) => conflict.columns(['name', 'slot']).doUpdateSet(values)))
  return true
}

export function* freeSlot({ name, holder }: Pick<SlotRequest, 'name' | 'holder'>): Work<void> {
  const owner = JSON.stringify(ownIdentity())
  yield* changes(
    build.deleteFrom('slots').where('name', '=', name).where('holder', '=', holder).where('owner', '=', owner),
  )
}
