import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Assessed, assess } from '../../src/plan/assess.ts'
import { plainUnits } from '../../src/plan/plain-units.ts'
import { planRun } from '../../src/plan/plan.ts'
import { unitsOfPlan } from '../../src/plan/targets.ts'
import { type UnitFacts, unitsRead } from '../../src/plan/units.ts'
import type { World } from '../../src/plan/world.ts'
import { pointersInScope, unitsInScope } from '../../src/project/world-scope.ts'
import type { AlikeRecords } from '../../src/store/current-of.ts'
import type { Stored } from '../../src/store/interface.ts'
import { type Unit, unitAt, unitOf } from '../../src/unit.ts'
import { type DrawnAsset, hasTime, isData, type Shape } from './drawn-assets.ts'
import { PartitionedProject } from './partitioned-project.ts'
import { runByHand } from './run-by-hand.ts'

const shapes: readonly Shape[] = ['none', 'days', 'weeks', 'topics', 'grid']
const graphsWith = (readPast: (shape: Shape) => boolean, drawn: readonly Shape[]) =>
  fc
    .array(
      fc.record({
        above: fc.array(fc.nat(5), { maxLength: 2 }),
        shape: fc.constantFrom(...drawn),
        reads: fc.constantFrom(
          'default' as const,
          'default' as const,
          'all' as const,
          'last' as const,
          'latest' as const,
          'same' as const,
        ),
        constant: fc.constantFrom(false, false, false, true),
        previous: fc.boolean(),
        from: fc.nat(5),
      }),
      { minLength: 2, maxLength: 6 },
    )
    .map((drafts) =>
      drafts.map((draft, index): DrawnAsset => {
        const { above, reads, constant, previous, from } = draft
        const upstream = index === 0 ? [] : [...new Set(above.map((one) => `a${one % index}`))]
        // The first has nothing above it that could decide its keys.
        const shape = index === 0 && isData(draft.shape) ? 'none' : draft.shape
        return {
          name: `a${index}`,
          keysFrom: isData(shape) ? `a${from % index}` : undefined,
          upstream,
          shape,
          constant,
          previous: previous && index > 0 && readPast(shape),
          reads: Object.fromEntries(upstream.map((one) => [one, reads])),
        }
      }),
    )

/** Partitions of time that read the one before are made from values alone; who reads its own past is not. */
const graphs = graphsWith(hasTime, [...shapes, 'data', 'cells'])
/** What was made of partitions that `keep` has taken away stays: a full recomputation could not make it. They have no past. */
const kept: readonly Shape[] = ['kept', 'keptWeeks', 'keptGrid']
const hasPast = (shape: Shape) => !kept.includes(shape)
const graphsWithPasts = graphsWith(hasPast, [...shapes, ...kept])

const edits = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), which: fc.nat(5), to: fc.nat(2) }),
  fc.record({ kind: fc.constant('data' as const), which: fc.nat(60), to: fc.nat(2) }),
  fc.record({ kind: fc.constant('time' as const), which: fc.constant(0), to: fc.integer({ min: 1, max: 16 }) }),
  fc.record({ kind: fc.constant('fail' as const), which: fc.nat(60), to: fc.nat(1) }),
  fc.record({ kind: fc.constant('run' as const), which: fc.constant(0), to: fc.constant(0) }),
)
/** With what is taken back and run again, as often as not. */
const editsAndRuns = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), which: fc.constant(0), to: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('code' as const), which: fc.nat(5), to: fc.nat(1) }) },
  { weight: 1, arbitrary: edits },
)
type Edit = typeof edits extends fc.Arbitrary<infer One> ? One : never

async function apply(project: PartitionedProject, assets: readonly DrawnAsset[], { kind, which, to }: Edit) {
  const units = project.facts().map(({ unit }) => unit)
  const unit = units[which % Math.max(1, units.length)]
  if (kind === 'run') await project.materialize()
  else if (kind === 'time') await project.at(to)
  else if (kind === 'code') project.edit(assets[which % assets.length]?.name as string, to)
  else if (unit === undefined) return
  else if (kind === 'data') project.change(unit, to)
  else if (to === 0) project.failing.delete(unit)
  else project.failing.add(unit)
}

test('after any edits every partition is what a full recomputation gives, and no call was needless', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.array(edits, { maxLength: 10 }), async (assets, changes) => {
      const project = new PartitionedProject(assets)
      await project.at(9)
      const computed = new Set<string>()
      for (const change of [...changes, { kind: 'run', which: 0, to: 0 } as const]) {
        project.calls.length = 0
        await apply(project, assets, change)
        const byUnit = new Map(project.facts().map((each) => [each.unit, each]))
        for (const unit of project.calls) {
          if (project.failing.has(unit) || byUnit.get(unit)?.node.keys || !byUnit.has(unit)) continue
          const situation = project.situation(byUnit.get(unit) as never, (one) => project.value(one) as string)
          expect(computed.has(situation), `${unit} was made from this before`).toBe(false)
          computed.add(situation)
        }
      }
      project.failing.clear()
      await project.materialize()
      const wanted = await project.recomputed()
      for (const [unit, value] of wanted) expect(project.value(unit), unit).toBe(value)
      project.calls.length = 0
      await project.materialize()
      expect(project.calls).toEqual([])
      const statuses = project.statuses()
      for (const unit of wanted.keys()) expect(statuses.get(unit), unit).toBe('fresh')
    }),
    { numRuns: 150 },
  )
})

test('what is not fresh is what a recomputation would make another, and what reads it', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.array(edits, { maxLength: 8 }), async (assets, changes) => {
      const project = new PartitionedProject(assets)
      await project.at(9)
      await project.materialize()
      for (const change of changes) if (change.kind !== 'fail') await apply(project, assets, change)
      const statuses = project.statuses()
      const before = new Map(project.facts().map(({ unit }) => [unit, project.value(unit)]))
      for (const [unit, value] of await project.recomputed()) {
        if (statuses.get(unit) === 'fresh') expect(before.get(unit), unit).toBe(value)
      }
    }),
    { numRuns: 150 },
  )
})

test('some partitions are judged and planned with what has a part in them as they are with everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      graphsWith(hasPast, [...shapes, ...kept, 'data', 'cells']),
      fc.array(edits, { maxLength: 8 }),
      fc.array(fc.nat(60), { minLength: 1, maxLength: 3 }),
      async (assets, changes, places) => {
        const project = new PartitionedProject(assets)
        await project.at(9)
        for (const change of changes) await apply(project, assets, change)
        const whole = project.world()
        const units = whole.facts.map(({ unit }) => unit)
        if (units.length === 0) return
        const chosen = new Set(places.map((place) => units[place % units.length] as Unit))
        const part = partOf(whole, chosen)
        expect(part.facts.length).toBeLessThanOrEqual(whole.facts.length)
        const [judged, judgedWhole] = [assess(part), assess(whole)]
        for (const [unit, assessed] of judged) expect(assessed).toEqual(judgedWhole.get(unit))
        const names = new Set(assets.map(({ name }) => name))
        const request = { assets: names, targets: [...names], only: false, chosen }
        const planOf = (world: World, assessment: typeof judged) =>
          planRun(world, assessment, { units: unitsOfPlan(world, request), forced: new Set() })
        expect(planOf(part, judged)).toEqual(planOf(whole, judgedWhole))
      },
    ),
    { numRuns: 150 },
  )
})

/** The world as it is opened for these units: the facts of what has a part in them, and the pointers of no other. */
function partOf(whole: World, chosen: ReadonlySet<Unit>): World {
  const scoped = unitsInScope(whole.facts, chosen)
  const { units, notOf } = pointersInScope(scoped, whole.definitions) as { units: Unit[]; notOf: string[] }
  const isRead = new Set(units)
  const current = new Map(
    [...whole.current].filter(([, { record }]) => isRead.has(unitAt(record)) || !notOf.includes(record.asset)),
  )
  return { ...whole, ...scoped, current }
}

/** Tables whose data nobody observes: without that each partition of a source has facts of its own. */
const unobserved = (whole: World): World => ({
  ...whole,
  facts: whole.facts.map(({ observation, node, ...facts }) => ({ ...facts, node: { ...node, kind: 'asset' } })),
  current: new Map(
    [...whole.current].map(([unit, { record, ...stored }]) => [
      unit,
      { ...stored, record: { ...record, kind: 'asset' } },
    ]),
  ),
})

/** The records of an asset as columns, of which those with other fields than the newest are left out. */
function alikeRecords(asset: string, stored: readonly Stored[]): AlikeRecords {
  const [newest] = stored.toSorted((a, b) => b.id - a.id) as [Stored]
  const alike = stored.filter(({ record }) => record.definition === newest.record.definition)
  const at = (place: number) => alike[place] as Stored
  return {
    ...{ asset, count: alike.length, model: newest.record, hasOneFile: true },
    hasModelIngredients: (place) => isDeepStrictEqual(at(place).record.ingredients, newest.record.ingredients),
    partitionAt: (place) => at(place).record.partition,
    blobAt: (place) => at(place).record.parts[0]?.blob ?? '',
    versionAt: (place) => at(place).record.version,
    numbersAt: (place) => at(place).record,
    storedAt: at,
  }
}

interface Disturbed {
  readonly running: ReadonlySet<Unit>
  readonly lost: ReadonlySet<Unit>
  /** A check that holds back what reads these. */
  readonly checked: readonly string[]
}

function plainOf(project: PartitionedProject, world: World, { running, lost, checked }: Disturbed) {
  const byAsset = Map.groupBy(world.current.values(), ({ record }) => record.asset)
  const nodes = project.nodes().map(({ node, ...facts }) => ({ ...facts, node: { ...node, kind: 'asset' as const } }))
  const check = { ...nodes[0]!, blocking: true, node: { ...nodes[0]!.node, kind: 'check' as const, upstream: checked } }
  return plainUnits({
    facts: checked.length === 0 ? nodes : [...nodes, { ...check, node: { ...check.node, name: 'held' } }],
    units: project.units,
    keysOf: (asset) => project.units.set(asset)?.keys,
    records: new Map([...byAsset].map(([asset, stored]) => [asset, alikeRecords(asset, stored)])),
    noted: [...world.failures.keys(), ...running],
    variable: world.variable,
    isThere: (records, place) => !lost.has(unitAt({ asset: records.asset, partition: records.partitionAt(place) })),
  })
}

test('what is plain is fresh without a word, and the others are judged without it as they are with everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      graphsWith(hasPast, [...shapes, ...shapes, ...kept, 'data', 'cells']),
      fc.array(edits, { maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(60), fc.constantFrom('running', 'lost')), { maxLength: 3 }),
      async (assets, changes, disturbed) => {
        const project = new PartitionedProject(assets)
        await project.at(9)
        if (changes.length % 2 === 0) await project.materialize()
        for (const change of changes) await apply(project, assets, change)
        const units = project.facts().map(({ unit }) => unit)
        if (units.length === 0) return
        const those = (kind: string) =>
          new Set(disturbed.flatMap(([place, of]) => (of === kind ? [units[place % units.length] as Unit] : [])))
        const [running, lost] = [those('running'), those('lost')]
        const isLost = ({ record }: Stored) => lost.has(unitAt(record))
        const world = {
          ...unobserved(project.world()),
          running,
          blob: (stored: Stored) => (isLost(stored) ? ('missing' as const) : ('ok' as const)),
        }
        const judged = assess(world)
        const plain = plainOf(project, world, { running, lost, checked: [] })
        const others = new Set(units)
        for (const { facts, keys, plain: flags, places, records } of plain.values()) {
          for (const [index, key] of keys.entries()) {
            if (flags[index] !== 1) continue
            const unit = unitOf(facts.node.name, key)
            const { status, causes, failure, current } = judged.get(unit) as Assessed
            expect([unit, status, causes, failure]).toEqual([unit, 'fresh', [], undefined])
            expect(records.storedAt(places[index] as number)).toBe(current)
            others.delete(unit)
          }
        }
        const ofOthers = assess({ ...world, ...unitsInScope(world.facts, others) })
        for (const unit of others) expect(ofOthers.get(unit)).toEqual(judged.get(unit))
        // What reads a table that a check may hold back is none of them.
        const held = plainOf(project, world, { running, lost, checked: ['a0'] })
        for (const { facts } of held.values()) expect(facts.node.upstream).not.toContain('a0')
      },
    ),
    { numRuns: 150 },
  )
})

test('after a run every partition of time and of what reads it one by one is plain, and after an edit none that has changed', async () => {
  const asset = (name: string, upstream: readonly string[], shape: Shape): DrawnAsset => ({
    ...{ name, upstream, shape, reads: {}, constant: false, previous: false, keysFrom: undefined },
  })
  const assets = [asset('a0', [], 'days'), asset('a1', ['a0'], 'days'), asset('a2', ['a1'], 'weeks')]
  const project = new PartitionedProject(assets)
  await project.at(30)
  await project.materialize()
  const counts = () => {
    const world = unobserved(project.world())
    const plain = plainOf(project, world, { running: new Set(), lost: new Set(), checked: [] })
    return assets.map(({ name }) => [plain.get(name)?.count ?? 0, project.units.set(name)?.keys.length])
  }
  for (const [count, all] of counts()) expect(count).toBe(all)
  project.edit('a1', 1)
  expect(counts().map(([count]) => count)).toEqual([30, 0, 0])
})

test('what goes on from its own last version is what runs by hand give, one after the other, and no call was needless', async () => {
  await fc.assert(
    fc.asyncProperty(
      graphsWithPasts,
      fc.array(editsAndRuns, { minLength: 6, maxLength: 16 }),
      async (assets, changes) => {
        const project = new PartitionedProject(assets)
        await project.at(9)
        const byHand = runByHand(project)
        for (const change of [...changes, { kind: 'run', which: 0, to: 0 } as const]) {
          if (change.kind !== 'run') {
            await apply(project, assets, change)
            continue
          }
          project.calls.length = 0
          const wanted = byHand.run()
          await project.materialize()
          for (const [unit, value] of wanted.values) expect(project.value(unit), unit).toBe(value)
          expect(new Set(project.calls)).toEqual(wanted.calls)
          expect(project.calls).toHaveLength(wanted.calls.size)
          project.calls.length = 0
          const again = byHand.run()
          await project.materialize()
          expect(new Set(project.calls)).toEqual(again.calls)
          const statuses = project.statuses()
          for (const unit of again.done) expect(statuses.get(unit as Unit), unit).toBe('fresh')
        }
      },
    ),
    { numRuns: 200 },
  )
})

/** What a unit was once made from, as `situation` tells it: a record is found again by all of it. */
type Situation = readonly [
  name: string,
  code: number,
  partition: string,
  data: number | null,
  read: readonly (readonly (readonly [key: string, value: string | null])[])[],
]

/** Whether what is read may come to be this: `null` is a table that a run may make another. */
function mayBecome(now: Situation, then: Situation): boolean {
  const [read, readThen] = [now[4], then[4]]
  const isSame = (own: Situation[4][number], before: Situation[4][number] | undefined) =>
    own.length === before?.length &&
    own.every(([key, value], place) => key === before[place]?.[0] && (value === null || value === before[place]?.[1]))
  return (
    now.slice(0, 4).every((part, place) => part === then[place]) &&
    read.length === readThen.length &&
    read.every((own, place) => isSame(own, readThen[place]))
  )
}

/** Of what is read together one failed: the rest is another for certain, whatever that one comes to. */
const oneFailed: [DrawnAsset[], Edit[]] = [
  [
    { ...{ name: 'a0', upstream: [], shape: 'topics', reads: {} }, ...{ constant: false, previous: false } },
    { ...{ name: 'a1', upstream: ['a0'], shape: 'none', reads: {} }, ...{ constant: false, previous: false } },
  ],
  [
    { kind: 'run', which: 0, to: 0 },
    { kind: 'code', which: 0, to: 1 },
    { kind: 'fail', which: 0, to: 1 },
    { kind: 'run', which: 0, to: 0 },
  ],
]

test('what is planned as certain is certain, and only what a run may be spared is planned as `run?`', async () => {
  await fc.assert(
    fc.asyncProperty(graphsWith(hasTime, shapes), fc.array(edits, { maxLength: 10 }), async (assets, changes) => {
      const project = new PartitionedProject(assets)
      await project.at(9)
      const made = new Map<Unit, Situation[]>()
      const situationOf = (facts: UnitFacts, tableOf: (unit: Unit) => string | undefined) =>
        JSON.parse(project.situation(facts, (unit) => (tableOf(unit) ?? null) as never)) as Situation
      for (const change of changes) {
        project.calls.length = 0
        await apply(project, assets, change)
        for (const facts of project.facts()) {
          const { unit } = facts
          if (!project.calls.includes(unit) || project.failing.has(unit)) continue
          made.set(unit, [...(made.get(unit) ?? []), situationOf(facts, project.value)])
        }
      }
      project.failing.clear()
      const world = project.world()
      const byUnit = new Map(world.facts.map((facts) => [facts.unit, facts]))
      const { steps } = planRun(world, assess(world), { units: new Set(byUnit.keys()), forced: new Set() })
      const certain = new Map<Unit, string>()
      const stopped = new Set<Unit>()
      for (const { unit, action, stored } of steps) {
        const facts = byUnit.get(unit) as UnitFacts
        if (facts.unreadable !== undefined || unitsRead(facts).some((one) => stopped.has(one))) {
          stopped.add(unit)
          continue
        }
        const now = situationOf(facts, (one) => certain.get(one))
        const isOpen = unitsRead(facts).some((one) => !certain.has(one))
        const mayBeSpared = (made.get(unit) ?? []).some((then) => mayBecome(now, then))
        const expected = !mayBeSpared ? ['run'] : isOpen ? ['run?'] : ['skip', 'reuse']
        expect(expected, unit).toContain(action)
        if (stored !== undefined) certain.set(unit, stored.record.version)
      }
      project.calls.length = 0
      await project.materialize()
      const calls = new Set(project.calls)
      for (const { unit, action } of steps) {
        if (!stopped.has(unit) && action !== 'run?')
          expect(calls.has(unit), `${unit}: ${action}`).toBe(action === 'run')
      }
    }),
    { numRuns: 150, examples: [oneFailed] },
  )
})
