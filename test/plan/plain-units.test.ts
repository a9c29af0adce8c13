import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NodeFacts } from '../../src/discover/facts.ts'
import { type Assessed, type Assessment, assess } from '../../src/plan/assess.ts'
import { withPlainSteps } from '../../src/plan/plain-steps.ts'
import { plainUnits } from '../../src/plan/plain-units.ts'
import { planRun } from '../../src/plan/plan.ts'
import type { World } from '../../src/plan/world.ts'
import type { AlikeRecords } from '../../src/store/current-of.ts'
import type { Stored } from '../../src/store/interface.ts'
import { type Unit, unitAt, unitOf } from '../../src/unit.ts'
import type { DrawnAsset, Shape } from './drawn-assets.ts'
import { apply, edits, graphsWith, hasPast, kept, shapes } from './drawn-edits.ts'
import { PartitionedProject } from './partitioned-project.ts'

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

const nodesOf = (project: PartitionedProject): NodeFacts[] =>
  project.nodes().map(({ node, ...facts }) => ({ ...facts, node: { ...node, kind: 'asset' } }))

function plainOf(project: PartitionedProject, world: World, { running, lost, checked }: Disturbed) {
  const byAsset = Map.groupBy(world.current.values(), ({ record }) => record.asset)
  const nodes = nodesOf(project)
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
        const rest = { ...world, ...project.inScope(world, others) }
        const ofOthers = assess(rest)
        for (const unit of others) expect(ofOthers.get(unit)).toEqual(judged.get(unit))
        const planned = (of: World, assessment: Assessment) =>
          planRun(of, assessment, { units: new Set(of.facts.map(({ unit }) => unit)), forced: new Set() })
        const whole = { facts: nodesOf(project), units: project.units, assets: new Set(assets.map(({ name }) => name)) }
        expect(withPlainSteps(planned(rest, ofOthers), { ...whole, plain })).toEqual(planned(world, judged))
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
