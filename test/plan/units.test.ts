import { expect, test } from 'vitest'
import { definitionHash, type NodeFacts } from '../../src/discover/facts.ts'
import { assess } from '../../src/plan/assess.ts'
import { attemptKey } from '../../src/plan/attempt-key.ts'
import { keyOf } from '../../src/plan/key.ts'
import { type PlanRequest, planRun } from '../../src/plan/plan.ts'
import { type UnitFacts, type UnitsOfNodes, unitFacts } from '../../src/plan/units.ts'
import { inputRead } from '../../src/plan/upstream.ts'
import type { World } from '../../src/plan/world.ts'
import type { Failure, Stored } from '../../src/store/interface.ts'
import type { InputVersion } from '../../src/store/record.ts'
import { assetOf, partitionOf, partsOf, type Unit, unitOf } from '../../src/unit.ts'

/** `days` has three units; `pair` is one, and reads two of them; `report` has three, and each reads its own. */
const days = ['mon', 'tue', 'wed'].map((key) => unitOf('days', key))
const reports = ['mon', 'tue', 'wed'].map((key) => unitOf('report', key))
const [mon, tue, wed] = days as [Unit, Unit, Unit]
const pair = unitOf('pair')
const same = (reader: Unit) => [unitOf('days', partitionOf(reader))]
const partitioned: UnitsOfNodes = {
  past: (unit) => unit,
  placeOf: (unit) => days.findIndex((day) => partitionOf(day) === partitionOf(unit)),
  units: ({ node }) => ({ days, pair: [pair], report: reports, check: checks })[node.name as 'days'],
  reads: (reader) => (reader === pair ? [mon, tue] : same(reader)),
}
const checks = days.map((unit) => unitOf('check', partitionOf(unit)))

test('a unit is told as its asset and its key, whatever the key holds', () => {
  for (const partition of ['', 'mon', ']', 'a[b]', '[', 'x|y z']) {
    expect(partsOf(unitOf('crm.days', partition))).toEqual({ asset: 'crm.days', partition })
  }
})

test('each unit is missing, made and fresh by itself', () => {
  const project = new Project()
  expect(project.actions()).toEqual(actionsOf('run', [...days, pair, ...reports]))
  project.make(mon, wed)
  expect(project.actions()).toEqual({
    ...actionsOf('run', [...days, pair, ...reports]),
    ...actionsOf('skip', [mon, wed]),
  })
  expect(project.statuses()).toMatchObject({ [mon]: 'fresh', [tue]: 'missing', [wed]: 'fresh', [pair]: 'missing' })
  project.make(tue, pair, ...reports)
  expect(project.actions()).toEqual(actionsOf('skip', [...days, pair, ...reports]))
})

test('a new version of a unit is news to those that read it, and to no other', () => {
  const project = new Project()
  project.make(...days, pair, ...reports)
  project.versions.set(wed, 'another')
  project.make(wed)
  expect(project.stale()).toEqual(['report[wed]'])
  project.versions.set(tue, 'another')
  project.make(tue)
  expect(project.stale()).toEqual(['pair', 'report[tue]', 'report[wed]'])
  expect(assess(project.world()).get(pair)?.causes).toMatchObject([
    { kind: 'upstream_changed', subject: 'days', message: 'upstream changed: days tue' },
  ])
  project.versions.clear()
  project.make(tue, wed)
  expect(project.stale()).toEqual([])
})

test('units that are read are told by their keys, too: equal tables of other partitions are other data', () => {
  const project = new Project()
  project.versionOfAll = 'equal'
  project.make(...days, pair, ...reports)
  expect(project.stale()).toEqual([])
  project.of = { ...partitioned, reads: (reader) => (reader === pair ? [mon, wed] : same(reader)) }
  expect(project.stale()).toEqual(['pair'])
  expect(assess(project.world()).get(pair)?.causes).toMatchObject([
    { kind: 'partition_set_changed', subject: 'days', message: 'partitions changed: days wed added, tue removed' },
  ])
})

test('of a partition that is gone its record stays, and no other partition takes it', () => {
  const project = new Project()
  project.make(...days, ...reports)
  const thursday = unitOf('days', 'thu')
  project.of = {
    ...partitioned,
    units: (facts) => (facts.node.name === 'days' ? [mon, tue, wed, thursday] : partitioned.units(facts)),
  }
  expect(project.actions()).toMatchObject({ [mon]: 'skip', [thursday]: 'run' })
})

test('a unit that failed is failed alone, and those below it alone are not up to date', () => {
  const project = new Project()
  project.make(mon, wed, ...reports.filter((unit) => unit !== 'report[tue]'))
  project.fail(tue)
  expect(project.statuses()).toMatchObject({
    ...{ 'days[mon]': 'fresh', 'days[tue]': 'failed', 'days[wed]': 'fresh' },
    ...{ 'report[mon]': 'fresh', 'report[tue]': 'missing', 'report[wed]': 'fresh' },
  })
  expect(assess(project.world()).get(unitOf('report', 'tue'))?.causes).toMatchObject([
    { kind: 'never_materialized' },
    { kind: 'upstream_stale', subject: 'days[tue]', roots: [{ asset: 'days[tue]' }] },
  ])
})

test('a check holds back what reads its own unit, and nothing else', () => {
  const project = new Project([nodeOf('check', ['days'], true)])
  project.make(...days, pair, ...reports)
  project.judge('tue', false)
  project.judge('mon', true)
  project.judge('wed', true)
  expect(project.statuses()).toMatchObject({
    ...{ 'check[mon]': 'fresh', 'check[tue]': 'failed', 'check[wed]': 'fresh', pair: 'blocked' },
    ...{ 'report[mon]': 'fresh', 'report[tue]': 'blocked', 'report[wed]': 'fresh' },
  })
  const all = project.plan().steps.map(({ unit, action }) => `${unit} ${action}`)
  expect(all.filter((text) => text.endsWith('blocked'))).toEqual([
    'check[tue] blocked',
    'pair blocked',
    'report[tue] blocked',
  ])
})

test('a run may be of some units of an asset, and one of them may be forced', () => {
  const project = new Project()
  project.make(...days, pair, ...reports)
  const plan = project.plan({ units: new Set([tue, pair]), forced: new Set([tue]) })
  expect(plan.steps.map(({ unit, action }) => [unit, action])).toEqual([
    [tue, 'run'],
    [pair, 'run?'],
  ])
})

const actionsOf = (action: string, units: readonly Unit[]) => Object.fromEntries(units.map((unit) => [unit, action]))

function nodeOf(name: string, upstream: readonly string[], check = false): NodeFacts {
  const known = { code: { digest: name, parts: {}, via: {}, places: {} }, config: {}, settingsRead: {}, packages: {} }
  const kind = check ? ('check' as const) : ('asset' as const)
  const node = { name, kind, upstream, resources: [], at: `${name}.ts:1`, tags: [], owners: [], partitioned: true }
  return { node, ...known, volatile: false, blocking: check, definition: definitionHash(known) }
}

/** What is made is a text of the unit; `versions` says another. */
class Project {
  of = partitioned
  versionOfAll: string | undefined
  readonly versions = new Map<Unit, string>()
  readonly #nodes: readonly NodeFacts[]
  readonly #current = new Map<Unit, Stored>()
  readonly #records: Stored[] = []
  readonly #failures = new Map<Unit, Failure>()

  constructor(more: readonly NodeFacts[] = []) {
    this.#nodes = [nodeOf('days', []), ...more, nodeOf('pair', ['days']), nodeOf('report', ['days'])]
  }

  world(): World {
    return {
      facts: unitFacts(this.#nodes, this.of),
      definitions: new Map(this.#nodes.map(({ node, definition }) => [node.name, definition])),
      current: this.#current,
      candidates: (facts) => this.#records.filter(({ record }) => record.definition === facts.definition).toReversed(),
      failures: this.#failures,
      ...{ doubts: new Map(), running: new Set(), blob: () => 'ok', variable: () => 'unset' },
      columnsVersion: () => undefined,
    }
  }

  plan(request?: PlanRequest) {
    const world = this.world()
    const all = { units: new Set(world.facts.map(({ unit }) => unit)), forced: new Set<Unit>() }
    return planRun(world, assess(world), request ?? all)
  }

  actions = () => Object.fromEntries(this.plan().steps.map(({ unit, action }) => [unit, action]))
  statuses = () => Object.fromEntries([...assess(this.world())].map(([unit, { status }]) => [unit, status]))
  stale = () => [...assess(this.world())].flatMap(([unit, { status }]) => (status === 'stale' ? [unit] : [])).sort()

  make(...units: readonly Unit[]): void {
    for (const unit of units) this.#current.set(unit, this.#record(this.#factsOf(unit)))
  }

  judge(key: string, passed: boolean): void {
    const stored = this.#record(this.#factsOf(unitOf('check', key)), passed)
    if (passed) this.#current.set(unitOf('check', key), stored)
  }

  fail(unit: Unit): void {
    const world = this.world()
    const key = attemptKey(world, this.#factsOf(unit), (one) => world.current.get(one))
    const failure = { run: 'run', unit, key, outcome: 'failed', startedAt: 0, durationMs: 0, causes: [] } as const
    this.#failures.set(unit, failure)
  }

  #factsOf(unit: Unit): UnitFacts {
    return this.world().facts.find((one) => one.unit === unit) as UnitFacts
  }

  #record(facts: UnitFacts, passed?: boolean): Stored {
    const upstream = (unit: Unit) => this.#current.get(unit)
    const inputs = facts.node.upstream.map((asset, ordinal) => {
      const read = inputRead(this.world(), null, { facts, ordinal, upstream }) as Pick<InputVersion, 'version'>
      return { asset, columns: null, ...read }
    })
    const ingredients = { code: {}, config: {}, environment: {}, packages: {}, inputs }
    const { unit, definition } = facts
    const { partition } = partsOf(unit)
    const stored: Stored = {
      id: this.#records.length + 1,
      record: {
        ...{ asset: assetOf(unit), partition, kind: facts.node.kind, definition, ingredients },
        key: keyOf({ definition, partition, ingredients }),
        version: this.versions.get(unit) ?? this.versionOfAll ?? `made of ${unit}`,
        ...{
          schema: [],
          parts: [{ blob: 'blob', sizeBytes: 1 }],
          rows: 1,
          sizeBytes: 1,
          reusable: true,
          run: 'run',
          startedAt: 0,
          durationMs: 5,
        },
        ...(passed === undefined ? {} : { check: { passed } }),
        schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
        ...{ outcome: 'ran', causes: [], environment: {} },
      },
    }
    this.#records.push(stored)
    return stored
  }
}
