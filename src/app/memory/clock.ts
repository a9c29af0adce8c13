import { partitionsOf } from '../../define/partitions/partition.ts'
import { nextChange } from '../../partitions/next-change.ts'
import { cronLine } from '../../partitions/time/cron.ts'
import { type Zone, zoneOf } from '../../partitions/time/zone.ts'
import type { LiveWorld } from '../../project/live-world.ts'
import type { Workspace } from '../../project/workspace.ts'

/** From when to when a memory holds, in ms since 1970: a clock that was set back is outside as well. */
export interface ClockEvidence {
  readonly from: number
  /** Exclusive. */
  readonly until: number
}

/**
 * How long the clock changes nothing: until a window of time ends or is dropped, or an asset passes its `maxAge` or is
 * due. `undefined` where the clock has no part in it, and `never` where a message depends on the present time.
 */
export async function clockOf(
  workspace: Pick<Workspace, 'project' | 'openedAt' | 'store'>,
  world: LiveWorld,
): Promise<ClockEvidence | undefined | 'never'> {
  const { project, openedAt } = workspace
  if ((world.expired?.size ?? 0) > 0) return 'never'
  const moments: number[] = []
  const definitions = new Set(
    project.nodes.flatMap(
      ({ definition: { options } }) => partitionsOf('partitions' in options ? options.partitions : undefined) ?? [],
    ),
  )
  for (const definition of definitions) moments.push(await nextChange(definition, openedAt))
  moments.push(...(await expiries(workspace, world)), ...(await dueTimes(workspace)))
  const until = Math.min(...moments)
  return Number.isFinite(until) ? { from: openedAt, until } : undefined
}

/** When each unit with a `maxAge` will be older than that. */
async function expiries(
  { store }: Pick<Workspace, 'store'>,
  { facts, current }: LiveWorld,
): Promise<readonly number[]> {
  const limited = facts.filter(({ maxAgeMs }) => maxAgeMs !== undefined)
  if (limited.length === 0) return []
  const askedAt = new Map((await store.catalog.askedTimes()).map(({ unit, at }) => [unit, at]))
  return limited.flatMap(({ unit, maxAgeMs = 0 }) => {
    const record = current.get(unit)?.record
    if (record === undefined) return []
    const madeAt = record.startedAt + record.durationMs
    return Math.max(madeAt, askedAt.get(unit) ?? madeAt) + maxAgeMs
  })
}

async function dueTimes({ project, openedAt }: Pick<Workspace, 'project' | 'openedAt'>): Promise<readonly number[]> {
  const times: number[] = []
  for (const { definition } of project.nodes) {
    const { options } = definition
    if (!('dueBy' in options) || options.dueBy === undefined) continue
    const { cron, timeZone = 'UTC' } = options.dueBy
    times.push((await cronLine(cron, zoneOf(timeZone) as Zone)).next(openedAt) ?? Number.POSITIVE_INFINITY)
  }
  return times
}
