import { nodeKinds } from '../../define/node-kinds.ts'
import type { NodeFacts } from '../../discover/facts.ts'
import { readChecks } from '../../graph/read-checks.ts'
import type { AlikeRecords, StoredRecord } from '../../store/current-of.ts'
import { partsOf, type Unit, unitOf } from '../../unit.ts'
import { lacksVariables, matches } from '../match.ts'
import { type UnitFacts, type UnitsOfNodes, unitFactsOf } from '../units.ts'
import { unknownCause } from '../unknown.ts'
import type { Upstream } from '../upstream.ts'
import type { World } from '../world.ts'
import { openTables } from './open-tables.ts'
import { type OfRecord, plainAlike } from './plain-alike.ts'
import { type ColumnsVersions, none, type PlainUnits, recordsOfPlain, wholePlain } from './plain-columns.ts'

export interface PlainQuestion {
  /** The facts of everything that is judged, upstream first. */
  readonly facts: readonly NodeFacts[]
  readonly units: UnitsOfNodes
  /** The keys of the assets that have partitions. */
  keysOf(asset: string): readonly string[] | undefined
  /** By asset. */
  readonly records: ReadonlyMap<string, AlikeRecords>
  /** Units about which the store says more than their record: a failure, a lease, a doubt, a pin. */
  readonly noted: Iterable<Unit>
  readonly variable: World['variable']
  readonly columnsVersion: World['columnsVersion']
  readonly columnsVersions: ColumnsVersions
  /** Whether a blocking check that is not plain may hold something back. Where not, the caller sees that none does. */
  readonly mayHold: boolean
  /** Whether the files of a record are in the store. */
  isThere(records: AlikeRecords, place: number): boolean
}

/**
 * The units that `assess` would call fresh without a cause, and that no check holds back. Some of these may be missing
 * from the result; the caller assesses them as usual. Pure.
 */
export function plainUnits(question: PlainQuestion): ReadonlyMap<string, PlainUnits> {
  const noted = notedKeys(question.noted)
  const byAsset = new Map<string, PlainUnits>()
  const able = new Map(candidates(question).map((facts) => [facts.node.name, facts]))
  const gates = openTables(question, byAsset)
  const visited = new Set<string>()
  const look = (name: string): void => {
    const facts = able.get(name)
    // In a circle, the node that is being visited is not plain yet to the nodes that it waits for.
    if (facts === undefined || visited.has(name)) return
    visited.add(name)
    for (const above of facts.node.upstream) look(above)
    if (question.mayHold) for (const check of gates.checksBefore(facts)) look(check)
    const units = lookAt(facts)
    if (units.count > 0) byAsset.set(name, units)
  }
  const lookAt = (facts: NodeFacts): PlainUnits => {
    const { name } = facts.node
    const records = question.records.get(name) as AlikeRecords
    const keys = question.keysOf(name) ?? ['']
    const places = placesOfRecords(keys, records)
    const isPlain = plainness(question, facts, {
      above: byAsset,
      open: question.mayHold ? gates.openBefore(facts) : new Set(),
    })
    const plain = new Uint8Array(keys.length)
    let count = 0
    for (const [index, key] of keys.entries()) {
      const place = places[index] as number
      if (place === none || noted.get(name)?.has(key) || !question.isThere(records, place)) continue
      if (!isPlain({ key, index, records, place })) continue
      plain[index] = 1
      count += 1
    }
    return { facts, keys, records, places, plain, count }
  }
  for (const { node } of question.facts) look(node.name)
  return byAsset
}

/**
 * The nodes whose units are decided by their records and their inputs alone: neither the clock nor a past matters, and
 * a source is completely observed.
 */
export function candidates({
  facts,
  keysOf,
  units,
  records,
}: Pick<PlainQuestion, 'facts' | 'units' | 'keysOf' | 'records'>): readonly NodeFacts[] {
  const read = readChecks(facts.map(({ node }) => node))
  return facts.filter((each) => {
    const { node, volatile, maxAgeMs, definition } = each
    if (node.keys || node.previous || volatile || maxAgeMs !== undefined || !isObserved(each, keysOf)) return false
    if (units.awaits?.(node) !== undefined) return false
    // The failing rows of a check belong to its standing verdict, which need not be its current record.
    if (read.has(node.name) || node.upstream.some((above) => read.has(above))) return false
    const own = records.get(node.name)
    if (own === undefined || own.model.definition !== definition || own.model.kind !== node.kind) return false
    return hasItsFiles(each, own)
  })
}

/** Sources with partitions are observed one by one. */
function isObserved({ node, observation }: NodeFacts, keysOf: PlainQuestion['keysOf']): boolean {
  const { readsOutside } = nodeKinds[node.kind]
  if (!readsOutside) return observation === undefined
  return observation?.type === 'known' && keysOf(node.name) === undefined
}

/** Whether a record has what it needs: of a table its file, of a check that passes everything the verdict alone. */
function hasItsFiles({ node, blocking }: NodeFacts, { files, model: { check } }: AlikeRecords): boolean {
  const { hasRows, judges } = nodeKinds[node.kind]
  if (hasRows) return files === 'one'
  return judges && files === 'none' && check !== undefined && (check.passed || !blocking)
}

interface AroundNode {
  readonly above: ReadonlyMap<string, PlainUnits>
  /** The tables that a check may hold back. */
  readonly open: ReadonlySet<Unit>
}

/** Whether a unit is made of what is there now. */
function plainness(question: PlainQuestion, facts: NodeFacts, { above, open }: AroundNode) {
  const world = worldOf(question)
  const upstream = recordsOfPlain(above, question.units, question.columnsVersions)
  const isWhole = (all: readonly Unit[]) => wholePlain(above, question.units, all) !== undefined
  const read: Read = { upstream, isWhole, open }
  const areAlike = plainAlike(facts, {
    ...question,
    world,
    above,
    upstream,
    open,
    areRead: (units) => areRead(units, read),
  })
  if (areAlike !== undefined) return areAlike
  return ({ key, records, place }: OfRecord): boolean => {
    const own = unitFactsOf(facts, unitOf(facts.node.name, key), question.units)
    return (
      isReadable(own) &&
      own.reads.every((units) => areRead(units, read)) &&
      isAsRecorded(world, own, { stored: records.storedAt(place), upstream })
    )
  }
}

interface Read {
  readonly upstream: Upstream
  /** Whether these are all units of an asset, and all are plain. */
  readonly isWhole: (all: readonly Unit[]) => boolean
  readonly open: ReadonlySet<Unit>
}

const isReadable = ({ unreadable, unmakeable, dropped, past, awaits }: UnitFacts): boolean =>
  [unreadable, unmakeable, dropped, past, awaits].every((one) => one === undefined)

/** Whether all of these are there and plain, and no check may hold them back. */
function areRead(units: readonly Unit[], { upstream, isWhole, open }: Read): boolean {
  if (open.size === 0 && isWhole(units)) return true
  return units.every((unit) => upstream(unit) !== undefined && !open.has(unit))
}

function isAsRecorded(
  world: World,
  facts: UnitFacts,
  { stored, upstream }: { readonly stored: StoredRecord; readonly upstream: Upstream },
): boolean {
  const { record } = stored
  // A run rewrites a record that lacks variables.
  if (lacksVariables(facts, record)) return false
  return matches(world, facts, { record, upstream }) === 'yes' && unknownCause(facts, stored) === undefined
}

/** Keys and records are mostly in the same order, so the record after the last match is tried first. */
function placesOfRecords(keys: readonly string[], records: AlikeRecords): Int32Array {
  const places = new Int32Array(keys.length)
  let byKey: ReadonlyMap<string, number> | undefined
  let next = 0
  const find = (key: string): number => {
    byKey ??= new Map(Array.from({ length: records.count }, (_, place) => [records.partitionAt(place), place]))
    return byKey.get(key) ?? none
  }
  for (const [index, key] of keys.entries()) {
    const place = next < records.count && records.partitionAt(next) === key ? next : find(key)
    places[index] = place
    if (place !== none) next = place + 1
  }
  return places
}

function notedKeys(units: Iterable<Unit>): ReadonlyMap<string, ReadonlySet<string>> {
  const noted = new Map<string, Set<string>>()
  for (const unit of units) {
    const { asset, partition } = partsOf(unit)
    const own = noted.get(asset) ?? new Set()
    noted.set(asset, own.add(partition))
  }
  return noted
}

/** The part of a world that the comparison of a record needs. */
const worldOf = ({ variable, columnsVersion }: Pick<PlainQuestion, 'variable' | 'columnsVersion'>): World => ({
  facts: [],
  definitions: new Map(),
  current: new Map(),
  candidates: () => [],
  failures: new Map(),
  doubts: new Map(),
  running: new Set(),
  blob: () => 'ok',
  variable,
  columnsVersion,
})
