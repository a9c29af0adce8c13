import { candidates, fileAt, type PlainUnits, plainUnits } from '../plan/plain-units.ts'
import { unitFactsOf, unitsBefore } from '../plan/units.ts'
import type { AlikeRecords, CurrentRecords } from '../store/current-of.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import type { ObjectState, Objects, StoredObject } from '../store/objects/interface.ts'
import { assetOf, type Unit, unitOf } from '../unit.ts'
import { variableHash } from './environment.ts'
import { type LiveWorld, openWorld, type WorldOptions } from './live-world.ts'
import { isOlder } from './present-record.ts'
import type { ProjectUnits } from './project-units.ts'

/** A world of the units of which there is more to say than that they are fresh, and of what has a part in them. */
export interface CompactWorld {
  readonly world: LiveWorld
  /** By asset, all others. */
  readonly plain: ReadonlyMap<string, PlainUnits>
}

export interface CompactOptions extends WorldOptions {
  readonly units: ProjectUnits
  readonly objects: Pick<Objects, 'states'> | undefined
}

/** With fewer units it is as fast to assess each. */
const few = 5_000

/** For a command that asks for nothing but what is told of all partitions of an asset together. */
export async function openCompact(options: CompactOptions): Promise<CompactWorld> {
  const { facts, units, catalog, chosen } = options
  const count = facts.reduce((sum, { node }) => sum + (units.set(node.name)?.keys.length ?? 1), 0)
  const whole = async (current?: CurrentRecords) => ({
    world: await openWorld(current === undefined ? options : { ...options, current: () => allOf(current) }),
    plain: new Map<string, PlainUnits>(),
  })
  if (catalog === undefined || chosen !== undefined || count <= few) return whole()
  const current = await catalog.currentRecords()
  // Records of 0.1.0 are compared in a way that depends on all the others.
  if ([...current.others, ...current.alike.map(({ model }) => ({ record: model }))].some(isOlder)) return whole(current)
  const plain = await plainAmong(options, { catalog, current })
  const others = othersThan(plain, options)
  if (plain.size === 0 || others === undefined) return whole(current)
  return {
    world: await openWorld({ ...options, chosen: others, current: currentOf(current, { plain, units }) }),
    plain,
  }
}

async function plainAmong(
  { facts, units, objects }: CompactOptions,
  { catalog, current }: { readonly catalog: Catalog; readonly current: CurrentRecords },
): Promise<ReadonlyMap<string, PlainUnits>> {
  const records = new Map(current.alike.map((one) => [one.asset, one]))
  const question = { facts, units, keysOf: (asset: string) => units.set(asset)?.keys, records }
  const states = new Map<AlikeRecords, readonly ObjectState[]>()
  for (const { node } of candidates(question)) {
    const own = records.get(node.name) as AlikeRecords
    states.set(own, (await objects?.states(filesOf(own))) ?? [])
  }
  if (states.size === 0) return new Map()
  const [failures, leases, doubts, pins] = await Promise.all([
    catalog.failures(),
    catalog.leases(),
    catalog.doubts(),
    catalog.pins(),
  ])
  return plainUnits({
    ...question,
    noted: [...failures, ...leases, ...doubts, ...pins].map(({ unit }) => unit),
    variable: (name) => variableHash(name),
    isThere: (of, place) => states.get(of)?.[place] === 'ok',
  })
}

function* filesOf(records: AlikeRecords): Iterable<StoredObject> {
  for (let place = 0; place < records.count; place += 1) yield fileAt(records, place)
}

/** All units but these; `undefined` where so many have a part in them that each may as well be assessed. */
function othersThan(
  plain: ReadonlyMap<string, PlainUnits>,
  { facts, units }: Pick<CompactOptions, 'facts' | 'units'>,
): ReadonlySet<Unit> | undefined {
  const others = new Set<Unit>()
  let above = 0
  for (const each of facts) {
    const own = each.node.keys ? undefined : plain.get(each.node.name)
    for (const unit of own === undefined ? units.units(each) : notPlain(own)) {
      others.add(unit)
      above += unitsBefore(unitFactsOf(each, unit, units)).length
      if (others.size + above > few) return undefined
    }
  }
  return others
}

function* notPlain({ facts, keys, plain }: PlainUnits): Iterable<Unit> {
  for (const [index, key] of keys.entries()) if (plain[index] === 0) yield unitOf(facts.node.name, key)
}

/** The records of the units of a world, and those of what the project does not have. */
function currentOf(
  { alike, others }: CurrentRecords,
  { plain, units }: { readonly plain: CompactWorld['plain']; readonly units: ProjectUnits },
): NonNullable<WorldOptions['current']> {
  return (wanted) => {
    const apart = alike.filter(({ asset }) => !plain.has(asset))
    const stored = allOf({ alike: apart, others })
    for (const unit of wanted) {
      const own = plain.get(assetOf(unit))
      const place = own?.places[units.placeOf(unit)] ?? -1
      if (own !== undefined && place >= 0) stored.push(own.records.storedAt(place))
    }
    return stored
  }
}

function allOf({ alike, others }: CurrentRecords): Stored[] {
  const stored: Stored[] = [...others]
  for (const records of alike)
    for (let place = 0; place < records.count; place += 1) stored.push(records.storedAt(place))
  return stored
}
