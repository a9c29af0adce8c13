import fc from 'fast-check'
import type { DrawnAsset, Shape } from './drawn-assets.ts'
import { hasTime, isData } from './drawn-assets.ts'
import type { PartitionedProject } from './partitioned-project.ts'

export const shapes: readonly Shape[] = ['none', 'days', 'weeks', 'topics', 'grid']
export const graphsWith = (readPast: (shape: Shape) => boolean, drawn: readonly Shape[]) =>
  fc
    .array(
      fc.record({
        above: fc.array(fc.nat(5), { maxLength: 2 }),
        shape: fc.constantFrom(...drawn),
        reads: fc.constantFrom(
          'default' as const,
          'default' as const,
          'all' as const,
          'last' as const,
          'latest' as const,
          'same' as const,
        ),
        constant: fc.constantFrom(false, false, false, true),
        previous: fc.boolean(),
        from: fc.nat(5),
      }),
      { minLength: 2, maxLength: 6 },
    )
    .map((drafts) =>
      drafts.map((draft, index): DrawnAsset => {
        const { above, reads, constant, previous, from } = draft
        const upstream = index === 0 ? [] : [...new Set(above.map((one) => `a${one % index}`))]
        // The first has nothing above it that could decide its keys.
        const shape = index === 0 && isData(draft.shape) ? 'none' : draft.shape
        return {
          name: `a${index}`,
          keysFrom: isData(shape) ? `a${from % index}` : undefined,
          upstream,
          shape,
          constant,
          previous: previous && index > 0 && readPast(shape),
          reads: Object.fromEntries(upstream.map((one) => [one, reads])),
        }
      }),
    )

/** Partitions of time that read the one before are made from values alone; who reads its own past is not. */
export const graphs = graphsWith(hasTime, [...shapes, 'data', 'cells'])
/** What was made of partitions that `keep` has taken away stays: a full recomputation could not make it. They have no past. */
export const kept: readonly Shape[] = ['kept', 'keptWeeks', 'keptGrid']
export const hasPast = (shape: Shape) => !kept.includes(shape)
export const graphsWithPasts = graphsWith(hasPast, [...shapes, ...kept])

export const edits = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), which: fc.nat(5), to: fc.nat(2) }),
  fc.record({ kind: fc.constant('data' as const), which: fc.nat(60), to: fc.nat(2) }),
  fc.record({ kind: fc.constant('time' as const), which: fc.constant(0), to: fc.integer({ min: 1, max: 16 }) }),
  fc.record({ kind: fc.constant('fail' as const), which: fc.nat(60), to: fc.nat(1) }),
  fc.record({ kind: fc.constant('run' as const), which: fc.constant(0), to: fc.constant(0) }),
)
/** With what is taken back and run again, as often as not. */
export const editsAndRuns = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), which: fc.constant(0), to: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('code' as const), which: fc.nat(5), to: fc.nat(1) }) },
  { weight: 1, arbitrary: edits },
)
export type Edit = typeof edits extends fc.Arbitrary<infer One> ? One : never

export async function apply(project: PartitionedProject, assets: readonly DrawnAsset[], { kind, which, to }: Edit) {
  const units = project.facts().map(({ unit }) => unit)
  const unit = units[which % Math.max(1, units.length)]
  if (kind === 'run') await project.materialize()
  else if (kind === 'time') await project.at(to)
  else if (kind === 'code') project.edit(assets[which % assets.length]?.name as string, to)
  else if (unit === undefined) return
  else if (kind === 'data') project.change(unit, to)
  else if (to === 0) project.failing.delete(unit)
  else project.failing.add(unit)
}
