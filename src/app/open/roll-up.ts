import { type Cause, type Status, statuses } from '../../causes.ts'
import type { Node } from '../../graph/node.ts'
import type { Assessed, Assessment } from '../../plan/assess.ts'
import { hasWarning } from '../../plan/checks/check-verdict.ts'
import { type PlainUnits, versionOfPlain } from '../../plan/plain/plain-columns.ts'
import { versionOfKeys } from '../../plan/upstream.ts'
import type { Workspace } from '../../project/workspace.ts'
import type { RecordNumbers } from '../../store/current-of.ts'
import type { AssetRecord } from '../../store/record.ts'
import { partitionOf, type Unit, unitOf } from '../../unit.ts'
import { keyRanges, rangesText } from '../../util/text/key-ranges.ts'
import { type CausedUnit, commonCauses, withoutPartition } from '../words/common-causes.ts'
import { whyOf } from '../words/why.ts'
import type { AssetView, PartitionRange, PartitionsView } from './view.ts'

/** What is known of the units of a project. */
export interface JudgedUnits {
  readonly assessment: Assessment
  /** By asset, those that were not assessed because they are plain. */
  readonly plain?: ReadonlyMap<string, PlainUnits> | undefined
  /** Only of these partitions. */
  readonly chosen?: ReadonlySet<Unit> | undefined
}

/** The view of every asset. For an asset with partitions it covers all of them together. */
export function viewsOf(
  { graph, units }: Pick<Workspace, 'graph' | 'units'>,
  { assessment, plain, chosen }: JudgedUnits,
  view: (assessed: Assessed) => AssetView,
): ReadonlyMap<string, AssetView> {
  const byAsset = new Map<string, Assessed[]>()
  for (const assessed of assessment.values()) {
    const { node, unit } = assessed.facts
    if (node.keys || (chosen !== undefined && node.partitioned && !chosen.has(unit))) continue
    const own = byAsset.get(node.name)
    if (own === undefined) byAsset.set(node.name, [assessed])
    else own.push(assessed)
  }
  const views = new Map<string, AssetView>()
  for (const id of graph.order) {
    const node = graph.nodes[id] as Node
    const columns = plain?.get(node.name)
    if (columns !== undefined) {
      const isOne = units.set(node.name) === undefined
      views.set(node.name, isOne ? view(plainOne(columns)) : rollUp(node, withColumns(columns, assessment)))
      continue
    }
    const assessed = byAsset.get(node.name)
    // The other assets were not asked for.
    if (assessed === undefined && units.set(node.name)?.keys.length !== 0) continue
    const [first] = assessed ?? []
    // On a lock an asset with partitions is one.
    const isOne = first?.facts.unit === node.name
    if (isOne) views.set(node.name, view(first as Assessed))
    else {
      const keys = chosen === undefined && node.keysFrom !== undefined ? assessment.get(unitOf(node.name)) : undefined
      views.set(node.name, withKeys(rollUp(node, withoutColumns(assessed ?? [])), keys))
    }
  }
  return views
}

/** The units of an asset in their order, of which those that are plain have no assessment. */
interface Units {
  readonly order: readonly string[]
  readonly assessed: readonly (Assessed | undefined)[]
  readonly columns?: PlainUnits
}

const withoutColumns = (assessed: readonly Assessed[]): Units => ({ order: assessed.map(keyOf), assessed })

function withColumns(columns: PlainUnits, assessment: Assessment): Units {
  const { keys, plain, facts } = columns
  const assessed = Array.from(plain, (isPlain, index) =>
    isPlain === 1 ? undefined : (assessment.get(unitOf(facts.node.name, keys[index])) as Assessed),
  )
  return { order: keys, assessed, columns }
}

/** What `assess` would say of what has no partitions. */
function plainOne({ facts, records, places }: PlainUnits): Assessed {
  const current = records.storedAt(places[0] as number)
  return { facts: { ...facts, unit: unitOf(facts.node.name), reads: [] }, status: 'fresh', causes: [], current }
}

/** The worst that is true of one of them, and of which partitions it is true. */
function rollUp(node: Node, units: Units): AssetView {
  const { order } = units
  const assessed = units.assessed.filter((one) => one !== undefined)
  const among = new Set(assessed.map(({ status }) => status))
  const worst = statuses.find((status) => among.has(status)) ?? 'fresh'
  const failures = assessed.filter(({ failure }) => failure !== undefined)
  const failure = failures[0]?.failure
  const unmade = keyRanges(assessed.filter(({ current }) => current === undefined).map(keyOf), order)
  return {
    node,
    status: worst,
    causes: commonCauses(assessed.map(unitOfAssessed), order, order.length),
    ...recordsOf(units),
    ...(failure === undefined
      ? {}
      : { failure: { ...failure, message: `${rangesText(failures.map(keyOf), order)}: ${failure.message}` } }),
    partitions: partitionsView(units),
    ...(unmade.length === 0 ? {} : { unmade }),
  }
}

/** That its keys may have changed, or were never asked for, is true of all partitions together. */
function withKeys(view: AssetView, keys: Assessed | undefined): AssetView {
  if (keys === undefined || keys.status === 'fresh') return view
  const status = statuses.find((one) => one === keys.status || one === view.status) as Status
  const own = keys.causes.map((cause) => keysCause(view.node.name, cause))
  const failure = view.failure ?? keys.failure
  const causes = [...own, ...view.causes]
  return { ...view, status, causes, ...(failure === undefined ? {} : { failure }) }
}

/** Causes that are about keys, or about what the keys come from. */
const untouched: ReadonlySet<Cause['kind']> = new Set(['partition_set_changed', 'source_unobserved', 'upstream_stale'])

function keysCause(asset: string, cause: Cause): Cause {
  if (untouched.has(cause.kind)) return cause
  return { ...cause, kind: 'partition_set_changed', subject: asset, message: `its keys: ${cause.message}` }
}

const keyOf = ({ facts }: Assessed): string => partitionOf(facts.unit)

const unitOfAssessed = ({ facts, causes }: Assessed): CausedUnit => ({ unit: facts.unit, causes })

function partitionsView({ order, assessed }: Units): PartitionsView {
  const counts: Partial<Record<Status, number>> = {}
  const ranges: PartitionRange[] = []
  let last: { -readonly [name in keyof PartitionRange]: PartitionRange[name] } | undefined
  for (const [place, one] of assessed.entries()) {
    const status = one?.status ?? 'fresh'
    counts[status] = (counts[status] ?? 0) + 1
    const key = order[place] as string
    const why = one === undefined ? '' : whyOfUnit(one)
    if (last !== undefined && last.status === status && (last.why ?? '') === why) {
      last.to = key
      last.count += 1
    } else {
      last = { from: key, to: key, count: 1, status, ...(why === '' ? {} : { why }) }
      ranges.push(last)
    }
  }
  return { total: assessed.length, counts, ranges }
}

function whyOfUnit({ failure, causes, facts: { unit } }: Assessed): string {
  if (failure !== undefined) return failure.message
  return causes.length === 0 ? '' : whyOf(causes.map((cause) => withoutPartition(cause, unit)))
}

/** The tables of all units together, as far as they were made. */
function recordsOf(units: Units): Partial<AssetView> {
  const { assessed, columns } = units
  const sum = { rows: 0, sizeBytes: 0, durationMs: 0 }
  const view: { mapped?: true; warned?: true } = {}
  let [madeAt, count] = [0, 0]
  const add = ({ rows, sizeBytes, startedAt, durationMs }: RecordNumbers) => {
    sum.rows += rows
    sum.sizeBytes += sizeBytes
    sum.durationMs += durationMs
    madeAt = Math.max(madeAt, startedAt + durationMs)
    count += 1
  }
  const note = ({ rowMap, check }: Pick<AssetRecord, 'rowMap' | 'check'>) => {
    if (rowMap !== undefined) view.mapped = true
    if (hasWarning(check)) view.warned = true
  }
  if (columns !== undefined) note(columns.records.model)
  for (const [index, one] of assessed.entries()) {
    if (one === undefined) add((columns as PlainUnits).records.numbersAt(columns?.places[index] as number))
    else if (one.current !== undefined) {
      const { record } = one.current
      add(record)
      note(record)
    }
  }
  if (count === 0) return view
  const isPlain = columns !== undefined && columns.count === columns.keys.length
  const version = isPlain ? versionOfPlain(columns) : versionOfKeys(versionsOf(units))
  return { ...view, record: { ...sum, version, startedAt: madeAt - sum.durationMs } }
}

/** One after the other: a list of very many would be there for a digest alone. */
function* versionsOf({ order, assessed, columns }: Units): Iterable<readonly [key: string, version: string]> {
  for (const [index, key] of order.entries()) {
    const one = assessed[index]
    const version =
      one === undefined ? columns?.records.versionAt(columns.places[index] as number) : one.current?.record.version
    if (version !== undefined) yield [key, version]
  }
}
