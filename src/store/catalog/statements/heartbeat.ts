import { hasEnded, ownIdentity } from '../../../util/process-identity.ts'
import { jsonOf, ownerOf } from '../sound.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/**
 * Nobody sees the processes of another host or container, where a pod that is killed, or a runner that is taken away,
 * may have held anything. So each process that holds something says here that it lives, and whoever cannot see it takes
 * it for ended when it has not said so for `aliveMs`. On one host this plays no part: there a process is looked for.
 *
 * One whose event loop stands still for longer is taken for ended as well: what it was about to make may be made twice,
 * and then one of the two loses the race for the pointer.
 */
export const renewMs = 60_000
export const aliveMs = 10 * 60_000
/** How long the heartbeats of ended processes are kept: by then every lease, slot and run of theirs has expired. */
const keptMs = 8 * 24 * 3_600_000

const prefix = 'heartbeat '
const nameOf = (owner: string): string => `${prefix}${owner}`

/** Says that this process lives: in a slot that nobody else wants. */
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
  /** JSON of its identity. */
  readonly owner: string
}
/**
 * Whether the process that a row names has ended. For a process on another host, which cannot be seen, time decides:
 * the time of the row itself, which `isExpired` knows, and the time of its last heartbeat, where it had one: a process
 * of an older release has none.
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
