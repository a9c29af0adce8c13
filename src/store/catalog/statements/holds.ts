import { ownIdentity } from '../../../util/process-identity.ts'
import { type AssetRecord, objectsOf } from '../../record.ts'
import { endedAmong } from './heartbeat.ts'
import { foreignLeaseMs } from './leases.ts'
import { build } from './tables.ts'
import { template } from './template.ts'
import { all, changes, type Work } from './work.ts'

interface Hold {
  readonly blob: string
  readonly run: string
  readonly owner: string
  readonly since: number
}
const addHold = template<Hold>()((value) =>
  build
    .insertInto('holds')
    .values({ blob: value('blob'), run: value('run'), owner: value('owner'), since: value('since') })
    .onConflict((conflict) => conflict.doNothing()),
)
const dropHold = template<Pick<Hold, 'blob' | 'run'>>()((value) =>
  build.deleteFrom('holds').where('blob', '=', value('blob')).where('run', '=', value('run')),
)

/**
 * Records that this run is about to name these objects. Nobody removes them until its record exists or the run has
 * ended: the transaction that removes objects looks here.
 */
export function* hold(run: string, blobs: readonly string[]): Work<void> {
  const owner = JSON.stringify(ownIdentity())
  for (const blob of blobs) {
    yield* changes(addHold({ blob, run, owner, since: Date.now() }))
  }
}

/** The record names the objects from now on, so the holds go. */
export function* releaseHolds(record: AssetRecord): Work<void> {
  for (const blob of objectsOf(record)) {
    yield* changes(dropHold({ blob, run: record.run }))
  }
}

export function* endHolds(run: string): Work<void> {
  yield* changes(build.deleteFrom('holds').where('run', '=', run))
}

/** The blobs that living processes hold. */
export function* heldBlobs(): Work<ReadonlySet<string>> {
  const now = Date.now()
  const rows = yield* all(build.selectFrom('holds').selectAll())
  const ended = yield* endedAmong(rows)
  const isHeld = (row: (typeof rows)[number]) =>
    !ended(row, `the hold of ${row.blob}`, () => row.since + foreignLeaseMs <= now)
  return new Set(rows.filter(isHeld).map(({ blob }) => blob))
}
