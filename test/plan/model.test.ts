import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitOf } from '../../src/unit.ts'
import { computed, type SimulatedAsset, SimulatedProject } from './simulated-project.ts'

/** Graphs of up to seven assets; each reads some of those before it. */
const graphsWith = (pasts: boolean) =>
  fc
    .array(
      fc.record({
        reads: fc.array(fc.nat(6), { maxLength: 3 }),
        code: fc.nat(1),
        makes: fc.constantFrom('everything' as const, 'everything' as const, 'constant' as const),
        columns: fc.constantFrom(null, null, ['id'], ['id', 'text']),
        effect: fc.constantFrom(false, false, true),
        past: fc.boolean(),
      }),
      { minLength: 1, maxLength: 7 },
    )
    .map((drafts) =>
      drafts.map(({ reads, past, ...draft }, index): SimulatedAsset => {
        const upstream = index === 0 ? [] : [...new Set(reads.map((read) => `a${read % index}`))]
        return { name: `a${index}`, upstream, ...draft, previous: pasts && past && !draft.effect }
      }),
    )

/** With what reads its own past. */
const graphsWithPasts = graphsWith(true)
/** Of which a full recomputation knows everything. */
const graphs = graphsWith(false)

type Edit =
  | { readonly kind: 'code'; readonly asset: number; readonly code: number }
  | { readonly kind: 'materialize'; readonly asset: number }
  | { readonly kind: 'materialize_all' }
  | { readonly kind: 'lose'; readonly asset: number }
  | { readonly kind: 'fail'; readonly asset: number; readonly fails: boolean }
  | { readonly kind: 'interrupt'; readonly asset: number }

const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), asset: fc.nat(6), code: fc.nat(2) }),
  fc.record({ kind: fc.constant('materialize' as const), asset: fc.nat(6) }),
  fc.record({ kind: fc.constant('materialize_all' as const) }),
  fc.record({ kind: fc.constant('lose' as const), asset: fc.nat(6) }),
  fc.record({ kind: fc.constant('interrupt' as const), asset: fc.nat(6) }),
  fc.record({ kind: fc.constant('fail' as const), asset: fc.nat(6), fails: fc.boolean() }),
)

describe('random graphs and edits against a model', () => {
  test('statuses, calls and data are what the model says', () => {
    fc.assert(
      fc.property(graphsWithPasts, fc.array(edits, { maxLength: 14 }), (assets, changes) => {
        const project = new SimulatedProject(assets)
        for (const change of changes) {
          apply(project, change)
          expect(project.statuses()).toEqual(modelStatuses(project))
        }
      }),
      { numRuns: 400 },
    )
  })

  test('after a run every table is what a full recomputation gives, and a second run calls nothing', () => {
    fc.assert(
      fc.property(graphs, fc.array(edits, { maxLength: 14 }), (assets, changes) => {
        const project = new SimulatedProject(assets)
        for (const change of changes) apply(project, change)
        for (const asset of project.assets) project.edit(asset.name, { fails: false })
        project.materialize()
        expect(Object.fromEntries(project.assets.map(({ name }) => [name, project.value(name)]))).toEqual(
          recomputed(project.assets),
        )
        project.calls.length = 0
        project.materialize()
        expect(project.calls).toEqual([])
        expect(new Set(Object.values(project.statuses()))).toEqual(new Set(['fresh']))
      }),
      { numRuns: 400 },
    )
  })

  test('an edit that is taken back calls nothing but the effects that it had reached', () => {
    fc.assert(
      fc.property(graphs, fc.nat(6), (assets, place) => {
        const project = new SimulatedProject(assets)
        project.materialize()
        const { name, code } = assets[place % assets.length]!
        project.edit(name, { code: code + 7 })
        project.calls.length = 0
        project.materialize()
        const effects = assets.filter((asset) => asset.effect && project.calls.includes(asset.name))
        project.edit(name, { code })
        project.calls.length = 0
        project.materialize()
        expect(project.calls).toEqual(effects.map((asset) => asset.name))
        expect(project.value(name)).toEqual(recomputed(project.assets)[name])
      }),
    )
  })

  test('a run does what its plan says, except where the plan says run?', () => {
    const allowed: Readonly<Record<string, readonly string[]>> = {
      run: ['ran', 'unchanged', 'failed'],
      'run?': ['ran', 'unchanged', 'reused', 'skipped', 'failed', 'blocked'],
      reuse: ['reused'],
      skip: ['skipped'],
    }
    fc.assert(
      fc.property(graphsWithPasts, fc.array(edits, { maxLength: 10 }), (assets, changes) => {
        const project = new SimulatedProject(assets)
        for (const change of changes) apply(project, change)
        const { steps } = project.plan()
        const outcomes = project.materialize()
        for (const { unit, action } of steps) {
          const outcome = outcomes[unit] as string
          // What is below a failure is blocked whatever was planned.
          if (outcome !== 'blocked') expect(allowed[action]).toContain(outcome)
        }
      }),
      { numRuns: 400 },
    )
  })
})

function apply(project: SimulatedProject, change: Edit): void {
  const { name } = project.assets[('asset' in change ? change.asset : 0) % project.assets.length]!
  const stored = project.world().current.get(unitOf(name))
  if (change.kind === 'materialize_all') project.materialize()
  else if (change.kind === 'materialize') project.materialize(withAncestors(project.assets, name))
  else if (change.kind === 'code') project.edit(name, { code: change.code })
  else if (change.kind === 'interrupt') project.interrupt(name)
  else if (change.kind === 'fail') project.edit(name, { fails: change.fails })
  else if (stored !== undefined) project.lost.add(stored.id)
}

function withAncestors(assets: readonly SimulatedAsset[], name: string): Set<string> {
  const found = new Set([name])
  for (const asset of [...assets].reverse()) {
    if (found.has(asset.name)) for (const above of asset.upstream) found.add(above)
  }
  return found
}

function recomputed(assets: readonly SimulatedAsset[]): Record<string, ReturnType<typeof computed>> {
  const values: Record<string, ReturnType<typeof computed>> = {}
  for (const asset of assets) {
    values[asset.name] = computed(
      asset,
      asset.upstream.map((name) => values[name]!),
    )
  }
  return values
}

/**
 * The statuses again, told from values alone: no key, no hash, no trace. What an asset was made from is compared by recomputing it
 * from what is there now.
 */
function modelStatuses(project: SimulatedProject): Record<string, string> {
  const world = project.world()
  const statuses: Record<string, string> = {}
  for (const asset of project.assets) {
    const stored = world.current.get(unitOf(asset.name))
    const failed = project.failedFrom.get(asset.name) === project.attempted(asset)
    const columns = stored?.record.ingredients.inputs[0]?.columns ?? null
    if (failed) statuses[asset.name] = 'failed'
    else if (stored === undefined) statuses[asset.name] = 'missing'
    else if (project.lost.has(stored.id)) statuses[asset.name] = 'broken'
    else if (project.unfinished.has(asset.name)) statuses[asset.name] = 'stale'
    else if (project.madeFrom.get(stored.id) !== project.situation(asset, columns)) statuses[asset.name] = 'stale'
    else if (asset.upstream.some((name) => statuses[name] !== 'fresh')) statuses[asset.name] = 'maybe'
    else statuses[asset.name] = 'fresh'
  }
  return statuses
}
