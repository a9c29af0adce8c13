import { nodeKinds } from '../define/node-kinds.ts'
import type { NodeFacts } from '../discover/facts.ts'
import type { AlikeRecords, StoredRecord } from '../store/current-of.ts'
import type { AssetRecord } from '../store/record.ts'
import { partsOf, type Unit, unitOf } from '../unit.ts'
import { matches } from './match.ts'
import { type UnitFacts, type UnitsOfNodes, unitFactsOf, unitsRead } from './units.ts'
import { unknownCause } from './unknown.ts'
import type { Upstream } from './upstream.ts'
import type { World } from './world.ts'

/**
 * The partitions of an asset by columns. Of those that are plain nothing is to be said but that they are fresh, so that
 * very many need no object each.
 */
export interface PlainUnits {
  readonly facts: NodeFacts
  readonly keys: readonly string[]
  readonly records: AlikeRecords
  /** By the place of a key: that of its record, or `none`. */
  readonly places: Int32Array
  /** By the place of a key: 1 where the unit is plain. */
  readonly plain: Uint8Array
  readonly count: number
}
export const none = -1

/** The places of the records of those that are plain. */
export function* plainPlaces({ places, plain }: Pick<PlainUnits, 'places' | 'plain'>): Iterable<number> {
  for (const [index, place] of places.entries()) if (plain[index] === 1) yield place
}

/** The one file of a record. */
export const fileAt = (records: AlikeRecords, place: number): AssetRecord['parts'][number] => ({
  blob: records.blobAt(place),
  sizeBytes: records.numbersAt(place).sizeBytes,
})

export interface PlainQuestion {
  /** Of everything that is judged, upstream first. */
  readonly facts: readonly NodeFacts[]
  readonly units: UnitsOfNodes
  /** Of the assets that have partitions. */
  keysOf(asset: string): readonly string[] | undefined
  /** By asset. */
  readonly records: ReadonlyMap<string, AlikeRecords>
  /** Units of which the store says more than their record: a failure, a lease, a doubt, a pin. */
  readonly noted: Iterable<Unit>
  readonly variable: World['variable']
  /** Whether the file of a record is in the store. */
  isThere(records: AlikeRecords, place: number): boolean
}

/**
 * The units that `assess` would call fresh without a word. It may leave out some that are, and these are assessed.
 * Pure.
 */
export function plainUnits(question: PlainQuestion): ReadonlyMap<string, PlainUnits> {
  const noted = notedKeys(question.noted)
  const byAsset = new Map<string, PlainUnits>()
  for (const facts of candidates(question)) {
    const { name } = facts.node
    const records = question.records.get(name) as AlikeRecords
    const keys = question.keysOf(name) as readonly string[]
    const places = placesOfRecords(keys, records)
    const isPlain = plainness(question, facts, byAsset)
    const plain = new Uint8Array(keys.length)
    let count = 0
    for (const [index, key] of keys.entries()) {
      const place = places[index] as number
      if (place === none || noted.get(name)?.has(key) || !question.isThere(records, place)) continue
      if (!isPlain(key, { records, place })) continue
      plain[index] = 1
      count += 1
    }
    if (count > 0) byAsset.set(name, { facts, keys, records, places, plain, count })
  }
  return byAsset
}

/**
 * The nodes whose units are decided by their records and what they read alone: no clock, no source, no past and no
 * check has a part in it.
 */
export function candidates({
  facts,
  units,
  keysOf,
  records,
}: Pick<PlainQuestion, 'facts' | 'units' | 'keysOf' | 'records'>): readonly NodeFacts[] {
  const gated = new Set(facts.flatMap(({ node, blocking }) => (blocking ? node.upstream : [])))
  return facts.filter((each) => {
    const { node, volatile, maxAgeMs, observation, definition } = each
    const { hasRows, readsOutside } = nodeKinds[node.kind]
    if (!hasRows || readsOutside || node.keys || keysOf(node.name) === undefined) return false
    if (volatile || maxAgeMs !== undefined || observation !== undefined || node.previous) return false
    if (units.awaits?.(node) !== undefined || node.upstream.some((above) => gated.has(above))) return false
    const own = records.get(node.name)
    return own?.hasOneFile === true && own.model.definition === definition && own.model.kind === node.kind
  })
}

interface OfRecord {
  readonly records: AlikeRecords
  readonly place: number
}

/**
 * Whether a unit is made of what is there now. What reads nothing is asked once for all records of equal ingredients.
 */
function plainness(question: PlainQuestion, facts: NodeFacts, above: ReadonlyMap<string, PlainUnits>) {
  const world = worldOf(question)
  const upstream = recordsAbove(above)
  const isMade = (key: string, stored: StoredRecord): boolean => {
    const own = unitFactsOf(facts, unitOf(facts.node.name, key), question.units)
    return areRead(own, upstream) && isAsRecorded(world, own, { stored, upstream })
  }
  const ofModel = new Map<AlikeRecords, boolean>()
  return (key: string, { records, place }: OfRecord): boolean => {
    if (facts.node.upstream.length > 0 || !records.hasModelIngredients(place))
      return isMade(key, records.storedAt(place))
    const before = ofModel.get(records)
    if (before !== undefined) return before
    const answer = isMade(key, records.storedAt(place))
    ofModel.set(records, answer)
    return answer
  }
}

/** Whether all that it reads is there and plain. */
function areRead(facts: UnitFacts, upstream: Upstream): boolean {
  const { unreadable, unmakeable, dropped, past, awaits } = facts
  if ([unreadable, unmakeable, dropped, past, awaits].some((one) => one !== undefined)) return false
  return unitsRead(facts).every((unit) => upstream(unit) !== undefined)
}

function isAsRecorded(
  world: World,
  facts: UnitFacts,
  { stored, upstream }: { readonly stored: StoredRecord; readonly upstream: Upstream },
): boolean {
  const { record } = stored
  return matches(world, facts, { record, upstream }) === 'yes' && unknownCause(facts, stored) === undefined
}

/** The records of units that are plain. */
function recordsAbove(above: ReadonlyMap<string, PlainUnits>): Upstream {
  const indexes = new Map<string, ReadonlyMap<string, number>>()
  return (unit) => {
    const { asset, partition } = partsOf(unit)
    const own = above.get(asset)
    if (own === undefined) return undefined
    const byKey = indexes.get(asset) ?? new Map(own.keys.map((key, index) => [key, index]))
    indexes.set(asset, byKey)
    const index = byKey.get(partition) ?? none
    return own.plain[index] === 1 ? own.records.storedAt(own.places[index] as number) : undefined
  }
}

/** Mostly both are in one order, so that the record behind the last one is tried first. */
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

/** What is asked of a world where a record is compared: versions of columns are not computed here. */
const worldOf = ({ variable }: Pick<PlainQuestion, 'variable'>): World => ({
  facts: [],
  definitions: new Map(),
  current: new Map(),
  candidates: () => [],
  failures: new Map(),
  doubts: new Map(),
  running: new Set(),
  blob: () => 'ok',
  variable,
  columnsVersion: () => undefined,
})
