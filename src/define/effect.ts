import type { AssetFunction } from './asset.ts'
import type { Context, EffectContext } from './context.ts'
import { declaredTable } from './declaration/declared-table.ts'
import { givenBoth } from './declaration/given-options.ts'
import { declaredBy, type OfProject, type ofProject } from './declaration/place.ts'
import type {
  AnyEffectOptions,
  AnyFunction,
  definition,
  EffectDefinition,
  EffectOptions,
  PartitionOptions,
  ReadsOptions,
  Run,
} from './definition.ts'
import type { EffectTarget } from './effect-target.ts'
import type { ForeignFunction } from './foreign/foreign-function.ts'
import type { Partition } from './partitions/partition.ts'
import type { Table } from './table.ts'

/** Something that is done outside. A function that names it reads its receipt, a table of one row. */
// biome-ignore lint/suspicious/noExplicitAny: what says nothing of its project is of any
export interface Effect<Receipt = unknown, Project = any> extends Table<Receipt> {
  readonly [definition]: EffectDefinition
  readonly [ofProject]?: Project
}

/** Excludes a promise, a list and an empty object, which are objects but no receipts. */
type One<Receipt> = Receipt extends PromiseLike<unknown> | readonly unknown[] ? never : Filled<Receipt>
type PartedOptions<Assets, P extends Partition> = PartitionOptions<P> & ReadsOptions<Assets>
type Filled<Receipt> = [keyof Receipt] extends [never] ? never : unknown

/**
 * `effect(fn)`, `effect(options, fn)`: a function that does something outside and returns a receipt of it, one plain
 * object. With a `target` the function returns what the target is to hold, and the receipt is the target's.
 * `effect(fn, options)` is the same: there `verify` knows the receipt of a function that takes its tables by a pattern,
 * since TypeScript reads from the left.
 */
export interface DefineEffect<Assets, Resources> {
  <Receipt extends object>(
    run: AssetFunction<Assets, EffectContext<Resources>, Receipt & One<Receipt>>,
  ): Effect<Receipt, OfProject<Assets, Resources>>
  <Wanted, Receipt extends object, P extends Partition = Partition>(
    options: PartedOptions<Assets, P> &
      EffectOptions<Receipt, Context<Resources>> & {
        readonly target: EffectTarget<Wanted, Receipt, Context<Resources>>
      },
    run: AssetFunction<Assets, EffectContext<Resources, P>, Wanted>,
  ): Effect<Receipt, OfProject<Assets, Resources>>
  <Receipt extends object, P extends Partition = Partition>(
    options: PartedOptions<Assets, P> & EffectOptions<Receipt, Context<Resources>> & { readonly target?: never },
    run: AssetFunction<Assets, EffectContext<Resources, P>, Receipt & One<Receipt>>,
  ): Effect<Receipt, OfProject<Assets, Resources>>
  <Receipt extends object, P extends Partition = Partition>(
    options: PartedOptions<Assets, P> & EffectOptions<Receipt, Context<Resources>> & { readonly target?: never },
    run: ForeignFunction<Receipt>,
  ): Effect<Receipt, OfProject<Assets, Resources>>
  <Receipt extends object, P extends Partition = Partition>(
    run: AssetFunction<Assets, EffectContext<Resources, P>, Receipt & One<Receipt>>,
    options: PartedOptions<Assets, P> & EffectOptions<Receipt, Context<Resources>> & { readonly target?: never },
  ): Effect<Receipt, OfProject<Assets, Resources>>
  <Wanted, Receipt extends object, P extends Partition = Partition>(
    run: AssetFunction<Assets, EffectContext<Resources, P>, Wanted>,
    options: PartedOptions<Assets, P> &
      EffectOptions<Receipt, Context<Resources>> & {
        readonly target: EffectTarget<Wanted, Receipt, Context<Resources>>
      },
  ): Effect<Receipt, OfProject<Assets, Resources>>
}

export function effect(this: unknown, first: AnyEffectOptions | AnyFunction, second?: Run | AnyEffectOptions): Effect {
  const inOrder = typeof first === 'function' && typeof second === 'object' ? [second, first] : [first, second]
  const [options, run] = givenBoth<AnyEffectOptions>(inOrder[0], inOrder[1])
  return declaredTable<EffectDefinition>({
    kind: 'effect',
    run,
    options: Object.freeze({ ...options }),
    ...declaredBy(effect, this),
  })
}
