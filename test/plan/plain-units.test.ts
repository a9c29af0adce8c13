import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeKinds } from '../../src/define/node-kinds.ts'
import { type Assessed, type Assessment, assess } from '../../src/plan/assess.ts'
import { gatesOf } from '../../src/plan/checks/gates.ts'
import { recordsOfPlain } from '../../src/plan/plain/plain-columns.ts'
import { inStepOrder, withPlainSteps } from '../../src/plan/plain/plain-steps.ts'
import { plainUnits } from '../../src/plan/plain/plain-units.ts'
import { RecordsOver } from '../../src/plan/plain/records-over.ts'
import { type Plan, planRun } from '../../src/plan/plan.ts'
import { unitsRead } from '../../src/plan/units.ts'
import type { World } from '../../src/plan/world.ts'
import type { AlikeRecords } from '../../src/store/current-of.ts'
import type { Stored } from '../../src/store/interface.ts'
import { type Unit, unitAt, unitOf } from '../../src/unit.ts'
import type { DrawnAsset, Shape } from './drawn-assets.ts'
import { apply, edits, graphsWith, hasPast, kept, shapes } from './drawn-edits.ts'
import { PartitionedProject } from './partitioned-project.ts'
import { type ToldAssets, toldAs, toldNodes, toldWorld } from './told-project.ts'

/** The records of an asset as columns, of which those with other fields than the newest are left out. */
function alikeRecords(asset: string, stored: readonly Stored[]): AlikeRecords {
  const [newest] = stored.toSorted((a, b) => b.id - a.id) as [Stored]
  const { definition, check, parts } = newest.record
  const alike = stored.filter(
    ({ record }) => record.definition === definition && record.check?.passed === check?.passed,
  )
  const at = (place: number) => alike[place] as Stored
  const withoutVersions = ({ record: { ingredients } }: Stored) => ({
    ...ingredients,
    inputs: ingredients.inputs.map(({ version: _, ...input }) => input),
  })
  const shapes: object[] = []
  for (const shape of alike.map(withoutVersions))
    shapes.push(shapes.find((one) => isDeepStrictEqual(one, shape)) ?? shape)
  return {
    ...{ asset, count: alike.length, model: newest.record, files: parts.length === 0 ? 'none' : 'one' },
    shapeAt: (place) => shapes[place] as object,
    inputVersionAt: (place, ordinal) => at(place).record.ingredients.inputs[ordinal]?.version ?? '',
    partitionAt: (place) => at(place).record.partition,
    blobAt: (place) => at(place).record.parts[0]?.blob ?? '',
    versionAt: (place) => at(place).record.version,
    numbersAt: (place) => at(place).record,
    storedAt: at,
  }
}

interface Disturbed {
  readonly noted: ReadonlySet<Unit>
  readonly lost: ReadonlySet<Unit>
  /** Of every third table nobody has computed the version of a column. */
  readonly isForgetful: boolean
  readonly mayHold: boolean
}

function plainOf(
  project: PartitionedProject,
  world: World,
  { noted, lost, isForgetful, mayHold, ...of }: Disturbed & ToldAssets,
) {
  const byAsset = Map.groupBy(world.current.values(), ({ record }) => record.asset)
  const columnsVersion = ({ id, record }: Pick<Stored, 'id' | 'record'>) =>
    isForgetful && id % 3 === 0 ? undefined : record.version
  return plainUnits({
    facts: toldNodes(project, world, of),
    units: project.units,
    keysOf: (asset) => project.units.set(asset)?.keys,
    records: new Map([...byAsset].map(([asset, stored]) => [asset, alikeRecords(asset, stored)])),
    noted: [...world.failures.keys(), ...noted],
    mayHold,
    variable: world.variable,
    columnsVersion,
    columnsVersions: (records) =>
      Array.from({ length: records.count }, (_, place) => columnsVersion(records.storedAt(place))),
    isThere: (records, place) => !lost.has(unitAt({ asset: records.asset, partition: records.partitionAt(place) })),
  })
}

/** What is observed is assessed. */
const unobserved = (plain: ReturnType<typeof plainOf>) =>
  new Map([...plain].filter(([, { facts }]) => facts.observation === undefined))

const nothing: Disturbed = { noted: new Set(), lost: new Set(), isForgetful: false, mayHold: true }
const allTables = { picking: 0, checks: 0, warning: 0 }

test('what is plain is fresh without a word, and the others are judged without it as they are with everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      graphsWith(hasPast, [...shapes, ...shapes, ...kept, 'data', 'cells']),
      fc.array(edits, { maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(60), fc.constantFrom('running', 'lost', 'pinned')), { maxLength: 3 }),
      fc.oneof(fc.constant(allTables), fc.record({ picking: fc.nat(63), checks: fc.nat(63), warning: fc.nat(63) })),
      fc.boolean(),
      async (assets, changes, disturbed, drawn, isForgetful) => {
        const project = new PartitionedProject(assets)
        await project.at(9)
        if (changes.length % 2 === 0) await project.materialize()
        for (const change of changes) await apply(project, assets, change)
        const units = project.facts().map(({ unit }) => unit)
        if (units.length === 0) return
        const those = (kind: string) =>
          new Set(disturbed.flatMap(([place, of]) => (of === kind ? [units[place % units.length] as Unit] : [])))
        const [running, lost, pinned] = [those('running'), those('lost'), those('pinned')]
        const isLost = ({ record }: Stored) => lost.has(unitAt(record))
        const told = toldAs(assets, drawn)
        const now = toldWorld(project, assets, told)
        const pins = [...pinned].flatMap((unit) => {
          const record = now.current.get(unit)?.id
          return record === undefined ? [] : [[unit, { unit, record, since: 0 }] as const]
        })
        const world: World = {
          ...now,
          running,
          pins: new Map(pins),
          blob: (stored: Stored) => (isLost(stored) ? ('missing' as const) : ('ok' as const)),
        }
        const judged = assess(world)
        const noted = running.union(new Set(pins.map(([unit]) => unit)))
        const facts = inStepOrder(toldNodes(project, world, { assets, told }))
        const whole = planned(world, judged)
        for (const mayHold of [false, true]) {
          const all = plainOf(project, world, { noted, lost, isForgetful, mayHold, assets, told })
          const plain = unobserved(all)
          const isPlain = recordsOfPlain(plain, project.units)
          const others = new Set(units.filter((unit) => isPlain(unit) === undefined))
          const current = new RecordsOver(isPlain)
          for (const [unit, stored] of world.current) if (isPlain(unit) === undefined) current.set(unit, stored)
          const some = world.facts.filter(({ unit, node }) => others.has(unit) || node.keys)
          const rest = { ...world, facts: some, current, keys: whole.keys }
          const ofOthers = assess(rest)
          // A check does hold something back, so that what is plain has to be asked with that in mind.
          if (!mayHold && ofOthers.values().some((one) => one.facts.blocking && one.status === 'failed')) continue
          expectFresh(all, judged)
          for (const unit of others) expect(ofOthers.get(unit)).toEqual(judged.get(unit))
          if (facts === undefined) continue
          const ofOthersPlan = planned(rest, ofOthers)
          if (!mayHold && ofOthersPlan.holding !== undefined) continue
          const question = { facts, units: project.units, plain, assets: new Set(assets.map(({ name }) => name)) }
          const compact = withPlainSteps(ofOthersPlan, question)
          if (!facts.some(({ blocking }) => blocking)) {
            expect(compact).toEqual(whole)
            continue
          }
          // A check may stand between any two partitions, so that there are several orders.
          expect(byUnit(compact)).toEqual(byUnit(whole))
          expect(compact.keys).toEqual(whole.keys)
          expect(compact.holding).toEqual(whole.holding)
          expectOrder(compact, world)
          const isMany = rest.facts.some((one) => one.blocking && new Set(unitsRead(one)).size > 1)
          if (isMany) expect(compact.atRest).toEqual(new Set([...whole.atRest].filter((unit) => others.has(unit))))
        }
      },
    ),
    { numRuns: 250 },
  )
})

const planned = (of: World, assessment: Assessment): Plan =>
  planRun(of, assessment, { units: new Set(of.facts.map(({ unit }) => unit)), forced: new Set() })

function expectFresh(plain: ReturnType<typeof plainOf>, judged: Assessment): void {
  for (const { facts, keys, plain: flags, places, records } of plain.values()) {
    for (const [index, key] of keys.entries()) {
      if (flags[index] !== 1) continue
      const unit = unitOf(facts.node.name, key)
      const { status, causes, failure, current } = judged.get(unit) as Assessed
      expect([unit, status, causes, failure]).toEqual([unit, 'fresh', [], undefined])
      expect(records.storedAt(places[index] as number)).toBe(current)
    }
  }
}

const byUnit = ({ steps }: Plan) => new Map(steps.map((step) => [`${step.unit} ${step.keys ?? ''}`, step]))

/** Each after what it reads, and after the checks that it waits for. */
function expectOrder({ steps }: Plan, { facts }: World): void {
  const places = new Map(steps.map(({ unit }, place) => [unit, place]))
  const gates = gatesOf(facts)
  for (const each of facts) {
    const before = nodeKinds[each.node.kind].judges ? [] : (gates.get(each.unit) ?? [])
    for (const above of [...unitsRead(each), ...before])
      expect(places.get(above) ?? -1, `${above} before ${each.unit}`).toBeLessThanOrEqual(
        places.get(each.unit) as number,
      )
  }
}

const asset = (name: string, upstream: readonly string[], shape: Shape): DrawnAsset => ({
  ...{ name, upstream, shape, reads: {}, constant: false, previous: false, keysFrom: undefined },
})

/** How many of the partitions of each asset are plain. */
function counts(project: PartitionedProject, assets: readonly DrawnAsset[], drawn = allTables, disturbed = nothing) {
  const told = toldAs(assets, drawn)
  const world = toldWorld(project, assets, told)
  const plain = plainOf(project, world, { ...disturbed, assets, told })
  return assets.map(({ name }) => plain.get(name)?.count ?? 0)
}

test('after a run every partition of time and of what reads it one by one is plain, and after an edit none that has changed', async () => {
  const assets = [asset('a0', [], 'days'), asset('a1', ['a0'], 'days'), asset('a2', ['a1'], 'weeks')]
  const project = new PartitionedProject(assets)
  await project.at(30)
  await project.materialize()
  expect(counts(project, assets)).toEqual([30, 30, 3])
  // Also where a column is read of each.
  expect(counts(project, assets, { ...allTables, picking: 0b111 })).toEqual([30, 30, 3])
  project.edit('a1', 1)
  expect(counts(project, assets)).toEqual([30, 0, 0])
})

test('what reads all days, a check that blocks and a whole source leave the days that read these plain', async () => {
  const assets = [
    asset('a0', [], 'none'),
    asset('a1', ['a0'], 'days'),
    asset('a2', ['a1'], 'none'),
    asset('a3', ['a1'], 'days'),
    asset('a4', ['a1', 'a2'], 'days'),
  ]
  const project = new PartitionedProject(assets)
  await project.at(30)
  await project.materialize()
  expect(counts(project, assets)).toEqual([1, 30, 1, 30, 30])
  const days = assets.slice(0, 4)
  const judged = new PartitionedProject(days)
  await judged.at(30)
  await judged.materialize()
  const isPassed = Number.parseInt(judged.value('a2' as Unit)?.[0] ?? '', 16) > 2
  expect(counts(judged, days, { ...allTables, checks: 0b100 })).toEqual([1, 30, isPassed ? 1 : 0, isPassed ? 30 : 0])
  // One that only warns holds nothing back, whatever it says.
  expect(counts(judged, days, { ...allTables, checks: 0b100, warning: 0b100 })).toEqual([1, 30, 1, 30])
  judged.edit('a2', 1)
  expect(counts(judged, days, { ...allTables, checks: 0b100 })).toEqual([1, 30, 0, 0])
  // Where it is seen to hold nothing back, a check that nobody has asked yet leaves them plain.
  const unheld = { ...nothing, mayHold: false }
  expect(counts(judged, days, { ...allTables, checks: 0b100 }, unheld)).toEqual([1, 30, 0, 30])
})

test('a check of each day that is not plain leaves the other days plain', async () => {
  const assets = [asset('a0', [], 'days'), asset('a1', ['a0'], 'days'), asset('a2', ['a0'], 'days')]
  const project = new PartitionedProject(assets)
  await project.at(30)
  await project.materialize()
  const failed = [...Array(30).keys()].filter(
    (day) => Number.parseInt(project.value(unitOf('a1', project.units.set('a1')?.keys[day]))?.[0] ?? '', 16) <= 2,
  )
  const [, checks = 0, read = 0] = counts(project, assets, { ...allTables, checks: 0b010 })
  // The records of checks with another verdict than the newest are no columns.
  expect(checks === 30 - failed.length || checks === 0).toBe(true)
  expect(read).toBe(checks)
})
