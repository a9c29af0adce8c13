import type { AnyEffectOptions, EffectDefinition } from '../../define/definition.ts'
import type { EffectTarget } from '../../define/effect-target.ts'
import { isSql } from '../../define/sql.ts'
import type { Engine } from '../../table/engine/open.ts'
import { planOf } from '../../table/work/row-plan.ts'
import { rowsOfResult } from '../../table/write/rows-of-result.ts'

/** What a test puts in the place of an effect's target. */
export type AnyTarget = NonNullable<AnyEffectOptions['target']>

export interface FakeTarget {
  /** The effect with this in the place of its own target, which nobody calls. */
  readonly effect: EffectDefinition
  /** Its receipt says nothing of the effect's own. */
  readonly isFake: boolean
  /** What the effect's function asked for, rows as a list. */
  wanted(): unknown
}

export function withFakeTarget(
  effect: EffectDefinition,
  {
    target,
    engine,
    name,
  }: { readonly target: AnyTarget | undefined; engine(): Promise<Engine>; readonly name: string },
): FakeTarget {
  if (effect.options.target === undefined) return { effect, isFake: false, wanted: () => undefined }
  let input: unknown
  const fake: EffectTarget<unknown, unknown, unknown> = {
    async sync(wanted, context) {
      input = hasRows(wanted) ? await listOf(await engine(), wanted, name) : wanted
      // An iterator cannot be read a second time.
      return target === undefined ? { received: Array.isArray(input) ? input.length : 1 } : target.sync(input, context)
    },
  }
  const faked = { ...effect, options: { ...effect.options, target: fake } }
  return { effect: faked, isFake: target === undefined, wanted: () => input }
}

function hasRows(wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return false
  return isSql(wanted) || planOf(wanted) !== undefined || Symbol.asyncIterator in wanted || Symbol.iterator in wanted
}

async function listOf(engine: Engine, wanted: unknown, asset: string): Promise<unknown[]> {
  const rows: unknown[] = []
  for await (const row of rowsOfResult(engine, { result: wanted, asset })) rows.push(row)
  return rows
}
