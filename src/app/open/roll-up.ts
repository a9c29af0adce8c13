import { type Cause, type Status, statuses } from '../../causes.ts'
import type { Node } from '../../graph/node.ts'
import type { Assessed, Assessment } from '../../plan/assess.ts'
import { inputVersionOf } from '../../plan/upstream.ts'
import type { Workspace } from '../../project/workspace.ts'
import { partitionOf, type Unit, unitOf } from '../../unit.ts'
import { keyRanges, rangesText } from '../../util/text/key-ranges.ts'
import { type CausedUnit, commonCauses, withoutPartition } from '../words/common-causes.ts'
import { whyOf } from '../words/why.ts'
import type { AssetView, PartitionRange, PartitionsView } from './view.ts'

/**
 * What is told of every asset: of one with partitions what is true of all of them together.
 *
 * @param chosen Only of these partitions.
 */
export function viewsOf(
  { graph, units }: Pick<Workspace, 'graph' | 'units'>,
  assessment: Assessment,
  view: (assessed: Assessed) => AssetView,
  chosen?: ReadonlySet<Unit>,
): ReadonlyMap<string, AssetView> {
  const counts = ({ facts: { node, unit } }: Assessed) =>
    !node.keys && (chosen === undefined || !node.partitioned || chosen.has(unit))
  const byAsset = Map.groupBy([...assessment.values()].filter(counts), ({ facts }) => facts.node.name)
  const views = new Map<string, AssetView>()
  for (const id of graph.order) {
    const node = graph.nodes[id] as Node
    const assessed = byAsset.get(node.name)
    // Of the others nobody has asked.
    if (assessed === undefined && units.set(node.name)?.keys.length !== 0) continue
    const [first] = assessed ?? []
    // On a lock an asset with partitions is one.
    const isOne = first?.facts.unit === node.name
    if (isOne) views.set(node.name, view(first as Assessed))
    else {
      const keys = chosen === undefined && node.keysFrom !== undefined ? assessment.get(unitOf(node.name)) : undefined
      views.set(node.name, withKeys(rollUp(node, assessed ?? [], view), keys))
    }
  }
  return views
}

/** The worst that is true of one of them, and of which partitions it is true. */
function rollUp(node: Node, assessed: readonly Assessed[], view: (assessed: Assessed) => AssetView): AssetView {
  const views = assessed.map(view)
  const order = assessed.map(({ facts }) => partitionOf(facts.unit))
  const worst = statuses.find((status) => views.some((one) => one.status === status)) ?? 'fresh'
  const failed = assessed.findIndex(({ failure }) => failure !== undefined)
  const failures = assessed.filter(({ failure }) => failure !== undefined).map(({ facts }) => partitionOf(facts.unit))
  const failure = views[failed]?.failure
  return {
    node,
    status: worst,
    causes: commonCauses(assessed.map(unitOfAssessed), order),
    ...recordOf(node, assessed),
    ...(views.some(({ mapped }) => mapped) ? { mapped: true as const } : {}),
    ...(views.some(({ warned }) => warned) ? { warned: true as const } : {}),
    ...(failure === undefined
      ? {}
      : { failure: { ...failure, message: `${rangesText(failures, order)}: ${failure.message}` } }),
    partitions: partitionsView(assessed, order),
  }
}

/** That its keys may be others by now, or were never asked, is true of all partitions together. */
function withKeys(view: AssetView, keys: Assessed | undefined): AssetView {
  if (keys === undefined || keys.status === 'fresh') return view
  const status = statuses.find((one) => one === keys.status || one === view.status) as Status
  const own = keys.causes.map((cause) => keysCause(view.node.name, cause))
  const failure = view.failure ?? keys.failure
  const causes = [...own, ...view.causes]
  return { ...view, status, causes, ...(failure === undefined ? {} : { failure }) }
}

/** What says by itself that it is of keys, or of what they come from. */
const untouched: ReadonlySet<Cause['kind']> = new Set(['partition_set_changed', 'source_unobserved', 'upstream_stale'])

function keysCause(asset: string, cause: Cause): Cause {
  if (untouched.has(cause.kind)) return cause
  return { ...cause, kind: 'partition_set_changed', subject: asset, message: `its keys: ${cause.message}` }
}

const unitOfAssessed = ({ facts, causes }: Assessed): CausedUnit => ({ unit: facts.unit, causes })

function partitionsView(assessed: readonly Assessed[], order: readonly string[]): PartitionsView {
  const counts: Partial<Record<Status, number>> = {}
  for (const { status } of assessed) counts[status] = (counts[status] ?? 0) + 1
  const why = (one: Assessed) =>
    one.failure?.message ?? whyOf(one.causes.map((cause) => withoutPartition(cause, one.facts.unit)))
  const groups = Map.groupBy(assessed, (one) => `${one.status} ${why(one)}`)
  const place = new Map(order.map((key, index) => [key, index]))
  const ranges: PartitionRange[] = []
  for (const group of groups.values()) {
    const { status } = group[0] as Assessed
    const text = why(group[0] as Assessed)
    const keys = group.map(({ facts }) => partitionOf(facts.unit))
    for (const range of keyRanges(keys, order)) ranges.push({ ...range, status, ...(text === '' ? {} : { why: text }) })
  }
  ranges.sort((a, b) => (place.get(a.from) as number) - (place.get(b.from) as number))
  return { total: assessed.length, counts, ranges }
}

/** Of all tables together; nothing while one of them was never made, for what reads all of them has none to read. */
function recordOf(node: Node, assessed: readonly Assessed[]): Partial<AssetView> {
  const records = assessed.flatMap(({ current }) => current?.record ?? [])
  if (records.length === 0) return {}
  const sum = (of: (record: (typeof records)[number]) => number) => records.reduce((all, one) => all + of(one), 0)
  const durationMs = sum((record) => record.durationMs)
  const made = records.reduce((last, record) => Math.max(last, record.startedAt + record.durationMs), 0)
  const units = assessed.filter(({ current }) => current !== undefined).map(({ facts }) => facts.unit)
  const { version } = inputVersionOf(
    { reader: unitOf(node.name), units },
    records.map((record) => record.version),
  )
  const record = { rows: sum(({ rows }) => rows), sizeBytes: sum(({ sizeBytes }) => sizeBytes) }
  return { record: { ...record, version, startedAt: made - durationMs, durationMs } }
}
