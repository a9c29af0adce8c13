import type { NodeFacts } from '../../discover/facts.ts'
import type { AlikeRecords } from '../../store/current-of.ts'
import type { AssetRecord, InputVersion } from '../../store/record.ts'
import { partitionOf, type Unit, unitOf } from '../../unit.ts'
import { lacksVariables, matchesBesideInputs } from '../match.ts'
import type { UnitsOfNodes } from '../units.ts'
import { unknownCause } from '../unknown.ts'
import { type Upstream, versionRead } from '../upstream.ts'
import type { World } from '../world.ts'
import type { ColumnsVersions, PlainUnits } from './plain-columns.ts'

/** A unit of a node and its record. */
export interface OfRecord {
  readonly key: string
  /** The place of the key. */
  readonly index: number
  readonly records: AlikeRecords
  /** The place of the record. */
  readonly place: number
}

interface Around {
  readonly world: World
  readonly units: UnitsOfNodes
  readonly above: ReadonlyMap<string, PlainUnits>
  readonly upstream: Upstream
  /** The tables that a check may hold back. */
  readonly open: ReadonlySet<Unit>
  /** Whether all of these are there and plain, and none of them is held back. */
  readonly areRead: (units: readonly Unit[]) => boolean
  readonly columnsVersions: ColumnsVersions
}

/** The version of one input now; `undefined` where it is not plain. */
type VersionNow = (of: Pick<OfRecord, 'key' | 'index'>, columns: InputVersion['columns']) => string | undefined

/**
 * Whether a unit is made of what is there now, for a node whose units all read alike: what the record was made from is
 * compared once for all records of a shape, and of each unit only the versions that it has read. `undefined` for any
 * other node.
 */
export function plainAlike(facts: NodeFacts, around: Around): ((of: OfRecord) => boolean) | undefined {
  const { node } = facts
  const ways = node.upstream.length === 0 ? [] : around.units.readsAlike?.(node)
  if (ways === undefined) return undefined
  const versionsNow = node.upstream.map(
    (name, ordinal): VersionNow =>
      ways[ordinal] === 'own' ? ownVersion(name, around) : allVersion(node.name, name, around),
  )
  const shapes = new Map<object, readonly InputVersion['columns'][] | undefined>()
  const columnsOf = ({ records, place }: OfRecord) => {
    const shape = records.shapeAt(place)
    if (!shapes.has(shape)) shapes.set(shape, columnsRead(facts, records.storedAt(place).record, around.world))
    return shapes.get(shape)
  }
  return (of) => {
    const read = columnsOf(of)
    if (read === undefined) return false
    return read.every((columns, ordinal) => {
      const now = (versionsNow[ordinal] as VersionNow)(of, columns)
      return now !== undefined && now === of.records.inputVersionAt(of.place, ordinal)
    })
  }
}

/** The columns of each input, if everything else that the record was made from is the same now. */
function columnsRead(
  facts: NodeFacts,
  record: AssetRecord,
  world: World,
): readonly InputVersion['columns'][] | undefined {
  // A run writes what lacks variables once more.
  if (lacksVariables(facts, record) || matchesBesideInputs(world, facts, record) !== 'yes') return undefined
  return unknownCause(facts, { record }) === undefined
    ? record.ingredients.inputs.map(({ columns }) => columns)
    : undefined
}

function ownVersion(name: string, { units, above, open, columnsVersions }: Around): VersionNow {
  const own = above.get(name)
  if (own === undefined) return () => undefined
  const { keys, plain, places, records } = own
  const versions = new Map<string, ReturnType<ColumnsVersions>>()
  const versionsOf = (columns: readonly string[]) => {
    const question = JSON.stringify(columns)
    const answer = versions.get(question) ?? columnsVersions(records, columns)
    versions.set(question, answer)
    return answer
  }
  return ({ key, index }, columns) => {
    // Mostly both have the same keys.
    const at = keys[index] === key ? index : units.placeOf(unitOf(name, key))
    if (plain[at] !== 1 || (open.size > 0 && open.has(unitOf(name, key)))) return undefined
    const place = places[at] as number
    return columns === null ? records.versionAt(place) : versionsOf(columns)[place]
  }
}

function allVersion(reader: string, name: string, { world, units, upstream, areRead }: Around): VersionNow {
  let all: readonly Unit[] | undefined
  const versions = new Map<string, string | undefined>()
  const look = (key: string): readonly Unit[] => {
    const read = units.reads(unitOf(reader, key), name)
    return Array.isArray(read) && areRead(read) ? read : []
  }
  return ({ key }, columns) => {
    all ??= look(key)
    const [first, ...more] = all.slice(0, 2)
    if (first === undefined) return undefined
    const ask = () =>
      versionRead(world, columns, { facts: { unit: unitOf(reader, key), reads: [all ?? []] }, ordinal: 0, upstream })
    // The version of a single partition is another one to the reader of the same key.
    if (more.length === 0 && partitionOf(first) !== '') return ask()
    const question = JSON.stringify(columns)
    if (!versions.has(question)) versions.set(question, ask())
    return versions.get(question)
  }
}
