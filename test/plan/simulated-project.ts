import type { Cause } from '../../src/causes.ts'
import { definitionHash } from '../../src/discover/facts.ts'
import type { Node } from '../../src/graph/node.ts'
import { type Assessment, assess } from '../../src/plan/assess.ts'
import { attemptKey } from '../../src/plan/attempt-key.ts'
import { decide } from '../../src/plan/decide.ts'
import { keyOf } from '../../src/plan/key.ts'
import { type Plan, planRun } from '../../src/plan/plan.ts'
import { type UnitFacts, unitFactsOf } from '../../src/plan/units.ts'
import { inputVersionOf } from '../../src/plan/upstream.ts'
import type { BlobState, World } from '../../src/plan/world.ts'
import type { Failure, Stored } from '../../src/store/interface.ts'
import type { AssetRecord } from '../../src/store/record.ts'
import { type Unit, unitOf } from '../../src/unit.ts'
import { digestFields } from '../../src/util/digest.ts'

/**
 * A project in memory that plans with the real planner and carries plans out by itself: an asset's rows are a text computed from its code
 * and from what it reads, so that what a full recomputation would give is known.
 */
export interface SimulatedAsset {
  readonly name: string
  readonly upstream: readonly string[]
  /** Its code: another number is another text of the function. */
  readonly code: number
  /** What the function makes of it: `constant` code makes the same rows whatever it reads, so that what is below is cut off. */
  readonly makes: 'everything' | 'constant'
  /** Columns it reads of each upstream; `null` reads the whole table. */
  readonly columns?: readonly string[] | null
  readonly volatile?: boolean
  /** What it makes is something outside, and its rows are the receipt. */
  readonly effect?: boolean
  readonly fails?: boolean
  /** It reads its own last version, whole. */
  readonly previous?: boolean
}

const unfinishedCause: Cause = { kind: 'receipt_mismatch', message: 'unfinished' }

/** Every simulated table has these columns, each with a text of its own. */
const columnNames = ['id', 'text', 'title'] as const
type Rows = Readonly<Record<string, string>>

export class SimulatedProject {
  assets: readonly SimulatedAsset[]
  readonly calls: string[] = []
  readonly lost = new Set<number>()
  /** By record: code and the rows that were read, as a text. The model compares these; the planner never sees them. */
  readonly madeFrom = new Map<number, string>()
  /** By asset: the same of the last attempt, where it failed. */
  readonly failedFrom = new Map<string, string>()
  readonly #records: Stored[] = []
  readonly #byDefinition = new Map<string, Stored[]>()
  readonly #rows = new Map<number, Rows>()
  readonly #current = new Map<Unit, Stored>()
  readonly #failures = new Map<Unit, Failure>()
  /** Effects that were begun and came to no end. */
  readonly unfinished = new Set<string>()
  environment: Readonly<Record<string, string>> = {}

  constructor(assets: readonly SimulatedAsset[]) {
    this.assets = assets
  }

  edit(name: string, change: Partial<SimulatedAsset>): void {
    this.assets = this.assets.map((asset) => (asset.name === name ? { ...asset, ...change } : asset))
  }

  world(): World {
    const facts = this.assets.map(factsOf)
    return {
      facts,
      definitions: new Map(facts.map(({ node, definition }) => [node.name, definition])),
      current: this.#current,
      candidates: ({ definition }) => this.#byDefinition.get(definition)?.toReversed() ?? [],
      failures: this.#failures,
      doubts: new Map(Array.from(this.unfinished, (name) => [unitOf(name), unfinishedCause])),
      running: new Set(),
      blob: (stored): BlobState => (this.lost.has(stored.id) ? 'missing' : 'ok'),
      variable: (name) => this.environment[name] ?? 'unset',
      columnsVersion: (stored, columns) => versionOf(pick(this.rowsOf(stored), columns)),
    }
  }

  statuses(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.assess()].map(([name, { status }]) => [name, status]))
  }

  assess(): Assessment {
    return assess(this.world())
  }

  plan(targets = new Set(this.assets.map(({ name }) => name)), forced: ReadonlySet<string> = new Set()): Plan {
    const units = (names: ReadonlySet<string>) => new Set(Array.from(names, (name) => unitOf(name)))
    return planRun(this.world(), this.assess(), { units: units(targets), forced: units(forced) })
  }

  /** Carries the plan out as the executor does, and says what became of each step. */
  materialize(targets?: ReadonlySet<string>): Readonly<Record<string, string>> {
    const outcomes: Record<string, string> = {}
    for (const { unit: name } of this.plan(targets && new Set(targets)).steps) {
      const asset = this.#asset(name)
      if (asset.upstream.some((above) => outcomes[above] === 'failed' || outcomes[above] === 'blocked')) {
        outcomes[name] = 'blocked'
        continue
      }
      const world = this.world()
      const decision = decide(world, factsOf(asset), (unit) => this.#current.get(unit))
      if (decision.action === 'skip') outcomes[name] = 'skipped'
      else if (decision.action === 'reuse') {
        // As the catalog gives it: a record that was taken over has the pointer's name.
        const { id, record } = decision.stored
        this.#current.set(name, { id, record: { ...record, asset: name } })
        this.#failures.delete(name)
        this.failedFrom.delete(name)
        outcomes[name] = 'reused'
      } else outcomes[name] = this.#make(asset)
    }
    return outcomes
  }

  /** An effect is begun, and the process is killed. */
  interrupt(name: string): void {
    if (this.#asset(name).effect === true) this.unfinished.add(name)
  }

  /** Makes every asset without asking the planner, which costs a world an asset. */
  fill(): void {
    for (const asset of this.assets) this.#make(asset)
  }

  value(name: string): Rows | undefined {
    const stored = this.#current.get(unitOf(name))
    return stored && this.rowsOf(stored)
  }

  /** What the last record read of its inputs: an attempt is named by that before anything is read. */
  lastColumns(name: string): readonly string[] | null {
    return this.#current.get(unitOf(name))?.record.ingredients.inputs[0]?.columns ?? null
  }

  rowsOf(stored: Stored): Rows {
    return this.#rows.get(stored.id) as Rows
  }

  /** Its code and the rows it would read now, as a text. */
  situation({ code, makes, upstream }: SimulatedAsset, columns: readonly string[] | null): string {
    const read = upstream.map((name) => {
      const rows = this.value(name)
      return rows && (columns === null ? rows : pick(rows, columns))
    })
    return JSON.stringify([code, makes, read])
  }

  /** The same of an attempt, which is another one where its own past is. */
  attempted(asset: SimulatedAsset): string {
    const past = asset.previous ? JSON.stringify(this.value(asset.name) ?? null) : ''
    return `${this.situation(asset, this.lastColumns(asset.name))} ${past}`
  }

  #asset(name: string): SimulatedAsset {
    return this.assets.find((asset) => asset.name === name) as SimulatedAsset
  }

  #make(asset: SimulatedAsset): string {
    this.calls.push(asset.name)
    if (asset.effect === true) this.unfinished.add(asset.name)
    const inputs = asset.upstream.map((name) => this.#current.get(unitOf(name)) as Stored)
    const before = this.#current.get(unitOf(asset.name))
    const past = asset.previous ? before : undefined
    // A past whose file is lost is no first time.
    if (asset.fails === true || (past !== undefined && this.lost.has(past.id))) return this.#fail(asset)
    const rows = computed(
      asset,
      inputs.map((stored) => this.rowsOf(stored)),
      past && this.rowsOf(past),
    )
    const record = recordOf(asset, { rows, inputs, past, rowsOf: (stored) => this.rowsOf(stored) })
    const stored = { id: this.#records.length + 1, record }
    this.#records.push(stored)
    this.#byDefinition.set(record.definition, [...(this.#byDefinition.get(record.definition) ?? []), stored])
    this.#rows.set(stored.id, rows)
    this.#current.set(unitOf(asset.name), stored)
    this.unfinished.delete(asset.name)
    this.#failures.delete(unitOf(asset.name))
    this.failedFrom.delete(asset.name)
    this.madeFrom.set(stored.id, this.situation(asset, asset.columns ?? null))
    return before?.record.version === record.version ? 'unchanged' : 'ran'
  }

  #fail(asset: SimulatedAsset): string {
    this.failedFrom.set(asset.name, this.attempted(asset))
    const error = { code: 'ASSET_FAILED', message: 'it failed' }
    const world = this.world()
    const key = attemptKey(world, factsOf(asset), (unit) => world.current.get(unit))
    const base = { run: 'run', unit: unitOf(asset.name), startedAt: 0, durationMs: 0, causes: [] }
    this.#failures.set(unitOf(asset.name), { ...base, key, outcome: 'failed', error })
    return 'failed'
  }
}

/** What the function gives for these inputs: the whole truth that the planner must never contradict. */
export function computed(asset: SimulatedAsset, inputs: readonly Rows[], past?: Rows): Rows {
  const read = inputs.map((rows) => (asset.columns ? pick(rows, asset.columns) : rows))
  // What goes on for ever does not grow for ever.
  const before = past === undefined ? '' : digestFields('past', [['rows', JSON.stringify(past)]])
  const text = asset.makes === 'constant' ? '' : `${JSON.stringify(read)}${before}`
  return Object.fromEntries(columnNames.map((column) => [column, `${asset.code} ${column} ${text}`]))
}

function pick(rows: Rows, columns: readonly string[]): Rows {
  return Object.fromEntries(columns.map((column) => [column, rows[column] ?? 'missing']))
}

const versionOf = (rows: Rows): string => digestFields('rows', [['rows', JSON.stringify(rows)]])

export function factsOf(asset: SimulatedAsset): UnitFacts {
  const digest = digestFields('code', [
    ['code', asset.code],
    ['makes', asset.makes],
    // Which columns it reads is said by its code: two assets of equal code read the same.
    ['columns', JSON.stringify(asset.columns ?? null)],
    ['previous', asset.previous ?? false],
  ])
  const node: Node = {
    name: asset.name,
    kind: asset.effect === true ? 'effect' : 'asset',
    upstream: asset.upstream,
    resources: [],
    at: `assets/${asset.name}.ts:1`,
    tags: [],
    owners: [],
    partitioned: false,
    ...(asset.previous ? { previous: true as const } : {}),
  }
  const code = {
    digest,
    parts: { [`assets/${asset.name}.ts ${asset.name}`]: digest.slice(0, 12) },
    via: {},
    places: {},
  }
  const known = { code, config: {}, settingsRead: {}, packages: {} }
  const facts = {
    node,
    ...known,
    volatile: asset.volatile ?? false,
    blocking: false,
    definition: definitionHash(known),
  }
  return unitFactsOf(facts, unitOf(asset.name))
}

function recordOf(
  asset: SimulatedAsset,
  made: { rows: Rows; inputs: readonly Stored[]; past: Stored | undefined; rowsOf: (stored: Stored) => Rows },
): AssetRecord {
  const facts = factsOf(asset)
  const columns = asset.columns ?? null
  const inputs = made.inputs.map((stored, ordinal) => ({
    asset: asset.upstream[ordinal] as string,
    version: columns === null ? stored.record.version : versionOf(pick(made.rowsOf(stored), columns)),
    columns,
  }))
  const read = inputVersionOf(
    { reader: facts.unit, units: made.past === undefined ? [] : [facts.unit] },
    made.past === undefined ? [] : [made.past.record.version],
  )
  const previous = asset.previous ? { previous: { columns: null, ...read } } : {}
  const ingredients = { code: facts.code.parts, config: {}, environment: {}, packages: {}, inputs, ...previous }
  return {
    asset: asset.name,
    partition: '',
    kind: facts.node.kind,
    key: keyOf({ definition: facts.definition, partition: '', ingredients }),
    definition: facts.definition,
    version: versionOf(made.rows),
    schema: [],
    parts: [{ blob: 'blob', sizeBytes: 1 }],
    rows: 1,
    sizeBytes: 1,
    ingredients,
    schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
    reusable: true,
    run: 'run',
    startedAt: 0,
    durationMs: 5,
    outcome: 'ran',
    causes: [],
    environment: {},
  }
}
