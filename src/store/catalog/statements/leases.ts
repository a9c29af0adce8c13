import { hostname } from 'node:os'
import type { Selectable } from 'kysely'
import { partsOf, unitAt } from '../../../unit.ts'
import { ownIdentity } from '../../../util/process-identity.ts'
import type { LeaseAnswer, LeaseHolder, LeaseRequest } from '../../interface.ts'
import { dropOldHeartbeats, endedAmong, type HasEnded } from './heartbeat.ts'
import { build, type Tables } from './tables.ts'
import { template } from './template.ts'
import { all, changes, first, type Work } from './work.ts'

type Row = Selectable<Tables['leases']>

/**
 * How long a lease of another host or container is honoured at most, while heartbeats say that its process lives (see
 * heartbeat.ts), since nobody here can see the process. A step that takes longer may be made twice, and then one of the
 * two loses the race for the pointer. On one host time plays no part: a living owner keeps its lease however long its
 * event loop is blocked, and a dead one loses it at once.
 */
export const foreignLeaseMs = 12 * 3600_000

/** Grants the lease unless another owner, who may be alive, holds it. An owner may ask again for its own. */
export function* acquireLease(request: LeaseRequest, environment: string): Work<LeaseAnswer> {
  const before = yield* first(leaseOf({ ...partsOf(request.unit), key: request.key }))
  if (before !== undefined && !isOwn(before, request) && isHeld(before, yield* endedAmong([before])))
    return { granted: false, holder: holderOf(before) }
  const since = Date.now()
  const owner = ownIdentity()
  const mine = {
    environment,
    run: request.run,
    pid: owner.pid,
    host: hostname(),
    owner: JSON.stringify(owner),
    since,
    expires: since + foreignLeaseMs,
  }
  yield* changes(takeLease({ ...partsOf(request.unit), key: request.key, ...mine }))
  return { granted: true }
}

/** Gives up this process's lease. A lease that another process took over meanwhile stays. */
export function* releaseLease(request: LeaseRequest): Work<void> {
  const { unit, key, run } = request
  yield* changes(dropLease({ ...partsOf(unit), key, run, owner: JSON.stringify(ownIdentity()) }))
}

/** Removes the leases of killed processes, so that they do not add up. */
export function* dropDeadLeases(): Work<void> {
  const rows = yield* all(build.selectFrom('leases').selectAll())
  const ended = yield* endedAmong(rows)
  const dead = rows.filter((row) => !isHeld(row, ended))
  for (const { asset, partition, key } of dead) {
    const query = build
      .deleteFrom('leases')
      .where('asset', '=', asset)
      .where('partition', '=', partition)
      .where('key', '=', key)
    yield* changes(query)
  }
  yield* dropOldHeartbeats()
}

/** The leases that processes hold, this one included: of one environment, or of all. */
export function* leases(environment?: string): Work<readonly LeaseHolder[]> {
  const every = build.selectFrom('leases').selectAll()
  const query = (environment === undefined ? every : every.where('environment', '=', environment))
    .orderBy('asset')
    .orderBy('partition')
    .orderBy('key')
  const rows = yield* all(query)
  const ended = yield* endedAmong(rows)
  return rows.filter((row) => isHeld(row, ended)).map(holderOf)
}

const leaseOf = template<Pick<Row, 'asset' | 'partition' | 'key'>>()((value) =>
  build
    .selectFrom('leases')
    .selectAll()
    .where('asset', '=', value('asset'))
    .where('partition', '=', value('partition'))
    .where('key', '=', value('key')),
)

const takeLease = template<Row>()((value) => {
  const mine = {
    environment: value('environment'),
    run: value('run'),
    pid: value('pid'),
    host: value('host'),
    owner: value('owner'),
    since: value('since'),
    expires: value('expires'),
  }
  return build
    .insertInto('leases')
    .values({ asset: value('asset'), partition: value('partition'), key: value('key'), ...mine })
    .onConflict((conflict) => conflict.columns(['asset', 'partition', 'key']).doUpdateSet(mine))
})

const dropLease = template<Pick<Row, 'asset' | 'partition' | 'key' | 'run' | 'owner'>>()((value) =>
  build
    .deleteFrom('leases')
    .where('asset', '=', value('asset'))
    .where('partition', '=', value('partition'))
    .where('key', '=', value('key'))
    .where('run', '=', value('run'))
    .where('owner', '=', value('owner')),
)

function isHeld(row: Row, ended: HasEnded): boolean {
  return !ended(row, `the lease of ${row.asset}`, () => row.expires <= Date.now())
}

function isOwn(row: Row, request: LeaseRequest): boolean {
  return row.run === request.run && row.owner === JSON.stringify(ownIdentity())
}

function holderOf(row: Row): LeaseHolder {
  const { key, run, pid, host, since } = row
  return { unit: unitAt(row), key, run, pid, host, since }
}
