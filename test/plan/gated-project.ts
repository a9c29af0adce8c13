import { definitionHash } from '../../src/discover/facts.ts'
import { type Assessment, assess } from '../../src/plan/assess.ts'
import { attemptKey } from '../../src/plan/attempt-key.ts'
import { gatesOf } from '../../src/plan/checks/gates.ts'
import { decide } from '../../src/plan/decide.ts'
import { keyOf } from '../../src/plan/key.ts'
import { type Plan, planRun } from '../../src/plan/plan.ts'
import { type UnitFacts, unitFactsOf } from '../../src/plan/units.ts'
import type { Upstream } from '../../src/plan/upstream.ts'
import type { World } from '../../src/plan/world.ts'
import type { Failure, Stored } from '../../src/store/interface.ts'
import { type Unit, unitOf } from '../../src/unit.ts'
import { digestFields } from '../../src/util/digest.ts'

/** A table, or a check of tables: a check passes by its code and by what the tables hold. */
export interface Gated {
  readonly name: string
  readonly upstream: readonly string[]
  readonly code: number
  readonly check: boolean
  readonly blocking: boolean
}

/** What a table holds, or what a check says: a text of its code and of what it reads. */
export const textOf = ({ code, check }: Gated, read: readonly string[]): string =>
  check ? String(passes(code, read)) : `${code}(${read.join()})`

/** Code 0 lets everything pass. */
export function passes(code: number, read: readonly string[]): boolean {
  return code === 0 || Number.parseInt(digestFields('x', [['x', [String(code), ...read]]]).slice(0, 2), 16) % 3 > 0
}

interface Held {
  readonly situation: string
  readonly check: string
  readonly all: readonly string[]
  readonly value: string
}

export type Outcomes = Readonly<Record<string, string>>

/** Plans with the real planner, and carries a plan out by itself, one step after the other. */
export class GatedProject {
  nodes: readonly Gated[]
  /** Every call: the node, and what it read. */
  readonly calls: { readonly name: string; readonly read: readonly string[] }[] = []
  /** `name code values` of every judgement that was made. */
  readonly judged = new Set<string>()
  /** By table: the situation that it was held back in, the check that is told, and all that refused it. */
  readonly held = new Map<string, Held>()
  /** By record: the situation that it was made in. */
  readonly madeFrom = new Map<number, string>()
  readonly current = new Map<Unit, Stored>()
  readonly #failures = new Map<Unit, Failure>()
  readonly #records: Stored[] = []

  constructor(nodes: readonly Gated[]) {
    this.nodes = nodes
  }

  edit(name: string, change: Partial<Gated>): void {
    this.nodes = this.nodes.map((one) => (one.name === name ? { ...one, ...change } : one))
  }

  world(): World {
    return {
      facts: this.nodes.map(factsOf),
      definitions: new Map(this.nodes.map(factsOf).map(({ node, definition }) => [node.name, definition])),
      current: this.current,
      candidates: ({ node, definition }) =>
        this.#records
          .filter(({ record }) => record.definition === definition && record.asset === node.name)
          .toReversed(),
      failures: this.#failures,
      doubts: new Map(),
      running: new Set(),
      blob: () => 'ok',
      variable: () => 'unset',
      columnsVersion: () => undefined,
    }
  }

  assess(): Assessment {
    return assess(this.world())
  }

  plan(): Plan {
    const units = new Set(this.nodes.map(({ name }) => unitOf(name)))
    return planRun(this.world(), this.assess(), { units, forced: new Set() })
  }

  value(name: string): string | undefined {
    return this.current.get(unitOf(name))?.record.version
  }

  materialize(): Outcomes {
    const outcomes: Record<string, string> = {}
    const gates = gatesOf(this.world().facts)
    const { steps, atRest } = this.plan()
    for (const { unit: asset } of steps) {
      const node = this.nodes.find(({ name }) => name === asset) as Gated
      const isStopped = (name: string) => outcomes[name] === 'failed' || outcomes[name] === 'blocked'
      const refused = node.upstream.some(
        (name) => outcomes[name] === 'failed' && this.held.get(name)?.all.includes(asset),
      )
      if (refused) outcomes[asset] = 'failed'
      else if (node.upstream.some(isStopped)) outcomes[asset] = 'blocked'
      else if (gates.get(asset)?.some((gate) => outcomes[gate] === 'failed')) outcomes[asset] = 'blocked'
      else
        outcomes[asset] = node.check
          ? this.#judgeNow(node)
          : this.#make(node, (name) => atRest.has(unitOf(name)) || outcomes[name] !== undefined)
    }
    return outcomes
  }

  #judgeNow(node: Gated): string {
    const { passed, stored } = this.#judge(node, (unit) => this.current.get(unit))
    if (passed || !node.blocking) this.current.set(unitOf(node.name), stored)
    if (passed || !node.blocking) this.#failures.delete(unitOf(node.name))
    return passed || !node.blocking ? 'passed' : 'failed'
  }

  #judge(node: Gated, upstream: Upstream) {
    const world = this.world()
    const decision = decide(world, factsOf(node), upstream)
    const read = node.upstream.map((name) => upstream(unitOf(name))?.record.version as string)
    const stored = 'stored' in decision ? decision.stored : this.#record(node, upstream)
    this.judged.add(`${node.name} ${node.code} ${read}`)
    const passed = stored.record.check?.passed === true
    if (!passed) this.#fail(node.name, attemptKey(world, factsOf(node), upstream))
    return { passed, stored }
  }

  #make(node: Gated, isFinal: (name: string) => boolean): string {
    const upstream = (unit: Unit) => this.current.get(unit)
    const decision = decide(this.world(), factsOf(node), upstream)
    if (decision.action === 'skip') return 'skipped'
    const key = attemptKey(this.world(), factsOf(node), upstream)
    const stored = decision.action === 'reuse' ? decision.stored : this.#record(node, upstream)
    const withIt: Upstream = (unit) => (unit === node.name ? stored : upstream(unit))
    const others = (check: Gated) => check.upstream.filter((name) => name !== node.name)
    const checks = this.nodes.filter(
      (check) =>
        check.check &&
        check.blocking &&
        check.upstream.includes(node.name) &&
        others(check).every((name) => isFinal(name) && this.current.has(unitOf(name))),
    )
    const isKnown = (check: Gated) => 'stored' in decide(this.world(), factsOf(check), withIt)
    const judged = checks.filter(isKnown)
    const refusing = judged.filter((check) => !this.#judge(check, withIt).passed)
    for (const check of checks) {
      if (refusing.length === 0 && !judged.includes(check) && !this.#judge(check, withIt).passed) refusing.push(check)
    }
    const [check] = refusing
    if (check !== undefined) {
      const situation = this.situation(node)
      const all = refusing.map(({ name }) => name)
      this.held.set(node.name, { situation, check: check.name, all, value: stored.record.version })
      this.#fail(node.name, key, check.name)
      return 'failed'
    }
    this.current.set(unitOf(node.name), stored)
    this.#failures.delete(unitOf(node.name))
    this.held.delete(node.name)
    return decision.action === 'reuse' ? 'reused' : 'ran'
  }

  situation({ code, upstream }: Gated): string {
    return `${code} ${upstream.map((name) => this.value(name))}`
  }

  #fail(asset: string, key: string, check?: string): void {
    const base = { run: 'run', unit: unitOf(asset), startedAt: 0, durationMs: 0, causes: [] }
    const error = { code: 'CHECK_FAILED', message: 'it failed', ...(check === undefined ? {} : { facts: { check } }) }
    this.#failures.set(unitOf(asset), { ...base, key, outcome: 'failed', error })
  }

  #record(node: Gated, upstream: Upstream): Stored {
    const facts = factsOf(node)
    const read = node.upstream.map((name) => upstream(unitOf(name))?.record.version as string)
    this.calls.push({ name: node.name, read })
    const inputs = node.upstream.map((asset, ordinal) => ({ asset, version: read[ordinal] as string, columns: null }))
    const ingredients = { code: facts.code.parts, config: {}, environment: {}, packages: {}, inputs }
    const value = textOf(node, read)
    const stored: Stored = {
      id: this.#records.length + 1,
      record: {
        ...{ asset: node.name, partition: '', kind: facts.node.kind, definition: facts.definition },
        key: keyOf({ definition: facts.definition, partition: '', ingredients }),
        ...{ version: value, schema: [], parts: node.check ? [] : [{ blob: 'blob', sizeBytes: 1 }], ingredients },
        ...{ rows: 1, sizeBytes: 1 },
        ...(node.check ? { check: { passed: value === 'true' } } : {}),
        schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
        ...{ reusable: true, run: 'run', startedAt: 0, durationMs: 5, outcome: 'ran', causes: [], environment: {} },
      },
    }
    this.#records.push(stored)
    this.madeFrom.set(stored.id, `${node.code} ${read}`)
    return stored
  }
}

function factsOf({ name, upstream, code, check, blocking }: Gated): UnitFacts {
  const digest = digestFields('code', [['code', `${check ? name : ''} ${code}`]])
  const at = `assets/${name}.ts:1`
  const known = { code: { digest, parts: { [`${at} ${name}`]: digest.slice(0, 12) }, via: {}, places: {} }, config: {} }
  const facts = {
    node: {
      name,
      kind: check ? ('check' as const) : ('asset' as const),
      upstream,
      resources: [],
      at,
      tags: [],
      owners: [],
      partitioned: false,
    },
    ...known,
    settingsRead: {},
    packages: {},
    volatile: false,
    blocking: check && blocking,
    definition: definitionHash({ ...known, packages: {} }),
  }
  return unitFactsOf(facts, unitOf(name))
}
