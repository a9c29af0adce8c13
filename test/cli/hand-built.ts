import type { ExplainView } from '../../src/app/explain/explain-view.ts'
import { type AssetView, viewOf } from '../../src/app/open/view.ts'
import type { Cause, Outcome, Status } from '../../src/causes.ts'
import type { DefinitionKind } from '../../src/define/definition.ts'
import type { NodeFacts } from '../../src/discover/facts.ts'
import type { StepResult } from '../../src/events.ts'
import type { Node } from '../../src/graph/node.ts'
import type { Assessed } from '../../src/plan/assess.ts'
import type { PlanStep } from '../../src/plan/plan.ts'
import { unitFactsOf } from '../../src/plan/units.ts'
import type { Stored } from '../../src/store/interface.ts'
import type { AssetRecord } from '../../src/store/record.ts'
import { unitOf } from '../../src/unit.ts'

/** 2026-11-26 05:30:12 UTC. */
export const noon = Date.UTC(2026, 10, 26, 5, 30, 12)

export function node(name: string, fields: Partial<Node> = {}): Node {
  const defaults = {
    kind: 'asset' as DefinitionKind,
    upstream: [],
    resources: [],
    tags: [],
    owners: [],
    partitioned: false,
  }
  return { name, at: 'assets/documents.ts:12', ...defaults, ...fields }
}

export function facts(of: Node): NodeFacts {
  const code = { digest: 'd', parts: {}, via: {}, places: {} }
  return {
    node: of,
    code,
    config: {},
    settingsRead: {},
    packages: {},
    volatile: false,
    blocking: true,
    definition: 'f',
  }
}

export function stored(asset: string, fields: Partial<AssetRecord> = {}): Stored {
  const record: AssetRecord = {
    asset,
    partition: '',
    kind: 'asset',
    key: 'k'.repeat(64),
    definition: 'f'.repeat(64),
    version: 'a1b2'.repeat(16),
    schema: [{ name: 'id', type: 'VARCHAR' }],
    parts: [{ blob: 'b'.repeat(64), sizeBytes: 1_234_567 }],
    rows: 2412,
    sizeBytes: 1_234_567,
    ingredients: { code: {}, config: {}, environment: {}, packages: {}, inputs: [] },
    schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
    reusable: true,
    run: '20261126-053012-7f3a2c',
    startedAt: noon,
    durationMs: 2100,
    outcome: 'ran',
    causes: [],
    environment: {},
    ...fields,
  }
  return { id: 1, record }
}

export const codeChanged: Cause = {
  kind: 'code_changed',
  subject: 'assets/documents.ts chunk()',
  at: 'assets/documents.ts:40',
  message: 'code changed: assets/documents.ts chunk() edited',
}

export function upstreamStale(name: string, roots: Cause['roots'] = [{ ...codeChanged, asset: name }]): Cause {
  return { kind: 'upstream_stale', subject: name, message: `${name} is stale`, roots }
}

/** A page about one asset; of everything that is not given there is nothing. */
export function explained(
  of: Assessed,
  fields: Partial<Omit<ExplainView, 'explanation' | 'surroundings'>> & {
    explanation?: Partial<ExplainView['explanation']>
    surroundings?: Partial<ExplainView['surroundings']>
  } = {},
): ExplainView {
  const explanation = {
    assessed: of,
    versus: false,
    action: 'run' as const,
    blockers: [],
    roots: [],
    changes: [],
    notes: [],
  }
  const surroundings = { first: [], anyway: [], mayFollow: [], blocked: [], estimateMs: 0, estimateBelowMs: 0 }
  return {
    basis: 'store',
    statusOf: () => 'stale',
    now: noon,
    verbose: false,
    ...fields,
    explanation: { ...explanation, ...fields.explanation },
    surroundings: { ...surroundings, ...fields.surroundings },
  }
}

export const neverMade: Cause = { kind: 'never_materialized', message: 'never materialized' }

export function assessed(
  name: string,
  status: Status,
  fields: Partial<Assessed> & { node?: Partial<Node> } = {},
): Assessed {
  const { node: nodeFields, ...rest } = fields
  return {
    facts: unitFactsOf(facts(node(name, nodeFields)), unitOf(name)),
    status,
    causes: [],
    current: stored(name),
    ...rest,
  }
}

export function planStep(name: string, action: PlanStep['action'], fields: Partial<PlanStep> = {}): PlanStep {
  return {
    unit: unitOf(name),
    kind: 'asset',
    action,
    status: 'stale',
    causes: [],
    current: undefined,
    estimateMs: undefined,
    ...fields,
  }
}

export function stepResult(name: string, outcome: Outcome, fields: Partial<StepResult> = {}): StepResult {
  return { unit: unitOf(name), kind: 'asset', outcome, durationMs: 400, causes: [], ...fields }
}

/** Where nothing but these is in the project. */
export const alone = (assets: readonly AssetView[]) => ({ assets, all: assets })

export const view = (...of: Parameters<typeof assessed>): AssetView => viewOf(assessed(...of))

/** As many as in the example of the command-line contract. */
export function twoOfFourteen(): AssetView[] {
  const fresh = Array.from({ length: 12 }, (_, at) => view(`fresh_${at}`, 'fresh'))
  return [
    ...fresh,
    view('chunked_documents', 'stale', { causes: [codeChanged] }),
    view('embedded_documents', 'maybe', {
      causes: [upstreamStale('chunked_documents')],
      node: { upstream: ['chunked_documents'] },
    }),
  ]
}
