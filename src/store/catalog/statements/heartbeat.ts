import { hasEnded, ownIdentity } from '../../../util/process-identity.ts'
import { jsonOf, ownerOf } from '../sound.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/**
 * How often a process that holds something records that it lives. Other hosts and containers cannot see the process: a
 * pod that is killed, or a runner that is taken away, may hold a lease. They take it for ended when it has recorded
 * nothing for `aliveMs`. On one host this plays no part: there the process itself is looked for.
 *
 * A process whose event loop stands still for longer counts as ended, too: what it is about to make may be made twice,
 * and then one of the two loses the race for the pointer.
 */
export const renewMs = 60_000
export const aliveMs = 10 * 60_000
/** How long the heartbeats of ended processes are kept: by then every lease, slot and run of theirs has expired. */
const keptMs = 8 * 24 * 3_600_000

const prefix = 'heartbeat '
const nameOf = (owner: string): string => `${prefix}${owner}`

/** Records that this process lives, in a slot that no other process uses. */
export function* beat(): Work<void> {
  const owner = JSON.stringify(ownIdentity())
  const now = Date.now()
  const values = { holder: 'process', owner, since: now, expires: now + aliveMs }
  const insert = build.insertInto('slots').values({ name: nameOf(owner), slot: 0, ...values })
  yield* changes(insert.onConflict((conflict) => conflict.columns(['name', 'slot']).doUpdateSet(values)))
}

export function* dropOldHeartbeats(): Work<void> {
  const old = build.deleteFrom('slots').where('name', 'like', `${prefix}%`)
  yield* changes(old.where('expires', '<=', Date.now() - keptMs))
}

interface Owned {
  /** The identity of the process, as JSON. */
  readonly owner: string
}
/**
 * Whether the process that a row names has ended. A process on another host cannot be seen, so time decides: the time
 * of the row itself, which `isExpired` judges, and the time of the last heartbeat. A process of an older release has no
 * heartbeat.
 *
 * @param what The row, in the words of an error.
 */
export type HasEnded = (row: Owned, what: string, isExpired: () => boolean) => boolean

export function* endedAmong(rows: readonly Owned[]): Work<HasEnded> {
  const unseen = [...new Set(rows.map(({ owner }) => owner))].filter((owner) => !isOfThisHost(owner)).map(nameOf)
  const heartbeats =
    unseen.length === 0
      ? []
      : yield* all(build.selectFrom('slots').select(['owner', 'expires']).where('name', 'in', unseen))
  const until = new Map(heartbeats.map(({ owner, expires }) => [owner, expires]))
  return ({ owner }, what, isExpired) => {
    const end = until.get(owner) ?? Number.POSITIVE_INFINITY
    return hasEnded(ownerOf(owner, what), () => end <= Date.now() || isExpired())
  }
}

function isOfThisHost(owner: string): boolean {
  const identity = jsonOf(owner, 'the owner of a row') as { readonly host?: unknown } | null
  return identity?.host === ownIdentity().host
}
