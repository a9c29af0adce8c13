import { expect, test } from 'vitest'
import { planDocument } from '../../src/app/documents/plan.ts'
import { type Estimate, estimateOf, estimateSteps } from '../../src/app/rows/row-estimate.ts'
import { renderPlan } from '../../src/cli/render/plan/plan.ts'
import { type Unit, unitOf } from '../../src/unit.ts'
import { planStep, stored } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

const steps = [
  planStep('raw_documents', 'skip', { status: 'fresh', estimateMs: 2100 }),
  planStep('chunked_documents', 'run', { estimateMs: 400 }),
  planStep('embedded_documents', 'run?', { status: 'maybe', estimateMs: 192_400 }),
]

test('estimates are of the work to be done, and of what embedders use', () => {
  const past = {
    durationMs: 60_000,
    work: { computed: 100, recovered: 0, reused: 0, removed: 0, changed: 0, failed: 0 },
  }
  const metadata = { embedding_tokens: 5000, embedding_cost: 0.002, accuracy: 0.9, model: 'small' }
  expect(estimateOf({ ...past, metadata }, 3)).toEqual({ ms: 1800, tokens: 150, cost: 0.00006 })
  expect(estimateOf({ ...past, metadata })).toEqual({ ms: 60_000, tokens: 5000, cost: 0.002 })
  expect(estimateOf({ ...past, work: { ...past.work, computed: 0 } }, 3)).toBeUndefined()
  const estimates = new Map<Unit, Estimate>([
    [unitOf('chunked_documents'), { ms: 1800, tokens: 150, cost: 0.00006 }],
    [unitOf('embedded_documents'), { ms: 200, tokens: 1100 }],
  ])
  const last = (of: typeof estimates) =>
    renderPlan({ steps }, plainStyle, { rows: new Map(), estimates: of }).split('\n').at(-1)
  expect(last(estimates)).toContain('· about 2.0 s, 1,250 tokens, cost 0.00006 ·')
  expect(last(new Map([[unitOf('embedded_documents'), { ms: 100, atMost: true as const }]]))).toContain(
    '· at most 0.5 s ·',
  )
  expect(planDocument({ steps, work: { rows: new Map(), estimates } })).toMatchObject({
    steps: [{}, { estimateMs: 1800, estimatedTokens: 150, estimatedCost: 0.00006 }, { estimateMs: 200 }],
  })
})

test('a partition that never ran takes what the others took on average, and what nobody knows is counted', async () => {
  const partition = (key: string, action: 'run' | 'skip', durationMs?: number) => ({
    ...planStep('daily', action, { current: durationMs === undefined ? undefined : stored('daily', { durationMs }) }),
    unit: unitOf('daily', key),
  })
  const plan = [
    partition('a', 'skip', 1000),
    partition('b', 'run', 3000),
    partition('c', 'run'),
    planStep('new', 'run'),
  ]
  const estimates = await estimateSteps({} as never, { world: {} as never, steps: plan }, new Map())
  expect([...estimates]).toEqual([
    [unitOf('daily', 'b'), { ms: 3000 }],
    [unitOf('daily', 'c'), { ms: 2000 }],
  ])
  expect(renderPlan({ steps: plan }, plainStyle, { rows: new Map(), estimates })).toContain(
    '· about 5.0 s for 2, unknown for 1 ·',
  )
})
