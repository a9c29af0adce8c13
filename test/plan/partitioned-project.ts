import { createHash } from 'node:crypto'
import { definitionHash, type NodeFacts } from '../../src/discover/facts.ts'
import type { StepResult } from '../../src/events.ts'
import type { LoadedNode } from '../../src/graph/node.ts'
import { assess } from '../../src/plan/assess.ts'
import { attemptKey } from '../../src/plan/attempt-key.ts'
import { decide } from '../../src/plan/decide.ts'
import { keyOf } from '../../src/plan/key.ts'
import { pastOf, previousNow, readsOwnPast } from '../../src/plan/past/past.ts'
import { planRun } from '../../src/plan/plan.ts'
import { type UnitFacts, unitFacts, unitsBefore, unitsRead } from '../../src/plan/units.ts'
import { inputRead } from '../../src/plan/upstream.ts'
import type { World } from '../../src/plan/world.ts'
import { keysIn } from '../../src/project/known-keys.ts'
import { type KnownKeys, type ProjectUnits, unitsOfProject } from '../../src/project/project-units.ts'
import { type ScopedUnits, unitsInScope } from '../../src/project/world-scope.ts'
import { nextStage } from '../../src/run/keys/stages.ts'
import type { Failure, Stored } from '../../src/store/interface.ts'
import type { InputVersion, PartitionKeys } from '../../src/store/record.ts'
import { assetOf, partitionOf, partsOf, type Unit } from '../../src/unit.ts'
import { type DrawnAsset, keysSaid, loaded } from './drawn-assets.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 1)

/** A project whose tables are texts, made by the real planner. Time, data and code are the test's. */
export class PartitionedProject {
  readonly calls: Unit[] = []
  /** By unit: its own last version when it was called last. */
  readonly pasts = new Map<Unit, string | undefined>()
  readonly failing = new Set<Unit>()
  readonly #assets: readonly DrawnAsset[]
  readonly #code = new Map<string, number>()
  readonly #data = new Map<Unit, number>()
  readonly #current = new Map<Unit, Stored>()
  readonly #records: Stored[] = []
  readonly #failures = new Map<Unit, Failure>()
  readonly #loaded: readonly LoadedNode[]
  #now = start
  #units!: ProjectUnits

  constructor(assets: readonly DrawnAsset[]) {
    this.#assets = assets
    this.#loaded = assets.map(loaded)
  }

  /** So many days have ended. */
  async at(days: number): Promise<void> {
    this.#now = start + days * day
    this.#units = await unitsOfProject(this.#loaded, this.#now, keysIn(this.#loaded, this.#current))
  }

  edit = (asset: string, code: number): void => {
    this.#code.set(asset, code)
  }

  change(unit: Unit, value: number): void {
    this.#data.set(unit, value)
  }

  facts(): readonly UnitFacts[] {
    return this.#factsOf(this.#units)
  }

  get units(): ProjectUnits {
    return this.#units
  }

  nodes(): readonly NodeFacts[] {
    return this.#assets.flatMap((asset) => [
      ...(asset.keysFrom === undefined ? [] : [this.#keysNode(asset.name, asset.keysFrom)]),
      this.#node(asset),
    ])
  }

  #factsOf(units: ProjectUnits): readonly UnitFacts[] {
    return unitFacts(this.nodes(), units).map((each) =>
      each.node.upstream.length > 0
        ? each
        : { ...each, observation: { type: 'known' as const, version: String(this.#data.get(each.unit) ?? 0) } },
    )
  }

  /** The same of the units that have a part in these, as they are opened. */
  inScope(whole: World, chosen: ReadonlySet<Unit>): ScopedUnits {
    const scoped = unitsInScope({ facts: this.nodes(), units: this.#units, chosen })
    const byUnit = new Map(whole.facts.map((each) => [each.unit, each]))
    return { ...scoped, facts: scoped.facts.map(({ unit }) => byUnit.get(unit) as UnitFacts) }
  }

  world(): World {
    const facts = this.facts()
    return {
      facts,
      definitions: new Map(facts.map(({ node, definition }) => [node.name, definition])),
      current: this.#current,
      candidates: ({ definition }) =>
        this.#records.filter(({ record }) => record.definition === definition).toReversed(),
      failures: this.#failures,
      ...{ doubts: new Map(), running: new Set(), blob: () => 'ok', variable: () => 'unset' },
      columnsVersion: () => undefined,
    }
  }

  statuses(): ReadonlyMap<Unit, string> {
    return new Map([...assess(this.world())].map(([unit, { status }]) => [unit, status]))
  }

  /**
   * As a run does it: what is above and failed blocks what is below, everything else is decided once more, and what
   * waits for keys is planned when these are known.
   */
  async materialize(): Promise<void> {
    const results = new Map<Unit, StepResult>()
    const stopped = new Set<Unit>()
    for (;;) {
      const world = this.world()
      const byUnit = new Map(world.facts.map((each) => [each.unit, each]))
      const all = { units: new Set(byUnit.keys()), forced: new Set<Unit>() }
      const steps = planRun(world, assess(world), all).steps.filter(({ unit }) => !results.has(unit))
      const { now, asks } = nextStage(steps, { world, results })
      for (const { unit } of now) {
        const facts = byUnit.get(unit) as UnitFacts
        results.set(unit, {} as StepResult)
        if (facts.unreadable !== undefined || unitsBefore(facts).some((above) => stopped.has(above))) stopped.add(unit)
        else if (!this.#step(world, facts)) stopped.add(unit)
      }
      if (!asks) return
      await this.#units.follow(keysIn(this.#loaded, this.#current))
    }
  }

  #step(world: World, facts: UnitFacts): boolean {
    const upstream = (unit: Unit) => this.#current.get(unit)
    const decision = decide(world, facts, upstream)
    if ('stored' in decision) {
      this.#current.set(facts.unit, decision.stored)
      return true
    }
    if (facts.unmakeable !== undefined) return false
    this.calls.push(facts.unit)
    this.pasts.set(facts.unit, this.#past(world, facts))
    if (this.failing.has(facts.unit)) {
      const failure = {
        run: 'run',
        unit: facts.unit,
        outcome: 'failed',
        startedAt: 0,
        durationMs: 0,
        causes: [],
      } as const
      this.#failures.set(facts.unit, { ...failure, key: attemptKey(world, facts, upstream) })
      return false
    }
    this.#failures.delete(facts.unit)
    const stored = this.#record(world, facts)
    this.#records.push(stored)
    this.#current.set(facts.unit, stored)
    return true
  }

  /** What a unit is made from, told from values alone: no key, no hash of the framework's, no trace. */
  situation(facts: UnitFacts, tableOf: (unit: Unit) => string): string {
    const { unit, node, reads } = facts
    const read = reads.map((units) => units.map((one) => [partitionOf(one), tableOf(one)]))
    const data = node.upstream.length === 0 ? (this.#data.get(unit) ?? 0) : null
    return JSON.stringify([node.name, this.#code.get(node.name) ?? 0, partitionOf(unit), data, read])
  }

  /** Of every unit that can be made, what a full recomputation gives. Keys are found out from the first on. */
  async recomputed(): Promise<ReadonlyMap<Unit, string>> {
    const known = new Map<string, PartitionKeys>()
    let units = await unitsOfProject(this.#loaded, this.#now, known)
    for (const { name, keysFrom } of this.#assets) {
      if (keysFrom === undefined) continue
      const values = this.#valuesBy(units)
      const facts = this.#factsOf(units).find((each) => each.unit === name) as UnitFacts
      // Without the keys of what is above nobody can say which tables there are.
      const isOpen = facts.awaits?.some((above) => !known.has(assetOf(above))) === true
      if (!isOpen && unitsRead(facts).every((unit) => values.has(unit)))
        known.set(name, keysSaid(unitsRead(facts).map((unit) => values.get(unit) as string)))
      units = await unitsOfProject(this.#loaded, this.#now, known satisfies KnownKeys)
    }
    return this.#valuesBy(units)
  }

  #valuesBy(units: ProjectUnits): ReadonlyMap<Unit, string> {
    const values = new Map<Unit, string>()
    for (const facts of this.#factsOf(units)) {
      if (facts.node.keys) continue
      if (facts.unreadable !== undefined || unitsRead(facts).some((unit) => !values.has(unit))) continue
      values.set(
        facts.unit,
        this.#made(facts, (unit) => values.get(unit) as string),
      )
    }
    return values
  }

  /** The own past of a unit that reads it. */
  #past(world: World, facts: UnitFacts): string | undefined {
    return readsOwnPast(facts) ? pastOf(world, facts, () => undefined)?.record.version : undefined
  }

  value = (unit: Unit): string | undefined => this.#current.get(unit)?.record.version

  #made(facts: UnitFacts, tableOf: (unit: Unit) => string): string {
    return this.made(facts, { tableOf, past: undefined })
  }

  /** What the function gives: of these tables, and of its own past where it reads that. */
  made(
    facts: UnitFacts,
    { tableOf, past }: { readonly tableOf: (unit: Unit) => string; readonly past: string | undefined },
  ): string {
    const { constant } = this.#assets.find(({ name }) => name === facts.node.name) as DrawnAsset
    if (constant) return `constant ${facts.node.name}`.padEnd(20)
    return createHash('sha256')
      .update(`${this.situation(facts, tableOf)} ${past ?? ''}`)
      .digest('hex')
  }

  #keysNode(name: string, keysFrom: string): NodeFacts {
    const code = { digest: `${name} keys`, parts: {}, via: {}, places: {} }
    const known = { code, config: {}, settingsRead: {}, packages: {} }
    const of = { name, kind: 'asset' as const, upstream: [keysFrom], resources: [], at: `${name}.ts:1` }
    const node = { ...of, tags: [], owners: [], partitioned: true, keys: true as const }
    return { node, ...known, volatile: false, blocking: false, definition: definitionHash(known) }
  }

  #node({ name, upstream, previous }: DrawnAsset): NodeFacts {
    const digest = `${name} ${this.#code.get(name) ?? 0}`
    const known = { code: { digest, parts: {}, via: {}, places: {} }, config: {}, settingsRead: {}, packages: {} }
    const kind = upstream.length === 0 ? ('source' as const) : ('asset' as const)
    const shown = { at: `${name}.ts:1`, tags: [], owners: [] }
    const past = previous ? { previous: true as const } : {}
    const node = { name, kind, upstream, resources: [], ...shown, partitioned: true, ...past }
    return { node, ...known, volatile: false, blocking: false, definition: definitionHash(known) }
  }

  #record(world: World, facts: UnitFacts): Stored {
    const upstream = (unit: Unit) => this.#current.get(unit)
    const inputs = facts.node.upstream.map((asset, ordinal) => {
      const read = inputRead(world, null, { facts, ordinal, upstream }) as Pick<InputVersion, 'version'>
      return { asset, columns: null, ...read }
    })
    const observed = facts.observation?.type === 'known' ? { observed: facts.observation.version } : {}
    const now = facts.node.previous ? previousNow(world, null, { facts, upstream }) : undefined
    const previous = now === undefined ? {} : { previous: { columns: null, ...now } }
    const ingredients = { code: {}, config: {}, environment: {}, packages: {}, inputs, ...previous, ...observed }
    const { unit, definition } = facts
    const { partition } = partsOf(unit)
    const past = this.#past(world, facts)
    const tables = unitsRead(facts).map((one) => this.value(one) as string)
    const partitionKeys = facts.node.keys ? keysSaid(tables) : undefined
    const version = partitionKeys
      ? JSON.stringify(partitionKeys).padEnd(20)
      : this.made(facts, { tableOf: (one) => this.value(one) as string, past })
    return {
      id: this.#records.length + 1,
      record: {
        ...{ asset: assetOf(unit), partition, kind: facts.node.kind, definition, ingredients, version },
        ...(partitionKeys === undefined ? {} : { partitionKeys }),
        key: keyOf({ definition, partition, ingredients }),
        ...{ schema: [], parts: [{ blob: 'blob', sizeBytes: 1 }], rows: 1, sizeBytes: 1, reusable: true, run: 'run' },
        ...{ startedAt: 0, durationMs: 5, outcome: 'ran', causes: [], environment: {} },
        schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
      },
    }
  }
}
