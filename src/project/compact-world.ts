import { fileAt, notPlain, type PlainUnits, recordsOfPlain } from '../plan/plain/plain-columns.ts'
import { candidates, plainUnits } from '../plan/plain/plain-units.ts'
import { singleRecord } from '../plan/plain/single-record.ts'
import type { AlikeRecords, CurrentRecords } from '../store/current-of.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import type { ObjectState, Objects, StoredObject } from '../store/objects/interface.ts'
import { assetOf, type Unit } from '../unit.ts'
import { variableHash } from './environment.ts'
import { fewUnits } from './few-units.ts'
import { type LiveWorld, openWorld, type WorldOptions } from './live-world.ts'
import { isOlder } from './present-record.ts'
import type { ProjectUnits } from './project-units.ts'
import { tableVersions } from './table-versions.ts'

/** A world without the plain units, of which nothing is to be said but that they are fresh. */
export interface CompactWorld {
  readonly world: LiveWorld
  /** By asset: the plain units. */
  readonly plain: ReadonlyMap<string, PlainUnits>
}

export interface CompactOptions extends WorldOptions {
  readonly units: ProjectUnits
  readonly objects: Pick<Objects, 'states'> | undefined
  /** See `PlainQuestion`. */
  readonly mayHold: boolean
}

/** For a command that only shows the partitions of an asset together. */
export async function openCompact(options: CompactOptions): Promise<CompactWorld> {
  const { facts, units, catalog, chosen } = options
  const count = facts.reduce((sum, { node }) => sum + (units.set(node.name)?.keys.length ?? 0), 0)
  const whole = async (read?: Pick<WorldOptions, 'opened'> & { readonly current: CurrentRecords }) => ({
    world: await openWorld(
      read === undefined ? options : { ...options, opened: read.opened, current: () => allOf(read.current) },
    ),
    plain: new Map<string, PlainUnits>(),
  })
  if (catalog === undefined || chosen !== undefined || count <= fewUnits) return whole()
  const opened = await catalog.moment()
  const current = await catalog.currentRecords()
  // Records of 0.1.0 are compared in a way that depends on all other records.
  if ([...current.others, ...current.alike.map(({ model }) => ({ record: model }))].some(isOlder))
    return whole({ opened, current })
  const plain = await plainAmong(options, { catalog, current })
  if (plain.size === 0) return whole({ opened, current })
  const others = othersThan(plain, options)
  return {
    world: await openWorld({
      ...options,
      opened,
      chosen: others,
      plain: recordsOfPlain(plain, units),
      current: currentOf(current, { plain, units }),
    }),
    plain,
  }
}

/** Observed units are always assessed, since the memory needs the result. */
async function plainAmong(
  options: CompactOptions,
  { catalog, current }: { readonly catalog: Catalog; readonly current: CurrentRecords },
): Promise<ReadonlyMap<string, PlainUnits>> {
  const { facts, units, mayHold } = options
  const records = new Map([...singleRecords(current), ...current.alike].map((one) => [one.asset, one]))
  const question = { facts, units, keysOf: (asset: string) => units.set(asset)?.keys, records }
  const isThere = await filesThere(
    options,
    candidates(question).map(({ node }) => records.get(node.name) as AlikeRecords),
  )
  const [failures, leases, doubts, pins] = await Promise.all([
    catalog.failures(),
    catalog.leases(),
    catalog.doubts(),
    catalog.pins(),
  ])
  const columns = tableVersions({ catalog, blob: async () => 'ok', computeVersion: undefined })
  for (;;) {
    const plain = plainUnits({
      ...question,
      noted: [...failures, ...leases, ...doubts, ...pins].map(({ unit }) => unit),
      variable: (name) => variableHash(name),
      columnsVersion: columns.versionOf,
      columnsVersions: columns.versionsOf,
      mayHold,
      isThere,
    })
    if (!columns.missing()) return new Map([...plain].filter(([, { facts }]) => facts.observation === undefined))
    await columns.compute()
  }
}

function* singleRecords({ others }: CurrentRecords): Iterable<AlikeRecords> {
  for (const stored of others) if (stored.record.partition === '') yield singleRecord(stored)
}

/** Looks at all files before anything is decided, since the planner cannot wait. */
async function filesThere(
  { objects, lookAtBlobs }: Pick<CompactOptions, 'objects' | 'lookAtBlobs'>,
  all: readonly AlikeRecords[],
): Promise<(records: AlikeRecords, place: number) => boolean> {
  const states = new Map<AlikeRecords, readonly ObjectState[]>()
  for (const records of all)
    if (records.count > 1 && records.files === 'one')
      states.set(records, (await objects?.states(filesOf(records))) ?? [])
  const single = all.filter(({ count }) => count === 1)
  const looks = await lookAtBlobs(single.map((records) => records.storedAt(0)))
  for (const [index, records] of single.entries()) states.set(records, [looks[index] as ObjectState])
  return (records, place) => (states.has(records) ? states.get(records)?.[place] === 'ok' : records.files === 'none')
}

function* filesOf(records: AlikeRecords): Iterable<StoredObject> {
  for (let place = 0; place < records.count; place += 1) yield fileAt(records, place)
}

/** All units but these. */
function othersThan(
  plain: ReadonlyMap<string, PlainUnits>,
  { facts, units }: Pick<CompactOptions, 'facts' | 'units'>,
): ReadonlySet<Unit> {
  const others = new Set<Unit>()
  for (const each of facts) {
    const own = each.node.keys ? undefined : plain.get(each.node.name)
    for (const unit of own === undefined ? units.units(each) : notPlain(own)) others.add(unit)
  }
  return others
}

/** The records of the units of a world, and of units that the project does not have. */
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
