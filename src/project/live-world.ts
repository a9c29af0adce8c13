import { nodeKinds } from '../define/node-kinds.ts'
import type { NodeFacts, Observation } from '../discover/facts.ts'
import { checksRead } from '../plan/checks/checks-read.ts'
import type { ColumnsVersions } from '../plan/plain/plain-columns.ts'
import { RecordsOver } from '../plan/plain/records-over.ts'
import { inPresentOrder } from '../plan/tables-in-order.ts'
import type { UnitFacts, UnitsOfNodes } from '../plan/units.ts'
import type { BlobState, World } from '../plan/world.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import type { Changes, Moment } from '../store/moment.ts'
import type { Pin } from '../store/pin.ts'
import type { Unit } from '../unit.ts'
import { openAges } from './ages.ts'
import { blobStates, type LookAtBlobs } from './blob-states.ts'
import { candidateRecords } from './candidate-records.ts'
import { variableHash } from './environment.ts'
import { isOlder, type Presenter, presenter } from './present-record.ts'
import { type ComputeVersion, tableVersions } from './table-versions.ts'
import { unitNames } from './unit-names.ts'
import { pointersInScope, type ScopedUnits, unitsInScope } from './world-scope.ts'

export interface WorldOptions {
  readonly facts: readonly NodeFacts[]
  /** Default: every node is one unit. */
  readonly units?: UnitsOfNodes | undefined
  /** Only these units and everything that affects them. Default: all. */
  readonly chosen?: ReadonlySet<Unit> | undefined
  /** The records of plain units. With it, the world has only the chosen units, and all others are plain. */
  readonly plain?: ((unit: Unit) => Stored | undefined) | undefined
  /** Observes these units, as far as units are observed one by one. */
  readonly observe?: ((among: readonly UnitFacts[]) => Promise<ReadonlyMap<Unit, Observation>>) | undefined
  /** The definitions of all nodes of the project, even if the world has only a part of it. */
  readonly definitions: ReadonlyMap<string, string>
  /** `undefined` where there is no catalog yet. */
  readonly catalog: Catalog | undefined
  /** The current records of at least these units, where the catalog was already read. */
  readonly current?: ((units: Iterable<Unit>) => readonly Stored[]) | undefined
  /** The moment of the catalog before those records were read. Default: now. */
  readonly opened?: Moment | undefined
  readonly lookAtBlobs: LookAtBlobs
  /** Whether nothing is made meanwhile, so that the whole command is of one moment. */
  readonly still: boolean
  readonly computeVersion: ComputeVersion
}

/** The world of a run: the planner's view, kept up to date with what the run itself makes. */
export interface LiveWorld extends World {
  /** Asks until nothing is missing. The planner is pure; whatever it lacks is read and computed here. */
  settle<T>(ask: () => T): Promise<T>
  /** As `blob`, for callers that can wait. */
  blobNow(stored: Stored): Promise<BlobState>
  columnsVersionNow(stored: Stored, columns: readonly string[]): Promise<string>
  /** As far as they are remembered. */
  readonly columnsVersions: ColumnsVersions
  /**
   * The current records that 0.1.0 wrote. If all current records are of 0.1.0, they are compared as they are, else in
   * the form that `present` gives.
   */
  readonly older: readonly Stored[]
  readonly pins: ReadonlyMap<Unit, Pin>
  /** When the catalog was read. `undefined` where there was none. */
  readonly opened: Moment | undefined
  readonly present: Presenter['present']
  readonly past: Presenter['past']
  observed(facts: UnitFacts): void
  /** Updates the units after new keys have changed them. */
  follow(): Promise<void>
  /** Reads the pointer and records of one unit again, after another process has held its lease. */
  refresh(facts: UnitFacts): Promise<void>
}

export async function openWorld(options: WorldOptions): Promise<LiveWorld> {
  const { facts, definitions, catalog, computeVersion } = options
  const blobs = blobStates(options.lookAtBlobs, options.still)
  const units = new Map<Unit, UnitFacts>()
  let allFacts: readonly UnitFacts[] | undefined
  let scoped: ScopedUnits = { facts: [], isPart: false }
  const follow = async () => {
    const before = new Map(units)
    scoped = unitsInScope({
      ...{ facts, units: options.units, chosen: options.chosen },
      isExact: options.plain !== undefined,
    })
    const observations = await options.observe?.(scoped.facts)
    units.clear()
    for (const each of scoped.facts) {
      // The store does not have the answers that sources gave this run.
      const observation = before.get(each.unit)?.observation ?? observations?.get(each.unit)
      units.set(each.unit, observation === undefined ? each : { ...each, observation })
    }
  }
  await follow()
  const opened = options.opened ?? (await catalog?.moment())
  const [current, failures, leases, doubted, pinned] = await Promise.all([
    options.current?.(units.keys()) ?? catalog?.current(pointersInScope(scoped, definitions)) ?? [],
    catalog?.failures() ?? [],
    catalog?.leases() ?? [],
    catalog?.doubts() ?? [],
    catalog?.pins() ?? [],
  ])
  let checks: ReturnType<typeof checksRead> | undefined
  const columns = tableVersions({ catalog, computeVersion, blob: blobs.now })
  const { present, past } = presenter({ catalog, blob: blobs.now, versions: columns, computeVersion })
  const older: Stored[] = []
  const areAllOlder = () => older.length === current.length
  const asRead = async (stored: Stored) => (!isOlder(stored) || areAllOlder() ? stored : present(stored))
  const pointers: Map<Unit, Stored> = options.plain === undefined ? new Map() : new RecordsOver(options.plain)
  /** Makes the record current for the unit; `undefined` for a unit that the project does not have. */
  const point = (unit: Unit, latest: Stored): Stored | undefined => {
    const of = units.get(unit)
    const stored = of && withTablesOf(of, latest)
    pointers.set(unit, stored ?? latest)
    return stored
  }
  const ofUnits: Stored[] = []
  const nameOf = unitNames([...units.keys()])
  const pointTo = (unit: Unit, latest: Stored) => {
    const stored = point(unit, latest)
    if (stored !== undefined) ofUnits.push(stored)
  }
  // In one pass, since a record of very many partitions is put together anew each time that it is asked for.
  for (const stored of current) {
    if (isOlder(stored)) older.push(stored)
    else pointTo(nameOf(stored.record), stored)
  }
  for (const stored of older) pointTo(nameOf(stored.record), await asRead(stored))
  await blobs.prepare(ofUnits)
  const doubts = new Map(doubted.map(({ unit, cause }) => [unit, cause]))
  const pins = new Map(pinned.map((pin) => [pin.unit, pin]))
  const candidates = candidateRecords({ catalog, asRead, definitions })
  // A unit without a current record will need other records, so they are read before the planner asks.
  for (const facts of units.values()) if (!facts.volatile && !pointers.has(facts.unit)) candidates.recordsOf(facts)
  await candidates.read()
  const ages = await openAges(units.values(), { catalog, current: pointers })
  const looked = new Map<Unit, Moment>()
  const changesOf = async (unit: Unit): Promise<Changes['what']> => {
    const since = looked.get(unit) ?? opened
    if (catalog === undefined || since === undefined) return 'nothing'
    const { what, now } = await catalog.changes(unit, since)
    looked.set(unit, now)
    return what
  }
  const refreshDoubt = async (unit: Unit) => {
    const doubt = (await catalog?.doubts())?.find((one) => one.unit === unit)
    if (doubt === undefined) doubts.delete(unit)
    else doubts.set(unit, doubt.cause)
  }
  const refreshPin = async (unit: Unit) => {
    const pin = (await catalog?.pins())?.find((one) => one.unit === unit)
    if (pin === undefined) pins.delete(unit)
    else pins.set(unit, pin)
  }
  return {
    get facts() {
      // One list while it is the same: what is found out of all units together is found out once for it.
      allFacts ??= [...units.values()]
      return allFacts
    },
    get checksRead() {
      checks ??= checksRead([...units.values()])
      return checks
    },
    get keys() {
      return scoped.keys
    },
    definitions,
    current: pointers,
    failures: new Map(failures.map((failure) => [failure.unit, failure])),
    doubts,
    expired: ages.expired,
    pins,
    opened,
    running: new Set(leases.map((lease) => lease.unit)),
    blob: blobs.stateOf,
    blobNow: blobs.now,
    variable: (name) => variableHash(name),
    columnsVersion: columns.versionOf,
    columnsVersionNow: columns.now,
    columnsVersions: columns.versionsOf,
    older,
    present,
    past,
    candidates: candidates.recordsOf,
    async settle(ask) {
      const moment = blobs.moment()
      for (;;) {
        const answer = moment.ask(ask)
        if (!moment.missing() && !candidates.missing() && !columns.missing()) {
          columns.answered()
          return answer
        }
        await moment.look()
        await candidates.read()
        await columns.compute()
      }
    },
    async follow() {
      checks = undefined
      await follow()
      allFacts = undefined
    },
    observed(changed) {
      units.set(changed.unit, changed)
      allFacts = undefined
      ages.noteMade(changed.unit)
    },
    async refresh(of) {
      const what = await changesOf(of.unit)
      if (what !== 'nothing') {
        candidates.forget(of)
        const stored = await catalog?.currentOf(of.unit)
        // Another process may have removed it: a commit from that record on would be lost every time.
        if (stored === undefined) pointers.delete(of.unit)
        else point(of.unit, await asRead(stored))
      }
      if (what === 'anything') await refreshPin(of.unit)
      ages.look(of)
      if (what !== 'nothing' && nodeKinds[of.node.kind].actsOutside) await refreshDoubt(of.unit)
    },
  }
}

function withTablesOf(facts: UnitFacts, stored: Stored): Stored {
  const { record } = stored
  const inOrder = inPresentOrder(facts, record)
  return inOrder === record ? stored : { ...stored, record: inOrder }
}
