import type { BaseContext, EffectPart } from './context.ts'
import type { Awaitable } from './table.ts'

/** `true`: the outside matches the receipt. An object says what the difference is. */
export type Verification = boolean | Difference
export interface Difference {
  readonly ok: boolean
  /** A few words that go after "receipt mismatch:". */
  readonly message?: string
  /** The value in the receipt, and the value found. */
  readonly before?: string
  readonly after?: string
}

/**
 * Something outside that has to hold what an effect's function returns: a vector index, a table of another database.
 * The function only says what is wanted; the target makes it so and gives the receipt.
 */
export interface EffectTarget<Wanted, Receipt, Ctx> {
  /** What names the place: two effects whose targets have the same one are refused. Default: the target itself. */
  readonly place?: unknown
  /** The absolute path of a file or a folder that it keeps and nobody else has: `assets wipe` removes it. */
  readonly file?: string | undefined
  sync(wanted: Wanted, context: EffectPart): Awaitable<Receipt>
  readonly verify?: (receipt: Receipt, context: BaseContext) => Awaitable<Verification>
  /** Turns a question into a vector for `search`. Only the resources that it names are opened. */
  readonly embed?: ((question: string, context: Ctx) => Awaitable<ArrayLike<number>>) | undefined
  /** Throws where a question cannot be asked, before anything is paid for it. */
  readonly checkFilter?: (filter: SearchRequest['filter']) => void
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
