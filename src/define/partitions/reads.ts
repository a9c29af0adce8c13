/** A registered symbol: the command and the package that a project imports are two bundles. */
export const readsSymbol: unique symbol = Symbol.for('assetstore.reads')

/** Which partitions of an upstream a partition reads. */
export interface Reads {
  readonly [readsSymbol]: ReadsRule
}

export type ReadsRule =
  | { readonly type: 'same' }
  | { readonly type: 'latest' }
  | { readonly type: 'all' }
  | { readonly type: 'overlapping'; readonly missing: Missing }
  | ({ readonly type: 'previous' } & Count)
  | ({ readonly type: 'last' } & Count)
  | { readonly type: 'only'; readonly key: string }

interface Count {
  readonly n: number
  readonly missing: Missing
  /** It counts the reader's own windows, so that the upstream has to have the same. */
  readonly ofEqual?: true
}

/** What happens where the upstream lacks a window: `fail` is an error that names it, `skip` reads the other windows. */
export type Missing = 'fail' | 'skip'

/** By the name of a parameter; of a parameter that is a namespace, by the names in it. */
export type ReadsOf<Assets> = {
  readonly [Name in keyof Assets]?: Reads | { readonly [name: string]: Reads }
}

export function readsRuleOf(value: unknown): ReadsRule | undefined {
  if (typeof value !== 'object' || value === null || !(readsSymbol in value)) return undefined
  return (value as Reads)[readsSymbol]
}
