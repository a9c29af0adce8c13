import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assess } from '../../src/plan/assess.ts'
import { planRun } from '../../src/plan/plan.ts'
import { unitsOfPlan } from '../../src/plan/targets.ts'
import { type UnitFacts, unitsRead } from '../../src/plan/units.ts'
import type { World } from '../../src/plan/world.ts'
import { pointersInScope } from '../../src/project/world-scope.ts'
import { type Unit, unitAt } from '../../src/unit.ts'
import { type DrawnAsset, hasTime } from './drawn-assets.ts'
import {
  apply,
  type Edit,
  edits,
  editsAndRuns,
  graphs,
  graphsWith,
  graphsWithPasts,
  hasPast,
  kept,
  shapes,
} from './drawn-edits.ts'
import { PartitionedProject } from './partitioned-project.ts'
import { runByHand } from './run-by-hand.ts'

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
        const part = partOf(project, whole, chosen)
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
function partOf(project: PartitionedProject, whole: World, chosen: ReadonlySet<Unit>): World {
  const scoped = project.inScope(whole, chosen)
  const { units, notOf } = pointersInScope(scoped, whole.definitions) as { units: Unit[]; notOf: string[] }
  const isRead = new Set(units)
  const current = new Map(
    [...whole.current].filter(([, { record }]) => isRead.has(unitAt(record)) || !notOf.includes(record.asset)),
  )
  return { ...whole, ...scoped, current }
}

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
