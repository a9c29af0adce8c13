import { type Outcome, outcomes } from '../../causes.ts'
import { nodeKinds } from '../../define/node-kinds.ts'
import type { StepResult } from '../../events.ts'
import { assetOf, partitionOf, type Unit } from '../../unit.ts'
import { count, thousands } from '../../util/text/count.ts'
import { duration } from '../../util/text/duration.ts'
import { markOutcome, type Style } from '../text/style.ts'
import { padEnd } from '../text/width.ts'

/** Outcomes that took time. */
export const timed: readonly Outcome[] = ['ran', 'unchanged', 'observed', 'failed', 'cancelled']

/** This many partitions of an asset are listed one by one. */
const few = 5

/** The partitions of an asset that a run works on, shown as one. */
interface Group {
  readonly total: number
  /** The units that the run has not reported yet. */
  readonly waiting: Set<Unit>
  readonly counts: Map<Outcome, number>
  /** `undefined` until a step reports some. */
  rows: number | undefined
  durationMs: number
}
export type PartitionGroups = Map<string, Group>

export function partitionGroups(working: readonly Unit[]): PartitionGroups {
  const units = Map.groupBy(
    working.filter((unit) => partitionOf(unit) !== ''),
    assetOf,
  )
  return new Map(
    [...units].flatMap(([asset, partitions]) =>
      partitions.length <= few ? [] : [[asset, newGroup(partitions)] as const],
    ),
  )
}

const newGroup = (units: readonly Unit[]): Group => {
  return { total: units.length, waiting: new Set(units), counts: new Map(), rows: undefined, durationMs: 0 }
}

export const groupOf = (groups: PartitionGroups | undefined, unit: Unit): Group | undefined =>
  partitionOf(unit) === '' ? undefined : groups?.get(assetOf(unit))

/**
 * Counts a step and returns the line of the group at its last one. A failed partition also has a line of its own.
 * Partitions that were fresh before are only counted at the end of the run.
 */
export function groupLine(
  group: Group,
  { unit, kind, outcome, rows, durationMs }: StepResult,
  { style, nameWidth }: { readonly style: Style; readonly nameWidth: number },
): string | undefined {
  if (!group.waiting.delete(unit)) return undefined
  if (rows !== undefined) group.rows = (group.rows ?? 0) + rows
  group.durationMs += durationMs
  group.counts.set(outcome, (group.counts.get(outcome) ?? 0) + 1)
  if (group.waiting.size > 0) return undefined
  const counts = outcomes.flatMap((one) => {
    const amount = group.counts.get(one) ?? 0
    return amount === 0 ? [] : [`${thousands(amount)} ${wordOf(one, kind)}`]
  })
  const worst = (['failed', 'blocked', 'cancelled'] as const).find((one) => group.counts.has(one)) ?? 'ran'
  const name = padEnd(assetOf(unit), nameWidth)
  const amount = nodeKinds[kind].hasRows && group.rows !== undefined ? [count(group.rows, 'row')] : []
  const time = timed.some((one) => group.counts.has(one)) ? [duration(group.durationMs)] : []
  const cells = [name, counts.join(', '), ...amount, ...time]
  return `${markOutcome(worst, style)} ${cells.join('  ')}`
}

/** `212 of 365`, `3 failed`, `about 4 m left`: how far it is, since its first partition was begun. */
export function groupProgress(group: Group, sinceMs: number): readonly string[] {
  const failures = (['failed', 'blocked'] as const).flatMap((outcome) => {
    const amount = group.counts.get(outcome) ?? 0
    return amount === 0 ? [] : [`${thousands(amount)} ${outcome}`]
  })
  const leftMs = groupLeftMs(group, sinceMs)
  const left = leftMs === undefined ? [] : [`about ${duration(leftMs)} left`]
  return [`${thousands(doneOf(group))} of ${thousands(group.total)}`, ...failures, ...left]
}

/** An estimate by the partitions that are done; `undefined` while none is done or none is left. */
export function groupLeftMs(group: Group, sinceMs: number): number | undefined {
  const done = doneOf(group)
  return done === 0 || group.waiting.size === 0 ? undefined : (sinceMs / done) * group.waiting.size
}

const doneOf = ({ total, waiting }: Group): number => total - waiting.size

function wordOf(outcome: Outcome, kind: StepResult['kind']): string {
  if (nodeKinds[kind].judges && (outcome === 'ran' || outcome === 'unchanged')) return 'passed'
  return outcome === 'cut_off' ? 'cut off' : outcome
}
