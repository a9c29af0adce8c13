import { createHash } from 'node:crypto'
import type { Definition } from '../../src/define/definition.ts'
import { partitions } from '../../src/define/partitions/partitions.ts'
import type { Reads } from '../../src/define/partitions/reads.ts'
import { definitionHash, type NodeFacts } from '../../src/discover/facts.ts'
import type { LoadedNode } from '../../src/graph/node.ts'
import { assess } from '../../src/plan/assess.ts'
import { attemptKey } from '../../src/plan/attempt-key.ts'
import { decide } from '../../src/plan/decide.ts'
import { keyOf } from '../../src/plan/key.ts'
import { pastOf, previousNow, readsOwnPast } from '../../src/plan/past/past.ts'
import { planRun } from '../../src/plan/plan.ts'
import { type UnitFacts, unitFacts, unitsRead } from '../../src/plan/units.ts'
import { inputRead } from '../../src/plan/upstream.ts'
import type { World } from '../../src/plan/world.ts'
import { type ProjectUnits, unitsOfProject } from '../../src/project/project-units.ts'
import type { Failure, Stored } from '../../src/store/interface.ts'
import type { InputVersion } from '../../src/store/record.ts'
import { assetOf, partitionOf, partsOf, type Unit } from '../../src/unit.ts'

const day = 86_400_000
const start = Date.UTC(2020, 0, 1)

/** `grid` has a key for each day and topic. */
export type Shape = 'none' | 'days' | 'weeks' | 'topics' | 'grid'
export interface DrawnAsset {
  readonly name: string
  readonly upstream: readonly string[]
  readonly shape: Shape
  /** By the upstream's name. */
  readonly reads: Readonly<Record<string, 'default' | 'all' | 'last' | 'latest'>>
  readonly constant: boolean
  /** It reads its own last version or, of partitions of time, the partition before. */
  readonly previous?: boolean
}

const definitions = {
  days: partitions.daily({ from: '2020-01-01' }),
  weeks: partitions.weekly({ from: '2020-01-01' }),
  topics: partitions.of(['x', 'y']),
  grid: partitions.cross({
    day: partitions.daily({ from: '2020-01-01' }),
    topic: partitions.of(['x', 'y']),
  }),
}
const mappings: Readonly<Record<string, () => Reads>> = {
  all: () => partitions.all(),
  last: () => partitions.last(2, { missing: 'skip' }),
  latest: () => partitions.latest(),
}
export const hasTime = (shape: Shape) => shape === 'days' || shape === 'weeks' || shape === 'grid'

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
  #units!: ProjectUnits

  constructor(assets: readonly DrawnAsset[]) {
    this.#assets = assets
  }

  /** So many days have ended. */
  async at(days: number): Promise<void> {
    this.#units = await unitsOfProject(this.#assets.map(loaded), start + days * day)
  }

  edit = (asset: string, code: number): void => {
    this.#code.set(asset, code)
  }

  change(unit: Unit, value: number): void {
    this.#data.set(unit, value)
  }

  facts(): readonly UnitFacts[] {
    const nodes = this.#assets.map((asset) => this.#node(asset))
    return unitFacts(nodes, this.#units).map((each) =>
      each.node.upstream.length > 0
        ? each
        : { ...each, observation: { type: 'known' as const, version: String(this.#data.get(each.unit) ?? 0) } },
    )
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

  /** As a run does it: what is above and failed blocks what is below, and everything else is decided once more. */
  materialize(): void {
    const world = this.world()
    const byUnit = new Map(world.facts.map((each) => [each.unit, each]))
    const stopped = new Set<Unit>()
    const all = { units: new Set(byUnit.keys()), forced: new Set<Unit>() }
    for (const { unit } of planRun(world, assess(world), all).steps) {
      const facts = byUnit.get(unit) as UnitFacts
      if (facts.unreadable !== undefined || unitsRead(facts).some((above) => stopped.has(above))) stopped.add(unit)
      else if (!this.#step(world, facts)) stopped.add(unit)
    }
  }

  #step(world: World, facts: UnitFacts): boolean {
    const upstream = (unit: Unit) => this.#current.get(unit)
    const decision = decide(world, facts, upstream)
    if ('stored' in decision) {
      this.#current.set(facts.unit, decision.stored)
      return true
    }
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

  /** Of every unit that can be made, what a full recomputation gives. */
  recomputed(): ReadonlyMap<Unit, string> {
    const values = new Map<Unit, string>()
    for (const facts of this.facts()) {
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
    const version = this.made(facts, { tableOf: (one) => this.value(one) as string, past })
    return {
      id: this.#records.length + 1,
      record: {
        ...{ asset: assetOf(unit), partition, kind: facts.node.kind, definition, ingredients, version },
        key: keyOf({ definition, partition, ingredients }),
        ...{ schema: [], parts: [{ blob: 'blob', sizeBytes: 1 }], rows: 1, sizeBytes: 1, reusable: true, run: 'run' },
        ...{ startedAt: 0, durationMs: 5, outcome: 'ran', causes: [], environment: {} },
        schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
      },
    }
  }
}

function loaded({ name, upstream, shape, reads }: DrawnAsset, _: number, all: readonly DrawnAsset[]): LoadedNode {
  const shapes = new Map(all.map((one) => [one.name, one.shape]))
  const said = upstream.flatMap((above) => {
    const of = shapes.get(above) as Shape
    const how = reads[above] ?? 'default'
    const fits = how === 'all' ? of !== 'none' : hasTime(of)
    return how === 'default' || !fits ? [] : [[above, (mappings[how] as () => Reads)()] as const]
  })
  const options = {
    ...(shape === 'none' ? {} : { partitions: definitions[shape] }),
    reads: Object.fromEntries(said),
  }
  return { name, upstream, definition: { kind: 'asset', options } as unknown as Definition } as LoadedNode
}
