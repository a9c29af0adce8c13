import type { BaseContext, EffectPart } from './context.ts'
import type { AssetOptions, CommonOptions } from './definition.ts'
import type { Awaitable } from './table.ts'

export interface EffectOptions<Receipt, Ctx> extends CommonOptions, Pick<AssetOptions, 'codeVersion' | 'fingerprint'> {
  /**
   * Asked by `assets materialize --verify`, and by nothing else: is what the receipt tells of still so? Where it is not, the effect is
   * stale with the cause `receipt_mismatch`, and runs with `verify` true in its context.
   */
  readonly verify?: (receipt: Receipt, context: Ctx) => Awaitable<Verification>
}
/** `true`: it is as the receipt says. An object says what the difference is. */
export type Verification = boolean | Difference
export interface Difference {
  readonly ok: boolean
  /** A few words that go after "receipt mismatch:". */
  readonly message?: string
  /** What the receipt says, and what is there. */
  readonly before?: string
  readonly after?: string
}

/**
 * Somewhere outside that is to hold what an effect's function returns: a vector index, a table of another database. The function only
 * says what is wanted; the target makes it so and gives the receipt.
 */
export interface EffectTarget<Wanted, Receipt, Ctx> {
  sync(wanted: Wanted, context: EffectPart): Awaitable<Receipt>
  readonly verify?: (receipt: Receipt, context: BaseContext) => Awaitable<Verification>
  /** Turns a question into a vector for `search`. Of its context's resources those that it names are opened. */
  readonly embed?: ((question: string, context: Ctx) => Awaitable<ArrayLike<number>>) | undefined
  /** What `assets search` asks. */
  readonly search?: (request: SearchRequest) => Awaitable<readonly Found[]>
}

export interface SearchRequest {
  readonly question: string
  /** What `embed` made of the question. */
  readonly vector: ArrayLike<number> | undefined
  /** How many at most. */
  readonly k: number
  readonly filter: Readonly<Record<string, unknown>>
}
/** Something that was found; the best come first. */
export interface Found {
  readonly id: string
  readonly text: string
  readonly metadata: Readonly<Record<string, string | number | boolean | null>>
  /** Greater is better; only of use to compare within one answer. */
  readonly score: number
  /** Its place in each of the rankings that were put together, counted from 1. */
  readonly ranks?: Readonly<Record<string, number>>
  readonly distance?: number
}

/** The options as the framework has them: the types of receipts end at the definition boundary. */
// biome-ignore lint/suspicious/noExplicitAny: the definition boundary, where every receipt has to fit
export type AnyEffectOptions = EffectOptions<any, any> & { readonly target?: EffectTarget<any, any, any> }
